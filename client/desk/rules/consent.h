/*
 * Consent, a person and a use at a time, and what must do no harm
 * (docs/CASES.md 3).  Nothing is inferred: what was not said is no.
 */
#ifndef VALISE_DESK_CONSENT_H
#define VALISE_DESK_CONSENT_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"

enum consent_state {
	CONSENT_GIVEN,
	CONSENT_NEVER, /* nobody was asked, or it was not said */
	CONSENT_REFUSED,
	CONSENT_ASK_FIRST, /* each time anew */
	CONSENT_EXPIRED,
	CONSENT_CHANGED,  /* the circumstances did: to be asked again */
	CONSENT_WITHDRAWN /* it was given before the case was withdrawn */
};

/* The word for it, "given", "expired" and so on. */
const char *consent_word(enum consent_state state);

/*
 * Whether that person (WORK_SOURCE_PERSON: who told it) consents to a use, "C0"
 * to "C9", on that day: the last record of both counts.
 */
enum consent_state consent_of(
    const cJSON *work, uint64_t person, const char *use, const char *day);
/* The record that counts, or NULL. */
const cJSON *consent_record(
    const cJSON *work, uint64_t person, const char *use);

/*
 * Whether an action may go out on that day as its people are named: for each
 * of them, and for who told it, the use that an action of its kind needs.
 * False with a reason that says whose consent lacks, by number.
 */
bool consent_allows(const cJSON *work, const cJSON *action, const char *day,
    struct reason *ret_reason);
/* The same of its text as published: C5 for each name, C4 for the others. */
bool consent_allows_public(const cJSON *work, const cJSON *action,
    const char *day, struct reason *ret_reason);

/* The use that a kind of action needs, with the name and without. */
void consent_uses(
    const char *kind, const char **ret_named, const char **ret_unnamed);

/*
 * The assessment of harm that holds on that day, the last one; NULL with a
 * reason where there is none, or it has expired.
 */
const cJSON *harm_in_force(
    const cJSON *work, const char *day, struct reason *ret_reason);

/* How much of a name of one who is not to be named stands in a text. */
enum consent_stray {
	STRAY_NONE,
	STRAY_WORD, /* one word of it: it may be another's, or none */
	STRAY_NAME
};
/*
 * Looks for the names of all who are not among `named`, folded, and says whose
 * it is.  A single word counts where it is of four letters and more and of no
 * name that may stand there; not of those in `looked_at`, of whom a person saw
 * that it is another word.
 */
enum consent_stray consent_stray_name(const cJSON *work, const cJSON *named,
    const cJSON *looked_at, const char *text, uint64_t *ret_person);

#endif
