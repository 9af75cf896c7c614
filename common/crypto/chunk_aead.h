/*
 * ChaCha20-Poly1305 (RFC 8439) over the chunks of an age STREAM, by libcrypto.
 * libsodium gives the same bytes; tests/unit/crypto_test.c compares the two.
 */
#ifndef VALISE_CRYPTO_CHUNK_AEAD_H
#define VALISE_CRYPTO_CHUNK_AEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHUNK_AEAD_KEY_BYTES 32
#define CHUNK_AEAD_NONCE_BYTES 12
#define CHUNK_AEAD_TAG_BYTES 16

/* One key, one direction, one thread at a time. */
struct chunk_aead;

enum chunk_aead_way { CHUNK_AEAD_SEAL, CHUNK_AEAD_OPEN };

/* NULL when libcrypto can't. */
struct chunk_aead *chunk_aead_create(
    enum chunk_aead_way way, const uint8_t key[static CHUNK_AEAD_KEY_BYTES]);
void chunk_aead_destroy(struct chunk_aead *aead); /* wipes; takes NULL */

/* `len` plain bytes to len + 16; false when libcrypto fails. */
bool chunk_aead_seal(struct chunk_aead *aead,
    const uint8_t nonce[static CHUNK_AEAD_NONCE_BYTES], const uint8_t *plain,
    size_t len, uint8_t *ret_sealed);

/*
 * `len` sealed bytes, at least 16, to len - 16.  False where the tag does not
 * verify; `ret_plain` is wiped then.
 */
bool chunk_aead_open(struct chunk_aead *aead,
    const uint8_t nonce[static CHUNK_AEAD_NONCE_BYTES], const uint8_t *sealed,
    size_t len, uint8_t *ret_plain);

#endif
