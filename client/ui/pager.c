#include "pager.h"

#include <stdio.h>
#include <string.h>

void
pager_set(struct pager *pager, const char *text, size_t len)
{
	text_layout_finish(&pager->layout);
	pager->text = text;
	pager->len = len;
	pager->top = 0;
}

void
pager_finish(struct pager *pager)
{
	text_layout_finish(&pager->layout);
	memset(pager, 0, sizeof(*pager));
}

/* Rows for this width; those there are already stay. */
static bool
lay_out(struct pager *pager, unsigned columns, enum text_base base)
{
	struct text_layout *layout = &pager->layout;

	if (layout->rows > 0 && layout->columns == columns &&
	    layout->order == terminal_order() && layout->base == base)
		return true;
	text_layout_finish(layout);
	text_layout_init(layout, columns, terminal_order());
	layout->base = base;
	return text_layout_build(layout, pager->text, pager->len);
}

static void
draw_row(struct pager *pager, size_t at, int row, const struct paint_area *area)
{
	const struct text_row *laid = text_layout_row(&pager->layout, at);
	size_t n;
	const struct text_cell *cells =
	    text_layout_cells(&pager->layout, pager->text, at, &n);

	/* A layout keeps a column for a cursor, which there is none of. */
	paint_cells(row, area->left, area->columns, cells, n,
	    laid->direction == TEXT_RIGHT_TO_LEFT &&
		    pager->layout.order == TEXT_ORDER_OURS
		? -1
		: 0,
	    PAINT_PLAIN);
}

static void
keep_in_view(struct pager *pager, size_t rows)
{
	pager->page = rows;
	if (pager->top + rows > pager->layout.rows)
		pager->top =
		    pager->layout.rows > rows ? pager->layout.rows - rows : 0;
}

void
pager_draw(
    struct pager *pager, const struct paint_area *area, enum text_base base)
{
	size_t rows = area->rows < 1 ? 0 : (size_t)area->rows;
	char place[64];

	if (rows == 0 || area->columns < TEXT_LAYOUT_COLUMNS ||
	    !lay_out(pager, (unsigned)area->columns, base))
		return;
	if (pager->layout.rows > rows && rows > 2)
		rows -= 2;
	keep_in_view(pager, rows);
	for (size_t i = 0; i < rows && pager->top + i < pager->layout.rows; i++)
		draw_row(pager, pager->top + i, area->top + (int)i, area);
	if (pager->layout.rows <= rows)
		return;
	(void)snprintf(place, sizeof(place), "%zu-%zu / %zu", pager->top + 1,
	    pager->top + rows, pager->layout.rows);
	paint_line(area->top + area->rows - 1, area->left, area->columns, place,
	    base, PAINT_STRONG);
}

bool
pager_key(struct pager *pager, enum terminal_key key)
{
	size_t page = pager->page > 1 ? pager->page - 1 : 1;

	switch (key) {
	case TERMINAL_UP:
		pager->top -= pager->top > 0;
		return true;
	case TERMINAL_DOWN:
		pager->top++;
		return true;
	case TERMINAL_PAGE_UP:
		pager->top = pager->top > page ? pager->top - page : 0;
		return true;
	case TERMINAL_PAGE_DOWN:
		pager->top += page;
		return true;
	case TERMINAL_HOME:
		pager->top = 0;
		return true;
	case TERMINAL_END:
		pager->top = pager->len; /* not fewer than its rows */
		return true;
	default:
		return false;
	}
}
