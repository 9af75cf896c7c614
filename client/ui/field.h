/* A field on the screen: its label, its text and the cursor. */
#ifndef VALISE_UI_FIELD_H
#define VALISE_UI_FIELD_H

#include <stdbool.h>

#include "paint.h"
#include "terminal.h"
#include "client/ui/text/text_field.h"

/* The way of a language whose texts have that base. */
enum text_direction field_direction(enum text_base base);

/* On one row; the label stands where the language starts. */
void field_draw(struct text_field *field, int row, int left, int columns,
    const char *label, enum text_base base);

/* True where the key was one of fields; what does not fit is not put in. */
bool field_key(struct text_field *field, const struct terminal_event *event);

/* Moves, deletes and undoes in any text but up and down; false: another key. */
bool field_edit_key(struct text_buffer *buffer, enum terminal_key key,
    enum text_direction direction);

#endif
