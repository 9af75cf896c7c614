/*
 * The plaintext of one bulletin cell (docs/BULLETIN.md 3): always 2,437 bytes,
 * so that its age file is always 4,096.
 */
#ifndef VALISE_REPORT_REPLY_CELL_H
#define VALISE_REPORT_REPLY_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPLY_CELL_PLAIN_BYTES 2437u
#define REPLY_CELL_HEAD_BYTES 13u
#define REPLY_CELL_TEXT_MAX (REPLY_CELL_PLAIN_BYTES - REPLY_CELL_HEAD_BYTES)
#define REPLY_CELL_ID_BYTES 8
#define REPLY_PARTS_MAX 255

enum reply_kind {
	REPLY_NOTHING = 0, /* a dummy, to a key that was thrown away */
	REPLY_OPENED = 1,  /* opened at the desk in the week in the text */
	REPLY_RESEND = 2,  /* could not be used; the text says why */
	REPLY_MESSAGE = 3,
	REPLY_STATE = 4 /* where the case stands, in plain words */
};

struct reply_cell {
	enum reply_kind kind;
	uint8_t message_id[REPLY_CELL_ID_BYTES];
	uint8_t part; /* from 1 */
	uint8_t total;
	uint16_t len;
	uint8_t
	    text[REPLY_CELL_TEXT_MAX]; /* UTF-8; may end inside a sequence */
};

void reply_cell_format(const struct reply_cell *cell,
    uint8_t ret_plain[static REPLY_CELL_PLAIN_BYTES]);
/* Refuses unknown kinds, parts out of range and anything behind the text. */
bool reply_cell_parse(
    const uint8_t *plain, size_t len, struct reply_cell *ret_cell);

#endif
