/*
 * A secret of 32 bytes split so that any k of n shares give it back and fewer
 * tell nothing of it: Shamir, "How to share a secret" (1979), a byte at a time
 * over AES's field GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.2).  No
 * branch and no index depends on a secret (docs/SHARES.md).
 */
#ifndef VALISE_DESK_SHAMIR_H
#define VALISE_DESK_SHAMIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHAMIR_BYTES 32
#define SHAMIR_SHARES_MAX 255

/* A point of the polynomials: its x, from 1, is public; its y are a secret. */
struct shamir_share {
	uint8_t x;
	uint8_t y[SHAMIR_BYTES];
};

/*
 * Splits into n shares, x being 1 to n; `ret_shares` is guarded memory of the
 * caller's.  False where not 1 <= k <= n <= 255, or memory is short.
 */
bool shamir_split(const uint8_t secret[static SHAMIR_BYTES], size_t k, size_t n,
    struct shamir_share *ret_shares);

/*
 * The secret that these shares have: they are at least as many as it was split
 * for, or what comes is nonsense, which no check here tells.  False where there
 * are none, an x is 0, or one stands twice.
 */
bool shamir_combine(const struct shamir_share *shares, size_t n,
    uint8_t ret_secret[static SHAMIR_BYTES]);

#endif
