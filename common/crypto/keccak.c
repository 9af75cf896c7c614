#include "keccak.h"

#include <string.h>

#include <sodium.h>

/* FIPS 202 3.2.5: the round constants, from the LFSR there. */
static const uint64_t round_constants[24] = {0x0000000000000001,
    0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081,
    0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b,
    0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a,
    0x800000008000000a, 0x8000000080008081, 0x8000000000008080,
    0x0000000080000001, 0x8000000080008008};

static inline uint64_t
rotate(uint64_t lane, unsigned bits)
{
	return lane << bits | lane >> (64 - bits);
}

/*
 * A round, from `a` to `e`: theta's columns, then rho and pi as where each lane
 * of a row of chi comes from and how far it is turned (3.2.1 to 3.2.5).  All
 * indices are constants, so that lanes stay in registers.
 */
static inline void
permute_round(
    const uint64_t a[static 25], uint64_t e[static 25], uint64_t constant)
{
	uint64_t b0, b1, b2, b3, b4;
	const uint64_t c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
	const uint64_t c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
	const uint64_t c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
	const uint64_t c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
	const uint64_t c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
	const uint64_t d0 = c4 ^ rotate(c1, 1);
	const uint64_t d1 = c0 ^ rotate(c2, 1);
	const uint64_t d2 = c1 ^ rotate(c3, 1);
	const uint64_t d3 = c2 ^ rotate(c4, 1);
	const uint64_t d4 = c3 ^ rotate(c0, 1);

#define CHI(row) \
	e[row] = b0 ^ (~b1 & b2); \
	e[(row) + 1] = b1 ^ (~b2 & b3); \
	e[(row) + 2] = b2 ^ (~b3 & b4); \
	e[(row) + 3] = b3 ^ (~b4 & b0); \
	e[(row) + 4] = b4 ^ (~b0 & b1)
	b0 = a[0] ^ d0;
	b1 = rotate(a[6] ^ d1, 44);
	b2 = rotate(a[12] ^ d2, 43);
	b3 = rotate(a[18] ^ d3, 21);
	b4 = rotate(a[24] ^ d4, 14);
	CHI(0);
	e[0] ^= constant;
	b0 = rotate(a[3] ^ d3, 28);
	b1 = rotate(a[9] ^ d4, 20);
	b2 = rotate(a[10] ^ d0, 3);
	b3 = rotate(a[16] ^ d1, 45);
	b4 = rotate(a[22] ^ d2, 61);
	CHI(5);
	b0 = rotate(a[1] ^ d1, 1);
	b1 = rotate(a[7] ^ d2, 6);
	b2 = rotate(a[13] ^ d3, 25);
	b3 = rotate(a[19] ^ d4, 8);
	b4 = rotate(a[20] ^ d0, 18);
	CHI(10);
	b0 = rotate(a[4] ^ d4, 27);
	b1 = rotate(a[5] ^ d0, 36);
	b2 = rotate(a[11] ^ d1, 10);
	b3 = rotate(a[17] ^ d2, 15);
	b4 = rotate(a[23] ^ d3, 56);
	CHI(15);
	b0 = rotate(a[2] ^ d2, 62);
	b1 = rotate(a[8] ^ d3, 55);
	b2 = rotate(a[14] ^ d4, 39);
	b3 = rotate(a[15] ^ d0, 41);
	b4 = rotate(a[21] ^ d1, 2);
	CHI(20);
#undef CHI
}

static void
permute(uint64_t a[static 25])
{
	uint64_t e[25];

	for (int round = 0; round < 24; round += 2) {
		permute_round(a, e, round_constants[round]);
		permute_round(e, a, round_constants[round + 1]);
	}
	sodium_memzero(e, sizeof(e));
}

static void
init(struct keccak *k, uint8_t rate, uint8_t suffix)
{
	memset(k, 0, sizeof(*k));
	k->rate = rate;
	k->suffix = suffix;
}

void
keccak_shake128_init(struct keccak *k)
{
	init(k, 168, 0x1f);
}

void
keccak_shake256_init(struct keccak *k)
{
	init(k, 136, 0x1f);
}

void
keccak_sha3_256_init(struct keccak *k)
{
	init(k, 136, 0x06);
}

void
keccak_sha3_512_init(struct keccak *k)
{
	init(k, 72, 0x06);
}

static inline void
xor_byte(struct keccak *k, size_t at, uint8_t byte)
{
	k->lanes[at / 8] ^= (uint64_t)byte << (8 * (at % 8));
}

static uint64_t
load_le(const uint8_t *bytes)
{
	uint64_t lane = 0;

	for (int i = 7; i >= 0; i--)
		lane = lane << 8 | bytes[i];
	return lane;
}

static void
store_le(uint8_t *ret_bytes, uint64_t lane)
{
	for (int i = 0; i < 8; i++)
		ret_bytes[i] = (uint8_t)(lane >> (8 * i));
}

void
keccak_absorb(struct keccak *k, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		if (k->at % 8 == 0 && len >= 8) {
			k->lanes[k->at / 8] ^= load_le(at);
			k->at += 8;
			at += 8;
			len -= 8;
		} else {
			xor_byte(k, k->at, *at++);
			k->at++;
			len--;
		}
		if (k->at == k->rate) {
			permute(k->lanes);
			k->at = 0;
		}
	}
}

void
keccak_pad(struct keccak *k)
{
	xor_byte(k, k->at, k->suffix);
	xor_byte(k, k->rate - 1u, 0x80);
	permute(k->lanes);
	k->at = 0;
}

void
keccak_squeeze(struct keccak *k, void *ret_bytes, size_t len)
{
	uint8_t *out = ret_bytes;

	while (len > 0) {
		if (k->at == k->rate) {
			permute(k->lanes);
			k->at = 0;
		}
		if (k->at % 8 == 0 && len >= 8) {
			store_le(out, k->lanes[k->at / 8]);
			k->at += 8;
			out += 8;
			len -= 8;
		} else {
			*out++ =
			    (uint8_t)(k->lanes[k->at / 8] >> (8 * (k->at % 8)));
			k->at++;
			len--;
		}
	}
}

void
keccak_wipe(struct keccak *k)
{
	sodium_memzero(k, sizeof(*k));
}
