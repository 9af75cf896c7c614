#include "manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"

#define FIRST_LINE "valise-manifest/1"

void
manifest_entry_format(const struct manifest_entry *e, struct byte_writer *w)
{
	char hash[65], nonce[2 * RECEIPT_NONCE_BYTES + 1];

	hex_encode(e->sha256, 32, hash);
	hex_encode(e->nonce, RECEIPT_NONCE_BYTES, nonce);
	byte_writer_printf(w, "%s %" PRIu64 " %s %s %u\n", hash, e->size,
	    e->publication, nonce, e->work_bits);
}

/* The next word of a line whose words are parted by one space. */
static bool
next_word(const char **at, const char *end, const char **ret, size_t *ret_len)
{
	const char *space;

	if (*at > end)
		return false;
	space = *at < end ? memchr(*at, ' ', (size_t)(end - *at)) : NULL;
	*ret = *at;
	*ret_len = (size_t)((space == NULL ? end : space) - *at);
	*at = space == NULL ? end + 1 : space + 1;
	return *ret_len > 0;
}

bool
manifest_entry_parse(
    const char *line, size_t len, struct manifest_entry *ret_entry)
{
	const char *at = line, *end = line + len, *word;
	struct manifest_entry e;
	size_t word_len;
	uint64_t bits;

	memset(&e, 0, sizeof(e));
	if (!next_word(&at, end, &word, &word_len) ||
	    !hex_decode(word, word_len, e.sha256, 32) ||
	    !next_word(&at, end, &word, &word_len) ||
	    !decimal_decode(word, word_len, INT64_MAX, &e.size) ||
	    !next_word(&at, end, &word, &word_len) ||
	    !publication_valid(word, word_len))
		return false;
	memcpy(e.publication, word, word_len);
	if (!next_word(&at, end, &word, &word_len) ||
	    !hex_decode(word, word_len, e.nonce, RECEIPT_NONCE_BYTES) ||
	    !next_word(&at, end, &word, &word_len) ||
	    !decimal_decode(word, word_len, 256, &bits) || at <= end)
		return false;
	e.work_bits = (unsigned)bits;
	*ret_entry = e;
	return true;
}

void
manifest_format(const struct manifest *m, struct byte_writer *w)
{
	byte_writer_printf(w, FIRST_LINE "\n%s\n%s\n", m->intake, m->relay);
	for (size_t i = 0; i < m->n_entries; i++)
		manifest_entry_format(&m->entries[i], w);
}

static size_t
count_lines(const struct byte_reader *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->left; i++)
		n += r->at[i] == '\n';
	return n;
}

bool
manifest_parse(const char *text, size_t len, struct manifest *ret_manifest)
{
	struct manifest m;
	struct byte_reader r;
	const char *line;
	size_t line_len, room;

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
	room = count_lines(&r);
	m.entries = calloc(room + 1, sizeof(*m.entries));
	if (m.entries == NULL)
		return false;
	while (byte_reader_line(&r, &line, &line_len))
		if (!manifest_entry_parse(
			line, line_len, &m.entries[m.n_entries++]))
			goto fail;
	if (r.left != 0)
		goto fail;
	*ret_manifest = m;
	return true;
fail:
	free(m.entries);
	return false;
}

void
manifest_finish(struct manifest *m)
{
	free(m->entries);
	memset(m, 0, sizeof(*m));
}
