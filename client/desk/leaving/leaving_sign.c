/* Signatures that minisign verifies (common/release/minisign.h). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/release/minisign.h"
#include "leaving.h"

/* The first eight bytes of the key's hash: the same key, the same name. */
static void
name_key(const struct vkey *key, struct minisign_key *ret)
{
	uint8_t hash[MINISIGN_HASH_BYTES];

	minisign_hash(key->public_key, sizeof(key->public_key), hash);
	memcpy(ret->id, hash, sizeof(ret->id));
	memcpy(ret->key, key->public_key, sizeof(ret->key));
}

static bool
put_file(const char *folder, const char *name, const char *text,
    struct reason *reason)
{
	char *path = durable_file_join(folder, name);
	bool ok = path != NULL &&
	    durable_file_write(path, text, strlen(text), 0600, DURABLE_REPLACE);

	if (!ok)
		reason_set(reason, "%s: %s", name, strerror(errno));
	free(path);
	return ok;
}

static bool
sign(const uint8_t *bytes, size_t len, const uint8_t seed[static 32],
    const char *comment, struct minisign_signature *ret)
{
	uint8_t hash[MINISIGN_HASH_BYTES], public_key[32];
	uint8_t both[64 + MINISIGN_COMMENT_MAX];
	uint8_t *secret = secret_alloc(crypto_sign_SECRETKEYBYTES);

	if (secret == NULL)
		return false;
	(void)crypto_sign_seed_keypair(public_key, secret, seed);
	minisign_hash(bytes, len, hash);
	(void)crypto_sign_detached(
	    ret->signature, NULL, hash, sizeof(hash), secret);
	ret->comment_len = strnlen(comment, MINISIGN_COMMENT_MAX);
	memcpy(ret->comment, comment, ret->comment_len);
	ret->comment[ret->comment_len] = '\0';
	memcpy(both, ret->signature, 64);
	memcpy(both + 64, ret->comment, ret->comment_len);
	(void)crypto_sign_detached(
	    ret->global, NULL, both, 64 + ret->comment_len, secret);
	secret_free(secret);
	return true;
}

/* The four lines of it. */
static void
format(const struct minisign_signature *s, char *ret_text, size_t size)
{
	uint8_t bytes[2 + 8 + 64] = {'E', 'D'};
	char one[128], other[128];

	memcpy(bytes + 2, s->key_id, 8);
	memcpy(bytes + 10, s->signature, 64);
	base64_encode(BASE64_PADDED, bytes, sizeof(bytes), one);
	base64_encode(BASE64_PADDED, s->global, sizeof(s->global), other);
	(void)snprintf(ret_text, size,
	    "untrusted comment: signature of a desk key\n%s\n"
	    "trusted comment: %s\n%s\n",
	    one, s->comment, other);
}

bool
leaving_sign(const char *folder, const char manifest[static LEAVING_HASH_BYTES],
    const struct vkey *key, const uint8_t seed[static 32], const char *comment,
    struct reason *ret_reason)
{
	char *path = durable_file_join(folder, LEAVING_SUMS);
	char id[MINISIGN_ID_TEXT_BYTES], name[64], text[MINISIGN_FILE_MAX];
	char line[MINISIGN_KEY_TEXT_BYTES];
	struct minisign_signature s = {.comment_len = 0};
	struct minisign_key named;
	char hex[LEAVING_HASH_BYTES];
	uint8_t hash[SHA256_BYTES], *bytes = NULL;
	size_t len;
	bool ok;

	ok = path != NULL && durable_file_read(path, 1u << 18, &bytes, &len);
	free(path);
	if (!ok) {
		reason_set(ret_reason, LEAVING_SUMS ": %s", strerror(errno));
		return false;
	}
	sha256_hash(bytes, len, hash);
	hex_encode(hash, sizeof(hash), hex);
	if (strcmp(hex, manifest) != 0) {
		reason_set(ret_reason,
		    LEAVING_SUMS " is not the list that was looked at");
		free(bytes);
		return false;
	}
	reason_set(ret_reason, "there is not enough memory");
	name_key(key, &named);
	memcpy(s.key_id, named.id, sizeof(s.key_id));
	ok = sign(bytes, len, seed, comment, &s);
	free(bytes);
	if (!ok)
		return false;
	minisign_id_format(named.id, id);
	minisign_key_format(&named, line);
	format(&s, text, sizeof(text));
	(void)snprintf(name, sizeof(name), LEAVING_SUMS ".%s.minisig", id);
	ok = put_file(folder, name, text, ret_reason);
	(void)snprintf(name, sizeof(name), "%s.pub", id);
	(void)snprintf(text, sizeof(text),
	    "untrusted comment: desk key %s\n%s\n", key->name, line);
	return ok && put_file(folder, name, text, ret_reason);
}
