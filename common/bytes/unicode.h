/* What a code point is, as far as showing a stranger's text needs it. */
#ifndef VALISE_BYTES_UNICODE_H
#define VALISE_BYTES_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* Without ink, or with an effect beyond itself (unicode_tables.h). */
bool unicode_is_hidden(uint32_t point);

/* A letter or a mark: what a joiner may follow. */
bool unicode_is_letter(uint32_t point);

/* ZWNJ and ZWJ, which shape Persian, Urdu and the Indic scripts. */
bool unicode_is_joiner(uint32_t point);

/* Variation selectors: what stands before them looks another way. */
bool unicode_is_variation(uint32_t point);

/* LRM, RLM and ALM: no ink, and no harm once each line is shown by itself. */
bool unicode_is_direction_mark(uint32_t point);

/* Columns on a terminal: 0, 1 or 2; what is hidden has none. */
unsigned unicode_columns(uint32_t point);

#endif
