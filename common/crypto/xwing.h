/*
 * X-Wing (draft-connolly-cfrg-xwing-kem): X25519 and ML-KEM-768 in one KEM
 * that stands while either of them does.
 */
#ifndef VALISE_CRYPTO_XWING_H
#define VALISE_CRYPTO_XWING_H

#include <stdbool.h>
#include <stdint.h>

#include "randomness.h"

#define XWING_SEED_BYTES 32 /* the secret key; never kept expanded */
#define XWING_PUBLIC_BYTES 1216
#define XWING_CIPHERTEXT_BYTES 1120
#define XWING_SHARED_BYTES 32
#define XWING_ENCAPSULATION_SEED_BYTES 64 /* m | ephemeral X25519 secret */

/* The public key of a seed (draft-connolly-cfrg-xwing-kem 5.2). */
void xwing_public_key(const uint8_t seed[static XWING_SEED_BYTES],
    uint8_t ret_public[static XWING_PUBLIC_BYTES]);

/*
 * Of randomness that is drawn inside.  False where the public key is malformed
 * (ML-KEM modulus check, or an X25519 point of low order); nothing is written
 * then.
 */
bool xwing_encapsulate(struct randomness *random,
    const uint8_t public_key[static XWING_PUBLIC_BYTES],
    uint8_t ret_ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES]);

/* The same from given randomness: for vectors and the self-test only. */
bool xwing_encapsulate_from(const uint8_t public_key[static XWING_PUBLIC_BYTES],
    const uint8_t seed[static XWING_ENCAPSULATION_SEED_BYTES],
    uint8_t ret_ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES]);

#endif
