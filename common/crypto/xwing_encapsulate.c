/* Drawn randomness for either X-Wing, ours or libsodium's. */
#include "xwing.h"

#include <sodium.h>

bool
xwing_encapsulate(struct randomness *random,
    const uint8_t public_key[static XWING_PUBLIC_BYTES],
    uint8_t ret_ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES])
{
	uint8_t seed[XWING_ENCAPSULATION_SEED_BYTES];
	bool ok;

	randomness_bytes(random, seed, sizeof(seed));
	ok = xwing_encapsulate_from(
	    public_key, seed, ret_ciphertext, ret_shared);
	sodium_memzero(seed, sizeof(seed));
	return ok;
}
