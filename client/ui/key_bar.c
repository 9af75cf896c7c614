#include "key_bar.h"

#include <stdio.h>
#include <string.h>

#include "client/ui/text/grapheme.h"
#include "paint.h"

#define LABEL_BYTES 128
#define KEY_ROWS 2

static int
columns_of(const char *text)
{
	uint32_t points[GRAPHEME_POINTS];
	size_t len = strlen(text), next;
	unsigned columns;
	int all = 0;

	for (size_t at = 0; at < len; at = next) {
		next = grapheme_next(text, len, at);
		(void)grapheme_drawing(text + at, next - at, points, &columns);
		all += (int)columns;
	}
	return all;
}

/* Where the next key goes, and how wide it is; false where there is no room. */
static bool
place(int columns, const struct key_bar_key *key, int *row, int *at, int *wide)
{
	char text[LABEL_BYTES];

	*at += *wide + (*wide > 0);
	(void)snprintf(text, sizeof(text), " %s %s ", key->key, key->label);
	*wide = columns_of(text);
	if (*wide < TEXT_LAYOUT_COLUMNS)
		*wide = TEXT_LAYOUT_COLUMNS;
	if (*at + *wide > columns) {
		++*row;
		*at = 0;
	}
	return *row < KEY_ROWS && *wide <= columns;
}

int
key_bar_rows(int columns, const struct key_bar_key *keys, size_t n)
{
	int row = 0, at = 0, wide = 0;

	for (size_t i = 0; i < n; i++)
		if (!place(columns, &keys[i], &row, &at, &wide))
			break;
	return row < KEY_ROWS ? row + 1 : KEY_ROWS;
}

void
key_bar_paint(int row, int columns, const struct key_bar_key *keys, size_t n,
    enum text_direction direction)
{
	enum text_base base = direction == TEXT_RIGHT_TO_LEFT
	    ? TEXT_BASE_RIGHT_TO_LEFT
	    : TEXT_BASE_LEFT_TO_RIGHT;
	int down = 0, at = 0, wide = 0;
	char text[LABEL_BYTES];

	for (size_t i = 0; i < n; i++) {
		if (!place(columns, &keys[i], &down, &at, &wide))
			return;
		(void)snprintf(
		    text, sizeof(text), " %s %s ", keys[i].key, keys[i].label);
		paint_line(row + down,
		    direction == TEXT_RIGHT_TO_LEFT ? columns - at - wide : at,
		    wide, text, base, PAINT_MARKED);
	}
}
