/* A text to be read, longer than the screen: nothing in it can be changed. */
#ifndef VALISE_UI_PAGER_H
#define VALISE_UI_PAGER_H

#include <stdbool.h>

#include "paint.h"
#include "terminal.h"

/* All zeroes is one at the start of its text. */
struct pager {
	struct text_layout layout;
	const char *text; /* cleaned UTF-8, borrowed */
	size_t len;
	size_t top;  /* first row in view */
	size_t page; /* rows in view */
};

/* Reads `text`, from its start. */
void pager_set(struct pager *pager, const char *text, size_t len);
void pager_finish(struct pager *pager); /* wipes */

/*
 * As many rows as there is room for; the last row says how far it is where not
 * all fits.  Paragraphs go the way of `base`.
 */
void pager_draw(
    struct pager *pager, const struct paint_area *area, enum text_base base);

/* True where the key was one that moves. */
bool pager_key(struct pager *pager, enum terminal_key key);

#endif
