/*
 * A text broken into rows of at most so many columns, and where on them each
 * character and the cursor are.  It knows no screen and keeps no text: the same
 * text is handed to every call until the next text_layout_build().
 *
 * Rows break behind spaces and beside wide characters, else inside a word.
 * Spaces that don't fit hang over the edge, unseen.  A paragraph (a line of the
 * text, between LFs) goes the way of its first strong character; one that goes
 * right to left is aligned right.  A row is `columns` + 1 cells wide, because
 * the cursor can stand behind its last character: that is column `columns` of a
 * full row that goes left to right, and column 0 of one that goes right to
 * left.
 */
#ifndef VALISE_UI_TEXT_LAYOUT_H
#define VALISE_UI_TEXT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bidi.h"
#include "grapheme.h"

/* Which way paragraphs go. */
enum text_base {
	TEXT_BASE_OWN, /* each by its first strong character */
	TEXT_BASE_LEFT_TO_RIGHT,
	TEXT_BASE_RIGHT_TO_LEFT
};

struct text_row {
	size_t start; /* byte offsets in the text; without the LF */
	size_t end;
	size_t paragraph; /* where its paragraph starts and ends */
	size_t paragraph_end;
	size_t first_point; /* code points of the paragraph before the row */
	unsigned columns;   /* without what hangs over */
	bool soft;          /* the paragraph goes on in the next row */
	enum text_direction direction;
};

/* One cluster on a row. */
struct text_cell {
	size_t at; /* byte offset in the text */
	size_t len;
	unsigned column; /* from the left of the row */
	unsigned columns;
	size_t n; /* 0: blank (a tab, a hanging space) */
	uint32_t points[GRAPHEME_POINTS];
};

struct text_layout {
	unsigned columns;
	enum text_order order;
	enum text_base base; /* TEXT_BASE_OWN unless set */
	/* TEXT_BASE_OWN without a strong character: left to right unless set.
	 */
	enum text_direction otherwise;
	struct wiped_array row_array; /* struct text_row */
	size_t rows;                  /* at least 1 once built */
	struct bidi_paragraph bidi;   /* of the paragraph at `resolved` */
	size_t resolved;
	bool is_resolved;
	struct wiped_array cell_array; /* struct text_cell, by place */
	struct wiped_array work;
};

/* Fewer columns are taken for this many. */
#define TEXT_LAYOUT_COLUMNS 8

/* All zeroes is a layout too, not yet built. */
void text_layout_init(
    struct text_layout *layout, unsigned columns, enum text_order order);
void text_layout_finish(struct text_layout *layout); /* wipes and frees */

/*
 * Breaks valid UTF-8 into rows, in linear time.  False when out of memory:
 * there are no rows then.
 */
bool text_layout_build(
    struct text_layout *layout, const char *text, size_t len);

/* One of `rows`, from 0; lives until the layout is built anew. */
const struct text_row *text_layout_row(
    const struct text_layout *layout, size_t row);

/*
 * The cells of one row from left to right; they live until the next call.  NULL
 * when out of memory or where the row has none; their number to `ret_n`.
 */
const struct text_cell *text_layout_cells(
    struct text_layout *layout, const char *text, size_t row, size_t *ret_n);

/* The row that holds a byte offset. */
size_t text_layout_row_of(const struct text_layout *layout, size_t offset);

/* The column where a cursor at the offset stands, on the row that holds it. */
unsigned text_layout_column(
    struct text_layout *layout, const char *text, size_t offset);

/* The offset whose cursor stands on that row nearest to that column. */
size_t text_layout_offset(
    struct text_layout *layout, const char *text, size_t row, unsigned column);

/* The last offset whose cursor stands on that row. */
size_t text_layout_row_last(
    const struct text_layout *layout, const char *text, size_t row);

#endif
