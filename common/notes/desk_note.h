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
#include "directory.h"

#define DESK_NOTE_MAX (4u << 20)
#define IMPORT_LINES_MAX 40000 /* of one note; more go into the next */
#define BULLETIN_CELL_BYTES 4096u
#define BULLETIN_CELLS_MAX 4096u

/* Both series number from 1 and chain by the hash of the note before. */
struct desk_note_head {
	char intake[DIRECTORY_ID_MAX + 1];
	uint64_t sequence;
	uint8_t
	    previous[32]; /* SHA-256 of the previous note; zeroes in the 1st */
	uint8_t journal[32]; /* the desk's journal head */
};

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

struct bulletin {
	struct desk_note_head head;
	char week[16]; /* 2026-W48 */
	uint64_t n_cells;
	uint8_t cells_hash[32];
	size_t n_unopenable;
	uint8_t (*unopenable)[32]; /* log entries; owned */
};

/* The same of a bulletin (docs/BULLETIN.md 2). */
void bulletin_format(const struct bulletin *b, struct byte_writer *w);
bool bulletin_parse(
    const char *text, size_t len, struct bulletin *ret_bulletin);
void bulletin_finish(struct bulletin *b);

#endif
