/* SHA-256 (FIPS 180-4) by libcrypto, which uses the processor's own. */
#ifndef VALISE_CRYPTO_SHA256_H
#define VALISE_CRYPTO_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

/* Opaque state; NULL when libcrypto can't. */
struct sha256;

struct sha256 *sha256_create(void);
void sha256_destroy(struct sha256 *s); /* takes NULL */
void sha256_update(struct sha256 *s, const void *bytes, size_t len);
/*
 * Ends the hash and starts the next one.  False, and zeroes, where libcrypto
 * failed: there is no hash then, and what was to be compared is not the same.
 */
bool sha256_final(struct sha256 *s, uint8_t ret_hash[static SHA256_BYTES])
    __attribute__((warn_unused_result));

/* In one step, for what is small. */
void sha256_hash(
    const void *bytes, size_t len, uint8_t ret_hash[static SHA256_BYTES]);

#endif
