#include "screen.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/steady_clock.h"
#include "message.h"
#include "pager.h"

/* Events in a row without drawing, however much waits. */
#define EVENTS_UNDRAWN 256
#define KEYS_MAX 16
#define TICK_MS 200

enum text_base
screen_base(const struct screen_words *words)
{
	return words->direction == TEXT_RIGHT_TO_LEFT ? TEXT_BASE_RIGHT_TO_LEFT
						      : TEXT_BASE_LEFT_TO_RIGHT;
}

/* Those that are offered, the screen's own between them; their number. */
static size_t
collect_keys(
    const struct screen *screen, struct key_bar_key ret_keys[static KEYS_MAX])
{
	const struct screen_words *words = screen->words;
	const struct {
		struct key_bar_key key;
		bool offered;
	} before[] =
	    {
		{{"F1", words->help}, true},
		{{"F2", words->next}, (screen->offers & OFFERS_NO_NEXT) == 0},
		{{"F3", words->back}, (screen->offers & OFFERS_NO_BACK) == 0},
		{{"Esc Esc", words->leave}, true},
		{{"F4", words->language},
		    (screen->offers & OFFERS_LANGUAGE) != 0},
		{{"F5", words->skip}, (screen->offers & OFFERS_SKIP) != 0},
	    },
	  behind[] = {
	      {{"F8", words->save}, (screen->offers & OFFERS_SAVE) != 0},
	      {{"F9", words->lock}, (screen->offers & OFFERS_LOCK) != 0},
	  };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (before[i].offered)
			ret_keys[n++] = before[i].key;
	for (size_t i = 0; i < screen->n_keys && n < KEYS_MAX - 2; i++)
		ret_keys[n++] = screen->keys[i];
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (behind[i].offered)
			ret_keys[n++] = behind[i].key;
	return n;
}

/* Returns the rows that they took. */
static int
draw_keys(const struct screen *screen, int rows, int columns)
{
	struct key_bar_key keys[KEYS_MAX];
	size_t n = collect_keys(screen, keys);
	int taken = key_bar_rows(columns, keys, n);

	key_bar_paint(rows - taken, columns, keys, n, screen->words->direction);
	return taken;
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

/* How long a key is waited for; -1: for ever. */
static int
idle_ms(const struct screen *screen)
{
	return (screen->offers & OFFERS_LOCK) != 0 && screen->idle_seconds > 0
	    ? screen->idle_seconds * 1000
	    : -1;
}

/*
 * False where it is too small, which is said then.  The message's row is the
 * one behind the row behind the body.
 */
static bool
draw_frame(const struct screen *screen, struct paint_area *ret_body)
{
	int rows, columns, keys;

	paint_begin();
	terminal_size(&rows, &columns);
	if (rows < SCREEN_ROWS || columns < SCREEN_COLUMNS) {
		(void)paint_text(&(struct paint_area){0, 0, rows, columns},
		    screen->words->too_small, screen_base(screen->words),
		    PAINT_PLAIN);
		return false;
	}
	draw_title(screen, columns);
	keys = draw_keys(screen, rows, columns);
	*ret_body = (struct paint_area){2, 1, rows - 4 - keys, columns - 2};
	return true;
}

static void
draw_message(const struct screen *screen, const struct paint_area *body)
{
	message_paint(body->top + body->rows + 1, body->left, body->columns,
	    screen_base(screen->words));
}

static void
draw_whole(const struct screen *screen)
{
	struct paint_area body;

	if (draw_frame(screen, &body)) {
		screen->draw(screen->state, &body);
		draw_message(screen, &body);
	}
	paint_show();
}

static enum way take(
    const struct screen *screen, const struct terminal_event *event);

static void
draw_help(const struct screen *screen, struct pager *pager)
{
	struct paint_area body;

	if (draw_frame(screen, &body)) {
		pager_draw(pager, &body, screen_base(screen->words));
		draw_message(screen, &body);
	}
	paint_show();
}

/*
 * Until a key that does not move in it; one of those that end the screen is
 * handed on.
 */
static enum way
read_help(const struct screen *screen, struct pager *pager)
{
	struct terminal_event event;

	for (;;) {
		draw_help(screen, pager);
		terminal_read(idle_ms(screen), &event);
		if (event.key == TERMINAL_NOTHING && idle_ms(screen) > 0)
			return take(screen, &event);
		if (event.key == TERMINAL_RESIZED ||
		    pager_key(pager, event.key))
			continue;
		if (event.key == TERMINAL_ONCE) {
			message_set("%s", screen->words->again);
			continue;
		}
		message_clear();
		if (event.key == TERMINAL_QUICK_EXIT ||
		    event.key == TERMINAL_ENDED || event.key == TERMINAL_LOCK)
			return take(screen, &event);
		return WAY_STAY;
	}
}

static enum way
show_help(const struct screen *screen)
{
	struct pager pager = {.top = 0};
	enum way result;

	pager_set(&pager, screen->help, strlen(screen->help));
	result = read_help(screen, &pager);
	pager_finish(&pager);
	return result;
}

static enum way
end(const struct screen *screen)
{
	const char *said =
	    screen->leaving == NULL ? NULL : screen->leaving(screen->state);

	terminal_stop(TERMINAL_LEAVE_QUIETLY);
	if (said != NULL) {
		(void)fprintf(stderr, "%s\n", said);
		(void)fflush(stderr);
	}
	return WAY_ENDED;
}

/* The key before the one that is taken now. */
static enum terminal_key key_before;

/* Skipping loses an answer, and was not pressed twice in a row. */
static bool
asks_first(const struct screen *screen, const struct terminal_event *event)
{
	if (event->key != TERMINAL_SKIP || key_before == TERMINAL_SKIP ||
	    screen->holds == NULL || !screen->holds(screen->state))
		return false;
	message_set("%s", screen->words->erase_again);
	return true;
}

/* What such a key means where it is offered; else it goes to the screen. */
static enum way
take_offer(const struct screen *screen, const struct terminal_event *event)
{
	static const struct {
		enum terminal_key key;
		enum way_offer offer;
		enum way result;
	} offers[] = {
	    {TERMINAL_LANGUAGE, OFFERS_LANGUAGE, WAY_LANGUAGE},
	    {TERMINAL_SKIP, OFFERS_SKIP, WAY_SKIP},
	    {TERMINAL_SAVE, OFFERS_SAVE, WAY_SAVE},
	    {TERMINAL_LOCK, OFFERS_LOCK, WAY_LOCK},
	};

	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++)
		if (offers[i].key == event->key)
			return (screen->offers & offers[i].offer) != 0 &&
				!asks_first(screen, event)
			    ? offers[i].result
			    : WAY_STAY;
	if (event->key == TERMINAL_NEXT &&
	    (screen->offers & OFFERS_NO_NEXT) != 0)
		return WAY_STAY;
	return screen->key(screen->state, event);
}

/* No key came for as long as was asked for. */
static enum way
take_silence(const struct screen *screen)
{
	if (screen->tick != NULL)
		return screen->tick(screen->state);
	return idle_ms(screen) > 0 ? WAY_LOCK : WAY_STAY;
}

static enum way
take(const struct screen *screen, const struct terminal_event *event)
{
	if (event->key != TERMINAL_NOTHING && event->key != TERMINAL_RESIZED)
		message_clear();
	switch (event->key) {
	case TERMINAL_NOTHING:
		return take_silence(screen);
	case TERMINAL_RESIZED:
		return WAY_STAY;
	case TERMINAL_ONCE:
		message_set("%s", screen->words->again);
		return WAY_STAY;
	case TERMINAL_QUICK_EXIT:
		terminal_stop(TERMINAL_LEAVE_CLEARED);
		return WAY_QUICK_EXIT;
	case TERMINAL_ENDED:
		return end(screen);
	case TERMINAL_HELP:
		if (screen->help == NULL)
			return WAY_STAY;
		message_set("%s", screen->words->any_key);
		return show_help(screen);
	case TERMINAL_BACK:
		return (screen->offers & OFFERS_NO_BACK) != 0 ? WAY_STAY
							      : WAY_BACK;
	default:
		return take_offer(screen, event);
	}
}

/* Until the person can have read it: keys that answer are dropped. */
static enum way
run_unheard(const struct screen *screen)
{
	enum way result = WAY_STAY;
	int64_t end = steady_clock_ms() + screen->unheard_ms, left;
	struct terminal_event event;

	message_set("%s", screen->words->wait);
	draw_whole(screen);
	while (result == WAY_STAY && (left = end - steady_clock_ms()) > 0) {
		terminal_read((int)left, &event);
		if (event.key == TERMINAL_NOTHING ||
		    event.key == TERMINAL_TEXT || event.key == TERMINAL_PASTE ||
		    event.key == TERMINAL_ENTER || event.key == TERMINAL_NEXT)
			continue;
		result = take(screen, &event);
		draw_whole(screen);
	}
	message_clear();
	return result;
}

enum way
screen_run(const struct screen *screen)
{
	enum way result = WAY_STAY;
	struct terminal_event event;
	int undrawn = 0;

	key_before = TERMINAL_NOTHING;
	/* With something to say it comes again: the person is there. */
	if (screen->unheard_ms > 0 && !message_is_set())
		result = run_unheard(screen);
	if (result != WAY_STAY)
		return result;
	draw_whole(screen); /* with what was said just before */
	while (result == WAY_STAY) {
		terminal_read(
		    screen->tick != NULL ? TICK_MS : idle_ms(screen), &event);
		result = take(screen, &event);
		if (event.key != TERMINAL_NOTHING)
			key_before = event.key;
		if (result != WAY_STAY)
			break;
		if (terminal_input_waits() && ++undrawn < EVENTS_UNDRAWN)
			continue;
		undrawn = 0;
		draw_whole(screen);
	}
	message_clear();
	return result;
}
