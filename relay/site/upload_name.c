#include "upload_name.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"

#define HALF 8u

/* Eight bytes for one purpose: 't' the tag, 'm' the mask. */
static void
half(const uint8_t *key, char purpose, const uint8_t in[static HALF],
    uint8_t ret[static HALF])
{
	uint8_t message[1 + HALF], hash[crypto_generichash_BYTES_MIN];

	message[0] = (uint8_t)purpose;
	memcpy(message + 1, in, HALF);
	(void)crypto_generichash(hash, sizeof(hash), message, sizeof(message),
	    key, UPLOAD_NAME_KEY_BYTES);
	memcpy(ret, hash, HALF);
}

void
upload_name_key(const uint8_t salt[static UPLOAD_NAME_SALT_BYTES],
    uint8_t ret_key[static UPLOAD_NAME_KEY_BYTES])
{
	static const char purpose[] = "valise-upload-name/1";

	(void)crypto_generichash(ret_key, UPLOAD_NAME_KEY_BYTES,
	    (const uint8_t *)purpose, sizeof(purpose) - 1, salt,
	    UPLOAD_NAME_SALT_BYTES);
}

void
upload_name_seal(const uint8_t key[static UPLOAD_NAME_KEY_BYTES],
    uint64_t sequence, char ret_name[static UPLOAD_ID_BYTES])
{
	uint8_t plain[HALF], name[2 * HALF], mask[HALF];

	for (size_t i = 0; i < HALF; i++)
		plain[i] = (uint8_t)(sequence >> (56 - 8 * i));
	half(key, 't', plain, name);
	half(key, 'm', name, mask);
	for (size_t i = 0; i < HALF; i++)
		name[HALF + i] = plain[i] ^ mask[i];
	hex_encode(name, sizeof(name), ret_name);
}

bool
upload_name_open(const uint8_t key[static UPLOAD_NAME_KEY_BYTES],
    const char *name, uint64_t *ret_sequence)
{
	uint8_t bytes[2 * HALF], mask[HALF], tag[HALF];
	uint64_t sequence = 0;

	if (strlen(name) != 4 * HALF ||
	    !hex_decode(name, 4 * HALF, bytes, sizeof(bytes)))
		return false;
	half(key, 'm', bytes, mask);
	for (size_t i = 0; i < HALF; i++) {
		mask[i] ^= bytes[HALF + i];
		sequence = sequence << 8 | mask[i];
	}
	half(key, 't', mask, tag);
	if (sodium_memcmp(tag, bytes, HALF) != 0 || sequence > INT64_MAX)
		return false;
	*ret_sequence = sequence;
	return true;
}
