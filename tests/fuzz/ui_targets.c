/* Fuzz targets of client/ui: bytes as commands of someone who edits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/ui/text/grapheme.h"
#include "client/ui/text/text_buffer.h"
#include "client/ui/text/text_layout.h"
#include "common/bytes/printable_text.h"
#include "fuzz.h"

#define EDITS_LIMIT 4096

/* Some rows, as a screen would draw them. */
static void
draw(struct text_buffer *buffer, struct text_layout *layout)
{
	const char *text = text_buffer_text(buffer);
	size_t len = text_buffer_len(buffer), row, n, offset;
	size_t cursor = text_buffer_cursor(buffer);
	const struct text_cell *cells;
	unsigned column;

	check(text_layout_build(layout, text, len));
	row = text_layout_row_of(layout, cursor);
	check(row < layout->rows);
	column = text_layout_column(layout, text, cursor);
	check(column <= layout->columns);
	offset = text_layout_offset(layout, text, row, column);
	check(grapheme_snap(text, len, offset) == offset);
	check(text_layout_row_of(layout, offset) == row);
	cells = text_layout_cells(layout, text, row, &n);
	for (size_t i = 0; i < n; i++)
		check(
		    cells[i].column + cells[i].columns <= layout->columns + 1);
}

/* Bytes 1 to 8 are commands; the rest is put in, in runs. */
static void
edits(const uint8_t *data, size_t size)
{
	struct text_buffer *buffer =
	    text_buffer_create(EDITS_LIMIT, TEXT_MANY_LINES);
	struct text_layout layout;
	size_t run;

	check(buffer != NULL);
	text_layout_init(&layout, 17, TEXT_ORDER_OURS);
	for (size_t at = 0; at < size; at += run) {
		run = 1;
		switch (data[at]) {
		case 1:
			(void)text_buffer_backspace(buffer);
			break;
		case 2:
			(void)text_buffer_delete(buffer);
			break;
		case 3:
			text_buffer_backward(buffer);
			break;
		case 4:
			text_buffer_forward(buffer);
			break;
		case 5:
			(void)text_buffer_undo(buffer);
			break;
		case 6:
			(void)text_buffer_redo(buffer);
			break;
		case 7:
			text_buffer_move(buffer,
			    at + 1 < size ? data[at + 1] * (size_t)7 : 0);
			break;
		case 8:
			draw(buffer, &layout);
			break;
		default:
			while (at + run < size &&
			    (data[at + run] > 8 || data[at + run] == 0))
				run++;
			(void)text_buffer_insert(buffer,
			    (const char *)data + at, run,
			    run % 2 == 0 ? TEXT_BUFFER_TYPED
					 : TEXT_BUFFER_PASTED,
			    NULL);
		}
		check(text_buffer_len(buffer) <= EDITS_LIMIT);
		check(printable_text_valid(
		    text_buffer_text(buffer), text_buffer_len(buffer)));
		check(
		    grapheme_snap(text_buffer_text(buffer),
			text_buffer_len(buffer), text_buffer_cursor(buffer)) ==
		    text_buffer_cursor(buffer));
	}
	draw(buffer, &layout);
	while (text_buffer_undo(buffer) == TEXT_BUFFER_DONE)
		check(text_buffer_len(buffer) <= EDITS_LIMIT);
	text_layout_finish(&layout);
	text_buffer_destroy(buffer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ_TARGET(data, size);
	return 0;
}
