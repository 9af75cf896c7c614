/*
 * What is in the segments and promised, and not in the index yet.  A thread of
 * its own notes it in bulk, so that no sender waits for the index
 * (docs/SPOOL.md 2).  The committer alone adds; any thread may ask.
 */
#ifndef VALISE_RELAY_NOTER_H
#define VALISE_RELAY_NOTER_H

#include "job.h"
#include "relay/store/store.h"

/* Entries in memory: twice as many while the index is slow. */
#define NOTER_MAX 8192u
/* Bytes in the segments that the next start would have to catch up. */
#define NOTER_BYTES_MAX (256u << 20)

struct noter;

/* NULL on failure.  The store must outlive it. */
struct noter *noter_start(struct store *s);
/* Notes what is left; what can't be is found by the next start. */
void noter_stop(struct noter *n); /* takes NULL */

/*
 * Room for so many more items and batches, before they are written: what is in
 * a segment is always noted.  Waits where the index lags behind.  False where
 * it can't be written now.
 */
bool noter_reserve(struct noter *n, size_t n_items);
/*
 * Takes copies of items that were written, for which there is room, with what
 * their promises have in common (taken over; none: they were not promised).
 * False where memory is short for a promise's text: they are noted all the
 * same, and must not be answered with it.
 */
bool noter_add(struct noter *n, const struct store_item *items,
    struct job *const *jobs, size_t n_items, struct index_batch *batches,
    size_t n_batches);
/* Waits until all of them are noted; false where that can't be done now. */
bool noter_flush(struct noter *n);

/* Whether an envelope of these bytes is among them. */
bool noter_has(
    struct noter *n, const char *intake, const uint8_t sha256[static 32]);
bool noter_has_stamp(struct noter *n, const uint8_t stamp[static 32]);

#endif
