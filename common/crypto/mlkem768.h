/*
 * ML-KEM-768 (FIPS 203, final).  Constant time in every secret: no branch,
 * index or division depends on one.  Randomness comes from the caller, so that
 * vectors can drive it; only xwing.c calls it with real randomness.
 */
#ifndef VALISE_CRYPTO_MLKEM768_H
#define VALISE_CRYPTO_MLKEM768_H

#include <stdbool.h>
#include <stdint.h>

#define MLKEM768_SEED_BYTES 32 /* d, z and m alike */
#define MLKEM768_PUBLIC_BYTES 1184
#define MLKEM768_SECRET_BYTES 2400 /* dk_PKE | ek | H(ek) | z */
#define MLKEM768_CIPHERTEXT_BYTES 1088
#define MLKEM768_SHARED_BYTES 32

/* ML-KEM.KeyGen_internal(d, z), FIPS 203 algorithm 16. */
void mlkem768_keygen(const uint8_t d[static MLKEM768_SEED_BYTES],
    const uint8_t z[static MLKEM768_SEED_BYTES],
    uint8_t ret_public[static MLKEM768_PUBLIC_BYTES],
    uint8_t ret_secret[static MLKEM768_SECRET_BYTES]);

/* The modulus check of FIPS 203 7.2: each coefficient is below q. */
bool mlkem768_public_valid(
    const uint8_t public_key[static MLKEM768_PUBLIC_BYTES]);

/* The hash check of FIPS 203 7.3 on an expanded secret key. */
bool mlkem768_secret_valid(const uint8_t secret[static MLKEM768_SECRET_BYTES]);

/*
 * ML-KEM.Encaps_internal(ek, m), algorithm 17.  False, and nothing written,
 * where the public key fails the modulus check.
 */
bool mlkem768_encapsulate(
    const uint8_t public_key[static MLKEM768_PUBLIC_BYTES],
    const uint8_t m[static MLKEM768_SEED_BYTES],
    uint8_t ret_ciphertext[static MLKEM768_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static MLKEM768_SHARED_BYTES]);

/*
 * ML-KEM.Decaps_internal(dk, c), algorithm 18.  Never fails: a ciphertext that
 * does not match yields the implicit rejection value.
 */
void mlkem768_decapsulate(const uint8_t secret[static MLKEM768_SECRET_BYTES],
    const uint8_t ciphertext[static MLKEM768_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static MLKEM768_SHARED_BYTES]);

#endif
