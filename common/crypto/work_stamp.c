#include "work_stamp.h"

#include <string.h>

#include <sodium.h>

#define LABEL "valise-work/1"
#define LABEL_BYTES (sizeof(LABEL) - 1)
#define DAY_BYTES 10
#define SIZE_UNIT UINT64_C(1310720) /* the bucket of 1 MiB, sealed */
#define INPUT_BYTES \
	(LABEL_BYTES + 32 + 32 + 8 + DAY_BYTES + WORK_STAMP_NONCE_BYTES)

static void
put_input(const struct work_stamp *s, uint8_t ret_input[static INPUT_BYTES])
{
	uint8_t *at = ret_input;

	memcpy(at, LABEL, LABEL_BYTES);
	at += LABEL_BYTES;
	(void)crypto_hash_sha256(
	    at, (const uint8_t *)s->intake, strlen(s->intake));
	at += 32;
	memcpy(at, s->sha256, 32);
	at += 32;
	for (int i = 0; i < 8; i++)
		*at++ = (uint8_t)(s->size >> (8 * (7 - i)));
	memcpy(at, s->day, DAY_BYTES);
	at += DAY_BYTES;
	memcpy(at, s->nonce, WORK_STAMP_NONCE_BYTES);
}

static unsigned
leading_zeroes(const uint8_t input[static INPUT_BYTES])
{
	uint8_t hash[32];
	unsigned bits = 0;

	(void)crypto_generichash(
	    hash, sizeof(hash), input, INPUT_BYTES, NULL, 0);
	for (size_t i = 0; i < sizeof(hash); i++) {
		if (hash[i] == 0) {
			bits += 8;
			continue;
		}
		for (unsigned mask = 0x80; (hash[i] & mask) == 0; mask >>= 1)
			bits++;
		break;
	}
	return bits;
}

unsigned
work_stamp_size_bits(uint64_t size)
{
	unsigned bits = 0;

	while (size > SIZE_UNIT) {
		size = size / 2 + size % 2;
		bits++;
	}
	return bits;
}

unsigned
work_stamp_bits(const struct work_stamp *stamp)
{
	uint8_t input[INPUT_BYTES];

	put_input(stamp, input);
	return leading_zeroes(input);
}

bool
work_stamp_find(struct work_stamp *stamp, unsigned bits,
    bool (*go_on)(void *context), void *context)
{
	uint8_t input[INPUT_BYTES];
	uint8_t *nonce = input + INPUT_BYTES - WORK_STAMP_NONCE_BYTES;

	randombytes_buf(stamp->nonce, sizeof(stamp->nonce));
	put_input(stamp, input);
	for (uint64_t n = 0; leading_zeroes(input) < bits; n++) {
		if (n % 4096 == 0 && go_on != NULL && !go_on(context))
			return false;
		sodium_increment(nonce, WORK_STAMP_NONCE_BYTES);
	}
	memcpy(stamp->nonce, nonce, WORK_STAMP_NONCE_BYTES);
	return true;
}
