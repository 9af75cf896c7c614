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
#define SERIES_KINDS 2

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

/* Numbers that were taken back from a stick; 0: none. */
struct series_back {
	uint64_t first;
	uint64_t last;
};
/*
 * Compares what a stick's out/ has of both series, signed by this desk by the
 * directory in use, with the vault's; what others put there counts as nothing.
 * False with a reason where it has more (unless that is to be taken back, and
 * follows on the vault's), another of one number, or can't be read: then
 * nothing is to be written on it.  What is taken back has a line of the journal
 * before it and its cells.
 */
bool series_meet(struct vault *v, const char *medium, bool take_back,
    struct series_back ret_back[static SERIES_KINDS],
    struct reason *ret_reason);

#endif
