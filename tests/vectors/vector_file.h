/* The published vectors that the project carries: data/README.md. */
#ifndef VALISE_TESTS_VECTOR_FILE_H
#define VALISE_TESTS_VECTOR_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VECTOR_MEMBERS_MAX 12

struct vector_bytes {
	const uint8_t *at;
	size_t len;
};

struct vector_member {
	struct vector_bytes name;
	struct vector_bytes value;
};

/* One case; what it points to lives until vector_file_each() returns. */
struct vector_case {
	int id; /* its number in the source */
	struct vector_member members[VECTOR_MEMBERS_MAX];
	size_t n;
};

/*
 * Calls `check` with each case of a suite, in order; returns how many there
 * were.  Ends the program as failed where data/vectors.bin, in the tree that
 * VALISE_SOURCE names, isn't there, is cut short or is malformed.
 */
int vector_file_each(
    const char *suite, void (*check)(const struct vector_case *one));

/* A member's bytes; `at` is NULL where the case has no such member. */
struct vector_bytes vector_member(
    const struct vector_case *one, const char *name);

/* A member that must be there, `len` bytes of it. */
const uint8_t *vector_need(
    const struct vector_case *one, const char *name, size_t len);

/* What was computed is the member's value, whole. */
bool vector_equal(const uint8_t *got, size_t len, struct vector_bytes wanted);

/* Fails the program unless true. */
void vector_check(bool ok, const char *what, int id);

#endif
