/* The sender's proof of a little work (docs/RELAY-API.md 3.2). */
#ifndef VALISE_CRYPTO_WORK_STAMP_H
#define VALISE_CRYPTO_WORK_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#define WORK_STAMP_NONCE_BYTES 16
#define WORK_STAMP_BITS_MAX 40

/* What a stamp is for. */
struct work_stamp {
	const char *intake;
	uint8_t sha256[32]; /* of the sealed file */
	uint64_t size;
	char day[11]; /* 2026-11-25, UTC */
	uint8_t nonce[WORK_STAMP_NONCE_BYTES];
};

/*
 * What is asked for beside the bits that a relay announces: the smallest e with
 * size <= 1,310,720 * 2^e, so that a byte of room costs the same however it is
 * asked for.
 */
unsigned work_stamp_size_bits(uint64_t size);

/* Leading zero bits of BLAKE2b-256 over the stamp. */
unsigned work_stamp_bits(const struct work_stamp *stamp);

/*
 * Searches a nonce with at least `bits`; about 2^bits hashes.  `go_on` is asked
 * every few thousand and may be NULL; false where it said no.
 */
bool work_stamp_find(struct work_stamp *stamp, unsigned bits,
    bool (*go_on)(void *context), void *context);

#endif
