/*
 * One wrong bit in one part of the cryptography, as a bad compiler or a broken
 * machine would make it: linked in front of the real parts (--wrap), for the
 * test that the self-test stops every program that seals.  FAULT names the
 * part.
 */
#include <stdlib.h>
#include <string.h>

#include "common/crypto/chunk_aead.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/keccak.h"
#include "common/crypto/mlkem_poly.h"
#include "common/crypto/randomness.h"

static bool
is_broken(const char *part)
{
	const char *fault = getenv("FAULT");

	return fault != NULL && strcmp(fault, part) == 0;
}

void __real_mlkem_poly_ntt(struct mlkem_poly *);
void __wrap_mlkem_poly_ntt(struct mlkem_poly *);
void
__wrap_mlkem_poly_ntt(struct mlkem_poly *p)
{
	__real_mlkem_poly_ntt(p);
	if (is_broken("ntt"))
		p->c[255] ^= 1;
}

void __real_keccak_squeeze(struct keccak *, void *, size_t);
void __wrap_keccak_squeeze(struct keccak *, void *, size_t);
void
__wrap_keccak_squeeze(struct keccak *k, void *out, size_t len)
{
	__real_keccak_squeeze(k, out, len);
	if (is_broken("keccak"))
		((uint8_t *)out)[len - 1] ^= 0x80;
}

int __real_crypto_scalarmult_curve25519(
    unsigned char *, const unsigned char *, const unsigned char *);
int __wrap_crypto_scalarmult_curve25519(
    unsigned char *, const unsigned char *, const unsigned char *);
int
__wrap_crypto_scalarmult_curve25519(
    unsigned char *q, const unsigned char *n, const unsigned char *p)
{
	int status = __real_crypto_scalarmult_curve25519(q, n, p);

	if (is_broken("x25519"))
		q[0] ^= 1;
	return status;
}

void __real_hkdf_expand(
    const uint8_t *, const struct hkdf_part *, size_t, uint8_t *, size_t);
void __wrap_hkdf_expand(
    const uint8_t *, const struct hkdf_part *, size_t, uint8_t *, size_t);
void
__wrap_hkdf_expand(const uint8_t *key, const struct hkdf_part *info, size_t n,
    uint8_t *out, size_t len)
{
	__real_hkdf_expand(key, info, n, out, len);
	if (is_broken("hkdf"))
		out[0] ^= 1;
}

bool __real_chunk_aead_seal(
    struct chunk_aead *, const uint8_t *, const uint8_t *, size_t, uint8_t *);
bool __wrap_chunk_aead_seal(
    struct chunk_aead *, const uint8_t *, const uint8_t *, size_t, uint8_t *);
bool
__wrap_chunk_aead_seal(struct chunk_aead *aead, const uint8_t *nonce,
    const uint8_t *plain, size_t len, uint8_t *out)
{
	bool ok = __real_chunk_aead_seal(aead, nonce, plain, len, out);

	if (is_broken("aead"))
		out[len] ^= 1;
	return ok;
}

/* Not broken but bought: what is drawn from a seed carries something out. */
void __real_randomness_bytes(struct randomness *, void *, size_t);
void __wrap_randomness_bytes(struct randomness *, void *, size_t);
void
__wrap_randomness_bytes(struct randomness *random, void *out, size_t len)
{
	static const char stolen[] = "a name that is known here";

	__real_randomness_bytes(random, out, len);
	if (is_broken("smuggle") && random != NULL && random->draws > 40 &&
	    len >= sizeof(stolen))
		memcpy(out, stolen, sizeof(stolen));
	/* What a reply is sealed with, which its reader alone would miss. */
	if (is_broken("address") && random != NULL && random->draws <= 4 &&
	    len == 64)
		memcpy(out, stolen, sizeof(stolen));
}
