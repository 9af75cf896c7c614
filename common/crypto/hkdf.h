/* HKDF-SHA-256 (RFC 5869) in two steps, and with both at once. */
#ifndef VALISE_CRYPTO_HKDF_H
#define VALISE_CRYPTO_HKDF_H

#include <stddef.h>
#include <stdint.h>

#define HKDF_KEY_BYTES 32

/* A run of bytes that is one part of a longer input. */
struct hkdf_part {
	const void *bytes;
	size_t len;
};

/* 2.2; the input key material is the parts one behind the other. */
void hkdf_extract(const void *salt, size_t salt_len,
    const struct hkdf_part *parts, size_t n_parts,
    uint8_t ret_key[static HKDF_KEY_BYTES]);

/* 2.3; at most 32 bytes, all that anyone here asks for. */
void hkdf_expand(const uint8_t key[static HKDF_KEY_BYTES],
    const struct hkdf_part *info, size_t n_info, uint8_t *ret_bytes,
    size_t len);

/*
 * Extract and expand in one, with an info of text (RFC 5869 2): what age wants
 * of a file key and a nonce.
 */
void hkdf_derive(const void *secret, size_t secret_len, const void *salt,
    size_t salt_len, const char *info, uint8_t ret_key[static HKDF_KEY_BYTES]);

#endif
