/* A text to be read on a screen of its own, with at most one key besides. */
#ifndef VALISE_SITTING_READING_H
#define VALISE_SITTING_READING_H

#include "common/bytes/byte_writer.h"
#include "sitting.h"

#define READING_MAX (8u << 20) /* bytes of such a text */

struct reading {
	const struct word *title;
	const struct word *more; /* F1; or NULL */
	const struct word *own;  /* what F6 does: WAY_MORE; or NULL */
	/* Puts it in the person's language; again where that was changed. */
	void (*put)(
	    void *context, const struct sitting *s, struct byte_writer *out);
	void *context;
};

/*
 * Until F2, Enter or F3.  Each paragraph goes its own way.  Where memory ends
 * that is said, and there is nothing to read.
 */
enum way reading_show(struct sitting *s, const struct reading *r);

/* A sentence of the program filled with `n` values, and a line end. */
void reading_put(struct byte_writer *out, const struct sitting *s,
    const struct word *key, const char *const *values, size_t n);

/*
 * Text from outside, as printable_text_write() writes it with its lines kept:
 * nothing in it can move, hide or reorder.
 */
void reading_put_outside(struct byte_writer *out, const void *text, size_t len);

#endif
