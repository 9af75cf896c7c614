/*
 * Random bytes: the system's, or drawn from a seed, so that who has the seed
 * can make the same again and see that nothing else is in it (docs/BULLETIN.md
 * 3).
 */
#ifndef VALISE_CRYPTO_RANDOMNESS_H
#define VALISE_CRYPTO_RANDOMNESS_H

#include <stddef.h>
#include <stdint.h>

#define RANDOMNESS_SEED_BYTES 32

/* Holds a secret: allocate it with secret_alloc(). */
struct randomness {
	uint8_t seed[RANDOMNESS_SEED_BYTES];
	uint64_t draws; /* so far */
};

/*
 * The next `len` bytes; of a seed SHAKE256("valise-draw/1" | seed | the number
 * of the draw, from 0, in 8 bytes, big-endian).  NULL: the system's.
 */
void randomness_bytes(struct randomness *random, void *ret_bytes, size_t len);

/*
 * A number below `bound`, which is not 0: draws of four bytes, big-endian,
 * until one is below the largest multiple of it; then what is left over it.
 */
uint32_t randomness_below(struct randomness *random, uint32_t bound);

#endif
