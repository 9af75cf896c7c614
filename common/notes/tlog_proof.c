#include "tlog_proof.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"
#define HASH_TEXT_BYTES 44

static void
put_hash_line(struct byte_writer *w, const struct merkle_hash *hash)
{
	char text[HASH_TEXT_BYTES + 1];

	base64_encode(BASE64_PADDED, hash->bytes, MERKLE_HASH_BYTES, text);
	byte_writer_printf(w, "%s\n", text);
}

static bool
read_hash(const char *line, size_t len, struct merkle_hash *ret_hash)
{
	size_t got;

	return base64_decode(BASE64_PADDED, line, len, ret_hash->bytes,
		   MERKLE_HASH_BYTES, &got) &&
	    got == MERKLE_HASH_BYTES;
}

void
checkpoint_format(const struct checkpoint *c, struct byte_writer *w)
{
	byte_writer_printf(w, "%s\n%" PRIu64 "\n", c->origin, c->size);
	put_hash_line(w, &c->root);
}

bool
checkpoint_parse(
    const char *text, size_t len, struct checkpoint *ret_checkpoint)
{
	struct checkpoint c;
	struct byte_reader r;
	const char *line;
	size_t line_len;

	memset(&c, 0, sizeof(c));
	byte_reader_init(&r, text, len);
	if (!byte_reader_line(&r, &line, &line_len) || line_len == 0 ||
	    line_len > CHECKPOINT_ORIGIN_MAX ||
	    memchr(line, '\0', line_len) != NULL)
		return false;
	memcpy(c.origin, line, line_len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    !decimal_decode(line, line_len, INT64_MAX, &c.size) ||
	    !byte_reader_line(&r, &line, &line_len) ||
	    !read_hash(line, line_len, &c.root) || r.left != 0)
		return false;
	*ret_checkpoint = c;
	return true;
}

static bool
starts(const char *line, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	return len > word_len && memcmp(line, word, word_len) == 0;
}

bool
tlog_proof_parse(const void *bytes, size_t len, struct tlog_proof *ret_proof)
{
	struct tlog_proof p;
	struct byte_reader r;
	const char *line;
	size_t line_len;

	memset(&p, 0, sizeof(p));
	if (len > TLOG_PROOF_MAX)
		return false;
	byte_reader_init(&r, bytes, len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    line_len != strlen(FIRST_LINE) ||
	    memcmp(line, FIRST_LINE, line_len) != 0 ||
	    !byte_reader_line(&r, &line, &line_len))
		return false;
	if (starts(line, line_len, "extra ")) {
		if (!base64_decode(BASE64_PADDED, line + 6, line_len - 6,
			p.extra, sizeof(p.extra), &p.extra_len) ||
		    !byte_reader_line(&r, &line, &line_len))
			return false;
	}
	if (!starts(line, line_len, "index ") ||
	    !decimal_decode(line + 6, line_len - 6, INT64_MAX, &p.index))
		return false;
	for (;;) {
		if (!byte_reader_line(&r, &line, &line_len))
			return false;
		if (line_len == 0)
			break;
		if (p.path_len == MERKLE_PATH_MAX ||
		    !read_hash(line, line_len, &p.path[p.path_len++]))
			return false;
	}
	if (signed_note_parse(r.at, r.left, &p.note) != NOTE_OK ||
	    !checkpoint_parse(p.note.text, p.note.text_len, &p.checkpoint))
		return false;
	*ret_proof = p;
	return true;
}

void
tlog_proof_format(struct byte_writer *w, const void *extra, size_t extra_len,
    uint64_t index, const struct merkle_hash *path, size_t path_len,
    const void *note, size_t note_len)
{
	char text[2 * TLOG_EXTRA_MAX];

	byte_writer_text(w, FIRST_LINE "\n");
	if (extra_len > 0 && extra_len <= TLOG_EXTRA_MAX) {
		base64_encode(BASE64_PADDED, extra, extra_len, text);
		byte_writer_printf(w, "extra %s\n", text);
	}
	byte_writer_printf(w, "index %" PRIu64 "\n", index);
	for (size_t i = 0; i < path_len; i++)
		put_hash_line(w, &path[i]);
	byte_writer_text(w, "\n");
	byte_writer_put(w, note, note_len);
}
