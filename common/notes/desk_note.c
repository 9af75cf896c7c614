#include "desk_note.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/words.h"
#include "common/crypto/sha256.h"
#include "common/log/publication_name.h"

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

bool
desk_note_head_read(
    const struct signed_note *note, struct desk_note_head *ret_head)
{
	static const char *const firsts[] = {IMPORT_LINE, BULLETIN_LINE};
	struct desk_note_head head;
	struct byte_reader r;

	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++) {
		memset(&head, 0, sizeof(head));
		byte_reader_init(&r, note->text, note->text_len);
		if (read_head(&r, firsts[i], &head)) {
			*ret_head = head;
			return true;
		}
	}
	return false;
}

bool
desk_note_open_at(const void *bytes, size_t len, const struct key_set *keys,
    const struct directory_anchor *anchor, struct signed_note *ret_note,
    struct desk_note_head *ret_head)
{
	return len <= DESK_NOTE_MAX &&
	    signed_note_parse(bytes, len, ret_note) == NOTE_OK &&
	    desk_note_head_read(ret_note, ret_head) &&
	    (ret_head->sequence <= anchor->number ||
		desk_note_open(bytes, len, keys, ret_note));
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
	size_t n = 0;

	byte_writer_put(w, note->text, note->text_len);
	byte_writer_u8(w, '\n');
	for (size_t k = 0; k < keys->n; k++)
		for (size_t i = 0; i < note->n_signatures; i++)
			if (signed_note_is_by(note, i, &keys->keys[k])) {
				signed_note_copy_line(w, note, i);
				n++;
				break; /* one of a key is enough */
			}
	for (size_t i = 0; n == 0 && i < note->n_signatures; i++)
		signed_note_copy_line(w, note, i);
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
	char hex[65];

	put_head(w, BULLETIN_LINE, &b->head);
	byte_writer_printf(w, "first %" PRIu64 "\nweek %s\ncells %" PRIu64 "\n",
	    b->first, b->week, b->n_cells);
	put_hash(w, "sha256 ", b->cells_hash);
	hex_encode(b->directory_hash, 32, hex);
	byte_writer_printf(
	    w, "directory %" PRIu64 " %s\n", b->directory_version, hex);
	for (size_t i = 0; i < b->n_logs; i++) {
		const struct bulletin_log *l = &b->logs[i];

		hex_encode(l->root.bytes, MERKLE_HASH_BYTES, hex);
		byte_writer_printf(w, "log %s %" PRIu64 " %s %s\n", l->relay,
		    l->size, hex, l->publication);
	}
	for (size_t i = 0; i < b->n_missing; i++)
		put_hash(w, "missing ", b->missing[i]);
	for (size_t i = 0; i < b->n_unopenable; i++)
		put_hash(w, "unopenable ", b->unopenable[i]);
}

/* A week of ISO 8601: 2026-W01 to W52, or W53. */
static bool
week_valid(const char *w, size_t len)
{
	int week;

	if (len != 8 || strspn(w, "0123456789") != 4 || w[4] != '-' ||
	    w[5] != 'W' || w[6] < '0' || w[6] > '5' || w[7] < '0' || w[7] > '9')
		return false;
	week = (w[6] - '0') * 10 + (w[7] - '0');
	return week >= 1 && week <= 53;
}

/* "name value" where the value is a number. */
static bool
read_number(
    struct byte_reader *r, const char *name, uint64_t most, uint64_t *ret)
{
	const char *line;
	size_t len, n = strlen(name);

	return byte_reader_line(r, &line, &len) && len > n &&
	    memcmp(line, name, n) == 0 &&
	    decimal_decode(line + n, len - n, most, ret);
}

static bool
read_directory(struct byte_reader *r, struct bulletin *b)
{
	const char *line, *word;
	struct words w;
	size_t len, n;

	if (!byte_reader_line(r, &line, &len))
		return false;
	w = words_of(line, len);
	return words_next(&w, &word, &n) && n == 9 &&
	    memcmp(word, "directory", 9) == 0 && words_next(&w, &word, &n) &&
	    decimal_decode(word, n, INT64_MAX, &b->directory_version) &&
	    words_next(&w, &word, &n) &&
	    hex_decode(word, n, b->directory_hash, 32) && words_end(&w);
}

static bool
read_log(const char *line, size_t len, struct bulletin *b)
{
	struct bulletin_log *l = &b->logs[b->n_logs];
	struct words w = words_of(line, len);
	const char *word;
	size_t n;

	if (b->n_logs == BULLETIN_LOGS_MAX)
		return false;
	memset(l, 0, sizeof(*l));
	if (!words_next(&w, &word, &n) || n != 3 ||
	    memcmp(word, "log", 3) != 0 || !words_next(&w, &word, &n) ||
	    !vkey_name_valid(word, n))
		return false;
	memcpy(l->relay, word, n);
	if (!words_next(&w, &word, &n) ||
	    !decimal_decode(word, n, INT64_MAX, &l->size) ||
	    !words_next(&w, &word, &n) ||
	    !hex_decode(word, n, l->root.bytes, MERKLE_HASH_BYTES) ||
	    !words_next(&w, &word, &n) || !publication_valid(word, n) ||
	    !words_end(&w))
		return false;
	memcpy(l->publication, word, n);
	b->n_logs++;
	return true;
}

/* Logs, then what is missing, then what did not open. */
static bool
read_lists(struct byte_reader *r, struct bulletin *b)
{
	const char *line;
	size_t len;

	while (byte_reader_line(r, &line, &len)) {
		if (b->n_missing == 0 && b->n_unopenable == 0 &&
		    read_log(line, len, b))
			continue;
		if (b->n_unopenable == 0 &&
		    line_hash(
			line, len, "missing ", b->missing[b->n_missing])) {
			b->n_missing++;
			continue;
		}
		if (!line_hash(line, len, "unopenable ",
			b->unopenable[b->n_unopenable]))
			return false;
		b->n_unopenable++;
	}
	return r->left == 0;
}

bool
bulletin_parse(const char *text, size_t len, struct bulletin *ret_bulletin)
{
	struct bulletin b;
	struct byte_reader r;
	const char *line;
	size_t line_len, room;

	memset(&b, 0, sizeof(b));
	byte_reader_init(&r, text, len);
	if (!read_head(&r, BULLETIN_LINE, &b.head) ||
	    !read_number(&r, "first ", b.head.sequence, &b.first) ||
	    b.first < 1 || !byte_reader_line(&r, &line, &line_len) ||
	    line_len != 5 + 8 || memcmp(line, "week ", 5) != 0 ||
	    !week_valid(line + 5, 8))
		return false;
	memcpy(b.week, line + 5, 8);
	if (!read_number(&r, "cells ", BULLETIN_CELLS_MAX, &b.n_cells) ||
	    !read_hash(&r, "sha256 ", b.cells_hash) || !read_directory(&r, &b))
		return false;
	room = r.left / 64 + 1; /* a line has at least 64 digits */
	b.logs = calloc(BULLETIN_LOGS_MAX + 1, sizeof(*b.logs));
	b.missing = calloc(room, sizeof(*b.missing));
	b.unopenable = calloc(room, sizeof(*b.unopenable));
	if (b.logs == NULL || b.missing == NULL || b.unopenable == NULL ||
	    !read_lists(&r, &b)) {
		bulletin_finish(&b);
		return false;
	}
	*ret_bulletin = b;
	return true;
}

void
bulletin_finish(struct bulletin *b)
{
	free(b->logs);
	free(b->missing);
	free(b->unopenable);
	memset(b, 0, sizeof(*b));
}
