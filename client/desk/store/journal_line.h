/*
 * A line of the journal as text (docs/JOURNAL.md 1), written and read strictly.
 */
#ifndef VALISE_DESK_JOURNAL_LINE_H
#define VALISE_DESK_JOURNAL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/log/merkle.h"
#include "common/notes/signed_note.h"

#define JOURNAL_LINE_MAX 1024 /* bytes with a NUL */
#define JOURNAL_SALT_BYTES 16
#define JOURNAL_LABEL_BYTES 16
#define JOURNAL_MAC_BYTES 16
#define JOURNAL_WORD_MAX 32 /* of an act or a role, with a NUL */
#define JOURNAL_DAY_BYTES 11

enum journal_form {
	JOURNAL_FIRST, /* valise-journal/1: of a program from before the state
			*/
	JOURNAL_STATE  /* valise-journal/2 */
};

struct journal_line {
	enum journal_form form;
	uint8_t salt[JOURNAL_SALT_BYTES];
	uint64_t sequence;
	uint8_t previous[32];
	char day[JOURNAL_DAY_BYTES]; /* in UTC */
	char person[NOTE_NAME_MAX + 1];
	char act[JOURNAL_WORD_MAX];
	/* These of JOURNAL_STATE alone. */
	char role[JOURNAL_WORD_MAX];
	uint8_t label[JOURNAL_LABEL_BYTES]; /* keyed; of what it was done to */
	uint8_t changes[32];                /* SHA-256 of the rows it changed */
	struct merkle_hash state;           /* of all rows, after it */
	uint8_t mac[JOURNAL_MAC_BYTES];     /* keyed; of all before it */
};

/* The length; 0 where a word is too long or has a blank. */
size_t journal_line_format(
    const struct journal_line *line, char ret_text[static JOURNAL_LINE_MAX]);

/* How much of a line with a state its keyed hash is of: all but the last word.
 */
size_t journal_line_before_mac(size_t len);

/* False for anything that journal_line_format() did not write. */
bool journal_line_parse(
    const char *text, size_t len, struct journal_line *ret_line);

#endif
