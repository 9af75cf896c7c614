/*
 * What a reader calls one character: grapheme clusters (UAX #29, by utf8proc),
 * and the columns that a terminal gives one.  All text is valid UTF-8.
 */
#ifndef VALISE_UI_GRAPHEME_H
#define VALISE_UI_GRAPHEME_H

#include <stddef.h>
#include <stdint.h>

/* Code points of one cluster that are drawn; more marks are left out. */
#define GRAPHEME_POINTS 6

/* Most columns of one cluster. */
#define GRAPHEME_COLUMNS 4

/* The end of the cluster that starts at `at`; `at` itself at the end. */
size_t grapheme_next(const char *text, size_t len, size_t at);

/* The start of the cluster that ends at or holds the byte before `at`. */
size_t grapheme_previous(const char *text, size_t len, size_t at);

/* The first boundary between clusters at or behind `at`. */
size_t grapheme_snap(const char *text, size_t len, size_t at);

/* Clusters in the text. */
size_t grapheme_count(const char *text, size_t len);

/*
 * How a terminal draws one cluster, in at most `ret_points`: a base, its marks,
 * and marks with a column of their own.  Of an emoji joined from several only
 * the first is drawn, without colour of skin, because terminals differ about
 * the rest; a mark without a base gets a no-break space.  Returns the number of
 * code points; the columns in all to `ret_columns`, 1 to GRAPHEME_COLUMNS.
 */
size_t grapheme_drawing(const char *cluster, size_t len,
    uint32_t ret_points[static GRAPHEME_POINTS], unsigned *ret_columns);

/* Columns of one code point inside a cluster, 0 for a mark on what is before.
 */
unsigned grapheme_point_columns(uint32_t point);

#endif
