#include "text_layout.h"

#include <string.h>

#include "common/bytes/printable_text.h"

#define TAB_COLUMNS 8

void
text_layout_init(
    struct text_layout *layout, unsigned columns, enum text_order order)
{
	memset(layout, 0, sizeof(*layout));
	layout->columns =
	    columns < TEXT_LAYOUT_COLUMNS ? TEXT_LAYOUT_COLUMNS : columns;
	layout->order = order;
}

void
text_layout_finish(struct text_layout *layout)
{
	wiped_array_finish(&layout->row_array);
	wiped_array_finish(&layout->cell_array);
	wiped_array_finish(&layout->work);
	bidi_finish(&layout->bidi);
	layout->rows = 0;
	layout->is_resolved = false;
}

const struct text_row *
text_layout_row(const struct text_layout *layout, size_t row)
{
	return (const struct text_row *)layout->row_array.data + row;
}

static size_t
points_in(const char *text, size_t start, size_t end)
{
	size_t n = 0;

	for (size_t i = start; i < end; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static unsigned
columns_of(const char *text, size_t start, size_t end, unsigned column)
{
	uint32_t points[GRAPHEME_POINTS];
	unsigned columns;

	if (text[start] == '\t')
		return TAB_COLUMNS - column % TAB_COLUMNS;
	if (end - start == 1)
		return 1;
	(void)grapheme_drawing(text + start, end - start, points, &columns);
	return columns;
}

/* Closing marks that don't begin a row in Chinese and Japanese. */
static bool
closes(const char *text, size_t at, size_t end)
{
	static const uint32_t closing[] = {0x3001, 0x3002, 0x3009, 0x300b,
	    0x300d, 0x300f, 0x3011, 0xff01, 0xff09, 0xff0c, 0xff0e, 0xff1a,
	    0xff1b, 0xff1f};
	uint32_t point;

	if (printable_text_decode(
		(const uint8_t *)text + at, end - at, &point) == 0)
		return false;
	for (size_t i = 0; i < sizeof(closing) / sizeof(closing[0]); i++)
		if (point == closing[i])
			return true;
	return false;
}

/* Where the row that starts at `start` ends; `*ret_columns` without hanging. */
static size_t
break_row(const struct text_layout *layout, const char *text, size_t start,
    size_t end, unsigned *ret_columns)
{
	unsigned column = 0, at_break = 0, wide;
	size_t at = start, next, break_at = start;
	bool was_wide = false;

	for (; at < end; at = next) {
		next = grapheme_next(text, end, at);
		wide = columns_of(text, at, next, column);
		if (at > start && (was_wide || wide == 2) && text[at] != '\t' &&
		    text[at] != ' ' && column <= layout->columns &&
		    !closes(text, at, end)) {
			break_at = at;
			at_break = column;
		}
		was_wide = wide == 2 && text[at] != '\t';
		if (text[at] == ' ' || text[at] == '\t') {
			if (column + wide <= layout->columns)
				column += wide;
			break_at = next;
			at_break = column;
			continue;
		}
		if (column + wide > layout->columns && at > start) {
			if (break_at == start) {
				*ret_columns = column;
				return at;
			}
			*ret_columns = at_break;
			return break_at;
		}
		column += wide;
	}
	*ret_columns = column;
	return end;
}

static bool
add_row(struct text_layout *layout, const struct text_row *row)
{
	if (!wiped_array_reserve(&layout->row_array,
		layout->rows * sizeof(*row), (layout->rows + 1) * sizeof(*row)))
		return false;
	((struct text_row *)layout->row_array.data)[layout->rows++] = *row;
	return true;
}

static bool
add_paragraph(
    struct text_layout *layout, const char *text, size_t start, size_t end)
{
	struct text_row row = {.paragraph = start, .paragraph_end = end};

	if (layout->base == TEXT_BASE_OWN)
		row.direction = bidi_direction(
		    text + start, end - start, layout->otherwise);
	else if (layout->base == TEXT_BASE_RIGHT_TO_LEFT)
		row.direction = TEXT_RIGHT_TO_LEFT;
	row.start = start;
	do {
		row.end = break_row(layout, text, row.start, end, &row.columns);
		row.soft = row.end < end;
		if (!add_row(layout, &row))
			return false;
		row.first_point += points_in(text, row.start, row.end);
		row.start = row.end;
	} while (row.start < end);
	return true;
}

bool
text_layout_build(struct text_layout *layout, const char *text, size_t len)
{
	const char *newline;
	size_t at = 0, end;

	layout->rows = 0;
	layout->is_resolved = false;
	for (;;) {
		newline = at < len ? memchr(text + at, '\n', len - at) : NULL;
		end = newline == NULL ? len : (size_t)(newline - text);
		if (!add_paragraph(layout, text, at, end)) {
			layout->rows = 0;
			return false;
		}
		if (newline == NULL)
			return true;
		at = end + 1;
	}
}

static bool
resolve(
    struct text_layout *layout, const char *text, const struct text_row *row)
{
	if (layout->is_resolved && layout->resolved == row->paragraph)
		return true;
	layout->is_resolved = bidi_resolve(&layout->bidi, text + row->paragraph,
	    row->paragraph_end - row->paragraph, row->direction);
	layout->resolved = row->paragraph;
	return layout->is_resolved;
}

/* The row's clusters in reading order, with the levels of their bases. */
static size_t
cells_in_reading_order(const struct text_layout *layout, const char *text,
    const struct text_row *row, struct text_cell *cells, int8_t *levels)
{
	const int8_t paragraph = row->direction == TEXT_RIGHT_TO_LEFT;
	const uint32_t *shaped = layout->bidi.points.data;
	const int8_t *resolved = layout->bidi.levels.data;
	size_t n = 0, next, point = row->first_point, first = 0;
	struct text_cell *cell;
	unsigned column = 0;

	for (size_t at = row->start; at < row->end; at = next, n++) {
		next = grapheme_next(text, row->end, at);
		cell = &cells[n];
		cell->at = at;
		cell->len = next - at;
		cell->n = grapheme_drawing(
		    text + at, next - at, cell->points, &cell->columns);
		if (text[at] == '\t' || text[at] == ' ') {
			cell->n = 0;
			cell->columns = columns_of(text, at, next, column);
			if (column + cell->columns > layout->columns)
				cell->columns = 0;
		} else {
			first = n + 1;
		}
		column += cell->columns;
		levels[n] = 0;
		if (layout->order == TEXT_ORDER_OURS) {
			levels[n] = resolved[point];
			if (cell->n > 0 && cell->points[0] != 0xa0)
				cell->points[0] = shaped[point];
		}
		point += points_in(text, at, next);
	}
	/* L1: spaces at the end of a row go the paragraph's way. */
	for (; layout->order == TEXT_ORDER_OURS && first < n; first++)
		levels[first] = paragraph;
	return n;
}

const struct text_cell *
text_layout_cells(
    struct text_layout *layout, const char *text, size_t row_at, size_t *ret_n)
{
	const struct text_row *row = text_layout_row(layout, row_at);
	size_t most = row->end - row->start, n;
	struct text_cell *reading, *placed;
	unsigned column = 0;
	int8_t *levels;
	size_t *order;

	*ret_n = 0;
	if (most == 0 ||
	    (layout->order == TEXT_ORDER_OURS && !resolve(layout, text, row)) ||
	    !wiped_array_reserve(
		&layout->cell_array, 0, most * sizeof(*placed)) ||
	    !wiped_array_reserve(&layout->work, 0,
		most * (sizeof(*reading) + sizeof(*order) + 1)))
		return NULL;
	placed = layout->cell_array.data;
	reading = layout->work.data;
	order = (size_t *)(reading + most);
	levels = (int8_t *)(order + most);
	n = cells_in_reading_order(layout, text, row, reading, levels);
	bidi_order(levels, n, order);
	if (row->direction == TEXT_RIGHT_TO_LEFT &&
	    layout->order == TEXT_ORDER_OURS)
		column = layout->columns + 1 - row->columns;
	for (size_t i = 0; i < n; i++) {
		placed[i] = reading[order[i]];
		placed[i].column = column;
		column += placed[i].columns;
	}
	*ret_n = n;
	return placed;
}

size_t
text_layout_row_of(const struct text_layout *layout, size_t offset)
{
	size_t low = 0, high = layout->rows, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (text_layout_row(layout, middle)->start <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The column behind the last character of a row, in its reading order. */
static unsigned
end_column(const struct text_layout *layout, const struct text_row *row)
{
	if (row->direction == TEXT_RIGHT_TO_LEFT &&
	    layout->order == TEXT_ORDER_OURS)
		return layout->columns - row->columns;
	return row->columns;
}

unsigned
text_layout_column(struct text_layout *layout, const char *text, size_t offset)
{
	size_t row = text_layout_row_of(layout, offset), n;
	const struct text_cell *cells =
	    text_layout_cells(layout, text, row, &n);

	for (size_t i = 0; i < n; i++)
		if (cells[i].at == offset && cells[i].columns > 0)
			return cells[i].column;
	return end_column(layout, text_layout_row(layout, row));
}

size_t
text_layout_row_last(
    const struct text_layout *layout, const char *text, size_t row_at)
{
	const struct text_row *row = text_layout_row(layout, row_at);

	return row->soft ? grapheme_previous(text, row->end, row->end)
			 : row->end;
}

size_t
text_layout_offset(
    struct text_layout *layout, const char *text, size_t row, unsigned column)
{
	size_t n, best = text_layout_row_last(layout, text, row);
	const struct text_cell *cells =
	    text_layout_cells(layout, text, row, &n);
	unsigned far = UINT32_MAX, away;

	for (size_t i = 0; i < n; i++) {
		if (cells[i].columns == 0)
			continue;
		away = column < cells[i].column ? cells[i].column - column
		    : column >= cells[i].column + cells[i].columns
		    ? column - cells[i].column - cells[i].columns + 1
		    : 0;
		if (away < far) {
			far = away;
			best = cells[i].at;
		}
	}
	if (text_layout_row(layout, row)->soft)
		return best;
	away = end_column(layout, text_layout_row(layout, row));
	away = away > column ? away - column : column - away;
	return away < far ? text_layout_row(layout, row)->end : best;
}
