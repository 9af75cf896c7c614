/*
 * What may still wait for an epoch's key: by each relay's log, as far as this
 * desk has seen it, and by its own notes (docs/KEYS.md 6).
 */
#ifndef VALISE_DESK_WANTING_H
#define VALISE_DESK_WANTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/vault/vault.h"

#define WANTING_LOST_MAX 2000 /* that are remembered; more are counted */

/*
 * Remembers an envelope that a note of this desk says is held and that is not
 * here.  A transaction of its own; false with a reason.
 */
bool wanting_lost(struct vault *v, const uint8_t sha256[static 32],
    struct reason *ret_reason);

/* Why a key must not end. */
struct wanting {
	const char *relay; /* "" where none is meant */
	enum wanting_why {
		WANTING_NO_RELAY, /* none of the directory met its time */
		WANTING_NO_LOG,   /* none of that relay was ever seen */
		WANTING_OLD_LOG,  /* seen to `publication`, which is too early,
				   * or of a day to come */
		WANTING_UNREAD,   /* what was seen can't be read */
		WANTING_UNOPENED, /* `n` of its time were never brought */
		WANTING_LOST      /* `n` that notes say are held are not here */
	} why;
	const char *publication;
	size_t n;
};
/*
 * Calls `each` with every reason there is at that time: relays of the directory
 * whose time met the key's, and those that it has no more.  False with a reason
 * where it can't be told, as when memory is short: then the key stays.
 */
bool wanting_of(struct vault *v, const struct directory_epoch *epoch,
    int64_t now, void (*each)(void *context, const struct wanting *w),
    void *context, struct reason *ret_reason);

#endif
