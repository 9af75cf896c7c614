#include "self_test.h"

#include <string.h>

#include <sodium.h>

#include "chunk_aead.h"
#include "hpke.h"
#include "sha256.h"

/*
 * Seed 00..1f, encapsulation seed 20..5f: SHA-256 of ciphertext, shared secret,
 * schedule key and nonce, and a sealed chunk, one behind the other.  Made by
 * this code after it passed the vectors of X-Wing, HPKE and RFC 8439.
 */
static const uint8_t known[SHA256_BYTES] = {0xba, 0xb0, 0xa6, 0xfd, 0x25, 0xc1,
    0xb5, 0x65, 0x5f, 0xb3, 0x2d, 0x51, 0xa5, 0xab, 0x4a, 0xbf, 0x6e, 0x6f,
    0xb3, 0xe9, 0x09, 0x42, 0x03, 0x24, 0xe7, 0x55, 0x50, 0x2b, 0x2b, 0xaa,
    0x50, 0x5e};

bool
self_test_sealing(void)
{
	uint8_t seeds[32 + XWING_ENCAPSULATION_SEED_BYTES];
	uint8_t public_key[XWING_PUBLIC_BYTES];
	uint8_t got[XWING_CIPHERTEXT_BYTES + 32 + 32 + 12 + 32];
	uint8_t hash[SHA256_BYTES];
	uint8_t *at = got;
	struct hpke_schedule schedule;
	struct chunk_aead *aead;
	bool ok;

	for (size_t i = 0; i < sizeof(seeds); i++)
		seeds[i] = (uint8_t)i;
	xwing_public_key(seeds, public_key);
	if (!xwing_encapsulate_from(
		public_key, seeds + 32, at, at + XWING_CIPHERTEXT_BYTES))
		return false;
	at += XWING_CIPHERTEXT_BYTES + 32;
	hpke_schedule(at - 32, "valise", 6, &schedule);
	memcpy(at, schedule.key, 32);
	memcpy(at + 32, schedule.base_nonce, 12);
	at += 32 + 12;
	aead = chunk_aead_create(CHUNK_AEAD_SEAL, schedule.key);
	if (aead == NULL)
		return false;
	ok = chunk_aead_seal(aead, schedule.base_nonce, seeds, 16, at);
	chunk_aead_destroy(aead);
	sha256_hash(got, sizeof(got), hash);
	return ok && sodium_memcmp(hash, known, sizeof(hash)) == 0;
}
