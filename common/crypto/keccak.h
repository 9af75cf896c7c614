/*
 * SHA-3 and SHAKE (FIPS 202), absorbed and squeezed step by step.  Constant
 * time: no branch or index depends on the data, only on its length.
 */
#ifndef VALISE_CRYPTO_KECCAK_H
#define VALISE_CRYPTO_KECCAK_H

#include <stddef.h>
#include <stdint.h>

#define SHA3_256_BYTES 32
#define SHA3_512_BYTES 64

/* No heap; wipe with keccak_wipe() where it absorbed a secret. */
struct keccak {
	uint64_t lanes[25];
	uint8_t rate;   /* bytes a block */
	uint8_t at;     /* position in the block */
	uint8_t suffix; /* domain bits and first padding bit, FIPS 202 B.2 */
};

/*
 * FIPS 202: the sponge of SHAKE128, SHAKE256, SHA3-256, SHA3-512, empty.  Then
 * absorb() any number of times, pad() once, squeeze() any number of times: of
 * SHA-3 as many bytes as its name says.
 */
void keccak_shake128_init(struct keccak *k);
void keccak_shake256_init(struct keccak *k);
void keccak_sha3_256_init(struct keccak *k);
void keccak_sha3_512_init(struct keccak *k);

void keccak_absorb(struct keccak *k, const void *bytes, size_t len);
void keccak_pad(struct keccak *k); /* once, between absorbing and squeezing */
void keccak_squeeze(struct keccak *k, void *ret_bytes, size_t len);
void keccak_wipe(struct keccak *k);

#endif
