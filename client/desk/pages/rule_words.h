/*
 * What acts, fields, codes and states are called in the person's language; a
 * name that has no word stands for itself.
 */
#ifndef VALISE_DESK_RULE_WORDS_H
#define VALISE_DESK_RULE_WORDS_H

#include "client/desk/rules/consent.h"
#include "client/desk/rules/rules.h"
#include "client/desk/rules/urgency.h"
#include "client/desk/rules/work.h"
#include "common/report/language.h"

const char *rule_words_act(const struct rule_act *act, enum language language);
const char *rule_words_field(const char *name, enum language language);
/* Of a code that stands in an act's own list. */
const char *rule_words_code(const char *code, enum language language);
bool rule_words_has_code(const char *code);
const char *rule_words_state(enum rule_state state, enum language language);
const char *rule_words_status(enum rule_status status, enum language language);
const char *rule_words_due(enum due_kind kind, enum language language);
const char *rule_words_consent(
    enum consent_state state, enum language language);

#endif
