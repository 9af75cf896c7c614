/*
 * Which copies of this vault there are, as far as it made them: each folder has
 * a number of its own in a file `copy`, and a row here says what it holds and
 * which disposals it has taken part in (docs/DISPOSAL.md).
 */
#ifndef VALISE_DESK_COPY_KNOWN_H
#define VALISE_DESK_COPY_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/store/desk_event.h"
#include "client/desk/store/store.h"
#include "common/bytes/reason.h"

#define COPY_FILE "copy"
#define COPY_NUMBER_BYTES 17 /* 16 digits */

enum copy_holds {
	COPY_ORIGINALS = 1, /* and attachments, and the store */
	COPY_KEYS = 2
};

/* The number that such a file says; false where it is none. */
bool copy_known_number(
    const void *bytes, size_t len, char ret_number[static COPY_NUMBER_BYTES]);

/*
 * Before a folder is written to: gives it a number, where it has none, and
 * writes a row down, so that a copy is known whatever becomes of the program;
 * with `all` it gets whatever the vault has, and is rid of nothing until
 * copy_known_after().  False with a reason.
 */
bool copy_known_before(struct desk_store *s, const char *folder,
    enum copy_holds holds, bool all, char ret_number[static COPY_NUMBER_BYTES],
    struct reason *ret_reason);
/*
 * After it was: from now on it has nothing of the disposals up to that number.
 * False with a reason.
 */
bool copy_known_after(struct desk_store *s, const char *number,
    enum copy_holds holds, uint64_t disposals, struct reason *ret_reason);
/* It is destroyed, as whoever acts says, and why it is known; a transaction of
 * its own, and a line. False with a reason. */
bool copy_known_end(struct desk_store *s, const char *number, const char *why,
    struct reason *ret_reason);

struct copy_known {
	const char *number;
	unsigned holds;
	const char *place; /* where it was seen last */
	const char *day;
	/* Of what it holds, has nothing of the disposals up to this. */
	uint64_t originals, keys;
	const char *ended; /* the day on which it was said to be destroyed */
};
/* Calls `each` with every one; false ends it.  False with a reason. */
bool copy_known_each(struct desk_store *s,
    bool (*each)(void *context, const struct copy_known *copy), void *context,
    const struct desk_events *events, struct reason *ret_reason);
/* Whether it may still have something of that disposal. */
bool copy_known_lags(const struct copy_known *c, uint64_t disposal);

#endif
