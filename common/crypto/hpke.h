/*
 * HPKE base mode (RFC 9180) with KEM 0x647a (X-Wing), HKDF-SHA256 (0x0001) and
 * ChaCha20Poly1305 (0x0003): the key schedule, and one message under it.
 */
#ifndef VALISE_CRYPTO_HPKE_H
#define VALISE_CRYPTO_HPKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xwing.h"

#define HPKE_ENC_BYTES XWING_CIPHERTEXT_BYTES
#define HPKE_KEY_BYTES 32
#define HPKE_NONCE_BYTES 12
#define HPKE_TAG_BYTES 16

struct hpke_schedule {
	uint8_t key[HPKE_KEY_BYTES];
	uint8_t base_nonce[HPKE_NONCE_BYTES];
	uint8_t exporter_secret[32];
};

/* KeySchedule(mode_base, shared_secret, info, "", ""), RFC 9180 5.1. */
void hpke_schedule(const uint8_t shared[static XWING_SHARED_BYTES],
    const void *info, size_t info_len, struct hpke_schedule *ret_schedule);

/*
 * SealBase (6.1) of one message, sequence number 0, empty aad.  False where
 * the recipient's key is malformed.  `ret_ciphertext`: len + HPKE_TAG_BYTES.
 */
bool hpke_seal(struct randomness *random,
    const uint8_t recipient[static XWING_PUBLIC_BYTES], const char *info,
    const void *message, size_t len, uint8_t ret_enc[static HPKE_ENC_BYTES],
    uint8_t *ret_ciphertext);

#endif
