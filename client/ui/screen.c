#include "client/ui/screen.h"

#include <stdio.h>

#include "client/ui/message.h"

/* Events in a row without drawing, however much waits. */
#define EVENTS_UNDRAWN 256

enum text_base
screen_base(const struct screen_words *words)
{
	return words->direction == TEXT_RIGHT_TO_LEFT ? TEXT_BASE_RIGHT_TO_LEFT
						      : TEXT_BASE_LEFT_TO_RIGHT;
}

static void
draw_keys(const struct screen *screen, int row, int columns)
{
	const struct screen_words *words = screen->words;
	struct key_bar_key keys[16] = {{"F1", words->help}, {"F2", words->next},
	    {"F3", words->back}, {"Esc Esc", words->leave}};
	size_t n = 4;

	for (size_t i = 0; i < screen->n_keys && n < 16; i++)
		keys[n++] = screen->keys[i];
	key_bar_paint(row, columns, keys, n, words->direction);
}

static void
draw_title(const struct screen *screen, int columns)
{
	enum text_base base = screen_base(screen->words);
	char line[256];

	(void)snprintf(line, sizeof(line), " %s%s%s ", screen->title,
	    screen->steps == NULL ? "" : "  ",
	    screen->steps == NULL ? "" : screen->steps);
	paint_line(0, 0, columns, line, base, PAINT_MARKED);
}

/* False where it is too small, which is said then. */
static bool
draw_frame(const struct screen *screen, struct paint_area *ret_body)
{
	int rows, columns;

	paint_begin();
	terminal_size(&rows, &columns);
	if (rows < SCREEN_ROWS || columns < SCREEN_COLUMNS) {
		(void)paint_text(&(struct paint_area){0, 0, rows, columns},
		    screen->words->too_small, screen_base(screen->words),
		    PAINT_PLAIN);
		return false;
	}
	draw_title(screen, columns);
	draw_keys(screen, rows - 1, columns);
	*ret_body = (struct paint_area){2, 1, rows - 5, columns - 2};
	return true;
}

static void
draw_message(const struct screen *screen)
{
	int rows, columns;

	terminal_size(&rows, &columns);
	message_paint(rows - 2, 1, columns - 2, screen_base(screen->words));
}

void
screen_draw(const struct screen *screen)
{
	struct paint_area body;

	if (draw_frame(screen, &body)) {
		screen->draw(screen->state, &body);
		draw_message(screen);
	}
	paint_show();
}

/* Until a key; one of those that end the screen is handed on. */
static enum screen_result
show_help(const struct screen *screen)
{
	struct terminal_event event;
	struct paint_area body;

	for (;;) {
		if (draw_frame(screen, &body)) {
			(void)paint_text(&body, screen->help,
			    screen_base(screen->words), PAINT_PLAIN);
			draw_message(screen);
		}
		paint_show();
		terminal_read(-1, &event);
		if (event.key == TERMINAL_RESIZED)
			continue;
		if (event.key == TERMINAL_ONCE) {
			message_set("%s", screen->words->again);
			continue;
		}
		message_clear();
		if (event.key == TERMINAL_QUICK_EXIT ||
		    event.key == TERMINAL_ENDED)
			return screen_take(screen, &event);
		return SCREEN_STAY;
	}
}

static enum screen_result
end(const struct screen *screen)
{
	const char *said =
	    screen->leaving == NULL ? NULL : screen->leaving(screen->state);

	terminal_stop(TERMINAL_LEAVE_QUIETLY);
	if (said != NULL) {
		(void)fprintf(stderr, "%s\n", said);
		(void)fflush(stderr);
	}
	return SCREEN_ENDED;
}

enum screen_result
screen_take(const struct screen *screen, const struct terminal_event *event)
{
	if (event->key != TERMINAL_NOTHING && event->key != TERMINAL_RESIZED)
		message_clear();
	switch (event->key) {
	case TERMINAL_NOTHING:
	case TERMINAL_RESIZED:
		return SCREEN_STAY;
	case TERMINAL_ONCE:
		message_set("%s", screen->words->again);
		return SCREEN_STAY;
	case TERMINAL_QUICK_EXIT:
		terminal_stop(TERMINAL_LEAVE_CLEARED);
		return SCREEN_QUICK_EXIT;
	case TERMINAL_ENDED:
		return end(screen);
	case TERMINAL_HELP:
		if (screen->help == NULL)
			return SCREEN_STAY;
		message_set("%s", screen->words->any_key);
		return show_help(screen);
	case TERMINAL_BACK:
		return SCREEN_BACK;
	default:
		return screen->key(screen->state, event);
	}
}

enum screen_result
screen_run(const struct screen *screen)
{
	enum screen_result result = SCREEN_STAY;
	struct terminal_event event;
	int undrawn = 0;

	message_clear();
	screen_draw(screen);
	while (result == SCREEN_STAY) {
		terminal_read(-1, &event);
		result = screen_take(screen, &event);
		if (result != SCREEN_STAY)
			break;
		if (terminal_input_waits() && ++undrawn < EVENTS_UNDRAWN)
			continue;
		undrawn = 0;
		screen_draw(screen);
	}
	message_clear();
	return result;
}
