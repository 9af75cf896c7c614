/* The opening half of hpke.h; only programs that may open link it. */
#ifndef VALISE_CRYPTO_HPKE_OPEN_H
#define VALISE_CRYPTO_HPKE_OPEN_H

#include "hpke.h"

enum hpke_result {
	HPKE_OK,
	HPKE_SHARE_LOW_ORDER, /* the X25519 share is of low order */
	HPKE_TAG_WRONG        /* the tag does not verify, or is missing */
};

/*
 * OpenBase (RFC 9180 6.1), sequence number 0, empty aad.  Nothing is written on
 * failure.  `ret_message`: ciphertext_len - HPKE_TAG_BYTES.
 */
enum hpke_result hpke_open(const uint8_t seed[static XWING_SEED_BYTES],
    const char *info, const uint8_t enc[static HPKE_ENC_BYTES],
    const void *ciphertext, size_t ciphertext_len, uint8_t *ret_message);

#endif
