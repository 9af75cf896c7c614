#include "chunk_aead.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <sodium.h>

struct chunk_aead {
	EVP_CIPHER_CTX *context;
};

struct chunk_aead *
chunk_aead_create(
    enum chunk_aead_way way, const uint8_t key[static CHUNK_AEAD_KEY_BYTES])
{
	struct chunk_aead *aead = calloc(1, sizeof(*aead));

	if (aead == NULL)
		return NULL;
	aead->context = EVP_CIPHER_CTX_new();
	if (aead->context == NULL ||
	    EVP_CipherInit_ex2(aead->context, EVP_chacha20_poly1305(), key,
		NULL, way == CHUNK_AEAD_SEAL, NULL) != 1) {
		chunk_aead_destroy(aead);
		return NULL;
	}
	return aead;
}

void
chunk_aead_destroy(struct chunk_aead *aead)
{
	if (aead == NULL)
		return;
	EVP_CIPHER_CTX_free(aead->context); /* wipes its key schedule */
	free(aead);
}

bool
chunk_aead_seal(struct chunk_aead *aead,
    const uint8_t nonce[static CHUNK_AEAD_NONCE_BYTES], const uint8_t *plain,
    size_t len, uint8_t *ret_sealed)
{
	static const uint8_t empty[1];
	int out_len, end_len;

	if (len > INT_MAX)
		return false;
	return EVP_EncryptInit_ex2(aead->context, NULL, NULL, nonce, NULL) ==
	    1 &&
	    EVP_EncryptUpdate(aead->context, ret_sealed, &out_len,
		len > 0 ? plain : empty, (int)len) == 1 &&
	    EVP_EncryptFinal_ex(aead->context, ret_sealed + len, &end_len) ==
	    1 &&
	    EVP_CIPHER_CTX_ctrl(aead->context, EVP_CTRL_AEAD_GET_TAG,
		CHUNK_AEAD_TAG_BYTES, ret_sealed + len) == 1;
}

bool
chunk_aead_open(struct chunk_aead *aead,
    const uint8_t nonce[static CHUNK_AEAD_NONCE_BYTES], const uint8_t *sealed,
    size_t len, uint8_t *ret_plain)
{
	int out_len, end_len;
	size_t body;

	if (len < CHUNK_AEAD_TAG_BYTES || len > INT_MAX)
		return false;
	body = len - CHUNK_AEAD_TAG_BYTES;
	if (EVP_DecryptInit_ex2(aead->context, NULL, NULL, nonce, NULL) == 1 &&
	    EVP_CIPHER_CTX_ctrl(aead->context, EVP_CTRL_AEAD_SET_TAG,
		CHUNK_AEAD_TAG_BYTES, (void *)(sealed + body)) == 1 &&
	    EVP_DecryptUpdate(
		aead->context, ret_plain, &out_len, sealed, (int)body) == 1 &&
	    EVP_DecryptFinal_ex(aead->context, ret_plain + body, &end_len) == 1)
		return true;
	sodium_memzero(ret_plain, body);
	return false;
}
