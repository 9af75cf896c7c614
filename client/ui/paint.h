/*
 * Putting text on the screen, in the order that the terminal needs.  Nothing is
 * sent before paint_show(), and then only what differs from what stands there.
 */
#ifndef VALISE_UI_PAINT_H
#define VALISE_UI_PAINT_H

#include <stddef.h>

#include "client/ui/text/text_layout.h"

/* A part of the screen; the same unit as the terminal's rows and columns. */
struct paint_area {
	int top;
	int left;
	int rows;
	int columns;
};

enum paint_look { PAINT_PLAIN, PAINT_STRONG, PAINT_MARKED };

/* Starts from an empty screen, with the cursor hidden. */
void paint_begin(void);

/* Sends what differs. */
void paint_show(void);

/* Where the cursor is seen; hidden until it is said. */
void paint_cursor(int row, int column);

/*
 * Cells of a layout, moved by `left` + `shift`; those not wholly inside the
 * `columns` from `left` on are left out.
 */
void paint_cells(int row, int left, int columns, const struct text_cell *cells,
    size_t n, int shift, enum paint_look look);

/*
 * One line of text (cleaned) in the `columns` from `left` on, aligned the way
 * it goes; longer text ends in an ellipsis.  PAINT_MARKED fills the line.
 */
void paint_line(int row, int left, int columns, const char *text,
    enum text_base base, enum paint_look look);

/* A wrapped text from the top of the area; returns the rows it took. */
int paint_text(const struct paint_area *area, const char *text,
    enum text_base base, enum paint_look look);

#endif
