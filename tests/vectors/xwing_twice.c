/*
 * Our X-Wing and libsodium's (>= 1.0.22) give the same bytes: keys, ciphertexts
 * and secrets of random seeds, implicit rejection, and what both refuse.
 */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/crypto/xwing_open.h"

#define CASES 1000

static int failures;

static void
check(int ok, const char *what, int i)
{
	if (ok)
		return;
	(void)printf("FAILED: %s, case %d\n", what, i);
	failures++;
}

static void
compare(int i)
{
	uint8_t seed[32], from[64], pk[2][1216], sk[32], ct[2][1120], ss[4][32];

	randombytes_buf(seed, sizeof(seed));
	randombytes_buf(from, sizeof(from));
	xwing_public_key(seed, pk[0]);
	check(crypto_kem_xwing_seed_keypair(pk[1], sk, seed) == 0 &&
		memcmp(pk[0], pk[1], sizeof(pk[0])) == 0 &&
		memcmp(sk, seed, 32) == 0,
	    "keys", i);
	check(xwing_encapsulate_from(pk[0], from, ct[0], ss[0]) &&
		crypto_kem_xwing_enc_deterministic(ct[1], ss[1], pk[0], from) ==
		    0 &&
		memcmp(ct[0], ct[1], sizeof(ct[0])) == 0 &&
		memcmp(ss[0], ss[1], 32) == 0,
	    "encapsulation", i);
	check(xwing_decapsulate(seed, ct[0], ss[2]) &&
		crypto_kem_xwing_dec(ss[3], ct[0], seed) == 0 &&
		memcmp(ss[2], ss[0], 32) == 0 && memcmp(ss[3], ss[0], 32) == 0,
	    "decapsulation", i);
	ct[0][randombytes_uniform(1088)] ^= (uint8_t)(1 << (i % 8));
	check(xwing_decapsulate(seed, ct[0], ss[2]) &&
		crypto_kem_xwing_dec(ss[3], ct[0], seed) == 0 &&
		memcmp(ss[2], ss[3], 32) == 0 && memcmp(ss[2], ss[0], 32) != 0,
	    "implicit rejection", i);
	memset(ct[0] + 1088, 0, 32);
	check(!xwing_decapsulate(seed, ct[0], ss[2]) &&
		crypto_kem_xwing_dec(ss[3], ct[0], seed) != 0,
	    "share of low order", i);
	pk[0][3 * (i % 384)] = 0xff; /* a coefficient of 0x.ff over q */
	pk[0][3 * (i % 384) + 1] |= 0x0f;
	check(!xwing_encapsulate_from(pk[0], from, ct[0], ss[0]) &&
		crypto_kem_xwing_enc_deterministic(ct[1], ss[1], pk[0], from) !=
		    0,
	    "unreduced key", i);
	memcpy(pk[0], pk[1], sizeof(pk[0]));
	memset(pk[0] + 1184, 0, 32);
	check(!xwing_encapsulate_from(pk[0], from, ct[0], ss[0]) &&
		crypto_kem_xwing_enc_deterministic(ct[1], ss[1], pk[0], from) !=
		    0,
	    "key of low order", i);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	for (int i = 0; i < CASES; i++)
		compare(i);
	(void)printf("libsodium %s: %d cases, %d failures\n",
	    sodium_version_string(), CASES, failures);
	return failures == 0 ? 0 : 1;
}
