/*
 * How far this desk has seen the logs of its relays, and which entries no stick
 * brought: what a bulletin says of them (docs/BULLETIN.md 2).
 */
#ifndef VALISE_DESK_LOG_SEEN_H
#define VALISE_DESK_LOG_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/log/publication_name.h"
#include "common/notes/desk_note.h"
#include "client/desk/store/store.h"

#define LOG_SEEN_MISSING_MAX 1000 /* that one relay's row names */

/* An entry that the log has and no stick brought. */
struct log_missing {
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	uint64_t imports; /* that looked, and did not have it */
	char publication[PUBLICATION_MAX + 1]; /* "": an older program's */
};

struct log_seen {
	struct bulletin_log log;
	size_t n_missing;
	struct log_missing *missing; /* owned, sorted by entry */
	/* More lack than are named: the first publication that one of these is
	 * of; or "". */
	char beyond[PUBLICATION_MAX + 1];
};

void log_seen_finish(struct log_seen *seen);

/* What an import looked at, of one relay's log. */
struct log_looked {
	struct bulletin_log log;
	/* What no stick brought so far, sorted by entry; `imports` is not
	 * looked at. */
	const struct log_missing *missing;
	size_t n_missing;
	/* Whether the file of an entry is held by now. */
	bool (*is_held)(
	    void *context, const uint8_t entry[static RECEIPT_ENTRY_BYTES]);
	void *context;
};

/*
 * Keeps what an import saw of a log that grew since the last: `missing` are the
 * entries that lack now, sorted; those that lacked before count one import
 * more.  A transaction of its own; false with a reason.
 */
bool log_seen_keep(struct desk_store *s, const struct log_looked *looked,
    struct reason *ret_reason);

enum log_seen_found { LOG_SEEN, LOG_SEEN_NONE, LOG_SEEN_UNREAD };
/* Of one relay; to be finished after LOG_SEEN. */
enum log_seen_found log_seen_of(
    struct desk_store *s, const char *relay, struct log_seen *ret_seen);

/* Each relay whose log was seen; as desk_store_each(). */
bool log_seen_each(struct desk_store *s,
    bool (*each)(void *context, const struct log_seen *seen), void *context,
    const struct desk_events *events, struct reason *ret_reason);

#endif
