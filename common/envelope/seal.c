#include "seal.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "age_header.h"
#include "chunk_line.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/hpke.h"

struct sealer {
	struct chunk_line *line;
	struct chunk_batch *batch; /* being filled; a full one waits for more */
	enum envelope_status status; /* the first failure stays */
};

uint64_t
seal_hybrid_size(uint64_t len)
{
	uint64_t chunks = len == 0 ? 1 : (len - 1) / AGE_CHUNK_BYTES + 1;

	return SEAL_HYBRID_HEADER_BYTES + AGE_NONCE_BYTES + len +
	    chunks * CHUNK_AEAD_TAG_BYTES;
}

static void
put_base64(struct byte_writer *w, const uint8_t *bytes, size_t len)
{
	char text[2 * XWING_CIPHERTEXT_BYTES];

	base64_encode(BASE64_UNPADDED, bytes, len, text);
	byte_writer_text(w, text);
}

static void
wrap(const uint8_t key[static 32],
    const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    uint8_t ret_body[static AGE_WRAPPED_BYTES])
{
	static const uint8_t nonce[12];

	(void)crypto_aead_chacha20poly1305_ietf_encrypt(ret_body, NULL,
	    file_key, AGE_FILE_KEY_BYTES, NULL, 0, NULL, nonce, key);
}

static enum envelope_status
put_x25519(struct byte_writer *w, const uint8_t recipient[static 32],
    const uint8_t *file_key, uint8_t ret_body[static AGE_WRAPPED_BYTES])
{
	uint8_t secret[32], shared[32], key[32], salt[64];
	enum envelope_status status = ENVELOPE_RECIPIENT_BAD;

	randombytes_buf(secret, sizeof(secret));
	(void)crypto_scalarmult_curve25519_base(salt, secret);
	memcpy(salt + 32, recipient, 32);
	if (crypto_scalarmult_curve25519(shared, secret, recipient) != 0)
		goto out;
	hkdf_derive(
	    shared, sizeof(shared), salt, sizeof(salt), AGE_X25519_INFO, key);
	wrap(key, file_key, ret_body);
	byte_writer_text(w, "-> X25519 ");
	put_base64(w, salt, 32);
	status = ENVELOPE_OK;
out:
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
	return status;
}

static enum envelope_status
put_scrypt(struct byte_writer *w, const struct age_recipient *recipient,
    const uint8_t *file_key, uint8_t ret_body[static AGE_WRAPPED_BYTES])
{
	uint8_t salt[AGE_SALT_BYTES], key[32];

	randombytes_buf(salt, sizeof(salt));
	if (!age_header_scrypt_key(recipient->passphrase,
		recipient->passphrase_len, salt, recipient->log_n, key))
		return ENVELOPE_OUT_OF_MEMORY;
	wrap(key, file_key, ret_body);
	sodium_memzero(key, sizeof(key));
	byte_writer_text(w, "-> scrypt ");
	put_base64(w, salt, sizeof(salt));
	byte_writer_printf(w, " %u", recipient->log_n);
	return ENVELOPE_OK;
}

static enum envelope_status
put_stanza(struct byte_writer *w, struct randomness *random,
    const struct age_recipient *recipient, const uint8_t *file_key)
{
	uint8_t enc[HPKE_ENC_BYTES], body[AGE_WRAPPED_BYTES];
	enum envelope_status status = ENVELOPE_OK;

	switch (recipient->type) {
	case AGE_HYBRID:
		if (!hpke_seal(random, recipient->hybrid, AGE_HYBRID_INFO,
			file_key, AGE_FILE_KEY_BYTES, enc, body))
			return ENVELOPE_RECIPIENT_BAD;
		byte_writer_text(w, "-> mlkem768x25519 ");
		put_base64(w, enc, sizeof(enc));
		break;
	case AGE_X25519:
		status = put_x25519(w, recipient->x25519, file_key, body);
		break;
	case AGE_SCRYPT:
		status = put_scrypt(w, recipient, file_key, body);
		break;
	}
	if (status != ENVELOPE_OK)
		return status;
	byte_writer_text(w, "\n");
	put_base64(w, body, sizeof(body));
	byte_writer_text(w, "\n");
	return ENVELOPE_OK;
}

/* The header and the payload's nonce; the payload key comes back. */
static enum envelope_status
put_header(struct randomness *random, const struct age_recipient *recipient,
    const struct byte_sink *sink, uint8_t ret_key[static 32])
{
	uint8_t file_key[AGE_FILE_KEY_BYTES], nonce[AGE_NONCE_BYTES];
	uint8_t mac[AGE_MAC_BYTES];
	enum envelope_status status;
	struct byte_writer w;

	randomness_bytes(random, file_key, sizeof(file_key));
	randomness_bytes(random, nonce, sizeof(nonce));
	byte_writer_init(&w, AGE_HEADER_MAX);
	byte_writer_text(&w, AGE_VERSION_LINE "\n");
	status = put_stanza(&w, random, recipient, file_key);
	if (status != ENVELOPE_OK)
		goto out;
	byte_writer_text(&w, "---");
	if (w.failed) {
		status = ENVELOPE_OUT_OF_MEMORY;
		goto out;
	}
	age_header_mac(file_key, w.data, w.len, mac);
	byte_writer_text(&w, " ");
	put_base64(&w, mac, sizeof(mac));
	byte_writer_text(&w, "\n");
	byte_writer_put(&w, nonce, sizeof(nonce));
	age_header_payload_key(file_key, nonce, ret_key);
	if (w.failed)
		status = ENVELOPE_OUT_OF_MEMORY;
	else if (!sink->write(sink->context, w.data, w.len))
		status = ENVELOPE_WRITE_FAILED;
out:
	sodium_memzero(file_key, sizeof(file_key));
	byte_writer_finish(&w);
	return status;
}

/* Chunk by chunk, in place. */
static void
seal_batch(struct team_piece *piece)
{
	struct chunk_batch *b = (struct chunk_batch *)piece;
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];
	uint64_t counter = b->counter;
	size_t left = b->in_len, len;
	uint8_t *chunk;
	bool last;

	do {
		last = b->last && left <= AGE_CHUNK_BYTES;
		len = left < AGE_CHUNK_BYTES ? left : AGE_CHUNK_BYTES;
		chunk = b->out + b->out_len;
		age_stream_nonce(counter++, last, nonce);
		if (!chunk_aead_seal(b->aead, nonce, chunk, len, chunk)) {
			b->status = ENVELOPE_OUT_OF_MEMORY;
			return;
		}
		b->out_len += len + CHUNK_AEAD_TAG_BYTES;
		left -= len;
	} while (left > 0);
}

static enum envelope_status
create(struct randomness *random, const struct age_recipient *recipient,
    const struct byte_sink *sink, uint64_t expected, struct sealer **ret_sealer)
{
	enum envelope_status status;
	struct sealer *sealer;
	uint8_t key[32];

	sealer = calloc(1, sizeof(*sealer));
	if (sealer == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	status = put_header(random, recipient, sink, key);
	if (status == ENVELOPE_OK) {
		sealer->line = chunk_line_create(
		    CHUNK_AEAD_SEAL, key, seal_batch, NULL, sink, expected);
		if (sealer->line == NULL)
			status = ENVELOPE_OUT_OF_MEMORY;
	}
	sodium_memzero(key, sizeof(key));
	if (status != ENVELOPE_OK) {
		sealer_destroy(sealer);
		return status;
	}
	*ret_sealer = sealer;
	return ENVELOPE_OK;
}

enum envelope_status
sealer_create(const struct age_recipient *recipient,
    const struct byte_sink *sink, struct sealer **ret_sealer)
{
	return create(NULL, recipient, sink, UINT64_MAX, ret_sealer);
}

enum envelope_status
sealer_create_from(struct randomness *random,
    const struct age_recipient *recipient, const struct byte_sink *sink,
    struct sealer **ret_sealer)
{
	return create(random, recipient, sink, UINT64_MAX, ret_sealer);
}

/* Makes room for one byte more: a full batch goes on its way. */
static void
make_room(struct sealer *s)
{
	struct chunk_batch *full = s->batch;
	uint8_t *room;

	if (full != NULL && chunk_line_room(s->line, full, &room) > 0)
		return;
	s->batch = NULL;
	if (full != NULL)
		chunk_line_submit(s->line, full, false);
	s->status = chunk_line_batch(s->line, &s->batch);
}

enum envelope_status
sealer_write(struct sealer *s, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	uint8_t *room;
	size_t take;

	while (len > 0 && s->status == ENVELOPE_OK) {
		make_room(s);
		if (s->status != ENVELOPE_OK)
			break;
		take = chunk_line_room(s->line, s->batch, &room);
		if (take > len)
			take = len;
		memcpy(room, at, take);
		s->batch->in_len += take;
		at += take;
		len -= take;
	}
	return s->status;
}

enum envelope_status
sealer_finish(struct sealer *s)
{
	if (s->batch == NULL && s->status == ENVELOPE_OK)
		make_room(s);
	if (s->status != ENVELOPE_OK)
		return s->status;
	chunk_line_submit(s->line, s->batch, true);
	s->batch = NULL;
	s->status = chunk_line_drain(s->line);
	return s->status;
}

void
sealer_destroy(struct sealer *sealer)
{
	if (sealer == NULL)
		return;
	if (sealer->batch != NULL)
		chunk_line_release(sealer->line, sealer->batch);
	chunk_line_destroy(sealer->line);
	free(sealer);
}

static enum envelope_status
seal_expected(struct randomness *random, const struct age_recipient *recipient,
    const struct byte_source *source, const struct byte_sink *sink,
    uint64_t expected)
{
	enum envelope_status status;
	struct sealer *sealer;

	status = create(random, recipient, sink, expected, &sealer);
	if (status != ENVELOPE_OK)
		return status;
	status = chunk_line_copy(sealer->line, source);
	sealer_destroy(sealer);
	return status;
}

enum envelope_status
seal_source(const struct age_recipient *recipient,
    const struct byte_source *source, const struct byte_sink *sink)
{
	return seal_expected(NULL, recipient, source, sink, UINT64_MAX);
}

enum envelope_status
seal_bytes_from(struct randomness *random,
    const struct age_recipient *recipient, const void *bytes, size_t len,
    const struct byte_sink *sink)
{
	struct byte_memory memory = {bytes, len};
	struct byte_source source = byte_source_memory(&memory);

	return recipient->type == AGE_HYBRID
	    ? seal_expected(random, recipient, &source, sink, len)
	    : ENVELOPE_RECIPIENT_BAD;
}

enum envelope_status
seal_bytes(const struct age_recipient *recipient, const void *bytes, size_t len,
    const struct byte_sink *sink)
{
	struct byte_memory memory = {bytes, len};
	struct byte_source source = byte_source_memory(&memory);

	return seal_expected(NULL, recipient, &source, sink, len);
}
