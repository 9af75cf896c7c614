#include "manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/words.h"

#define FIRST_LINE "valise-manifest/1"
#define STAMP_CHARS (MANIFEST_DAY_CHARS + 1 + 2 * WORK_STAMP_NONCE_BYTES)

/* "2026-11-25:<nonce>", or "-" where none is known. */
static void
format_stamp(const struct manifest_entry *e, struct byte_writer *w)
{
	char nonce[2 * WORK_STAMP_NONCE_BYTES + 1];

	hex_encode(e->stamp_nonce, WORK_STAMP_NONCE_BYTES, nonce);
	if (e->stamp_day[0] == '\0')
		byte_writer_printf(w, " -\n");
	else
		byte_writer_printf(w, " %s:%s\n", e->stamp_day, nonce);
}

static bool
parse_stamp(const char *word, size_t len, struct manifest_entry *e)
{
	int64_t ignored;

	if (len == 1 && word[0] == '-')
		return true;
	if (len != STAMP_CHARS || word[MANIFEST_DAY_CHARS] != ':' ||
	    !hex_decode(word + MANIFEST_DAY_CHARS + 1,
		len - MANIFEST_DAY_CHARS - 1, e->stamp_nonce,
		WORK_STAMP_NONCE_BYTES))
		return false;
	memcpy(e->stamp_day, word, MANIFEST_DAY_CHARS);
	return publication_start(e->stamp_day, &ignored);
}

void
manifest_entry_format(const struct manifest_entry *e, struct byte_writer *w)
{
	char hash[65], nonce[2 * RECEIPT_NONCE_BYTES + 1];

	hex_encode(e->sha256, 32, hash);
	hex_encode(e->nonce, RECEIPT_NONCE_BYTES, nonce);
	byte_writer_printf(
	    w, "%s %" PRIu64 " %s %s", hash, e->size, e->publication, nonce);
	format_stamp(e, w);
}

bool
manifest_entry_parse(
    const char *line, size_t len, struct manifest_entry *ret_entry)
{
	struct words w = words_of(line, len);
	struct manifest_entry e;
	const char *word;
	size_t n;

	memset(&e, 0, sizeof(e));
	if (!words_next(&w, &word, &n) || !hex_decode(word, n, e.sha256, 32) ||
	    !words_next(&w, &word, &n) ||
	    !decimal_decode(word, n, INT64_MAX, &e.size) ||
	    !words_next(&w, &word, &n) || !publication_valid(word, n))
		return false;
	memcpy(e.publication, word, n);
	if (!words_next(&w, &word, &n) ||
	    !hex_decode(word, n, e.nonce, RECEIPT_NONCE_BYTES) ||
	    !words_next(&w, &word, &n) || !parse_stamp(word, n, &e) ||
	    !words_end(&w))
		return false;
	*ret_entry = e;
	return true;
}

/* Computed, whoever listed it: a stamp that is none has no bits. */
static unsigned
stamp_bits(const struct manifest_entry *e, const char *intake)
{
	struct work_stamp stamp = {.intake = intake, .size = e->size};

	if (e->stamp_day[0] == '\0')
		return 0;
	memcpy(stamp.sha256, e->sha256, 32);
	memcpy(stamp.day, e->stamp_day, sizeof(stamp.day));
	memcpy(stamp.nonce, e->stamp_nonce, sizeof(stamp.nonce));
	return work_stamp_bits(&stamp);
}

int
manifest_entry_compare(const void *one, const void *other)
{
	const struct manifest_entry *a = one, *b = other;
	uint8_t left[RECEIPT_ENTRY_BYTES], right[RECEIPT_ENTRY_BYTES];
	int order = strcmp(a->publication, b->publication);

	if (order != 0)
		return order;
	receipt_entry(a->nonce, a->sha256, left);
	receipt_entry(b->nonce, b->sha256, right);
	return memcmp(left, right, sizeof(left));
}

void
manifest_format(const struct manifest *m, struct byte_writer *w)
{
	byte_writer_printf(w, FIRST_LINE "\n%s\n%s\n", m->intake, m->relay);
	for (size_t i = 0; i < m->n_publications; i++)
		log_publication_format(&m->publications[i], w);
	for (size_t i = 0; i < m->n_entries; i++)
		manifest_entry_format(&m->entries[i], w);
}

/* Publications grow in name and size, one behind the other. */
static bool
take_publication(struct manifest *m, const char *line, size_t len)
{
	struct log_publication *p = &m->publications[m->n_publications];

	if (!log_publication_parse(line, len, p) ||
	    (m->n_publications > 0 &&
		(strcmp(p[-1].name, p->name) >= 0 || p[-1].size >= p->size)))
		return false;
	m->n_publications++;
	return true;
}

static bool
take_entry(struct manifest *m, const char *line, size_t len)
{
	struct manifest_entry *e = &m->entries[m->n_entries];

	if (!manifest_entry_parse(line, len, e) ||
	    (m->n_entries > 0 && manifest_entry_compare(e - 1, e) >= 0))
		return false;
	e->work_bits = stamp_bits(e, m->intake);
	m->n_entries++;
	return true;
}

/* How many lines there are, and how many of them are of publications. */
static size_t
count_lines(const struct byte_reader *r, size_t *ret_publications)
{
	struct byte_reader at = *r;
	const char *line;
	size_t len, n = 0;

	*ret_publications = 0;
	for (; byte_reader_line(&at, &line, &len); n++)
		*ret_publications += len > 0 && line[0] == 'p';
	return n;
}

bool
manifest_parse(const char *text, size_t len, struct manifest *ret_manifest)
{
	struct manifest m;
	struct byte_reader r;
	const char *line;
	size_t line_len, room, publications;
	bool ok = true;

	memset(&m, 0, sizeof(m));
	byte_reader_init(&r, text, len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    line_len != strlen(FIRST_LINE) ||
	    memcmp(line, FIRST_LINE, line_len) != 0 ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !directory_id_read(line, line_len, m.intake) ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !vkey_name_valid(line, line_len))
		return false;
	memcpy(m.relay, line, line_len);
	room = count_lines(&r, &publications);
	m.publications = calloc(publications + 1, sizeof(*m.publications));
	m.entries = calloc(room - publications + 1, sizeof(*m.entries));
	if (m.publications == NULL || m.entries == NULL)
		ok = false;
	while (ok && byte_reader_line(&r, &line, &line_len))
		ok = line_len > 0 && line[0] == 'p'
		    ? m.n_entries == 0 && take_publication(&m, line, line_len)
		    : take_entry(&m, line, line_len);
	if (!ok || r.left != 0) {
		manifest_finish(&m);
		return false;
	}
	*ret_manifest = m;
	return true;
}

void
manifest_finish(struct manifest *m)
{
	free(m->publications);
	free(m->entries);
	memset(m, 0, sizeof(*m));
}
