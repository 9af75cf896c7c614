#include "minisign.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"

#define KEY_BYTES (2 + 8 + 32)
#define SIGNATURE_BYTES (2 + 8 + 64)
#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "

bool
minisign_key_parse(const char *text, size_t len, struct minisign_key *ret_key)
{
	uint8_t bytes[KEY_BYTES];
	size_t n;

	if (len != MINISIGN_KEY_TEXT_BYTES - 1 ||
	    !base64_decode(
		BASE64_PADDED, text, len, bytes, sizeof(bytes), &n) ||
	    n != KEY_BYTES || memcmp(bytes, "Ed", 2) != 0)
		return false;
	memcpy(ret_key->id, bytes + 2, sizeof(ret_key->id));
	memcpy(ret_key->key, bytes + 10, sizeof(ret_key->key));
	return true;
}

void
minisign_key_format(const struct minisign_key *key,
    char ret_text[static MINISIGN_KEY_TEXT_BYTES])
{
	uint8_t bytes[KEY_BYTES] = {'E', 'd'};

	memcpy(bytes + 2, key->id, sizeof(key->id));
	memcpy(bytes + 10, key->key, sizeof(key->key));
	base64_encode(BASE64_PADDED, bytes, sizeof(bytes), ret_text);
}

void
minisign_id_format(
    const uint8_t id[static 8], char ret_text[static MINISIGN_ID_TEXT_BYTES])
{
	for (size_t i = 0; i < 8; i++)
		(void)snprintf(ret_text + 2 * i, 3, "%02X", id[7 - i]);
}

/* The next line, without its line feed; false where there is none whole. */
static bool
next_line(
    const char **at, const char *end, const char **ret_line, size_t *ret_len)
{
	const char *feed =
	    *at == end ? NULL : memchr(*at, '\n', (size_t)(end - *at));

	if (feed == NULL)
		return false;
	*ret_line = *at;
	*ret_len = (size_t)(feed - *at);
	*at = feed + 1;
	return true;
}

static bool
begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static bool
decode(const char *line, size_t len, uint8_t *ret_bytes, size_t size)
{
	size_t n;

	return base64_decode(BASE64_PADDED, line, len, ret_bytes, size, &n) &&
	    n == size;
}

enum minisign_status
minisign_parse(
    const void *bytes, size_t len, struct minisign_signature *ret_signature)
{
	const char *at = bytes, *end = at + len, *line[4];
	uint8_t signature[SIGNATURE_BYTES];
	size_t n[4];

	if (len > MINISIGN_FILE_MAX)
		return MINISIGN_MALFORMED;
	for (size_t i = 0; i < 4; i++)
		if (!next_line(&at, end, &line[i], &n[i]))
			return MINISIGN_MALFORMED;
	if (at != end || !begins(line[0], n[0], UNTRUSTED) ||
	    !begins(line[2], n[2], TRUSTED) ||
	    !decode(line[1], n[1], signature, sizeof(signature)) ||
	    !decode(line[3], n[3], ret_signature->global,
		sizeof(ret_signature->global)))
		return MINISIGN_MALFORMED;
	ret_signature->comment_len = n[2] - strlen(TRUSTED);
	if (ret_signature->comment_len > MINISIGN_COMMENT_MAX)
		return MINISIGN_MALFORMED;
	memcpy(ret_signature->comment, line[2] + strlen(TRUSTED),
	    ret_signature->comment_len);
	ret_signature->comment[ret_signature->comment_len] = '\0';
	memcpy(ret_signature->key_id, signature + 2,
	    sizeof(ret_signature->key_id));
	memcpy(ret_signature->signature, signature + 10,
	    sizeof(ret_signature->signature));
	if (memcmp(signature, "Ed", 2) == 0)
		return MINISIGN_LEGACY;
	return memcmp(signature, "ED", 2) == 0 ? MINISIGN_OK
					       : MINISIGN_MALFORMED;
}

void
minisign_hash(
    const void *bytes, size_t len, uint8_t ret_hash[static MINISIGN_HASH_BYTES])
{
	(void)crypto_generichash(
	    ret_hash, MINISIGN_HASH_BYTES, bytes, len, NULL, 0);
}

bool
minisign_verify(const struct minisign_signature *s,
    const struct minisign_key *key,
    const uint8_t hash[static MINISIGN_HASH_BYTES])
{
	uint8_t both[sizeof(s->signature) + MINISIGN_COMMENT_MAX];

	memcpy(both, s->signature, sizeof(s->signature));
	memcpy(both + sizeof(s->signature), s->comment, s->comment_len);
	return memcmp(s->key_id, key->id, sizeof(key->id)) == 0 &&
	    crypto_sign_verify_detached(
		s->signature, hash, MINISIGN_HASH_BYTES, key->key) == 0 &&
	    crypto_sign_verify_detached(s->global, both,
		sizeof(s->signature) + s->comment_len, key->key) == 0;
}
