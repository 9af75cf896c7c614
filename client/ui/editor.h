/* A text of many lines on the screen, written and pasted into. */
#ifndef VALISE_UI_EDITOR_H
#define VALISE_UI_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "paint.h"
#include "terminal.h"
#include "client/ui/text/text_buffer.h"

/* What it has to say, in the person's language; borrowed. */
struct editor_words {
	const char *full; /* nothing of it was put in: no room */
	const char
	    *left_out; /* a count follows: characters that can't be kept */
	const char *no_memory;
};

struct editor;

/* Both are borrowed, the text has many lines.  NULL when out of memory. */
struct editor *editor_create(
    struct text_buffer *text, const struct editor_words *words);
void editor_destroy(struct editor *editor); /* not the text; takes NULL */

/* Paragraphs without a letter go the way of `base`. */
void editor_draw(
    struct editor *editor, const struct paint_area *area, enum text_base base);

/* True where the key was one of editors; says by message_set() what failed. */
bool editor_key(struct editor *editor, const struct terminal_event *event);

#endif
