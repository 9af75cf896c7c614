#include "text_buffer.h"

#include <string.h>

#include <sodium.h>

#include "grapheme.h"
#include "text_history.h"
#include "wiped_array.h"
#include "common/bytes/secret.h"

struct text_buffer {
	struct wiped_array text;
	size_t len;
	size_t cursor;
	size_t limit;
	enum text_lines lines;
	struct text_history history;
};

struct text_buffer *
text_buffer_create(size_t limit, enum text_lines lines)
{
	struct text_buffer *buffer = secret_alloc(sizeof(*buffer));

	if (buffer == NULL)
		return NULL;
	buffer->limit = limit;
	buffer->lines = lines;
	text_history_init(&buffer->history, limit * 4 + 4);
	return buffer;
}

void
text_buffer_destroy(struct text_buffer *buffer)
{
	if (buffer == NULL)
		return;
	text_history_finish(&buffer->history);
	wiped_array_finish(&buffer->text);
	secret_free(buffer);
}

const char *
text_buffer_text(const struct text_buffer *buffer)
{
	return buffer->text.data == NULL ? "" : buffer->text.data;
}

size_t
text_buffer_len(const struct text_buffer *buffer)
{
	return buffer->len;
}

size_t
text_buffer_cursor(const struct text_buffer *buffer)
{
	return buffer->cursor;
}

/* Makes the removed bytes at `at` a gap for the added ones: there is room. */
static char *
open_gap(struct text_buffer *buffer, size_t at, size_t removed, size_t added)
{
	char *text = buffer->text.data;
	size_t tail = buffer->len - at - removed;

	memmove(text + at + added, text + at + removed, tail);
	buffer->len = at + added + tail;
	if (removed > added)
		sodium_memzero(text + buffer->len, removed - added);
	return text + at;
}

static void
set_cursor(struct text_buffer *buffer, size_t offset)
{
	buffer->cursor =
	    grapheme_snap(text_buffer_text(buffer), buffer->len, offset);
}

enum text_buffer_result
text_buffer_insert(struct text_buffer *buffer, const char *text, size_t len,
    enum text_buffer_input input, struct text_cleaned *ret_cleaned)
{
	struct text_step step = {
	    .at = buffer->cursor, .cursor = buffer->cursor};
	struct text_cleaned cleaned;
	char *gap;

	step.added = text_clean(text, len, buffer->lines, NULL, &cleaned);
	if (ret_cleaned != NULL)
		*ret_cleaned = cleaned;
	if (step.added == 0)
		return TEXT_BUFFER_NOTHING;
	if (step.added > buffer->limit - buffer->len)
		return TEXT_BUFFER_FULL;
	/* Undone a word or a line at a time. */
	if (input == TEXT_BUFFER_PASTED || text[0] == '\n' || text[0] == ' ')
		text_history_close(&buffer->history);
	if (!text_history_reserve(&buffer->history, step.added) ||
	    !wiped_array_reserve(
		&buffer->text, buffer->len, buffer->len + step.added))
		return TEXT_BUFFER_NO_MEMORY;
	gap = open_gap(buffer, step.at, 0, step.added);
	(void)text_clean(text, len, buffer->lines, gap, &cleaned);
	text_history_note(&buffer->history, &step, NULL, gap);
	if (input == TEXT_BUFFER_PASTED)
		text_history_close(&buffer->history);
	set_cursor(buffer, step.at + step.added);
	return TEXT_BUFFER_DONE;
}

static enum text_buffer_result
remove_range(struct text_buffer *buffer, size_t start, size_t end)
{
	struct text_step step = {
	    .at = start, .removed = end - start, .cursor = buffer->cursor};

	if (start == end)
		return TEXT_BUFFER_NOTHING;
	if (!text_history_reserve(&buffer->history, step.removed))
		return TEXT_BUFFER_NO_MEMORY;
	text_history_note(
	    &buffer->history, &step, (char *)buffer->text.data + start, NULL);
	(void)open_gap(buffer, start, step.removed, 0);
	set_cursor(buffer, start);
	return TEXT_BUFFER_DONE;
}

enum text_buffer_result
text_buffer_backspace(struct text_buffer *buffer)
{
	return remove_range(buffer,
	    grapheme_previous(
		text_buffer_text(buffer), buffer->len, buffer->cursor),
	    buffer->cursor);
}

enum text_buffer_result
text_buffer_delete(struct text_buffer *buffer)
{
	return remove_range(buffer, buffer->cursor,
	    grapheme_next(
		text_buffer_text(buffer), buffer->len, buffer->cursor));
}

enum text_buffer_result
text_buffer_clear(struct text_buffer *buffer)
{
	text_history_close(&buffer->history);
	return remove_range(buffer, 0, buffer->len);
}

void
text_buffer_backward(struct text_buffer *buffer)
{
	text_history_close(&buffer->history);
	buffer->cursor = grapheme_previous(
	    text_buffer_text(buffer), buffer->len, buffer->cursor);
}

void
text_buffer_forward(struct text_buffer *buffer)
{
	text_history_close(&buffer->history);
	buffer->cursor = grapheme_next(
	    text_buffer_text(buffer), buffer->len, buffer->cursor);
}

void
text_buffer_move(struct text_buffer *buffer, size_t offset)
{
	text_history_close(&buffer->history);
	set_cursor(buffer, offset);
}

enum text_buffer_result
text_buffer_undo(struct text_buffer *buffer)
{
	const struct text_step *step = text_history_undo(&buffer->history);

	if (step == NULL)
		return TEXT_BUFFER_NOTHING;
	/* What is put back was there: only a shorter array would be too small,
	 * and it never shrinks. */
	if (step->removed > 0)
		memcpy(open_gap(buffer, step->at, step->added, step->removed),
		    text_history_bytes(&buffer->history, step), step->removed);
	else
		(void)open_gap(buffer, step->at, step->added, 0);
	set_cursor(buffer, step->cursor);
	return TEXT_BUFFER_DONE;
}

enum text_buffer_result
text_buffer_redo(struct text_buffer *buffer)
{
	const struct text_step *step = text_history_redo(&buffer->history);

	if (step == NULL)
		return TEXT_BUFFER_NOTHING;
	if (step->added > 0)
		memcpy(open_gap(buffer, step->at, step->removed, step->added),
		    text_history_bytes(&buffer->history, step) + step->removed,
		    step->added);
	else
		(void)open_gap(buffer, step->at, step->removed, 0);
	set_cursor(buffer, step->at + step->added);
	return TEXT_BUFFER_DONE;
}
