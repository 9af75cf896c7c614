/* Who works at this desk today, as the rules ask for it. */
#ifndef VALISE_DESK_CASE_DESK_H
#define VALISE_DESK_CASE_DESK_H

#include <stdbool.h>

#include "client/desk/rules/rules.h"
#include "client/desk/vault/vault.h"
#include "common/bytes/utc_time.h"

#define CASE_DESK_STAFF_MAX 256
#define CASE_DESK_ROLES "officer intake verifier head"

struct case_desk {
	struct rule_now now; /* points into the rest */
	char day[UTC_DAY_BYTES];
	char who[NOTE_NAME_MAX + 1];
	struct rule_staff staff[CASE_DESK_STAFF_MAX];
	char roles[CASE_DESK_STAFF_MAX][sizeof(CASE_DESK_ROLES)];
};

/*
 * Of the day of the journal, and whoever acts.  In a trial one person has all
 * roles.  The vault outlives it.
 */
void case_desk_of(struct vault *v, struct case_desk *ret_desk);

/* How many sources an element takes besides (0: by the rule alone); a head
 * sets it.  False with a reason. */
bool case_desk_set_sources(
    struct vault *v, unsigned sources, struct reason *ret_reason);

#endif
