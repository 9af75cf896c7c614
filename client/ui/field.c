#include "field.h"

#include <string.h>

bool
field_edit_key(struct text_buffer *buffer, enum terminal_key key,
    enum text_direction direction)
{
	const bool leftwards = direction == TEXT_RIGHT_TO_LEFT;

	switch (key) {
	case TERMINAL_LEFT:
	case TERMINAL_RIGHT:
		if ((key == TERMINAL_LEFT) == leftwards)
			text_buffer_forward(buffer);
		else
			text_buffer_backward(buffer);
		return true;
	case TERMINAL_BACKSPACE:
		(void)text_buffer_backspace(buffer);
		return true;
	case TERMINAL_DELETE:
		(void)text_buffer_delete(buffer);
		return true;
	case TERMINAL_UNDO:
		(void)text_buffer_undo(buffer);
		return true;
	case TERMINAL_REDO:
		(void)text_buffer_redo(buffer);
		return true;
	default:
		return false;
	}
}

enum text_direction
field_direction(enum text_base base)
{
	return base == TEXT_BASE_RIGHT_TO_LEFT ? TEXT_RIGHT_TO_LEFT
					       : TEXT_LEFT_TO_RIGHT;
}

bool
field_key(struct text_field *field, const struct terminal_event *event)
{
	struct text_buffer *buffer = text_field_buffer(field);

	switch (event->key) {
	case TERMINAL_TEXT:
		(void)text_field_insert(
		    field, event->text, event->len, TEXT_BUFFER_TYPED, NULL);
		return true;
	case TERMINAL_PASTE:
		(void)text_field_insert(
		    field, event->text, event->len, TEXT_BUFFER_PASTED, NULL);
		return true;
	case TERMINAL_HOME:
		text_buffer_move(buffer, 0);
		return true;
	case TERMINAL_END:
		text_buffer_move(buffer, text_buffer_len(buffer));
		return true;
	default:
		return field_edit_key(buffer, event->key,
		    bidi_direction(text_buffer_text(buffer),
			text_buffer_len(buffer), TEXT_LEFT_TO_RIGHT));
	}
}

/* Columns of a label with a space behind it, at most half of the row. */
static int
label_columns(const char *label, int columns)
{
	struct text_layout layout;
	int wide = columns / 2;

	text_layout_init(&layout, (unsigned)columns, TEXT_ORDER_OURS);
	if (text_layout_build(&layout, label, strlen(label)) &&
	    (int)text_layout_row(&layout, 0)->columns + 1 < wide)
		wide = (int)text_layout_row(&layout, 0)->columns + 1;
	text_layout_finish(&layout);
	return wide < TEXT_LAYOUT_COLUMNS ? TEXT_LAYOUT_COLUMNS : wide;
}

void
field_draw(struct text_field *field, int row, int left, int columns,
    const char *label, enum text_base base)
{
	const bool leftwards = base == TEXT_BASE_RIGHT_TO_LEFT;
	int wide = label_columns(label, columns), rest = columns - wide;
	struct text_field_view view;

	paint_line(row, leftwards ? left + rest : left, wide, label, base,
	    PAINT_STRONG);
	if (!leftwards)
		left += wide;
	if (!text_field_look(field, (unsigned)rest, terminal_order(),
		field_direction(base), &view))
		return;
	paint_cells(
	    row, left, rest, view.cells, view.n, view.shift, PAINT_PLAIN);
	paint_cursor(row, left + (int)view.cursor);
}
