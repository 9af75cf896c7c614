/*
 * What the desk's bulletins say of the relays' logs: how far it has seen each,
 * and which envelopes it lacks or could not open (docs/BULLETIN.md 2).
 */
#ifndef VALISE_DEFENDER_DESK_SEEN_H
#define VALISE_DEFENDER_DESK_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/notes/desk_note.h"
#include "common/notes/receipt.h"

/* That did not open, of one note: a desk writes no more into one. */
#define DESK_SEEN_ENTRIES_MAX BULLETIN_CELLS_MAX

/* A log entry, and which of the notes that were read has it. */
struct desk_seen_entry {
	size_t note;
	uint8_t bytes[RECEIPT_ENTRY_BYTES];
};

struct desk_seen {
	/* Of the newest note: */
	size_t newest;           /* which one, where there is a `note` */
	struct byte_writer note; /* as it was signed; empty: there is none */
	size_t n_logs;
	struct bulletin_log *logs;
	size_t n_missing;
	uint8_t (*missing)[RECEIPT_ENTRY_BYTES];
	/* Of all notes: each says only what is new. */
	size_t n_unopenable;
	struct desk_seen_entry *unopenable;
};

/* Nothing yet; finish() frees, and leaves it so. */
void desk_seen_init(struct desk_seen *seen);
void desk_seen_finish(struct desk_seen *seen);

/*
 * Note number `at` of those that are read, in their order; it is the newest so
 * far where it `may_be` believed.  Takes from `b` what it keeps.  False when
 * out of memory.
 */
bool desk_seen_add(struct desk_seen *seen, size_t at, struct bulletin *b,
    const void *bytes, size_t len, bool may_be);

/* Of notes that are not believed nothing stays. */
void desk_seen_believe(struct desk_seen *seen,
    bool (*believed)(void *context, size_t at), void *context);

/* How far the desk has seen that relay's log; NULL: it has not looked at it. */
const struct bulletin_log *desk_seen_log(
    const struct desk_seen *seen, const char *relay);

/* Whether that entry is one that the desk lacks, or could not open. */
bool desk_seen_lacks(const struct desk_seen *seen,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES]);
bool desk_seen_could_not_open(const struct desk_seen *seen,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES]);

#define DESK_SEEN_NAMED_MAX 20 /* of a kind that are shown */

/*
 * Their references, ", " between them, of at most DESK_SEEN_NAMED_MAX of them;
 * the number of all.  By these their senders know them.  The writer fails where
 * memory is short.
 */
typedef size_t desk_seen_name(
    const struct desk_seen *seen, struct byte_writer *w);
desk_seen_name desk_seen_lacking, desk_seen_unopenable;

#endif
