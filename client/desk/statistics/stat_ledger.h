/*
 * What was released, sealed in the store: the seed of all rounding, and each
 * release as it was issued, which no later fact changes (docs/STATISTICS.md 6).
 */
#ifndef VALISE_DESK_STAT_LEDGER_H
#define VALISE_DESK_STAT_LEDGER_H

#include "client/desk/store/store.h"
#include "stat_release.h"

/* The same for ever: two roundings of one count would tell it.  Made where
 * nothing was issued yet; false with a reason. */
bool stat_ledger_seed(struct desk_store *s,
    uint8_t ret_seed[static STAT_SEED_BYTES], struct reason *ret_reason);

/* What was issued, as it is seen from one period. */
struct stat_ledger {
	const struct stat_period *period;
	cJSON *same; /* the release of that very period; the caller's */
	bool overlaps, later;
	struct stat_before before;
	bool bad;
};
/*
 * False with a reason: it can't be read, or the period may not be released
 * beside them.
 */
bool stat_ledger_look(struct desk_store *s, const struct stat_period *period,
    struct stat_ledger *ret_ledger, struct reason *ret_reason);

/* Each, the first one first; false with a reason. */
bool stat_ledger_each(struct desk_store *s,
    bool (*each)(void *context, const cJSON *release, const cJSON *known),
    void *context, struct reason *ret_reason);

/* What any two know of counts, to be kept with their release; NULL: memory. */
cJSON *stat_ledger_known(const struct stat_counted *counted);
/* Writes one down, in a transaction of its own; false with a reason. */
bool stat_ledger_keep(struct desk_store *s, const cJSON *release,
    const cJSON *known, struct reason *ret_reason);

#endif
