#include "seal.h"

#include <string.h>

#include <sodium.h>

#include "age_header.h"
#include "age_stream.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/hpke.h"

struct sealer {
	const struct byte_sink *sink;
	struct chunk_aead *aead;
	uint64_t counter;
	size_t held; /* plain bytes waiting; a full chunk waits for the next */
	uint8_t plain[AGE_CHUNK_BYTES];
	uint8_t sealed[AGE_SEALED_CHUNK_BYTES];
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
put_stanza(struct byte_writer *w, const struct age_recipient *recipient,
    const uint8_t *file_key)
{
	uint8_t enc[HPKE_ENC_BYTES], body[AGE_WRAPPED_BYTES];
	enum envelope_status status = ENVELOPE_OK;

	switch (recipient->type) {
	case AGE_HYBRID:
		if (!hpke_seal(recipient->hybrid, AGE_HYBRID_INFO, file_key,
			AGE_FILE_KEY_BYTES, enc, body))
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
put_header(const struct age_recipient *recipient, const struct byte_sink *sink,
    uint8_t ret_key[static 32])
{
	uint8_t file_key[AGE_FILE_KEY_BYTES], nonce[AGE_NONCE_BYTES];
	uint8_t mac[AGE_MAC_BYTES];
	enum envelope_status status;
	struct byte_writer w;

	randombytes_buf(file_key, sizeof(file_key));
	randombytes_buf(nonce, sizeof(nonce));
	byte_writer_init(&w, AGE_HEADER_MAX);
	byte_writer_text(&w, AGE_VERSION_LINE "\n");
	status = put_stanza(&w, recipient, file_key);
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

enum envelope_status
sealer_create(const struct age_recipient *recipient,
    const struct byte_sink *sink, struct sealer **ret_sealer)
{
	enum envelope_status status;
	struct sealer *sealer;
	uint8_t key[32];

	sealer = secret_alloc(sizeof(*sealer));
	if (sealer == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	sealer->sink = sink;
	status = put_header(recipient, sink, key);
	if (status != ENVELOPE_OK)
		goto fail;
	sealer->aead = chunk_aead_create(CHUNK_AEAD_SEAL, key);
	if (sealer->aead == NULL) {
		status = ENVELOPE_OUT_OF_MEMORY;
		goto fail;
	}
	sodium_memzero(key, sizeof(key));
	*ret_sealer = sealer;
	return ENVELOPE_OK;
fail:
	sodium_memzero(key, sizeof(key));
	sealer_destroy(sealer);
	return status;
}

static enum envelope_status
put_chunk(struct sealer *s, bool last)
{
	uint8_t nonce[CHUNK_AEAD_NONCE_BYTES];

	age_stream_nonce(s->counter++, last, nonce);
	if (!chunk_aead_seal(s->aead, nonce, s->plain, s->held, s->sealed))
		return ENVELOPE_OUT_OF_MEMORY;
	if (!s->sink->write(
		s->sink->context, s->sealed, s->held + CHUNK_AEAD_TAG_BYTES))
		return ENVELOPE_WRITE_FAILED;
	s->held = 0;
	return ENVELOPE_OK;
}

enum envelope_status
sealer_write(struct sealer *s, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	enum envelope_status status;
	size_t take;

	while (len > 0) {
		if (s->held == AGE_CHUNK_BYTES) {
			status = put_chunk(s, false);
			if (status != ENVELOPE_OK)
				return status;
		}
		take = AGE_CHUNK_BYTES - s->held;
		if (take > len)
			take = len;
		memcpy(s->plain + s->held, at, take);
		s->held += take;
		at += take;
		len -= take;
	}
	return ENVELOPE_OK;
}

enum envelope_status
sealer_finish(struct sealer *s)
{
	return put_chunk(s, true);
}

void
sealer_destroy(struct sealer *sealer)
{
	if (sealer == NULL)
		return;
	chunk_aead_destroy(sealer->aead);
	secret_free(sealer);
}

enum envelope_status
seal_source(const struct age_recipient *recipient,
    const struct byte_source *source, const struct byte_sink *sink)
{
	enum envelope_status status;
	struct sealer *sealer;
	uint8_t *buffer;
	ssize_t got;

	buffer = secret_alloc(AGE_CHUNK_BYTES);
	if (buffer == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	status = sealer_create(recipient, sink, &sealer);
	if (status != ENVELOPE_OK) {
		secret_free(buffer);
		return status;
	}
	for (;;) {
		got = source->read(source->context, buffer, AGE_CHUNK_BYTES);
		if (got <= 0)
			break;
		status = sealer_write(sealer, buffer, (size_t)got);
		if (status != ENVELOPE_OK)
			goto out;
	}
	status = got < 0 ? ENVELOPE_READ_FAILED : sealer_finish(sealer);
out:
	sealer_destroy(sealer);
	secret_free(buffer);
	return status;
}

enum envelope_status
seal_bytes(const struct age_recipient *recipient, const void *bytes, size_t len,
    const struct byte_sink *sink)
{
	struct byte_memory memory = {bytes, len};
	struct byte_source source = byte_source_memory(&memory);

	return seal_source(recipient, &source, sink);
}
