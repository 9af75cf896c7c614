#include "cosignature.h"

#include <inttypes.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"

#define COSIGNATURE_BYTES (8 + crypto_sign_BYTES)
#define MESSAGE_MAX (64u * 1024)

_Static_assert(COSIGNATURE_BYTES == NOTE_SIGNATURE_KEPT,
    "a note keeps a cosignature whole");

static bool
verify_one(const struct signed_note *note, size_t at, const struct vkey *key,
    int64_t *ret_time)
{
	const uint8_t *bytes = note->signatures[at].signature;
	struct byte_writer message;
	struct byte_reader r;
	uint64_t time = 0;
	bool ok;

	if (note->signatures[at].signature_len != COSIGNATURE_BYTES)
		return false;
	byte_reader_init(&r, bytes, COSIGNATURE_BYTES);
	if (!byte_reader_u64be(&r, &time) || time > INT64_MAX)
		return false;
	byte_writer_init(&message, MESSAGE_MAX);
	byte_writer_printf(
	    &message, "cosignature/v1\ntime %" PRIu64 "\n", time);
	byte_writer_put(&message, note->text, note->text_len);
	ok = !message.failed &&
	    crypto_sign_verify_detached(
		bytes + 8, message.data, message.len, key->public_key) == 0;
	byte_writer_finish(&message);
	*ret_time = (int64_t)time;
	return ok;
}

enum cosignature_status
cosignature_verify(
    const struct signed_note *note, const struct vkey *key, int64_t *ret_time)
{
	enum cosignature_status status = COSIGNATURE_ABSENT;
	int64_t time = 0, latest = 0;

	for (size_t i = 0; i < note->n_signatures; i++) {
		if (!signed_note_is_by(note, i, key))
			continue;
		if (!verify_one(note, i, key, &time))
			return COSIGNATURE_BAD;
		if (status == COSIGNATURE_ABSENT || time > latest)
			latest = time;
		status = COSIGNATURE_GOOD;
	}
	if (status == COSIGNATURE_GOOD)
		*ret_time = latest;
	return status;
}
