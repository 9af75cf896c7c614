/*
 * Right-to-left text (UAX #9, by FriBidi): the levels of a paragraph and the
 * shapes of its Arabic letters, for terminals that do neither.
 */
#ifndef VALISE_UI_BIDI_H
#define VALISE_UI_BIDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wiped_array.h"

enum text_direction { TEXT_LEFT_TO_RIGHT, TEXT_RIGHT_TO_LEFT };

/* Who puts what is written into the order in which it is seen. */
enum text_order {
	TEXT_ORDER_OURS,    /* visual order, Arabic letters joined here */
	TEXT_ORDER_TERMINAL /* logical order: the terminal does both */
};

/* By the first strong character (P2, P3), or what is given where there is none.
 */
enum text_direction bidi_direction(
    const char *text, size_t len, enum text_direction otherwise);

/* A paragraph, by code point; all zeroes is an empty one. */
struct bidi_paragraph {
	struct wiped_array points; /* uint32_t: shaped and mirrored */
	struct wiped_array levels; /* int8_t: odd goes right to left */
	struct wiped_array work;
	size_t n;
};

/* Resolves a paragraph of valid UTF-8 without LF.  False: out of memory. */
bool bidi_resolve(struct bidi_paragraph *paragraph, const char *text,
    size_t len, enum text_direction direction);
void bidi_finish(struct bidi_paragraph *paragraph); /* wipes */

/*
 * The visual order of one line (L2): `levels` of its `n` items in reading
 * order; the index of the item at each place from the left to `ret_order`.
 */
void bidi_order(const int8_t *levels, size_t n, size_t *ret_order);

#endif
