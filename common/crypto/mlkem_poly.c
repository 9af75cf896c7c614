#include "mlkem_poly.h"

#include <string.h>

#define Q MLKEM_Q

/* FIPS 203 appendix A: 17^BitRev7(i) mod q. */
static const uint16_t zetas[128] = {1, 1729, 2580, 3289, 2642, 630, 1897, 848,
    1062, 1919, 193, 797, 2786, 3260, 569, 1746, 296, 2447, 1339, 1476, 3046,
    56, 2240, 1333, 1426, 2094, 535, 2882, 2393, 2879, 1974, 821, 289, 331,
    3253, 1756, 1197, 2304, 2277, 2055, 650, 1977, 2513, 632, 2865, 33, 1320,
    1915, 2319, 1435, 807, 452, 1438, 2868, 1534, 2402, 2647, 2617, 1481, 648,
    2474, 3110, 1227, 910, 17, 2761, 583, 2649, 1637, 723, 2288, 1100, 1409,
    2662, 3281, 233, 756, 2156, 3015, 3050, 1703, 1651, 2789, 1789, 1847, 952,
    1461, 2687, 939, 2308, 2437, 2388, 733, 2337, 268, 641, 1584, 2298, 2037,
    3220, 375, 2549, 2090, 1645, 1063, 319, 2773, 757, 2099, 561, 2466, 2594,
    2804, 1092, 403, 1026, 1143, 2150, 2775, 886, 1722, 1212, 1874, 1029, 2110,
    2935, 885, 2154};

/*
 * 0xffff where the top bit of a 32-bit difference is set.  The empty asm keeps
 * the compiler from seeing that the mask has two values and branching on it.
 */
static inline uint32_t
negative_mask(uint32_t difference)
{
	uint32_t mask = 0u - (difference >> 31);

	__asm__("" : "+r"(mask));
	return mask;
}

/* x in 0..2q-1 to 0..q-1. */
static inline uint16_t
reduce_once(uint32_t x)
{
	uint32_t less = x - Q;

	return (uint16_t)(less + (Q & negative_mask(less)));
}

/*
 * x below 2^24 to 0..q-1 by Barrett: 5039 = floor(2^24 / q), and the estimate
 * is the quotient or one less.
 */
static inline uint16_t
reduce(uint32_t x)
{
	uint32_t quotient = (uint32_t)(((uint64_t)x * 5039) >> 24);

	return reduce_once(x - quotient * Q);
}

static inline uint16_t
multiply(uint16_t a, uint16_t b)
{
	return reduce((uint32_t)a * b);
}

static inline uint16_t
add(uint16_t a, uint16_t b)
{
	return reduce_once((uint32_t)a + b);
}

static inline uint16_t
subtract(uint16_t a, uint16_t b)
{
	return reduce_once((uint32_t)a + Q - b);
}

void
mlkem_poly_sample_ntt(struct keccak *xof, struct mlkem_poly *ret_poly)
{
	uint8_t b[3];
	uint16_t low, high;
	int have = 0;

	while (have < MLKEM_N) {
		keccak_squeeze(xof, b, sizeof(b));
		low = (uint16_t)(b[0] | (b[1] & 0x0f) << 8);
		high = (uint16_t)(b[1] >> 4 | b[2] << 4);
		if (low < Q)
			ret_poly->c[have++] = low;
		if (high < Q && have < MLKEM_N)
			ret_poly->c[have++] = high;
	}
}

void
mlkem_poly_sample_cbd2(
    const uint8_t bytes[static 128], struct mlkem_poly *ret_poly)
{
	uint32_t pair_sums, x, y;

	for (int i = 0; i < MLKEM_N / 2; i++) {
		pair_sums = (bytes[i] & 0x55u) + (bytes[i] >> 1 & 0x55u);
		for (int j = 0; j < 2; j++) {
			x = pair_sums >> (4 * j) & 3;
			y = pair_sums >> (4 * j + 2) & 3;
			ret_poly->c[2 * i + j] = reduce_once(x + Q - y);
		}
	}
}

void
mlkem_poly_ntt(struct mlkem_poly *p)
{
	int k = 1;
	uint16_t t;

	for (int len = 128; len >= 2; len /= 2)
		for (int start = 0; start < MLKEM_N; start += 2 * len) {
			uint16_t zeta = zetas[k++];

			for (int j = start; j < start + len; j++) {
				t = multiply(zeta, p->c[j + len]);
				p->c[j + len] = subtract(p->c[j], t);
				p->c[j] = add(p->c[j], t);
			}
		}
}

void
mlkem_poly_inverse_ntt(struct mlkem_poly *p)
{
	int k = 127;
	uint16_t t;

	for (int len = 2; len <= 128; len *= 2)
		for (int start = 0; start < MLKEM_N; start += 2 * len) {
			uint16_t zeta = zetas[k--];

			for (int j = start; j < start + len; j++) {
				t = p->c[j];
				p->c[j] = add(t, p->c[j + len]);
				p->c[j + len] =
				    multiply(zeta, subtract(p->c[j + len], t));
			}
		}
	for (int j = 0; j < MLKEM_N; j++)
		p->c[j] = multiply(p->c[j], 3303); /* 128^-1 mod q */
}

void
mlkem_poly_multiply_add(const struct mlkem_poly *a, const struct mlkem_poly *b,
    struct mlkem_poly *sum)
{
	for (int i = 0; i < MLKEM_N / 2; i++) {
		const uint16_t *x = a->c + 2 * i, *y = b->c + 2 * i;
		uint16_t *s = sum->c + 2 * i;
		/* gamma_i = 17^(2 BitRev7(i) + 1): plus and minus by turns. */
		uint16_t zeta = zetas[64 + i / 2];
		uint16_t gamma = i % 2 == 0 ? zeta : (uint16_t)(Q - zeta);

		s[0] = add(s[0],
		    add(multiply(x[0], y[0]),
			multiply(multiply(x[1], y[1]), gamma)));
		s[1] =
		    add(s[1], add(multiply(x[0], y[1]), multiply(x[1], y[0])));
	}
}

void
mlkem_poly_add(struct mlkem_poly *a, const struct mlkem_poly *b)
{
	for (int i = 0; i < MLKEM_N; i++)
		a->c[i] = add(a->c[i], b->c[i]);
}

void
mlkem_poly_subtract(struct mlkem_poly *a, const struct mlkem_poly *b)
{
	for (int i = 0; i < MLKEM_N; i++)
		a->c[i] = subtract(a->c[i], b->c[i]);
}

void
mlkem_poly_encode12(
    const struct mlkem_poly *p, uint8_t ret_bytes[static MLKEM_POLY_BYTES])
{
	for (int i = 0; i < MLKEM_N / 2; i++) {
		uint32_t pair = p->c[2 * i] | (uint32_t)p->c[2 * i + 1] << 12;

		ret_bytes[3 * i] = (uint8_t)pair;
		ret_bytes[3 * i + 1] = (uint8_t)(pair >> 8);
		ret_bytes[3 * i + 2] = (uint8_t)(pair >> 16);
	}
}

bool
mlkem_poly_decode12(
    const uint8_t bytes[static MLKEM_POLY_BYTES], struct mlkem_poly *ret_poly)
{
	uint32_t all_below = ~0u, value;

	for (int i = 0; i < MLKEM_N; i++) {
		const uint8_t *b = bytes + i / 2 * 3;

		value = i % 2 == 0 ? (b[0] | (b[1] & 0x0fu) << 8)
				   : (b[1] >> 4 | (uint32_t)b[2] << 4);
		all_below &= value - Q;
		ret_poly->c[i] = reduce_once(value);
	}
	return all_below >> 31 != 0;
}

void
mlkem_poly_compress(
    const struct mlkem_poly *p, unsigned bits, uint8_t *ret_bytes)
{
	uint32_t mask = (1u << bits) - 1, held = 0, value;
	unsigned held_bits = 0;

	for (int i = 0; i < MLKEM_N; i++) {
		/*
		 * round(2^d x / q): division by q as a product with
		 * 20642679 = ceil(2^36 / q), exact below 2^25.
		 */
		value = ((uint32_t)p->c[i] << bits) + Q / 2;
		value = (uint32_t)(((uint64_t)value * 20642679) >> 36) & mask;
		held |= value << held_bits;
		held_bits += bits;
		while (held_bits >= 8) {
			*ret_bytes++ = (uint8_t)held;
			held >>= 8;
			held_bits -= 8;
		}
	}
}

void
mlkem_poly_decompress(
    const uint8_t *bytes, unsigned bits, struct mlkem_poly *ret_poly)
{
	uint32_t mask = (1u << bits) - 1, held = 0;
	unsigned held_bits = 0;

	for (int i = 0; i < MLKEM_N; i++) {
		while (held_bits < bits) {
			held |= (uint32_t)*bytes++ << held_bits;
			held_bits += 8;
		}
		ret_poly->c[i] =
		    (uint16_t)(((held & mask) * Q + ((1u << bits) >> 1)) >>
			bits);
		held >>= bits;
		held_bits -= bits;
	}
}
