#include "desk_note.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"

#define IMPORT_LINE "valise-import/1"
#define BULLETIN_LINE "valise-bulletin/1"

static const char *const verdict_words[] = {
    [IMPORT_HELD] = "held ",
    [IMPORT_HELD_UNOPENABLE] = "held-unopenable ",
    [IMPORT_DAMAGED] = "damaged ",
};

static void
put_hash(struct byte_writer *w, const char *before, const uint8_t hash[32])
{
	char hex[65];

	hex_encode(hash, 32, hex);
	byte_writer_printf(w, "%s%s\n", before, hex);
}

static void
put_head(
    struct byte_writer *w, const char *first, const struct desk_note_head *h)
{
	byte_writer_printf(
	    w, "%s\n%s\n%" PRIu64 "\n", first, h->intake, h->sequence);
	put_hash(w, "previous ", h->previous);
	put_hash(w, "journal ", h->journal);
}

/* A line that is `before` and 64 hexadecimal digits. */
static bool
line_hash(const char *line, size_t len, const char *before,
    uint8_t ret_hash[static 32])
{
	size_t skip = strlen(before);

	return len == skip + 64 && memcmp(line, before, skip) == 0 &&
	    hex_decode(line + skip, 64, ret_hash, 32);
}

static bool
read_hash(struct byte_reader *r, const char *before, uint8_t *ret_hash)
{
	const char *line;
	size_t len;

	return byte_reader_line(r, &line, &len) &&
	    line_hash(line, len, before, ret_hash);
}

static bool
read_head(
    struct byte_reader *r, const char *first, struct desk_note_head *ret_head)
{
	const char *line;
	size_t len;

	if (!byte_reader_line(r, &line, &len) || len != strlen(first) ||
	    memcmp(line, first, len) != 0 ||
	    !byte_reader_line(r, &line, &len) ||
	    !directory_id_read(line, len, ret_head->intake))
		return false;
	return byte_reader_line(r, &line, &len) &&
	    decimal_decode(line, len, INT32_MAX, &ret_head->sequence) &&
	    ret_head->sequence >= 1 &&
	    read_hash(r, "previous ", ret_head->previous) &&
	    read_hash(r, "journal ", ret_head->journal);
}

bool
desk_note_open(const void *bytes, size_t len, const struct key_set *keys,
    struct signed_note *ret_note)
{
	return len <= DESK_NOTE_MAX &&
	    signed_note_parse(bytes, len, ret_note) == NOTE_OK &&
	    signed_note_verify(
		ret_note, keys->keys, keys->n, keys->threshold) == NOTE_OK;
}

void
desk_note_hash(const struct signed_note *note, uint8_t ret_hash[static 32])
{
	sha256_hash(note->text, note->text_len, ret_hash);
}

void
desk_note_write(const struct signed_note *note, const struct key_set *keys,
    struct byte_writer *w)
{
	byte_writer_put(w, note->text, note->text_len);
	byte_writer_u8(w, '\n');
	for (size_t k = 0; k < keys->n; k++)
		for (size_t i = 0; i < note->n_signatures; i++)
			if (signed_note_is_by(note, i, &keys->keys[k])) {
				signed_note_copy_line(w, note, i);
				break; /* one of a key is enough */
			}
}

void
import_note_format(const struct import_note *n, struct byte_writer *w)
{
	put_head(w, IMPORT_LINE, &n->head);
	for (size_t i = 0; i < n->n_lines; i++)
		put_hash(
		    w, verdict_words[n->lines[i].verdict], n->lines[i].sha256);
}

static bool
read_import_line(const char *line, size_t len, struct import_line *ret_line)
{
	for (int v = IMPORT_HELD; v <= IMPORT_DAMAGED; v++)
		if (line_hash(line, len, verdict_words[v], ret_line->sha256)) {
			ret_line->verdict = (enum import_verdict)v;
			return true;
		}
	return false;
}

bool
import_note_parse(const char *text, size_t len, struct import_note *ret_note)
{
	struct import_note n;
	struct byte_reader r;
	const char *line;
	size_t line_len;

	memset(&n, 0, sizeof(n));
	byte_reader_init(&r, text, len);
	if (!read_head(&r, IMPORT_LINE, &n.head))
		return false;
	/* A line has at least 64 digits, which bounds their number. */
	n.lines = calloc(r.left / 64 + 1, sizeof(*n.lines));
	if (n.lines == NULL)
		return false;
	while (byte_reader_line(&r, &line, &line_len))
		if (!read_import_line(line, line_len, &n.lines[n.n_lines++])) {
			free(n.lines);
			return false;
		}
	*ret_note = n;
	return true;
}

void
import_note_finish(struct import_note *n)
{
	free(n->lines);
	memset(n, 0, sizeof(*n));
}

void
bulletin_format(const struct bulletin *b, struct byte_writer *w)
{
	put_head(w, BULLETIN_LINE, &b->head);
	byte_writer_printf(
	    w, "week %s\ncells %" PRIu64 "\n", b->week, b->n_cells);
	put_hash(w, "sha256 ", b->cells_hash);
	for (size_t i = 0; i < b->n_unopenable; i++)
		put_hash(w, "unopenable ", b->unopenable[i]);
}

static bool
week_valid(const char *w, size_t len)
{
	return len == 8 && strspn(w, "0123456789") == 4 && w[4] == '-' &&
	    w[5] == 'W' && w[6] >= '0' && w[6] <= '5' && w[7] >= '0' &&
	    w[7] <= '9';
}

bool
bulletin_parse(const char *text, size_t len, struct bulletin *ret_bulletin)
{
	struct bulletin b;
	struct byte_reader r;
	const char *line;
	size_t line_len;

	memset(&b, 0, sizeof(b));
	byte_reader_init(&r, text, len);
	if (!read_head(&r, BULLETIN_LINE, &b.head) ||
	    !byte_reader_line(&r, &line, &line_len) || line_len != 5 + 8 ||
	    memcmp(line, "week ", 5) != 0 || !week_valid(line + 5, 8))
		return false;
	memcpy(b.week, line + 5, 8);
	if (!byte_reader_line(&r, &line, &line_len) || line_len < 7 ||
	    memcmp(line, "cells ", 6) != 0 ||
	    !decimal_decode(
		line + 6, line_len - 6, BULLETIN_CELLS_MAX, &b.n_cells) ||
	    !read_hash(&r, "sha256 ", b.cells_hash))
		return false;
	b.unopenable = calloc(r.left / 64 + 1, sizeof(*b.unopenable));
	if (b.unopenable == NULL)
		return false;
	while (byte_reader_line(&r, &line, &line_len))
		if (!line_hash(line, line_len, "unopenable ",
			b.unopenable[b.n_unopenable++])) {
			free(b.unopenable);
			return false;
		}
	*ret_bulletin = b;
	return true;
}

void
bulletin_finish(struct bulletin *b)
{
	free(b->unopenable);
	memset(b, 0, sizeof(*b));
}
