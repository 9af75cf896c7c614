/*
 * What is in the segments and promised, and not in the index yet: noted in bulk
 * while more waits (docs/SPOOL.md 2).  One thread fills it; any may ask for a
 * stamp.
 */
#ifndef VALISE_RELAY_PENDING_H
#define VALISE_RELAY_PENDING_H

#include "job.h"
#include "store.h"

#define PENDING_MAX 4096u

struct pending;

struct pending *pending_create(void);
void pending_destroy(struct pending *p); /* takes NULL */

size_t pending_count(const struct pending *p);
/*
 * Takes copies of the item, of its promise and its stamp.  False when full or
 * out of memory.
 */
bool pending_add(
    struct pending *p, const struct store_item *item, const struct job *job);
/* Whether an envelope of these bytes is among them. */
bool pending_has(const struct pending *p, const char *intake,
    const uint8_t sha256[static 32]);
/* From any thread. */
bool pending_has_stamp(struct pending *p, const uint8_t stamp[static 32]);
/*
 * Notes all of them.  False where the index could not be written: then they
 * stay, and are noted with the next ones, or after a restart.
 */
bool pending_flush(struct pending *p, struct store *s, int64_t promises_until);

#endif
