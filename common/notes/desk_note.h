/*
 * What a desk signs and the courier carries back: import notes (what the desk
 * holds) and bulletins (what it says).  docs/MEDIUM.md 4, docs/BULLETIN.md 2.
 */
#ifndef VALISE_NOTES_DESK_NOTE_H
#define VALISE_NOTES_DESK_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/log/log_leaf.h"
#include "common/log/merkle.h"
#include "directory.h"
#include "signed_note.h"

#define DESK_NOTE_MAX (4u << 20)
#define IMPORT_LINES_MAX 40000 /* of one note; more go into the next */
#define BULLETIN_CELL_BYTES 4096u
#define BULLETIN_CELLS_MAX 4096u

/*
 * Both series number from 1 and chain by the text of the note before: signature
 * lines that anyone adds change nothing.
 */
struct desk_note_head {
	char intake[DIRECTORY_ID_MAX + 1];
	uint64_t sequence;
	uint8_t previous[32]; /* desk_note_hash(); zeroes in the first */
	uint8_t journal[32];  /* the desk's journal head */
};

/*
 * Parses a note of a series and verifies it against the threshold of the desk's
 * keys (docs/MEDIUM.md 4).  False where it is not signed so, or too long; its
 * text is the next page's: import_note_parse(), bulletin_parse().  The bytes
 * outlive it.
 */
bool desk_note_open(const void *bytes, size_t len, const struct key_set *keys,
    struct signed_note *ret_note);

/* The head of a note of either series; false where it is of neither. */
bool desk_note_head_read(
    const struct signed_note *note, struct desk_note_head *ret_head);

/*
 * The same of a note numbered up to `anchor`, which only a chain of texts that
 * ends there vouches for, and of one behind it, which `keys` must have signed.
 * Whether the chain leads to it is for the caller to see.
 */
bool desk_note_open_at(const void *bytes, size_t len,
    const struct key_set *keys, const struct directory_anchor *anchor,
    struct signed_note *ret_note, struct desk_note_head *ret_head);

/* SHA-256 of its text: all before the blank line, the last LF among it. */
void desk_note_hash(
    const struct signed_note *note, uint8_t ret_hash[static 32]);

/*
 * What is kept and passed on of an open note: its text and a line of each key
 * that signed it, in the order of `keys`.  Lines of other keys are dropped,
 * unless none is left: then they are those of keys that are no longer, and a
 * note up to the anchor keeps them.
 */
void desk_note_write(const struct signed_note *note, const struct key_set *keys,
    struct byte_writer *w);

enum import_verdict {
	IMPORT_HELD,            /* stored, opened, verified */
	IMPORT_HELD_UNOPENABLE, /* stored, but does not open */
	IMPORT_DAMAGED          /* the bytes were not those of the hash */
};

struct import_line {
	enum import_verdict verdict;
	uint8_t sha256[32];
};

struct import_note {
	struct desk_note_head head;
	size_t n_lines;
	struct import_line *lines; /* owned */
};

/*
 * The text that the desk signs, and back (docs/MEDIUM.md 4).  False for another
 * form, and without memory; then nothing is to be finished.  finish() frees the
 * lines.
 */
void import_note_format(const struct import_note *n, struct byte_writer *w);
bool import_note_parse(
    const char *text, size_t len, struct import_note *ret_note);
void import_note_finish(struct import_note *n);

/* How far the desk has seen the log of a relay. */
struct bulletin_log {
	char relay[NOTE_NAME_MAX + 1];
	uint64_t size;
	struct merkle_hash root;
	char publication[PUBLICATION_MAX + 1]; /* the last that it covers */
};

#define BULLETIN_LOGS_MAX 64
#define BULLETINS_KEPT_MAX 260 /* five a week of a year */

struct bulletin {
	struct desk_note_head head;
	char week[16]; /* 2026-W48 */
	uint64_t n_cells;
	uint8_t cells_hash[32];
	uint64_t first;             /* number of the first that is still kept */
	uint64_t directory_version; /* the desk's directory when it was made */
	uint8_t directory_hash[32];
	size_t n_logs;
	struct bulletin_log *logs; /* owned */
	size_t n_missing;
	uint8_t (*missing)[32]; /* log entries that no stick brought; owned */
	size_t n_unopenable;
	uint8_t (*unopenable)[32]; /* log entries; owned */
};

/* The same of a bulletin (docs/BULLETIN.md 2). */
void bulletin_format(const struct bulletin *b, struct byte_writer *w);
bool bulletin_parse(
    const char *text, size_t len, struct bulletin *ret_bulletin);
void bulletin_finish(struct bulletin *b);

#endif
