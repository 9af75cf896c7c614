/*
 * What the newest list of each relay names and this desk does not hold: no
 * epoch's key ends while it could open one of them (docs/KEYS.md 6).
 */
#ifndef VALISE_DESK_WANTING_H
#define VALISE_DESK_WANTING_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/vault/vault.h"
#include "common/notes/manifest.h"

#define WANTING_MAX \
	2000 /* that are named; of more the earliest day is kept \
	      */

/*
 * Keeps it after an import, where the list is not older than the one that is
 * known.  A transaction of its own; false with a reason.
 */
bool wanting_keep(struct vault *v, const struct manifest *manifest,
    struct reason *ret_reason);

/* Why a key must not end. */
struct wanting {
	const char *relay;
	enum wanting_why {
		WANTING_NO_LIST,  /* none of that relay was ever imported */
		WANTING_OLD_LIST, /* the newest is of `publication` */
		WANTING_UNOPENED  /* `n` that it lists are not held */
	} why;
	const char *publication;
	size_t n;
};
/*
 * Calls `each` with every reason there is.  False with a reason where it can't
 * be told, as when memory is short: then the key stays.
 */
bool wanting_of(struct vault *v, const struct directory_epoch *epoch,
    void (*each)(void *context, const struct wanting *w), void *context,
    struct reason *ret_reason);

#endif
