#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/crypto/keccak.h"
#include "common/crypto/mlkem768.h"
#include "vectors.h"

static bool
is_valid(const struct vector_case *one)
{
	return *vector_need(one, "valid", 1) == 1;
}

/* From a seed, or from its halves. */
void
vectors_keygen(const struct vector_case *one)
{
	struct vector_bytes seed = vector_member(one, "seed");
	uint8_t public_key[MLKEM768_PUBLIC_BYTES];
	uint8_t secret[MLKEM768_SECRET_BYTES];
	const uint8_t *d, *z;

	if (seed.at != NULL) {
		d = vector_need(one, "seed", 64);
		z = d + 32;
	} else {
		d = vector_need(one, "d", 32);
		z = vector_need(one, "z", 32);
	}
	mlkem768_keygen(d, z, public_key, secret);
	vector_check(vector_equal(public_key, sizeof(public_key),
			 vector_member(one, "ek")),
	    "ek", one->id);
	vector_check(
	    vector_equal(secret, sizeof(secret), vector_member(one, "dk")),
	    "dk", one->id);
	vector_check(mlkem768_secret_valid(secret), "dk hash", one->id);
}

/* ACVP writes the shared secret as k. */
static struct vector_bytes
shared_of(const struct vector_case *one)
{
	struct vector_bytes shared = vector_member(one, "K");

	return shared.at != NULL ? shared : vector_member(one, "k");
}

static void
check_decaps(const struct vector_case *one,
    const uint8_t secret[static MLKEM768_SECRET_BYTES])
{
	uint8_t shared[MLKEM768_SHARED_BYTES];

	mlkem768_decapsulate(
	    secret, vector_need(one, "c", MLKEM768_CIPHERTEXT_BYTES), shared);
	vector_check(
	    vector_equal(shared, sizeof(shared), shared_of(one)), "K", one->id);
}

static void
check_encaps(const struct vector_case *one)
{
	uint8_t shared[MLKEM768_SHARED_BYTES];
	uint8_t ciphertext[MLKEM768_CIPHERTEXT_BYTES];

	vector_check(
	    mlkem768_encapsulate(vector_need(one, "ek", MLKEM768_PUBLIC_BYTES),
		vector_need(one, "m", 32), ciphertext, shared),
	    "encapsulate", one->id);
	vector_check(vector_equal(ciphertext, sizeof(ciphertext),
			 vector_member(one, "c")),
	    "c", one->id);
	vector_check(
	    vector_equal(shared, sizeof(shared), shared_of(one)), "K", one->id);
}

/* What a case has: a message to encapsulate, a key to decapsulate with. */
void
vectors_encaps_decaps(const struct vector_case *one)
{
	bool encaps = vector_member(one, "m").at != NULL;
	bool decaps = vector_member(one, "dk").at != NULL;

	vector_check(encaps || decaps, "nothing to check", one->id);
	if (encaps)
		check_encaps(one);
	if (decaps)
		check_decaps(
		    one, vector_need(one, "dk", MLKEM768_SECRET_BYTES));
}

/* The invalid ones are of a wrong length, which the interface rules out. */
void
vectors_seed(const struct vector_case *one)
{
	struct vector_bytes seed = vector_member(one, "seed");
	uint8_t public_key[MLKEM768_PUBLIC_BYTES];
	uint8_t secret[MLKEM768_SECRET_BYTES];
	bool lengths = seed.len == 64 &&
	    vector_member(one, "c").len == MLKEM768_CIPHERTEXT_BYTES;

	vector_check(lengths == is_valid(one), "length", one->id);
	if (!lengths)
		return;
	mlkem768_keygen(seed.at, seed.at + 32, public_key, secret);
	check_decaps(one, secret);
}

void
vectors_encaps(const struct vector_case *one)
{
	struct vector_bytes ek = vector_member(one, "ek");
	uint8_t shared[MLKEM768_SHARED_BYTES];
	uint8_t ciphertext[MLKEM768_CIPHERTEXT_BYTES];

	if (is_valid(one)) {
		check_encaps(one);
		return;
	}
	vector_check(ek.at != NULL, "ek", one->id);
	if (ek.len == MLKEM768_PUBLIC_BYTES)
		vector_check(!mlkem768_encapsulate(ek.at,
				 vector_need(one, "m", 32), ciphertext, shared),
		    "refusal", one->id);
}

void
vectors_expanded(const struct vector_case *one)
{
	struct vector_bytes dk = vector_member(one, "dk");
	bool usable = dk.len == MLKEM768_SECRET_BYTES &&
	    vector_member(one, "c").len == MLKEM768_CIPHERTEXT_BYTES &&
	    mlkem768_secret_valid(dk.at);

	vector_check(usable == is_valid(one), "refusal", one->id);
	if (usable)
		check_decaps(one, dk.at);
}

void
vectors_modulus(const struct vector_case *one)
{
	vector_check(!mlkem768_public_valid(
			 vector_need(one, "ek", MLKEM768_PUBLIC_BYTES)),
	    "modulus", one->id);
}

/* The accumulated test of data/README.md, ten thousand deep. */
int
vectors_accumulated(void)
{
	static const char wanted[] =
	    "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc";
	uint8_t d[32], z[32], m[32], bad[MLKEM768_CIPHERTEXT_BYTES];
	uint8_t ek[MLKEM768_PUBLIC_BYTES], dk[MLKEM768_SECRET_BYTES];
	uint8_t c[MLKEM768_CIPHERTEXT_BYTES], k[32], digest[32];
	struct keccak rng, all;
	char hex[65];
	int n;

	keccak_shake128_init(&rng);
	keccak_pad(&rng);
	keccak_shake128_init(&all);
	for (n = 0; n < 10000; n++) {
		keccak_squeeze(&rng, d, sizeof(d));
		keccak_squeeze(&rng, z, sizeof(z));
		keccak_squeeze(&rng, m, sizeof(m));
		keccak_squeeze(&rng, bad, sizeof(bad));
		mlkem768_keygen(d, z, ek, dk);
		keccak_absorb(&all, ek, sizeof(ek));
		vector_check(mlkem768_encapsulate(ek, m, c, k), "encaps", n);
		keccak_absorb(&all, c, sizeof(c));
		keccak_absorb(&all, k, sizeof(k));
		mlkem768_decapsulate(dk, c, digest);
		vector_check(memcmp(digest, k, 32) == 0, "round trip", n);
		mlkem768_decapsulate(dk, bad, k);
		keccak_absorb(&all, k, sizeof(k));
	}
	keccak_pad(&all);
	keccak_squeeze(&all, digest, sizeof(digest));
	sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
	vector_check(strcmp(hex, wanted) == 0, hex, n);
	return n;
}
