/* A short list to choose one from by its number. */
#ifndef VALISE_SITTING_MENU_H
#define VALISE_SITTING_MENU_H

#include "sitting.h"

struct menu_item {
	const struct word *label;
	const char *text; /* in place of the label, where not NULL */
};

/* A short list to choose one from. */
struct menu {
	const struct word *title;
	const char *ask;
	const char *help;
	const struct word *more; /* F1; or NULL */
	const struct menu_item *items;
	size_t n;
	size_t start;    /* where the cursor begins */
	unsigned offers; /* enum way_offer */
	const char *own; /* what F6 does, in a word: WAY_MORE; or NULL */
	/* What is chosen here binds someone: keys typed ahead are dropped. */
	bool deliberate;
};
/* The index of what was chosen to `ret_choice` with WAY_NEXT. */
enum way menu_ask(
    struct sitting *s, const struct menu *menu, size_t *ret_choice);

#endif
