/* The secret half of X-Wing; its own library, so that the relay links none. */
#ifndef VALISE_CRYPTO_XWING_OPEN_H
#define VALISE_CRYPTO_XWING_OPEN_H

#include "xwing.h"

/* False for an X25519 share of low order; the shared secret is not written. */
bool xwing_decapsulate(const uint8_t seed[static XWING_SEED_BYTES],
    const uint8_t ciphertext[static XWING_CIPHERTEXT_BYTES],
    uint8_t ret_shared[static XWING_SHARED_BYTES]);

#endif
