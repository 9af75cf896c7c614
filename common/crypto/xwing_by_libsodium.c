/* xwing.h by libsodium >= 1.0.22; tests/vectors/xwing_twice.c compares. */
#include "xwing.h"

#include <string.h>

#include <sodium.h>

_Static_assert(crypto_kem_xwing_PUBLICKEYBYTES == XWING_PUBLIC_BYTES &&
	crypto_kem_xwing_CIPHERTEXTBYTES == XWING_CIPHERTEXT_BYTES &&
	crypto_kem_xwing_SECRETKEYBYTES == XWING_SEED_BYTES &&
	crypto_kem_xwing_SHAREDSECRETBYTES == XWING_SHARED_BYTES,
    "X-Wing has one size only");

void
xwing_public_key(const uint8_t seed[static XWING_SEED_BYTES],
    uint8_t ret_public[static XWING_PUBLIC_BYTES])
{
	uint8_t secret[crypto_kem_xwing_SECRETKEYBYTES];

	(void)crypto_kem_xwing_seed_keypair(ret_public, secret, seed);
	sodium_memzero(secret, sizeof(secret));
}

bool
xwing_encapsulate_from(const uint8_t public_key[static XWING_PUBLIC_BYTES],
    const uint8_t seed[static XWING_ENCAPSULATION_SEED_BYTES],
    uint8_t ret_ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES])
{
	uint8_t ciphertext[XWING_CIPHERTEXT_BYTES], shared[XWING_SHARED_BYTES];
	bool ok = crypto_kem_xwing_enc_deterministic(
		      ciphertext, shared, public_key, seed) == 0;

	if (ok) {
		memcpy(ret_ciphertext, ciphertext, sizeof(ciphertext));
		memcpy(ret_shared, shared, sizeof(shared));
	}
	sodium_memzero(shared, sizeof(shared));
	return ok;
}
