#include "shamir.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"

/*
 * a * b: each bit of b, read from the highest, doubles what there is and adds a
 * where it is set.  Masks in place of branches.
 */
static uint8_t
multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0;

	for (int bit = 7; bit >= 0; bit--) {
		product = (product << 1) ^ (0x11bu & -(product >> 7));
		product ^= a & -((unsigned)b >> bit & 1u);
	}
	return (uint8_t)product;
}

/* 1 / a is a^254, for a^255 is 1; 0 stays 0.  `a` is public here. */
static uint8_t
invert(uint8_t a)
{
	uint8_t result = 1;

	/* 254 is seven ones and a zero. */
	for (int bit = 0; bit < 7; bit++) {
		a = multiply(a, a);
		result = multiply(result, a);
	}
	return result;
}

bool
shamir_split(const uint8_t secret[static SHAMIR_BYTES], size_t k, size_t n,
    struct shamir_share *ret_shares)
{
	uint8_t *coefficients; /* of x^1 to x^(k-1), a row of 32 bytes each */

	if (k < 1 || k > n || n > SHAMIR_SHARES_MAX)
		return false;
	coefficients = secret_alloc(k * SHAMIR_BYTES);
	if (coefficients == NULL)
		return false;
	randombytes_buf(coefficients, k * SHAMIR_BYTES);
	for (size_t i = 0; i < n; i++) {
		uint8_t *y = ret_shares[i].y;

		ret_shares[i].x = (uint8_t)(i + 1);
		memset(y, 0, SHAMIR_BYTES);
		/* Horner, from the highest; the secret is the constant. */
		for (size_t row = k - 1; row > 0; row--)
			for (size_t j = 0; j < SHAMIR_BYTES; j++)
				y[j] = multiply(
				    y[j] ^ coefficients[row * SHAMIR_BYTES + j],
				    ret_shares[i].x);
		for (size_t j = 0; j < SHAMIR_BYTES; j++)
			y[j] ^= secret[j];
	}
	secret_free(coefficients);
	return true;
}

/* What share i's y counts for at x = 0 (Lagrange); x differ and are not 0. */
static uint8_t
weight(const struct shamir_share *shares, size_t n, size_t i)
{
	uint8_t above = 1, below = 1;

	for (size_t j = 0; j < n; j++) {
		if (j == i)
			continue;
		above = multiply(above, shares[j].x);
		below = multiply(below, shares[j].x ^ shares[i].x);
	}
	return multiply(above, invert(below));
}

bool
shamir_combine(const struct shamir_share *shares, size_t n,
    uint8_t ret_secret[static SHAMIR_BYTES])
{
	memset(ret_secret, 0, SHAMIR_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (shares[i].x == 0)
			return false;
		for (size_t j = 0; j < i; j++)
			if (shares[j].x == shares[i].x)
				return false;
	}
	for (size_t i = 0; i < n; i++) {
		const uint8_t w = weight(shares, n, i);

		for (size_t j = 0; j < SHAMIR_BYTES; j++)
			ret_secret[j] ^= multiply(shares[i].y[j], w);
	}
	return n > 0;
}
