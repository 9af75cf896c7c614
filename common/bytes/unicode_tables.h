/* Code points by what they are (Unicode 15), in ascending ranges. */
#ifndef VALISE_BYTES_UNICODE_TABLES_H
#define VALISE_BYTES_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

struct unicode_range {
	uint32_t first;
	uint32_t last;
};

/*
 * Without ink, or with an effect beyond themselves: controls, format controls
 * but the signs around numbers, Default_Ignorable_Code_Point, private use,
 * noncharacters, line and paragraph separators, and four blank glyphs.
 */
extern const struct unicode_range unicode_hidden[];
extern const size_t unicode_hidden_n;
/* General categories L and M. */
extern const struct unicode_range unicode_letters[];
extern const size_t unicode_letters_n;
/* Mn and Me: they take no column. */
extern const struct unicode_range unicode_marks[];
extern const size_t unicode_marks_n;
/* East_Asian_Width W and F: two columns. */
extern const struct unicode_range unicode_wide[];
extern const size_t unicode_wide_n;

#endif
