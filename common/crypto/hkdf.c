#include "hkdf.h"

#include <string.h>

#include <sodium.h>

void
hkdf_extract(const void *salt, size_t salt_len, const struct hkdf_part *parts,
    size_t n_parts, uint8_t ret_key[static HKDF_KEY_BYTES])
{
	crypto_auth_hmacsha256_state mac;

	crypto_auth_hmacsha256_init(
	    &mac, salt_len > 0 ? salt : (const void *)"", salt_len);
	for (size_t i = 0; i < n_parts; i++)
		crypto_auth_hmacsha256_update(
		    &mac, parts[i].bytes, parts[i].len);
	crypto_auth_hmacsha256_final(&mac, ret_key);
	sodium_memzero(&mac, sizeof(mac));
}

void
hkdf_expand(const uint8_t key[static HKDF_KEY_BYTES],
    const struct hkdf_part *info, size_t n_info, uint8_t *ret_bytes, size_t len)
{
	static const uint8_t first = 1;
	crypto_auth_hmacsha256_state mac;
	uint8_t block[HKDF_KEY_BYTES];

	crypto_auth_hmacsha256_init(&mac, key, HKDF_KEY_BYTES);
	for (size_t i = 0; i < n_info; i++)
		crypto_auth_hmacsha256_update(&mac, info[i].bytes, info[i].len);
	crypto_auth_hmacsha256_update(&mac, &first, 1);
	crypto_auth_hmacsha256_final(&mac, block);
	memcpy(ret_bytes, block, len < sizeof(block) ? len : sizeof(block));
	sodium_memzero(block, sizeof(block));
	sodium_memzero(&mac, sizeof(mac));
}

void
hkdf_derive(const void *secret, size_t secret_len, const void *salt,
    size_t salt_len, const char *info, uint8_t ret_key[static HKDF_KEY_BYTES])
{
	const struct hkdf_part ikm = {secret, secret_len};
	const struct hkdf_part label = {info, strlen(info)};
	uint8_t extracted[HKDF_KEY_BYTES];

	hkdf_extract(salt, salt_len, &ikm, 1, extracted);
	hkdf_expand(extracted, &label, 1, ret_key, HKDF_KEY_BYTES);
	sodium_memzero(extracted, sizeof(extracted));
}
