/* The vector suites: what is checked of each case. */
#ifndef VALISE_TESTS_VECTORS_H
#define VALISE_TESTS_VECTORS_H

#include "vector_file.h"

void vectors_keygen(const struct vector_case *one);
void vectors_encaps_decaps(const struct vector_case *one);
void vectors_seed(const struct vector_case *one);
void vectors_encaps(const struct vector_case *one);
void vectors_expanded(const struct vector_case *one);
void vectors_modulus(const struct vector_case *one);
void vectors_xwing(const struct vector_case *one);
void vectors_hpke(const struct vector_case *one);

/* No file: a hash over ten thousand cases; returns how many those were. */
int vectors_accumulated(void);

#endif
