/* A case that is ready for nearly everything, and changes of it. */
#ifndef VALISE_TESTS_RULES_MAKE_H
#define VALISE_TESTS_RULES_MAKE_H

#include <cjson/cJSON.h>

#include "client/desk/rules/rules.h"

#define TODAY "2026-11-30"

/* anna head, ben and emil officers, cleo intake, dara and fay verifiers; of
 * TODAY. */
struct rule_now rules_make_now(const char *who);

/*
 * Case 7 of ben, VERIFYING, whole: persons 1 (named in action 1, an allegation
 * letter of ben's) and 2, sources 1 to 3, elements met and reviewed by dara.
 * `patch` is merged into it, as RFC 7396 says.
 */
cJSON *rules_make_work(const char *patch);
/* JSON of a test; fails it where it is none. */
cJSON *rules_make_json(const char *text);

#endif
