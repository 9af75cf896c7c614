#include "editor.h"

#include "field.h"
#include "message.h"
#include "common/bytes/secret.h"

struct editor {
	const struct editor_words *words;
	struct text_buffer *buffer;
	struct text_layout layout;
	bool laid_out;
	size_t top;       /* first row in view */
	size_t page;      /* rows in view */
	unsigned columns; /* of the layout */
	int column;       /* where going up and down wants to stay; -1: unset */
};

struct editor *
editor_create(struct text_buffer *buffer, const struct editor_words *words)
{
	struct editor *editor = secret_alloc(sizeof(*editor));

	if (editor == NULL)
		return NULL;
	editor->words = words;
	editor->page = 1;
	editor->columns = 77;
	editor->column = -1;
	editor->buffer = buffer;
	return editor;
}

void
editor_destroy(struct editor *editor)
{
	if (editor == NULL)
		return;
	text_layout_finish(&editor->layout);
	secret_free(editor);
}

/* Rows for the text as it is now; only when it changed since. */
static bool
lay_out(struct editor *editor)
{
	if (editor->laid_out && editor->layout.columns == editor->columns &&
	    editor->layout.order == terminal_order())
		return true;
	editor->layout.columns = editor->columns;
	editor->layout.order = terminal_order();
	editor->laid_out = text_layout_build(&editor->layout,
	    text_buffer_text(editor->buffer), text_buffer_len(editor->buffer));
	return editor->laid_out;
}

void
editor_draw(
    struct editor *editor, const struct paint_area *area, enum text_base base)
{
	const char *text = text_buffer_text(editor->buffer);
	const struct text_cell *cells;
	size_t cursor, n;

	if (area->columns <= TEXT_LAYOUT_COLUMNS || area->rows < 1)
		return;
	editor->columns = (unsigned)area->columns - 1;
	editor->page = (size_t)area->rows;
	editor->layout.otherwise = field_direction(base);
	if (!lay_out(editor))
		return;
	cursor = text_layout_row_of(
	    &editor->layout, text_buffer_cursor(editor->buffer));
	if (cursor < editor->top)
		editor->top = cursor;
	if (cursor >= editor->top + editor->page)
		editor->top = cursor - editor->page + 1;
	if (editor->top + editor->page > editor->layout.rows)
		editor->top = editor->layout.rows > editor->page
		    ? editor->layout.rows - editor->page
		    : 0;
	for (size_t i = 0;
	     i < editor->page && editor->top + i < editor->layout.rows; i++) {
		cells = text_layout_cells(
		    &editor->layout, text, editor->top + i, &n);
		paint_cells(area->top + (int)i, area->left, area->columns,
		    cells, n, 0, PAINT_PLAIN);
	}
	paint_cursor(area->top + (int)(cursor - editor->top),
	    area->left +
		(int)text_layout_column(
		    &editor->layout, text, text_buffer_cursor(editor->buffer)));
}

static void
move_rows(struct editor *editor, long by)
{
	const char *text = text_buffer_text(editor->buffer);
	size_t cursor = text_buffer_cursor(editor->buffer), row, back;

	if (!lay_out(editor))
		return;
	if (editor->column < 0)
		editor->column =
		    (int)text_layout_column(&editor->layout, text, cursor);
	row = text_layout_row_of(&editor->layout, cursor);
	back = by < 0 ? (size_t)-by : 0;
	if (by < 0)
		row = back > row ? 0 : row - back;
	else
		row = row + (size_t)by < editor->layout.rows
		    ? row + (size_t)by
		    : editor->layout.rows - 1;
	text_buffer_move(editor->buffer,
	    text_layout_offset(
		&editor->layout, text, row, (unsigned)editor->column));
}

static void
move_in_row(struct editor *editor, enum terminal_key key)
{
	size_t row;

	if (!lay_out(editor))
		return;
	row = text_layout_row_of(
	    &editor->layout, text_buffer_cursor(editor->buffer));
	text_buffer_move(editor->buffer,
	    key == TERMINAL_HOME ? text_layout_row(&editor->layout, row)->start
				 : text_layout_row_last(&editor->layout,
				       text_buffer_text(editor->buffer), row));
}

static enum text_direction
direction_here(struct editor *editor)
{
	if (!lay_out(editor))
		return TEXT_LEFT_TO_RIGHT;
	return text_layout_row(&editor->layout,
	    text_layout_row_of(
		&editor->layout, text_buffer_cursor(editor->buffer)))
	    ->direction;
}

static void
put(struct editor *editor, const char *text, size_t len,
    enum text_buffer_input input)
{
	struct text_cleaned cleaned;
	enum text_buffer_result result =
	    text_buffer_insert(editor->buffer, text, len, input, &cleaned);

	editor->laid_out = false;
	if (result == TEXT_BUFFER_FULL)
		message_set("%s", editor->words->full);
	else if (result == TEXT_BUFFER_NO_MEMORY)
		message_set("%s", editor->words->no_memory);
	else if (cleaned.left_out + cleaned.replaced > 0)
		message_set("%s %zu", editor->words->left_out,
		    cleaned.left_out + cleaned.replaced);
}

bool
editor_key(struct editor *editor, const struct terminal_event *event)
{
	switch (event->key) {
	case TERMINAL_UP:
		move_rows(editor, -1);
		return true;
	case TERMINAL_DOWN:
		move_rows(editor, 1);
		return true;
	case TERMINAL_PAGE_UP:
		move_rows(editor, -(long)editor->page);
		return true;
	case TERMINAL_PAGE_DOWN:
		move_rows(editor, (long)editor->page);
		return true;
	default:
		break;
	}
	editor->column = -1;
	switch (event->key) {
	case TERMINAL_HOME:
	case TERMINAL_END:
		move_in_row(editor, event->key);
		return true;
	case TERMINAL_TEXT:
		put(editor, event->text, event->len, TEXT_BUFFER_TYPED);
		return true;
	case TERMINAL_PASTE:
		put(editor, event->text, event->len, TEXT_BUFFER_PASTED);
		return true;
	case TERMINAL_ENTER:
		put(editor, "\n", 1, TEXT_BUFFER_TYPED);
		return true;
	case TERMINAL_TAB:
		put(editor, "\t", 1, TEXT_BUFFER_TYPED);
		return true;
	case TERMINAL_LEFT:
	case TERMINAL_RIGHT:
		return field_edit_key(
		    editor->buffer, event->key, direction_here(editor));
	default:
		editor->laid_out = false;
		return field_edit_key(
		    editor->buffer, event->key, TEXT_LEFT_TO_RIGHT);
	}
}
