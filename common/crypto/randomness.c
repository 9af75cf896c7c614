#include "randomness.h"

#include <sodium.h>

#include "keccak.h"

#define LABEL "valise-draw/1"

void
randomness_bytes(struct randomness *random, void *ret_bytes, size_t len)
{
	uint8_t number[8];
	struct keccak k;

	if (random == NULL) {
		randombytes_buf(ret_bytes, len);
		return;
	}
	for (int i = 0; i < 8; i++)
		number[i] = (uint8_t)(random->draws >> (56 - 8 * i));
	random->draws++;
	keccak_shake256_init(&k);
	keccak_absorb(&k, LABEL, sizeof(LABEL) - 1);
	keccak_absorb(&k, random->seed, sizeof(random->seed));
	keccak_absorb(&k, number, sizeof(number));
	keccak_pad(&k);
	keccak_squeeze(&k, ret_bytes, len);
	keccak_wipe(&k);
}

uint32_t
randomness_below(struct randomness *random, uint32_t bound)
{
	const uint64_t most = (UINT64_C(1) << 32) / bound * bound;
	uint8_t four[4];
	uint32_t drawn;

	do {
		randomness_bytes(random, four, sizeof(four));
		drawn = (uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 |
		    (uint32_t)four[2] << 8 | four[3];
	} while (drawn >= most);
	return drawn % bound;
}
