/* xwing_open.h by libsodium >= 1.0.22. */
#include "xwing_open.h"

#include <string.h>

#include <sodium.h>

bool
xwing_decapsulate(const uint8_t seed[static XWING_SEED_BYTES],
    const uint8_t ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES])
{
	uint8_t shared[XWING_SHARED_BYTES];
	bool ok = crypto_kem_xwing_dec(shared, ciphertext, seed) == 0;

	if (ok)
		memcpy(ret_shared, shared, sizeof(shared));
	sodium_memzero(shared, sizeof(shared));
	return ok;
}
