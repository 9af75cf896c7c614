/*
 * Publications: the periods, a day unless set otherwise, at whose end the
 * entries that came in them are sorted, logged and signed (docs/RECEIPT.md 3).
 */
#ifndef VALISE_RELAY_PUBLICATION_H
#define VALISE_RELAY_PUBLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/notes/manifest.h"
#include "relay/store/index.h"

/* The name of the period that a moment lies in, and when it ends. */
void publication_name(int64_t now, uint64_t period,
    char ret_name[static PUBLICATION_MAX + 1], int64_t *ret_end);

/* Up to a period's end: no time that is kept is finer than a publication. */
int64_t publication_round(int64_t when, uint64_t period);

/* The period that entries are promised for. */
struct publication_period {
	char name[PUBLICATION_MAX + 1];
	int64_t end;
	char ended[PUBLICATION_MAX + 1]; /* the one before */
};
/*
 * The period of `now`, or the first one behind all that was published: names
 * only grow.  False where the index can't be read.
 */
bool publication_turn(struct index *x, int64_t now, uint64_t period,
    struct publication_period *ret_period);

/*
 * Makes entries into all leaves of a publication: with its padding, sorted, and
 * the marker behind them.  `leaves` is reallocated.
 */
bool publication_leaves(
    const struct log_publication *p, struct index_leaf **leaves, size_t *n);

/*
 * Publishes the period `ended` of `intake`, with all entries outside the log
 * that were promised for it or for an earlier one, none of them too; nothing
 * where that was done already.  The log key signs under the name
 * `<relay>/<intake>`.
 */
bool publication_publish(struct index *x, const char *relay, const char *intake,
    const char *ended, const uint8_t seed[static NOTE_SEED_BYTES]);

#endif
