/*
 * The journal of the case store: chained lines, each signed by whoever acted
 * and saying the state of all rows, that anyone may verify without a secret
 * (docs/JOURNAL.md).
 */
#ifndef VALISE_DESK_JOURNAL_H
#define VALISE_DESK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "journal_line.h"
#include "store.h"

/* Whose lines count, and on which days. */
struct journal_signer {
	struct vkey key;
	int64_t from, until; /* seconds; both 0: always */
};
struct journal_signers {
	size_t n;
	const struct journal_signer *list;
};

#define JOURNAL_REPAIRED "repaired" /* an act: all rows anew */

struct journal_count {
	uint64_t lines;
	uint64_t rows;
	bool knows_rows;  /* the last line has a state; so has none at all */
	uint8_t head[32]; /* SHA-256 of the last line, zeroes before the first
			   */
};

/*
 * Adds a line, what was done to what, inside the caller's transaction, with all
 * rows that changed since the last; neither text has a blank or line break.
 * False where the store fails or a word is too long.
 */
bool journal_add(struct desk_store *s, const char *act, const char *object);

/*
 * A line alone, synced before what it tells is done: looking, extracting,
 * exporting.  False with a reason: then it must not be done.
 */
bool journal_before(struct desk_store *s, const char *act, const char *object,
    struct reason *ret_reason);

/*
 * The machine's clock, in seconds, and never before the day of the last line: a
 * clock that was set back brings nobody's time back.
 */
int64_t journal_now(struct desk_store *s);

/* The day of the last line; "" before the first, false where unreadable. */
bool journal_last_day(
    struct desk_store *s, char ret_day[static JOURNAL_DAY_BYTES]);

/* SHA-256 of the last line, zeroes before the first; false: unreadable. */
bool journal_head(struct desk_store *s, uint8_t ret_hash[static 32]);

/* Number and hash of the last line; 0 and zeroes before the first.  False:
 * unreadable. */
bool journal_tail(
    struct desk_store *s, uint64_t *ret_number, uint8_t ret_hash[static 32]);

/* Whether that is the hash of one of its lines; false also where unreadable. */
bool journal_knows(struct desk_store *s, const uint8_t hash[static 32]);

/* What a line has in place of that object; only who has the key can tell. */
void journal_label(const struct desk_store *s, const char *object,
    uint8_t ret_label[static JOURNAL_LABEL_BYTES]);

/*
 * Checks a store's file with public keys alone: chain, signatures, and that the
 * rows are what the last line says; those that are not are told.  False with a
 * reason that names the first line that is off, or how many rows are.
 */
bool journal_verify(const char *path, const struct journal_signers *signers,
    const struct desk_difference_seen *seen, struct journal_count *ret_count,
    struct reason *ret_reason);

enum journal_found { JOURNAL_HAS, JOURNAL_OTHER, JOURNAL_UNREAD };
/*
 * Whether the journal of that file has line `number` with that hash, as a head
 * on paper, on a stick or in a note says.  JOURNAL_OTHER with a reason: it is
 * shorter, and so an older vault; or that line is another, and so a fork.
 */
enum journal_found journal_find(const char *path, uint64_t number,
    const uint8_t hash[static 32], struct reason *ret_reason);

/* Each line as it is, with its signature; false with a reason. */
bool journal_each(const char *path,
    bool (*each)(void *context, const char *line, size_t len,
	const uint8_t *signature, size_t signature_len),
    void *context, struct reason *ret_reason);

#endif
