/* The last line of every screen: which keys do what. */
#ifndef VALISE_UI_KEY_BAR_H
#define VALISE_UI_KEY_BAR_H

#include <stddef.h>

#include "client/ui/text/text_layout.h"

struct key_bar_key {
	const char *key;   /* as it stands on a keyboard: "F2" */
	const char *label; /* one or two words, in the person's language */
};

/* Rows that they take: one or two. */
int key_bar_rows(int columns, const struct key_bar_key *keys, size_t n);

/*
 * From the side where the language starts, downwards from `row`; what does not
 * fit into two rows is left out.
 */
void key_bar_paint(int row, int columns, const struct key_bar_key *keys,
    size_t n, enum text_direction direction);

#endif
