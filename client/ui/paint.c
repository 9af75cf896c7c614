#include "paint.h"

#include <string.h>
#include <wchar.h>

#include <curses.h>

#include "terminal.h"
#include "client/ui/text/text_clean.h"

#define REPLACEMENT 0xfffd
#define ELLIPSIS "\xe2\x80\xa6"

static int cursor_row, cursor_column;

void
paint_begin(void)
{
	(void)erase();
	cursor_row = -1;
}

void
paint_show(void)
{
	if (cursor_row >= 0) {
		(void)curs_set(1);
		(void)move(cursor_row, cursor_column);
	} else {
		(void)curs_set(0);
		(void)move(0, 0);
	}
	(void)refresh();
}

void
paint_cursor(int row, int column)
{
	cursor_row = row;
	cursor_column = column;
}

static attr_t
attribute(enum paint_look look)
{
	return look == PAINT_MARKED ? A_REVERSE
	    : look == PAINT_STRONG  ? A_BOLD
				    : A_NORMAL;
}

/*
 * Code points with a column of their own, each with its marks.  Where the C
 * library gives a character other columns than the layout, a sign stands for
 * it: the rest of the row must not move.
 */
static void
paint_cluster(int row, int column, const struct text_cell *cell, attr_t look)
{
	wchar_t text[CCHARW_MAX + 1];
	size_t used;
	cchar_t out;
	unsigned own;

	for (size_t i = 0; i < cell->n; column += (int)own) {
		own = grapheme_point_columns(cell->points[i]);
		if (own == 0)
			own = 1;
		used = 0;
		text[used++] = (wchar_t)cell->points[i++];
		if (wcwidth(text[0]) != (int)own)
			text[0] = REPLACEMENT;
		for (; i < cell->n &&
		     grapheme_point_columns(cell->points[i]) == 0;
		     i++)
			if (used < CCHARW_MAX &&
			    wcwidth((wchar_t)cell->points[i]) == 0)
				text[used++] = (wchar_t)cell->points[i];
		text[used] = L'\0';
		if (setcchar(&out, text, look, 0, NULL) == OK)
			(void)mvadd_wch(row, column, &out);
	}
}

void
paint_cells(int row, int left, int columns, const struct text_cell *cells,
    size_t n, int shift, enum paint_look look)
{
	int at;

	for (size_t i = 0; i < n; i++) {
		at = (int)cells[i].column + shift;
		if (at < 0 || at + (int)cells[i].columns > columns)
			continue;
		paint_cluster(row, left + at, &cells[i], attribute(look));
	}
}

static void
fill(int row, int left, int columns, enum paint_look look)
{
	if (look == PAINT_MARKED)
		(void)mvchgat(row, left, columns, A_REVERSE, 0, NULL);
}

/* One row of a layout that is `columns` wide, without room for a cursor. */
static void
paint_row(struct text_layout *layout, const char *text, size_t row_at, int row,
    int left, enum paint_look look)
{
	const struct text_row *laid = text_layout_row(layout, row_at);
	size_t n;
	const struct text_cell *cells =
	    text_layout_cells(layout, text, row_at, &n);
	int shift = laid->direction == TEXT_RIGHT_TO_LEFT &&
		layout->order == TEXT_ORDER_OURS
	    ? -1
	    : 0;

	paint_cells(row, left, (int)layout->columns, cells, n, shift, look);
}

void
paint_line(int row, int left, int columns, const char *text,
    enum text_base base, enum paint_look look)
{
	struct text_layout layout;
	const struct text_row *laid;
	int end;

	if (columns < TEXT_LAYOUT_COLUMNS)
		return;
	text_layout_init(&layout, (unsigned)columns, terminal_order());
	layout.base = base;
	if (!text_layout_build(&layout, text, strcspn(text, "\n"))) {
		text_layout_finish(&layout);
		return;
	}
	paint_row(&layout, text, 0, row, left, look);
	laid = text_layout_row(&layout, 0);
	if (laid->soft) {
		end = (int)laid->columns < columns ? (int)laid->columns
						   : columns - 1;
		if (laid->direction == TEXT_RIGHT_TO_LEFT &&
		    layout.order == TEXT_ORDER_OURS)
			end = columns - 1 - end;
		(void)mvaddstr(row, left + end, ELLIPSIS);
	}
	text_layout_finish(&layout);
	fill(row, left, columns, look);
}

int
paint_text(const struct paint_area *area, const char *text, enum text_base base,
    enum paint_look look)
{
	struct text_layout layout;
	int rows = 0;

	if (area->columns < TEXT_LAYOUT_COLUMNS)
		return 0;
	text_layout_init(&layout, (unsigned)area->columns, terminal_order());
	layout.base = base;
	if (text_layout_build(&layout, text, strlen(text)))
		for (; rows < (int)layout.rows && rows < area->rows; rows++)
			paint_row(&layout, text, (size_t)rows, area->top + rows,
			    area->left, look);
	text_layout_finish(&layout);
	return rows;
}
