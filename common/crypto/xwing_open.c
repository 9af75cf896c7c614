#include "xwing_open.h"

#include <sodium.h>

#include "xwing_parts.h"

bool
xwing_decapsulate(const uint8_t seed[static XWING_SEED_BYTES],
    const uint8_t ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES])
{
	const uint8_t *share = ciphertext + MLKEM768_CIPHERTEXT_BYTES;
	uint8_t mlkem_shared[32], x25519_shared[32];
	struct xwing_expanded expanded;
	bool ok = false;

	xwing_parts_expand(seed, &expanded);
	if (crypto_scalarmult_curve25519(
		x25519_shared, expanded.x25519_secret, share) != 0)
		goto out;
	mlkem768_decapsulate(expanded.mlkem_secret, ciphertext, mlkem_shared);
	xwing_parts_combine(mlkem_shared, x25519_shared, share,
	    expanded.public_key + MLKEM768_PUBLIC_BYTES, ret_shared);
	ok = true;
out:
	sodium_memzero(&expanded, sizeof(expanded));
	sodium_memzero(mlkem_shared, sizeof(mlkem_shared));
	sodium_memzero(x25519_shared, sizeof(x25519_shared));
	return ok;
}
