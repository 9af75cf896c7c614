#include "open_stanza.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/hpke_open.h"

static bool
is_named(const struct age_stanza *s, const char *name)
{
	return s->arguments[0].len == strlen(name) &&
	    memcmp(s->arguments[0].text, name, s->arguments[0].len) == 0;
}

static bool
decode_argument(
    const struct age_stanza *s, size_t i, uint8_t *ret_bytes, size_t len)
{
	size_t got;

	return base64_decode(BASE64_UNPADDED, s->arguments[i].text,
		   s->arguments[i].len, ret_bytes, len, &got) &&
	    got == len;
}

static bool
unwrap(const uint8_t key[static 32], const struct age_stanza *s,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	static const uint8_t nonce[12];

	return crypto_aead_chacha20poly1305_ietf_decrypt(ret_file_key, NULL,
		   NULL, s->body, AGE_WRAPPED_BYTES, NULL, 0, nonce, key) == 0;
}

static enum envelope_status
try_hybrid(const struct age_stanza *s, const struct age_identity *identity,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	uint8_t enc[HPKE_ENC_BYTES];

	if (s->n_arguments != 2 || s->body_len != AGE_WRAPPED_BYTES ||
	    !decode_argument(s, 1, enc, sizeof(enc)))
		return ENVELOPE_HEADER_MALFORMED;
	if (identity == NULL)
		return ENVELOPE_NO_MATCH;
	switch (hpke_open(identity->secret, AGE_HYBRID_INFO, enc, s->body,
	    AGE_WRAPPED_BYTES, ret_file_key)) {
	case HPKE_OK:
		return ENVELOPE_OK;
	case HPKE_SHARE_LOW_ORDER:
		return ENVELOPE_SHARE_LOW_ORDER;
	case HPKE_TAG_WRONG:
		break;
	}
	return ENVELOPE_NO_MATCH;
}

static enum envelope_status
try_x25519(const struct age_stanza *s, const struct age_identity *identity,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	uint8_t shared[32], key[32], salt[64];
	enum envelope_status status = ENVELOPE_SHARE_LOW_ORDER;

	if (s->n_arguments != 2 || s->body_len != AGE_WRAPPED_BYTES ||
	    !decode_argument(s, 1, salt, 32))
		return ENVELOPE_HEADER_MALFORMED;
	if (identity == NULL)
		return ENVELOPE_NO_MATCH;
	(void)crypto_scalarmult_curve25519_base(salt + 32, identity->secret);
	if (crypto_scalarmult_curve25519(shared, identity->secret, salt) != 0)
		goto out;
	hkdf_derive(
	    shared, sizeof(shared), salt, sizeof(salt), AGE_X25519_INFO, key);
	status = unwrap(key, s, ret_file_key) ? ENVELOPE_OK : ENVELOPE_NO_MATCH;
out:
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
	return status;
}

static enum envelope_status
try_scrypt(const struct age_stanza *s, const struct age_identity *identity,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	uint8_t salt[AGE_SALT_BYTES], key[32];
	enum envelope_status status;
	uint64_t log_n;

	if (s->n_arguments != 3 || s->body_len != AGE_WRAPPED_BYTES ||
	    !decode_argument(s, 1, salt, sizeof(salt)) ||
	    !decimal_decode(
		s->arguments[2].text, s->arguments[2].len, 63, &log_n) ||
	    log_n == 0)
		return ENVELOPE_HEADER_MALFORMED;
	if (identity == NULL)
		return ENVELOPE_NO_MATCH;
	if (log_n > identity->log_n_max)
		return ENVELOPE_WORK_TOO_HIGH;
	if (!age_header_scrypt_key(identity->passphrase,
		identity->passphrase_len, salt, (unsigned)log_n, key))
		return ENVELOPE_OUT_OF_MEMORY;
	status = unwrap(key, s, ret_file_key) ? ENVELOPE_OK : ENVELOPE_NO_MATCH;
	sodium_memzero(key, sizeof(key));
	return status;
}

/* Each identity of the stanza's type; with none, only its form is checked. */
static enum envelope_status
try_stanza(const struct age_stanza *s,
    const struct age_identity *const *identities, size_t n,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	static const struct {
		const char *name;
		enum age_key_type type;
		enum envelope_status (*attempt)(const struct age_stanza *,
		    const struct age_identity *, uint8_t *);
	} types[] = {{"mlkem768x25519", AGE_HYBRID, try_hybrid},
	    {"X25519", AGE_X25519, try_x25519},
	    {"scrypt", AGE_SCRYPT, try_scrypt}};
	enum envelope_status status;

	for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); t++) {
		if (!is_named(s, types[t].name))
			continue;
		status = types[t].attempt(s, NULL, ret_file_key);
		for (size_t i = 0; i < n && status == ENVELOPE_NO_MATCH; i++)
			if (identities[i]->type == types[t].type)
				status = types[t].attempt(
				    s, identities[i], ret_file_key);
		return status;
	}
	return ENVELOPE_NO_MATCH; /* unknown types are ignored */
}

enum envelope_status
open_stanza(const struct age_header *header,
    const struct age_identity *const *identities, size_t n,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES])
{
	struct byte_reader stanzas = header->stanzas;
	enum envelope_status status;
	struct age_stanza stanza;

	for (size_t i = 0; i < header->n_stanzas; i++) {
		if (!age_header_stanza(&stanzas, &stanza))
			return ENVELOPE_HEADER_MALFORMED;
		if (is_named(&stanza, "scrypt") && header->n_stanzas != 1)
			return ENVELOPE_SCRYPT_MIXED;
	}
	stanzas = header->stanzas;
	for (size_t i = 0; i < header->n_stanzas; i++) {
		(void)age_header_stanza(&stanzas, &stanza);
		status = try_stanza(&stanza, identities, n, ret_file_key);
		if (status != ENVELOPE_NO_MATCH)
			return status;
	}
	return ENVELOPE_NO_MATCH;
}
