#include "reply_cell.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"

void
reply_cell_format(const struct reply_cell *cell,
    uint8_t ret_plain[static REPLY_CELL_PLAIN_BYTES])
{
	memset(ret_plain, 0, REPLY_CELL_PLAIN_BYTES);
	ret_plain[0] = (uint8_t)cell->kind;
	memcpy(ret_plain + 1, cell->message_id, REPLY_CELL_ID_BYTES);
	ret_plain[9] = cell->part;
	ret_plain[10] = cell->total;
	ret_plain[11] = (uint8_t)(cell->len >> 8);
	ret_plain[12] = (uint8_t)cell->len;
	memcpy(ret_plain + REPLY_CELL_HEAD_BYTES, cell->text, cell->len);
}

static bool
parse(const uint8_t *plain, size_t len, struct reply_cell *cell)
{
	struct byte_reader r;
	const uint8_t *bytes;
	uint8_t kind;

	byte_reader_init(&r, plain, len);
	if (len != REPLY_CELL_PLAIN_BYTES || !byte_reader_u8(&r, &kind) ||
	    kind > REPLY_STATE ||
	    !byte_reader_take(&r, REPLY_CELL_ID_BYTES, &bytes))
		return false;
	cell->kind = (enum reply_kind)kind;
	memcpy(cell->message_id, bytes, REPLY_CELL_ID_BYTES);
	if (!byte_reader_u8(&r, &cell->part) ||
	    !byte_reader_u8(&r, &cell->total) || cell->part < 1 ||
	    cell->part > cell->total || !byte_reader_u16be(&r, &cell->len) ||
	    !byte_reader_take(&r, cell->len, &bytes))
		return false;
	memcpy(cell->text, bytes, cell->len);
	return r.left == 0 || sodium_is_zero(r.at, r.left);
}

bool
reply_cell_parse(const uint8_t *plain, size_t len, struct reply_cell *ret_cell)
{
	/* Straight into the caller's: a copy here would stay on the stack. */
	memset(ret_cell, 0, sizeof(*ret_cell));
	if (parse(plain, len, ret_cell))
		return true;
	sodium_memzero(ret_cell, sizeof(*ret_cell));
	return false;
}
