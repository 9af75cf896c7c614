/*
 * A text being written, with a cursor: valid UTF-8 in guarded memory that is
 * wiped when it grows and when it goes.  The order is the logical one, in which
 * it is read; text_layout.h breaks it into rows.  It knows no screen.
 *
 * The cursor is a byte offset and always stands between two grapheme clusters.
 */
#ifndef VALISE_UI_TEXT_BUFFER_H
#define VALISE_UI_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "text_clean.h"

struct text_buffer;

enum text_buffer_result {
	TEXT_BUFFER_DONE,
	TEXT_BUFFER_NOTHING,  /* there was nothing to do */
	TEXT_BUFFER_FULL,     /* it would be over the limit: unchanged */
	TEXT_BUFFER_NO_MEMORY /* unchanged */
};

/* How a change is undone. */
enum text_buffer_input {
	TEXT_BUFFER_TYPED, /* together with what was typed just before */
	TEXT_BUFFER_PASTED /* by itself */
};

/* `limit`: most bytes it may hold.  NULL when out of memory. */
struct text_buffer *text_buffer_create(size_t limit, enum text_lines lines);
void text_buffer_destroy(struct text_buffer *buffer); /* wipes; takes NULL */

/* Not terminated; lives until the next change.  Never NULL. */
const char *text_buffer_text(const struct text_buffer *buffer);
size_t text_buffer_len(const struct text_buffer *buffer);
size_t text_buffer_cursor(const struct text_buffer *buffer);

/*
 * Puts the text, cleaned (text_clean.h), before the cursor in one piece, in
 * time linear in what there is and what comes.  `ret_cleaned` may be NULL.
 */
enum text_buffer_result text_buffer_insert(struct text_buffer *buffer,
    const char *text, size_t len, enum text_buffer_input input,
    struct text_cleaned *ret_cleaned);

/* Removes the cluster before, or behind, the cursor. */
enum text_buffer_result text_buffer_backspace(struct text_buffer *buffer);
enum text_buffer_result text_buffer_delete(struct text_buffer *buffer);

/* Removes everything; it can be undone. */
enum text_buffer_result text_buffer_clear(struct text_buffer *buffer);

/* One cluster towards the start, or the end, in reading order. */
void text_buffer_backward(struct text_buffer *buffer);
void text_buffer_forward(struct text_buffer *buffer);

/* To a byte offset, or the next boundary behind it. */
void text_buffer_move(struct text_buffer *buffer, size_t offset);

/*
 * The last change undone, or done again.  What is kept for that is at most four
 * times the limit; older changes can't be undone then.
 */
enum text_buffer_result text_buffer_undo(struct text_buffer *buffer);
enum text_buffer_result text_buffer_redo(struct text_buffer *buffer);

#endif
