/* What both halves of X-Wing share; for xwing.c and xwing_open.c alone. */
#ifndef VALISE_CRYPTO_XWING_PARTS_H
#define VALISE_CRYPTO_XWING_PARTS_H

#include "mlkem768.h"
#include "xwing.h"

/* A seed expanded for one use; wiped by whoever made it. */
struct xwing_expanded {
	uint8_t mlkem_secret[MLKEM768_SECRET_BYTES];
	uint8_t x25519_secret[32];
	uint8_t public_key[XWING_PUBLIC_BYTES];
};

/* SHAKE256(seed, 96) = d | z | sk_X (5.2). */
void xwing_parts_expand(const uint8_t seed[static XWING_SEED_BYTES],
    struct xwing_expanded *ret_expanded);

/* SHA3-256(ss_M | ss_X | ct_X | pk_X | label) (5.3). */
void xwing_parts_combine(const uint8_t mlkem_shared[static 32],
    const uint8_t x25519_shared[static 32],
    const uint8_t x25519_ciphertext[static 32],
    const uint8_t x25519_public[static 32], uint8_t ret_shared[static 32]);

#endif
