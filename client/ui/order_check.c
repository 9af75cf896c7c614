#include "order_check.h"

#include <string.h>

#include "common/bytes/decimal_digits.h"
#include "common/bytes/printable_text.h"

static void
draw_line(int row, const struct paint_area *area, const char *number,
    const char *line, enum text_order order)
{
	struct text_layout layout;
	const struct text_cell *cells;
	size_t n;
	int shift;

	paint_line(row, area->left, TEXT_LAYOUT_COLUMNS, number,
	    TEXT_BASE_LEFT_TO_RIGHT, PAINT_STRONG);
	text_layout_init(
	    &layout, (unsigned)area->columns - TEXT_LAYOUT_COLUMNS, order);
	if (!text_layout_build(&layout, line, strlen(line))) {
		text_layout_finish(&layout);
		return;
	}
	cells = text_layout_cells(&layout, line, 0, &n);
	/* Both from the left: only their order is to differ. */
	shift = n > 0 ? -(int)cells[0].column : 0;
	paint_cells(row, area->left + TEXT_LAYOUT_COLUMNS,
	    area->columns - TEXT_LAYOUT_COLUMNS, cells, n, shift, PAINT_PLAIN);
	text_layout_finish(&layout);
}

void
order_check_draw(const struct paint_area *area, const char *question,
    const char *line, int first, enum text_base base)
{
	char numbers[2][2] = {
	    {(char)('0' + first), 0}, {(char)('1' + first), 0}};
	int row;

	if (area->columns < 4 * TEXT_LAYOUT_COLUMNS)
		return;
	row = area->top + paint_text(area, question, base, PAINT_PLAIN) + 1;
	draw_line(row, area, numbers[0], line, TEXT_ORDER_OURS);
	draw_line(row + 2, area, numbers[1], line, TEXT_ORDER_TERMINAL);
}

bool
order_check_key(const struct terminal_event *event, int first)
{
	uint32_t point;
	int value;

	if (event->key != TERMINAL_TEXT ||
	    printable_text_decode(
		(const uint8_t *)event->text, event->len, &point) == 0)
		return false;
	value = decimal_digits_value(point);
	if (value != first && value != first + 1)
		return false;
	terminal_set_order(
	    value == first ? TEXT_ORDER_OURS : TEXT_ORDER_TERMINAL);
	return true;
}
