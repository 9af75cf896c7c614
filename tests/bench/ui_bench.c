/*
 * How long an editor takes: a paste of 20,000 characters, its rows, a key typed
 * in its middle with all that is drawn after it.  One line a script.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "client/ui/text/text_buffer.h"
#include "client/ui/text/text_layout.h"

#define CHARACTERS 20000
#define KEYS 200
#define SCREEN_ROWS 20

static double
now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void
draw(struct text_buffer *buffer, struct text_layout *layout)
{
	const char *text = text_buffer_text(buffer);
	size_t row, n;

	if (!text_layout_build(layout, text, text_buffer_len(buffer)))
		exit(1);
	row = text_layout_row_of(layout, text_buffer_cursor(buffer));
	for (size_t i = 0; i < SCREEN_ROWS && row + i < layout->rows; i++)
		(void)text_layout_cells(layout, text, row + i, &n);
	(void)text_layout_column(layout, text, text_buffer_cursor(buffer));
}

/* One paragraph of the same few words. */
static void
measure(const char *name, const char *words, size_t characters)
{
	struct text_buffer *buffer =
	    text_buffer_create((size_t)1 << 20, TEXT_MANY_LINES);
	size_t len = strlen(words), times = CHARACTERS / characters;
	char *paste = malloc(len * times);
	struct text_layout layout;
	double start, pasted, drawn;

	if (buffer == NULL || paste == NULL)
		exit(1);
	for (size_t i = 0; i < times; i++)
		memcpy(paste + i * len, words, len);
	text_layout_init(&layout, 78, TEXT_ORDER_OURS);
	start = now();
	if (text_buffer_insert(buffer, paste, len * times, TEXT_BUFFER_PASTED,
		NULL) != TEXT_BUFFER_DONE)
		exit(1);
	pasted = now();
	draw(buffer, &layout);
	drawn = now();
	(void)printf("%s: %zu bytes pasted in %.2f ms, drawn in %.2f ms, ",
	    name, len * times, pasted - start, drawn - pasted);
	text_buffer_move(buffer, len * times / 2);
	start = now();
	for (int i = 0; i < KEYS; i++) {
		(void)text_buffer_insert(
		    buffer, "x", 1, TEXT_BUFFER_TYPED, NULL);
		draw(buffer, &layout);
	}
	(void)printf("a key in %.2f ms\n", (now() - start) / KEYS);
	text_layout_finish(&layout);
	text_buffer_destroy(buffer);
	free(paste);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	measure("Latin", "the quick brown fox ", 20);
	measure("Arabic", "سلام على 12 ", 12);
	measure("Chinese", "人人生而自由，", 7);
	measure("emoji", "👩\xe2\x80\x8d💻", 3);
	return 0;
}
