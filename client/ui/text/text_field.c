#include "text_field.h"

#include <string.h>

#include "common/bytes/decimal_digits.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"

struct text_field {
	struct text_field_options options;
	struct text_buffer *buffer;
	struct text_layout layout;
	struct wiped_array stars; /* instead of hidden text */
};

struct text_field *
text_field_create(const struct text_field_options *options)
{
	struct text_field *field = secret_alloc(sizeof(*field));

	if (field == NULL)
		return NULL;
	field->options = *options;
	field->buffer = text_buffer_create(
	    options->clusters * TEXT_FIELD_CLUSTER_BYTES, TEXT_ONE_LINE);
	if (field->buffer == NULL) {
		secret_free(field);
		return NULL;
	}
	return field;
}

void
text_field_destroy(struct text_field *field)
{
	if (field == NULL)
		return;
	text_buffer_destroy(field->buffer);
	text_layout_finish(&field->layout);
	wiped_array_finish(&field->stars);
	secret_free(field);
}

struct text_buffer *
text_field_buffer(struct text_field *field)
{
	return field->buffer;
}

/* The digits of a text as ASCII; what else there is, is counted. */
static size_t
digits_of(const char *text, size_t len, char *ret_digits, size_t *ret_others)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t n = 0, step;
	uint32_t point;
	int digit;

	*ret_others = 0;
	for (; len > 0; at += step, len -= step) {
		step = printable_text_decode(at, len, &point);
		digit = step == 0 ? -1 : decimal_digits_value(point);
		if (step == 0)
			step = 1;
		if (digit >= 0)
			ret_digits[n++] = (char)('0' + digit);
		else
			(*ret_others)++;
	}
	return n;
}

enum text_buffer_result
text_field_insert(struct text_field *field, const char *text, size_t len,
    enum text_buffer_input input, struct text_cleaned *ret_cleaned)
{
	struct text_cleaned cleaned = {0, 0};
	struct wiped_array clean = {NULL, 0};
	enum text_buffer_result result = TEXT_BUFFER_NO_MEMORY;
	size_t n, had, others;

	n = text_clean(text, len, TEXT_ONE_LINE, NULL, &cleaned);
	if (!wiped_array_reserve(&clean, 0, n + 1))
		goto out;
	(void)text_clean(text, len, TEXT_ONE_LINE, clean.data, &cleaned);
	if (field->options.accept == TEXT_FIELD_DIGITS) {
		n = digits_of(clean.data, n, clean.data, &others);
		cleaned.left_out += others;
	}
	had = grapheme_count(
	    text_buffer_text(field->buffer), text_buffer_len(field->buffer));
	result = TEXT_BUFFER_FULL;
	if (had + grapheme_count(clean.data, n) > field->options.clusters)
		goto out;
	result = text_buffer_insert(field->buffer, clean.data, n, input, NULL);
out:
	wiped_array_finish(&clean);
	if (ret_cleaned != NULL)
		*ret_cleaned = cleaned;
	return result;
}

/* The text to be laid out and the cursor in it. */
static const char *
shown_text(struct text_field *field, size_t *ret_len, size_t *ret_cursor)
{
	const char *text = text_buffer_text(field->buffer);

	*ret_len = text_buffer_len(field->buffer);
	*ret_cursor = text_buffer_cursor(field->buffer);
	if (field->options.show == TEXT_FIELD_SHOWN)
		return text;
	*ret_cursor = grapheme_count(text, *ret_cursor);
	*ret_len = grapheme_count(text, *ret_len);
	if (!wiped_array_reserve(&field->stars, 0, *ret_len + 1))
		return NULL;
	memset(field->stars.data, '*', *ret_len);
	return field->stars.data;
}

bool
text_field_look(struct text_field *field, unsigned columns,
    enum text_order order, enum text_direction otherwise,
    struct text_field_view *ret_view)
{
	size_t len, offset;
	const char *text = shown_text(field, &len, &offset);
	const struct text_row *row;
	struct text_field_view view;
	unsigned whole;

	if (text == NULL || columns < 2)
		return false;
	/* One row, whatever it takes. */
	field->layout.columns =
	    TEXT_LAYOUT_COLUMNS + (unsigned)len * GRAPHEME_COLUMNS;
	field->layout.order = order;
	field->layout.otherwise = otherwise;
	if (!text_layout_build(&field->layout, text, len))
		return false;
	row = text_layout_row(&field->layout, 0);
	view.direction = row->direction;
	view.cursor = text_layout_column(&field->layout, text, offset);
	view.cells = text_layout_cells(&field->layout, text, 0, &view.n);
	if (view.cells == NULL && len > 0)
		return false;
	whole = field->layout.columns + 1;
	view.shift = 0;
	if (row->direction == TEXT_RIGHT_TO_LEFT && order == TEXT_ORDER_OURS) {
		view.shift = (int)columns - (int)whole;
		if ((int)view.cursor + view.shift < 0)
			view.shift = -(int)view.cursor;
	} else if (view.cursor >= columns) {
		view.shift = (int)columns - 1 - (int)view.cursor;
	}
	view.cursor = (unsigned)((int)view.cursor + view.shift);
	*ret_view = view;
	return true;
}
