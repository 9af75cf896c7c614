/* Polynomials of ML-KEM (FIPS 203 section 4), for mlkem768.c alone. */
#ifndef VALISE_CRYPTO_MLKEM_POLY_H
#define VALISE_CRYPTO_MLKEM_POLY_H

#include <stdbool.h>
#include <stdint.h>

#include "keccak.h"

#define MLKEM_N 256
#define MLKEM_Q 3329
#define MLKEM_POLY_BYTES 384 /* 12 bits a coefficient */

/* Coefficients always fully reduced, 0..q-1. */
struct mlkem_poly {
	uint16_t c[MLKEM_N];
};

/* SampleNTT, algorithm 7, from a SHAKE128 already padded.  Public data. */
void mlkem_poly_sample_ntt(struct keccak *xof, struct mlkem_poly *ret_poly);

/* SamplePolyCBD with eta = 2, algorithm 8. */
void mlkem_poly_sample_cbd2(
    const uint8_t bytes[static 128], struct mlkem_poly *ret_poly);

/* NTT and its inverse in place, algorithms 9 and 10. */
void mlkem_poly_ntt(struct mlkem_poly *p);
void mlkem_poly_inverse_ntt(struct mlkem_poly *p);

/* sum += a * b in the NTT domain, algorithms 11 and 12. */
void mlkem_poly_multiply_add(const struct mlkem_poly *a,
    const struct mlkem_poly *b, struct mlkem_poly *sum);

/* a += b and a -= b, coefficient by coefficient, reduced (FIPS 203 2.4.5). */
void mlkem_poly_add(struct mlkem_poly *a, const struct mlkem_poly *b);
void mlkem_poly_subtract(struct mlkem_poly *a, const struct mlkem_poly *b);

/* ByteEncode_12 and ByteDecode_12, algorithms 5 and 6. */
void mlkem_poly_encode12(
    const struct mlkem_poly *p, uint8_t ret_bytes[static MLKEM_POLY_BYTES]);
/* False where a coefficient was not reduced; then it is reduced. */
bool mlkem_poly_decode12(
    const uint8_t bytes[static MLKEM_POLY_BYTES], struct mlkem_poly *ret_poly);

/* ByteEncode_d(Compress_d()) and back, d bits a coefficient: 1, 4 or 10. */
void mlkem_poly_compress(
    const struct mlkem_poly *p, unsigned bits, uint8_t *ret_bytes);
void mlkem_poly_decompress(
    const uint8_t *bytes, unsigned bits, struct mlkem_poly *ret_poly);

#endif
