#include "sha256.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <sodium.h>

struct sha256 {
	EVP_MD_CTX *context;
	bool failed;
};

struct sha256 *
sha256_create(void)
{
	struct sha256 *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->context = EVP_MD_CTX_new();
	if (s->context == NULL ||
	    EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) != 1) {
		sha256_destroy(s);
		return NULL;
	}
	return s;
}

void
sha256_destroy(struct sha256 *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->context);
	free(s);
}

void
sha256_update(struct sha256 *s, const void *bytes, size_t len)
{
	if (EVP_DigestUpdate(s->context, bytes, len) != 1)
		s->failed = true;
}

bool
sha256_final(struct sha256 *s, uint8_t ret_hash[static SHA256_BYTES])
{
	if (EVP_DigestFinal_ex(s->context, ret_hash, NULL) != 1 ||
	    EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) != 1)
		s->failed = true;
	if (s->failed)
		memset(ret_hash, 0, SHA256_BYTES);
	return !s->failed;
}

void
sha256_hash(
    const void *bytes, size_t len, uint8_t ret_hash[static SHA256_BYTES])
{
	(void)crypto_hash_sha256(ret_hash, bytes, len);
}
