#include "client/ui/key_bar.h"

#include <stdio.h>
#include <string.h>

#include "client/ui/grapheme.h"
#include "client/ui/paint.h"

#define LABEL_BYTES 128

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

void
key_bar_paint(int row, int columns, const struct key_bar_key *keys, size_t n,
    enum text_direction direction)
{
	enum text_base base = direction == TEXT_RIGHT_TO_LEFT
	    ? TEXT_BASE_RIGHT_TO_LEFT
	    : TEXT_BASE_LEFT_TO_RIGHT;
	char text[LABEL_BYTES];
	int at = 0, wide;

	for (size_t i = 0; i < n; i++) {
		(void)snprintf(
		    text, sizeof(text), " %s %s ", keys[i].key, keys[i].label);
		wide = columns_of(text);
		if (wide < TEXT_LAYOUT_COLUMNS)
			wide = TEXT_LAYOUT_COLUMNS;
		if (at + wide > columns)
			return;
		paint_line(row,
		    direction == TEXT_RIGHT_TO_LEFT ? columns - at - wide : at,
		    wide, text, base, PAINT_MARKED);
		at += wide + 1;
	}
}
