#include "witness_answer.h"

#include <inttypes.h>
#include <string.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/text_codec.h"
#include "cosignature.h"

void
witness_request_format(struct byte_writer *w, uint64_t old_size,
    const struct merkle_hash *path, size_t path_len, const void *note,
    size_t note_len)
{
	char text[64];

	byte_writer_printf(w, "old %" PRIu64 "\n", old_size);
	for (size_t i = 0; i < path_len; i++) {
		base64_encode(
		    BASE64_PADDED, path[i].bytes, MERKLE_HASH_BYTES, text);
		byte_writer_printf(w, "%s\n", text);
	}
	byte_writer_text(w, "\n");
	byte_writer_put(w, note, note_len);
}

enum witness_answer
witness_answer_read(const void *answer, size_t len, const char *text,
    size_t text_len, const struct vkey *key, struct byte_writer *w,
    int64_t *ret_time)
{
	enum witness_answer found = WITNESS_OTHER_KEY;
	struct byte_writer whole;
	struct signed_note note;
	size_t at = 0;

	/* A blank line in the answer would move where the text ends. */
	if (len == 0 || len > WITNESS_ANSWER_MAX ||
	    memchr(answer, '\n', len) == answer ||
	    memmem(answer, len, "\n\n", 2) != NULL)
		return WITNESS_NO_LINES;
	byte_writer_init(&whole, text_len + 1 + len);
	byte_writer_put(&whole, text, text_len);
	byte_writer_text(&whole, "\n");
	byte_writer_put(&whole, answer, len);
	if (whole.failed ||
	    signed_note_parse(whole.data, whole.len, &note) != NOTE_OK) {
		byte_writer_finish(&whole);
		return WITNESS_NO_LINES;
	}
	switch (cosignature_verify(&note, key, ret_time)) {
	case COSIGNATURE_ABSENT:
		break;
	case COSIGNATURE_BAD:
		found = WITNESS_FALSE;
		break;
	case COSIGNATURE_GOOD:
		while (!signed_note_is_by(&note, at, key))
			at++;
		signed_note_copy_line(w, &note, at);
		found = WITNESS_COSIGNED;
		break;
	}
	byte_writer_finish(&whole);
	return found;
}

bool
witness_size_read(const void *answer, size_t len, uint64_t *ret_size)
{
	const char *text = answer;

	return len >= 2 && text[len - 1] == '\n' &&
	    decimal_decode(text, len - 1, INT64_MAX, ret_size);
}
