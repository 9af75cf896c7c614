/* One line that is typed in: a name, a code, a search, a passphrase. */
#ifndef VALISE_UI_TEXT_FIELD_H
#define VALISE_UI_TEXT_FIELD_H

#include <stddef.h>

#include "text_buffer.h"
#include "text_layout.h"

enum text_field_show { TEXT_FIELD_SHOWN, TEXT_FIELD_HIDDEN };

enum text_field_accept {
	TEXT_FIELD_ANY,
	/* Decimal digits of any script, kept as ASCII; the rest is left out. */
	TEXT_FIELD_DIGITS
};

struct text_field_options {
	size_t clusters; /* most characters */
	enum text_field_show show;
	enum text_field_accept accept;
};

/* Most bytes of one character that a field takes, with its marks, on average.
 */
#define TEXT_FIELD_CLUSTER_BYTES 32

struct text_field;

/* NULL when out of memory. */
struct text_field *text_field_create(const struct text_field_options *options);
void text_field_destroy(struct text_field *field); /* wipes; takes NULL */

/* All or nothing goes in, at the cursor; `ret_cleaned` may be NULL. */
enum text_buffer_result text_field_insert(struct text_field *field,
    const char *text, size_t len, enum text_buffer_input input,
    struct text_cleaned *ret_cleaned);

/* The text and its cursor, to be read, moved in, deleted from and undone. */
struct text_buffer *text_field_buffer(struct text_field *field);

/* What a screen shows of a field; it lives until the next call. */
struct text_field_view {
	const struct text_cell *cells; /* from left to right */
	size_t n;
	int shift; /* to be added to each cell's column */
	unsigned cursor;
	enum text_direction direction;
};

/*
 * The part around the cursor that fits `columns`; text without a strong
 * character, and an empty field, go the way of `otherwise`.  Cells that then
 * are not wholly in 0 ... columns - 1 are not to be drawn.  False when out of
 * memory.
 */
bool text_field_look(struct text_field *field, unsigned columns,
    enum text_order order, enum text_direction otherwise,
    struct text_field_view *ret_view);

#endif
