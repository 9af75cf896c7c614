/* Who was shown who told a case, when and why (docs/VAULT.md 4). */
#ifndef VALISE_DESK_CASE_LOOKS_H
#define VALISE_DESK_CASE_LOOKS_H

#include <stdbool.h>

#include "client/desk/store/store.h"

/* One of them; what its row lacks is NULL. */
struct case_look {
	const char *id; /* of the case, or of an item in it */
	const char *act;
	const char *by;
	const char *day;
	const char *why;
};

#define CASE_LOOK_WHY_MAX 1000 /* bytes of a reason that is given */

/*
 * Says in a row and in the journal that whoever acts is about to do that, and
 * why: before it is done, or it must not be.  False with a reason.
 */
bool case_look_before(struct desk_store *s, const char *act, const char *id,
    const char *why, struct reason *ret_reason);

/* Calls `each` with all of them in their order, as desk_store_each(). */
bool case_looks_each(struct desk_store *s,
    bool (*each)(void *context, const struct case_look *look), void *context,
    const struct desk_events *events, struct reason *ret_reason);

#endif
