/* The numbers of the age payload (c2sp.org/age, "Payload"). */
#ifndef VALISE_ENVELOPE_AGE_STREAM_H
#define VALISE_ENVELOPE_AGE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/crypto/chunk_aead.h"

#define AGE_CHUNK_BYTES 65536u
#define AGE_SEALED_CHUNK_BYTES (AGE_CHUNK_BYTES + CHUNK_AEAD_TAG_BYTES)

/* 11 bytes of big-endian counter, then 1 on the last chunk. */
static inline void
age_stream_nonce(uint64_t counter, bool last,
    uint8_t ret_nonce[static CHUNK_AEAD_NONCE_BYTES])
{
	for (int i = 0; i < 3; i++)
		ret_nonce[i] = 0;
	for (int i = 0; i < 8; i++)
		ret_nonce[3 + i] = (uint8_t)(counter >> (8 * (7 - i)));
	ret_nonce[11] = last ? 1 : 0;
}

#endif
