#include "mlkem768.h"

#include <string.h>

#include <sodium.h>

#include "keccak.h"
#include "mlkem_poly.h"

#define K 3
#define DU 10
#define DV 4
#define U_BYTES (MLKEM_N * DU / 8) /* of one polynomial of u */
#define V_BYTES (MLKEM_N * DV / 8)
#define PKE_SECRET_BYTES (K * MLKEM_POLY_BYTES)

struct vector {
	struct mlkem_poly p[K];
};

/* G = SHA3-512 of two parts, split in halves (FIPS 203 4.1). */
static void
hash_g(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len,
    uint8_t ret_left[static 32], uint8_t ret_right[static 32])
{
	struct keccak k;

	keccak_sha3_512_init(&k);
	keccak_absorb(&k, a, a_len);
	keccak_absorb(&k, b, b_len);
	keccak_pad(&k);
	keccak_squeeze(&k, ret_left, 32);
	keccak_squeeze(&k, ret_right, 32);
	keccak_wipe(&k);
}

static void
hash_h(const uint8_t *bytes, size_t len, uint8_t ret_hash[static 32])
{
	struct keccak k;

	keccak_sha3_256_init(&k);
	keccak_absorb(&k, bytes, len);
	keccak_pad(&k);
	keccak_squeeze(&k, ret_hash, 32);
	keccak_wipe(&k);
}

/* J = SHAKE256(z | c, 32), the implicit rejection value. */
static void
hash_j(const uint8_t z[static 32],
    const uint8_t c[static MLKEM768_CIPHERTEXT_BYTES],
    uint8_t ret_hash[static 32])
{
	struct keccak k;

	keccak_shake256_init(&k);
	keccak_absorb(&k, z, 32);
	keccak_absorb(&k, c, MLKEM768_CIPHERTEXT_BYTES);
	keccak_pad(&k);
	keccak_squeeze(&k, ret_hash, 32);
	keccak_wipe(&k);
}

/* PRF_2(seed, counter) through the binomial distribution. */
static void
sample_small(
    const uint8_t seed[static 32], uint8_t counter, struct mlkem_poly *ret_poly)
{
	uint8_t bytes[128];
	struct keccak k;

	keccak_shake256_init(&k);
	keccak_absorb(&k, seed, 32);
	keccak_absorb(&k, &counter, 1);
	keccak_pad(&k);
	keccak_squeeze(&k, bytes, sizeof(bytes));
	mlkem_poly_sample_cbd2(bytes, ret_poly);
	sodium_memzero(bytes, sizeof(bytes));
	keccak_wipe(&k);
}

/* A_hat[i][j] of algorithm 13 line 5: XOF(rho, j, i). */
static void
sample_matrix(const uint8_t rho[static 32], uint8_t i, uint8_t j,
    struct mlkem_poly *ret_poly)
{
	uint8_t index[2] = {j, i};
	struct keccak k;

	keccak_shake128_init(&k);
	keccak_absorb(&k, rho, 32);
	keccak_absorb(&k, index, sizeof(index));
	keccak_pad(&k);
	mlkem_poly_sample_ntt(&k, ret_poly);
}

static bool
decode_public(const uint8_t *bytes, struct vector *ret_t)
{
	bool valid = true;

	for (int i = 0; i < K; i++)
		valid &= mlkem_poly_decode12(
		    bytes + i * MLKEM_POLY_BYTES, &ret_t->p[i]);
	return valid;
}

void
mlkem768_keygen(const uint8_t d[static MLKEM768_SEED_BYTES],
    const uint8_t z[static MLKEM768_SEED_BYTES],
    uint8_t ret_public[static MLKEM768_PUBLIC_BYTES],
    uint8_t ret_secret[static MLKEM768_SECRET_BYTES])
{
	const uint8_t k_byte = K;
	uint8_t rho[32], sigma[32];
	struct vector s, t;
	struct mlkem_poly a;

	hash_g(d, 32, &k_byte, 1, rho, sigma);
	for (uint8_t i = 0; i < K; i++) {
		sample_small(sigma, i, &s.p[i]);
		sample_small(sigma, K + i, &t.p[i]);
		mlkem_poly_ntt(&s.p[i]);
		mlkem_poly_ntt(&t.p[i]);
	}
	for (uint8_t i = 0; i < K; i++)
		for (uint8_t j = 0; j < K; j++) {
			sample_matrix(rho, i, j, &a);
			mlkem_poly_multiply_add(&a, &s.p[j], &t.p[i]);
		}
	for (int i = 0; i < K; i++) {
		mlkem_poly_encode12(&t.p[i], ret_public + i * MLKEM_POLY_BYTES);
		mlkem_poly_encode12(&s.p[i], ret_secret + i * MLKEM_POLY_BYTES);
	}
	memcpy(ret_public + PKE_SECRET_BYTES, rho, 32);
	memcpy(
	    ret_secret + PKE_SECRET_BYTES, ret_public, MLKEM768_PUBLIC_BYTES);
	hash_h(ret_public, MLKEM768_PUBLIC_BYTES,
	    ret_secret + MLKEM768_SECRET_BYTES - 64);
	memcpy(ret_secret + MLKEM768_SECRET_BYTES - 32, z, 32);
	sodium_memzero(sigma, sizeof(sigma));
	sodium_memzero(&s, sizeof(s));
	sodium_memzero(&t, sizeof(t));
}

bool
mlkem768_public_valid(const uint8_t public_key[static MLKEM768_PUBLIC_BYTES])
{
	struct vector t;

	return decode_public(public_key, &t);
}

bool
mlkem768_secret_valid(const uint8_t secret[static MLKEM768_SECRET_BYTES])
{
	uint8_t hash[32];

	hash_h(secret + PKE_SECRET_BYTES, MLKEM768_PUBLIC_BYTES, hash);
	return sodium_memcmp(hash, secret + MLKEM768_SECRET_BYTES - 64, 32) ==
	    0;
}

/* K-PKE.Encrypt, algorithm 14. */
static void
pke_encrypt(const uint8_t *public_key, const uint8_t m[static 32],
    const uint8_t coins[static 32],
    uint8_t ret_ciphertext[static MLKEM768_CIPHERTEXT_BYTES])
{
	const uint8_t *rho = public_key + PKE_SECRET_BYTES;
	struct vector y, t;
	struct mlkem_poly a, sum, noise;

	(void)decode_public(public_key, &t);
	for (uint8_t i = 0; i < K; i++) {
		sample_small(coins, i, &y.p[i]);
		mlkem_poly_ntt(&y.p[i]);
	}
	for (uint8_t i = 0; i < K; i++) {
		memset(&sum, 0, sizeof(sum));
		for (uint8_t j = 0; j < K; j++) {
			sample_matrix(rho, j, i, &a); /* transposed */
			mlkem_poly_multiply_add(&a, &y.p[j], &sum);
		}
		mlkem_poly_inverse_ntt(&sum);
		sample_small(coins, K + i, &noise);
		mlkem_poly_add(&sum, &noise);
		mlkem_poly_compress(&sum, DU, ret_ciphertext + i * U_BYTES);
	}
	memset(&sum, 0, sizeof(sum));
	for (int i = 0; i < K; i++)
		mlkem_poly_multiply_add(&t.p[i], &y.p[i], &sum);
	mlkem_poly_inverse_ntt(&sum);
	sample_small(coins, 2 * K, &noise);
	mlkem_poly_add(&sum, &noise);
	mlkem_poly_decompress(m, 1, &noise);
	mlkem_poly_add(&sum, &noise);
	mlkem_poly_compress(&sum, DV, ret_ciphertext + K * U_BYTES);
	sodium_memzero(&y, sizeof(y));
	sodium_memzero(&sum, sizeof(sum));
	sodium_memzero(&noise, sizeof(noise));
}

/* K-PKE.Decrypt, algorithm 15. */
static void
pke_decrypt(
    const uint8_t *secret, const uint8_t *ciphertext, uint8_t ret_m[static 32])
{
	struct mlkem_poly u, v, s, sum;

	memset(&sum, 0, sizeof(sum));
	for (int i = 0; i < K; i++) {
		mlkem_poly_decompress(ciphertext + i * U_BYTES, DU, &u);
		mlkem_poly_ntt(&u);
		(void)mlkem_poly_decode12(secret + i * MLKEM_POLY_BYTES, &s);
		mlkem_poly_multiply_add(&s, &u, &sum);
	}
	mlkem_poly_inverse_ntt(&sum);
	mlkem_poly_decompress(ciphertext + K * U_BYTES, DV, &v);
	mlkem_poly_subtract(&v, &sum);
	mlkem_poly_compress(&v, 1, ret_m);
	sodium_memzero(&s, sizeof(s));
	sodium_memzero(&sum, sizeof(sum));
	sodium_memzero(&v, sizeof(v));
}

bool
mlkem768_encapsulate(const uint8_t public_key[static MLKEM768_PUBLIC_BYTES],
    const uint8_t m[static MLKEM768_SEED_BYTES],
    uint8_t ret_ciphertext[static MLKEM768_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static MLKEM768_SHARED_BYTES])
{
	uint8_t hash[32], coins[32];

	if (!mlkem768_public_valid(public_key))
		return false;
	hash_h(public_key, MLKEM768_PUBLIC_BYTES, hash);
	hash_g(m, 32, hash, 32, ret_shared, coins);
	pke_encrypt(public_key, m, coins, ret_ciphertext);
	sodium_memzero(coins, sizeof(coins));
	return true;
}

void
mlkem768_decapsulate(const uint8_t secret[static MLKEM768_SECRET_BYTES],
    const uint8_t ciphertext[static MLKEM768_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static MLKEM768_SHARED_BYTES])
{
	const uint8_t *public_key = secret + PKE_SECRET_BYTES;
	const uint8_t *hash = public_key + MLKEM768_PUBLIC_BYTES;
	const uint8_t *z = hash + 32;
	uint8_t again[MLKEM768_CIPHERTEXT_BYTES];
	uint8_t m[32], shared[32], coins[32], rejection[32];
	uint32_t difference = 0, mask;

	pke_decrypt(secret, ciphertext, m);
	hash_g(m, 32, hash, 32, shared, coins);
	hash_j(z, ciphertext, rejection);
	pke_encrypt(public_key, m, coins, again);
	for (size_t i = 0; i < sizeof(again); i++)
		difference |= (uint32_t)(again[i] ^ ciphertext[i]);
	mask = 0u - ((0u - difference) >> 31); /* all ones where they differ */
	__asm__("" : "+r"(mask));
	for (size_t i = 0; i < 32; i++)
		ret_shared[i] =
		    (uint8_t)(shared[i] ^ (mask & (shared[i] ^ rejection[i])));
	sodium_memzero(again, sizeof(again));
	sodium_memzero(m, sizeof(m));
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(coins, sizeof(coins));
	sodium_memzero(rejection, sizeof(rejection));
}
