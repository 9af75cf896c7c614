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

/* Rho and pi along the one cycle that pi makes of 24 lanes (3.2.2, 3.2.3). */
static inline void
rho_pi(uint64_t a[static 25])
{
	uint64_t carry = a[1], next;

#define STEP(lane, bits) \
	next = a[lane]; \
	a[lane] = rotate(carry, bits); \
	carry = next
	STEP(10, 1);
	STEP(7, 3);
	STEP(11, 6);
	STEP(17, 10);
	STEP(18, 15);
	STEP(3, 21);
	STEP(5, 28);
	STEP(16, 36);
	STEP(8, 45);
	STEP(21, 55);
	STEP(24, 2);
	STEP(4, 14);
	STEP(15, 27);
	STEP(23, 41);
	STEP(19, 56);
	STEP(13, 8);
	STEP(12, 25);
	STEP(2, 43);
	STEP(20, 62);
	STEP(14, 18);
	STEP(22, 39);
	STEP(9, 61);
	STEP(6, 20);
	STEP(1, 44);
#undef STEP
	(void)carry;
}

static void
permute(uint64_t a[static 25])
{
	uint64_t c[5], d, row[5];

	for (int round = 0; round < 24; round++) {
		for (int x = 0; x < 5; x++)
			c[x] =
			    a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
		for (int x = 0; x < 5; x++) {
			d = c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1);
			for (int y = 0; y < 25; y += 5)
				a[x + y] ^= d;
		}
		rho_pi(a);
		for (int y = 0; y < 25; y += 5) {
			memcpy(row, a + y, sizeof(row));
			for (int x = 0; x < 5; x++)
				a[x + y] = row[x] ^
				    (~row[(x + 1) % 5] & row[(x + 2) % 5]);
		}
		a[0] ^= round_constants[round];
	}
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

	for (size_t i = 0; i < len; i++) {
		if (k->at == k->rate) {
			permute(k->lanes);
			k->at = 0;
		}
		out[i] = (uint8_t)(k->lanes[k->at / 8] >> (8 * (k->at % 8)));
		k->at++;
	}
}

void
keccak_wipe(struct keccak *k)
{
	sodium_memzero(k, sizeof(*k));
}
