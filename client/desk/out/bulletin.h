/* What the desk says to the world, once a week or when there is more to say. */
#ifndef VALISE_DESK_BULLETIN_H
#define VALISE_DESK_BULLETIN_H

#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"

struct bulletin_counts {
	uint64_t sequence; /* of the bulletin made; 0: none was due */
	size_t acknowledged;
	size_t messages;
	size_t unopenable;
	size_t cells;
};

/*
 * Makes the next bulletin: an acknowledgement for each case that has none, each
 * message that waits, dummies up to a power of two.  None where nothing waits
 * and this week has one already: the sequence is 0 then.  What can't be sealed
 * is told and passed over.  False with a reason; what was made so far is in the
 * vault, and no row says that it was (docs/BULLETIN.md 1-3).
 */
bool bulletin_make(struct vault *v, const struct desk_events *events,
    struct bulletin_counts *ret_counts, struct reason *ret_reason);

#endif
