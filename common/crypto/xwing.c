#include "xwing.h"

#include <string.h>

#include <sodium.h>

#include "keccak.h"
#include "xwing_parts.h"

void
xwing_parts_expand(const uint8_t seed[static XWING_SEED_BYTES],
    struct xwing_expanded *ret_expanded)
{
	uint8_t mlkem_seeds[64];
	struct keccak k;

	keccak_shake256_init(&k);
	keccak_absorb(&k, seed, XWING_SEED_BYTES);
	keccak_pad(&k);
	keccak_squeeze(&k, mlkem_seeds, sizeof(mlkem_seeds));
	keccak_squeeze(&k, ret_expanded->x25519_secret, 32);
	keccak_wipe(&k);
	mlkem768_keygen(mlkem_seeds, mlkem_seeds + 32, ret_expanded->public_key,
	    ret_expanded->mlkem_secret);
	/* Base point times a clamped scalar is never of low order. */
	(void)crypto_scalarmult_curve25519_base(
	    ret_expanded->public_key + MLKEM768_PUBLIC_BYTES,
	    ret_expanded->x25519_secret);
	sodium_memzero(mlkem_seeds, sizeof(mlkem_seeds));
}

void
xwing_parts_combine(const uint8_t mlkem_shared[static 32],
    const uint8_t x25519_shared[static 32],
    const uint8_t x25519_ciphertext[static 32],
    const uint8_t x25519_public[static 32], uint8_t ret_shared[static 32])
{
	static const uint8_t label[6] = {0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c};
	struct keccak k;

	keccak_sha3_256_init(&k);
	keccak_absorb(&k, mlkem_shared, 32);
	keccak_absorb(&k, x25519_shared, 32);
	keccak_absorb(&k, x25519_ciphertext, 32);
	keccak_absorb(&k, x25519_public, 32);
	keccak_absorb(&k, label, sizeof(label));
	keccak_pad(&k);
	keccak_squeeze(&k, ret_shared, 32);
	keccak_wipe(&k);
}

void
xwing_public_key(const uint8_t seed[static XWING_SEED_BYTES],
    uint8_t ret_public[static XWING_PUBLIC_BYTES])
{
	struct xwing_expanded expanded;

	xwing_parts_expand(seed, &expanded);
	memcpy(ret_public, expanded.public_key, XWING_PUBLIC_BYTES);
	sodium_memzero(&expanded, sizeof(expanded));
}

bool
xwing_encapsulate_from(const uint8_t public_key[static XWING_PUBLIC_BYTES],
    const uint8_t seed[static XWING_ENCAPSULATION_SEED_BYTES],
    uint8_t ret_ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES])
{
	const uint8_t *x25519_public = public_key + MLKEM768_PUBLIC_BYTES;
	const uint8_t *ephemeral = seed + 32;
	uint8_t mlkem_shared[32], x25519_shared[32], share[32];
	bool ok = false;

	if (crypto_scalarmult_curve25519(
		x25519_shared, ephemeral, x25519_public) != 0)
		goto out;
	(void)crypto_scalarmult_curve25519_base(share, ephemeral);
	if (!mlkem768_encapsulate(
		public_key, seed, ret_ciphertext, mlkem_shared))
		goto out;
	memcpy(ret_ciphertext + MLKEM768_CIPHERTEXT_BYTES, share, 32);
	xwing_parts_combine(
	    mlkem_shared, x25519_shared, share, x25519_public, ret_shared);
	ok = true;
out:
	sodium_memzero(mlkem_shared, sizeof(mlkem_shared));
	sodium_memzero(x25519_shared, sizeof(x25519_shared));
	return ok;
}
