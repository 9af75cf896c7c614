/* A short list to choose one from by its number. */
#ifndef VALISE_SITTING_MENU_H
#define VALISE_SITTING_MENU_H

#include "client/ui/key_bar.h"
#include "sitting.h"

struct menu_item {
	enum word_key label;
	const char *text; /* in place of the label, where not NULL */
};

/* A short list to choose one from. */
struct menu {
	enum word_key title;
	const char *ask;
	const char *help;
	enum word_key more; /* F1 */
	const struct menu_item *items;
	size_t n;
	size_t start;                  /* where the cursor begins */
	unsigned offers;               /* enum screen_offer */
	const struct key_bar_key *own; /* of F6: SCREEN_MORE; or NULL */
	/* What is chosen here binds someone: keys typed ahead are dropped. */
	bool deliberate;
};
/* The index of what was chosen to `ret_choice` with SCREEN_NEXT. */
enum screen_result menu_screen(
    struct sitting *s, const struct menu *menu, size_t *ret_choice);

#endif
