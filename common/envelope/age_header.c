#include "age_header.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"

#define COLUMNS 64
#define COLUMN_BYTES 48 /* that 64 characters carry */

size_t
age_header_find_end(const uint8_t *bytes, size_t len)
{
	struct byte_reader r;
	const char *line;
	size_t line_len;

	byte_reader_init(&r, bytes, len);
	while (byte_reader_line(&r, &line, &line_len))
		if (line_len >= 3 && memcmp(line, "---", 3) == 0)
			return len - r.left;
	return 0;
}

static bool
read_arguments(const char *line, size_t len, struct age_stanza *stanza)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && line[i] != ' ') {
			if (line[i] < 0x21 || line[i] > 0x7e)
				return false; /* VCHAR */
			continue;
		}
		if (i == start)
			return false; /* an empty argument */
		if (stanza->n_arguments < AGE_ARGUMENTS_KEPT) {
			stanza->arguments[stanza->n_arguments].text =
			    line + start;
			stanza->arguments[stanza->n_arguments].len = i - start;
		}
		stanza->n_arguments++;
		start = i + 1;
	}
	return true;
}

static bool
read_body(struct byte_reader *r, struct age_stanza *stanza)
{
	uint8_t bytes[COLUMN_BYTES];
	const char *line;
	size_t len, got, room;

	do {
		if (!byte_reader_line(r, &line, &len) || len > COLUMNS ||
		    !base64_decode(
			BASE64_UNPADDED, line, len, bytes, sizeof(bytes), &got))
			return false;
		room = sizeof(stanza->body) > stanza->body_len
		    ? sizeof(stanza->body) - stanza->body_len
		    : 0;
		if (room > 0)
			memcpy(stanza->body + stanza->body_len, bytes,
			    got < room ? got : room);
		stanza->body_len += got;
	} while (len == COLUMNS);
	return true;
}

bool
age_header_stanza(struct byte_reader *stanzas, struct age_stanza *ret_stanza)
{
	const char *line;
	size_t len;

	memset(ret_stanza, 0, sizeof(*ret_stanza));
	return byte_reader_line(stanzas, &line, &len) && len >= 3 &&
	    memcmp(line, "-> ", 3) == 0 &&
	    read_arguments(line + 3, len - 3, ret_stanza) &&
	    read_body(stanzas, ret_stanza);
}

static bool
read_end(const char *line, size_t len, uint8_t ret_mac[static AGE_MAC_BYTES])
{
	size_t got;

	return len == 4 + 43 && memcmp(line, "--- ", 4) == 0 &&
	    base64_decode(BASE64_UNPADDED, line + 4, len - 4, ret_mac,
		AGE_MAC_BYTES, &got) &&
	    got == AGE_MAC_BYTES;
}

bool
age_header_parse(
    const uint8_t *bytes, size_t len, struct age_header *ret_header)
{
	struct age_header h;
	struct byte_reader r, at_line;
	struct age_stanza stanza;
	const char *line;
	size_t line_len;

	memset(&h, 0, sizeof(h));
	h.bytes = bytes;
	h.len = len;
	byte_reader_init(&r, bytes, len);
	if (!byte_reader_line(&r, &line, &line_len) ||
	    line_len != strlen(AGE_VERSION_LINE) ||
	    memcmp(line, AGE_VERSION_LINE, line_len) != 0)
		return false;
	h.stanzas = r;
	for (;;) {
		at_line = r;
		if (!byte_reader_line(&r, &line, &line_len))
			return false;
		if (line_len >= 3 && memcmp(line, "---", 3) == 0)
			break;
		r = at_line;
		if (!age_header_stanza(&r, &stanza))
			return false;
		h.n_stanzas++;
	}
	if (h.n_stanzas == 0 || r.left != 0 || !read_end(line, line_len, h.mac))
		return false;
	h.stanzas.left -= line_len + 1;
	h.mac_covers = len - line_len - 1 + 3;
	*ret_header = h;
	return true;
}

void
age_header_mac(const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    const uint8_t *covered, size_t len, uint8_t ret_mac[static AGE_MAC_BYTES])
{
	crypto_auth_hmacsha256_state mac;
	uint8_t key[HKDF_KEY_BYTES];

	hkdf_derive(file_key, AGE_FILE_KEY_BYTES, NULL, 0, "header", key);
	crypto_auth_hmacsha256_init(&mac, key, sizeof(key));
	crypto_auth_hmacsha256_update(&mac, covered, len);
	crypto_auth_hmacsha256_final(&mac, ret_mac);
	sodium_memzero(&mac, sizeof(mac));
	sodium_memzero(key, sizeof(key));
}

void
age_header_payload_key(const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    const uint8_t nonce[static AGE_NONCE_BYTES], uint8_t ret_key[static 32])
{
	hkdf_derive(file_key, AGE_FILE_KEY_BYTES, nonce, AGE_NONCE_BYTES,
	    "payload", ret_key);
}

bool
age_header_scrypt_key(const char *passphrase, size_t len,
    const uint8_t salt[static AGE_SALT_BYTES], unsigned log_n,
    uint8_t ret_key[static 32])
{
	uint8_t labelled[sizeof(AGE_SCRYPT_SALT_LABEL) - 1 + AGE_SALT_BYTES];

	memcpy(
	    labelled, AGE_SCRYPT_SALT_LABEL, sizeof(AGE_SCRYPT_SALT_LABEL) - 1);
	memcpy(
	    labelled + sizeof(AGE_SCRYPT_SALT_LABEL) - 1, salt, AGE_SALT_BYTES);
	return crypto_pwhash_scryptsalsa208sha256_ll(
		   (const uint8_t *)passphrase, len, labelled, sizeof(labelled),
		   (uint64_t)1 << log_n, 8, 1, ret_key, 32) == 0;
}
