/*
 * The two numbered, chained series that a desk signs, kept in the vault and
 * copied to sticks (docs/VAULT.md 1, docs/MEDIUM.md 4).
 */
#ifndef VALISE_DESK_SERIES_H
#define VALISE_DESK_SERIES_H

#include "common/bytes/byte_writer.h"
#include "common/notes/desk_note.h"
#include "vault.h"

enum series { SERIES_IMPORT_NOTES, SERIES_BULLETINS };

/*
 * Fills the head of the next note: its number, the hash of the last, the
 * journal's head.  False with a reason where one of them can't be read.
 */
bool series_head(struct vault *v, enum series series,
    struct desk_note_head *ret_head, struct reason *ret_reason);

/*
 * Signs `text` with the desk's key and keeps it durably under its number.
 * False with a reason where there is one of that number or the disk fails.
 */
bool series_add(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *text, struct reason *ret_reason);

/* Keeps a note that is signed already; the same failures. */
bool series_keep(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *note, struct reason *ret_reason);

/* The path of what belongs to number `sequence`; to be freed, NULL: memory. */
char *series_path(const struct vault *v, enum series series, uint64_t sequence,
    const char *ending);

/*
 * Where the desk's keys were changed, by the directory: what was before is of
 * the keys before.
 */
struct directory_anchor series_anchor(
    const struct vault *v, enum series series);

/* What the text of that note hashes to; false with a reason. */
bool series_hash(const struct vault *v, enum series series, uint64_t sequence,
    uint8_t ret_hash[static 32], struct reason *ret_reason);

/*
 * Takes the series over from the folder of an older vault: what leads to the
 * anchor as it is, and what that desk made behind it signed again, its text
 * unchanged.  Their number; false with a reason.
 */
bool series_continue(struct vault *v, enum series series, const char *from,
    uint64_t *ret_n, struct reason *ret_reason);

/* The last number, 0 where there is none. */
uint64_t series_last(const struct vault *v, enum series series);

/*
 * Copies what a stick lacks of a series, or has otherwise; makes the stick's
 * folders where they are not there.  False with a reason.
 */
bool series_copy(struct vault *v, enum series series, const char *medium,
    struct reason *ret_reason);

/* "import note" or "bulletin". */
const char *series_word(enum series series);

enum series_verdict {
	SERIES_FITS,  /* the vault has all that the stick has */
	SERIES_LATER, /* the stick has more, which follows on the vault's */
	SERIES_OTHER, /* another of the same number, or that does not follow */
	SERIES_UNREAD /* the vault's own can't be read */
};
/*
 * What a stick's out/ has of a series that this desk signed by the directory in
 * use; what others put there counts as nothing.  `ret_last` is the last number
 * that leads on from the vault's.  With a reason unless it fits.
 */
enum series_verdict series_compare(const struct vault *v, enum series series,
    const char *medium, uint64_t *ret_last, struct reason *ret_reason);

/*
 * Keeps those up to number `last`, each with a line of the journal before it
 * and its cells.  False with a reason; those before it are kept.
 */
bool series_take_back(struct vault *v, enum series series, const char *medium,
    uint64_t last, struct reason *ret_reason);

#endif
