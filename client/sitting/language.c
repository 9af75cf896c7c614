/*
 * The first screen: in which language, and whether this terminal puts Arabic
 * into order by itself.
 */
#include <stdio.h>

#include "client/ui/list.h"
#include "client/ui/message.h"
#include "client/ui/order_check.h"
#include "sitting.h"

#define FIRST_ORDER 7 /* behind the six languages */

/* Each in itself, so that everyone finds their own. */
static const struct list_item names[LANGUAGES_N] = {{"English", "en"},
    {"Français", "fr"}, {"Español", "es"}, {"العربية", "ar"}, {"Русский", "ru"},
    {"中文", "zh"}};

struct state {
	struct sitting *sitting;
	struct list *list;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct sitting *s = t->sitting;
	struct paint_area rest, list;

	sitting_head(s, sitting_word(s, WORD_ASK_LANGUAGE),
	    sitting_word(s, WORD_HELP_LANGUAGE), body, &rest);
	list = rest;
	if (list.rows > LANGUAGES_N)
		list.rows = LANGUAGES_N;
	for (size_t i = 0; i < LANGUAGES_N && (int)i < list.rows; i++) {
		char line[64];

		(void)snprintf(
		    line, sizeof(line), "%zu %s", i + 1, names[i].label);
		paint_line(list.top + (int)i, list.left, list.columns, line,
		    sitting_base(s),
		    i == list_model_cursor(list_model_of(t->list))
			? PAINT_MARKED
			: PAINT_PLAIN);
	}
	rest.top += list.rows + 1;
	rest.rows -= list.rows + 1;
	if (rest.rows > 5)
		order_check_draw(&rest, sitting_word(s, WORD_LABEL_ORDER),
		    "سلام abc (12) عليكم", FIRST_ORDER, sitting_base(s));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	const struct terminal_event enter = {TERMINAL_ENTER, "", 0};

	if (order_check_key(event, FIRST_ORDER)) {
		message_set(
		    "%s", sitting_word(t->sitting, WORD_LABEL_ORDER_SET));
		return SCREEN_STAY;
	}
	if (event->key == TERMINAL_NEXT)
		event = &enter;
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

enum screen_result
language_screen(struct sitting *s)
{
	struct state t = {.sitting = s,
	    .list = list_create(names, LANGUAGES_N, LIST_ONE, "")};
	struct screen screen = {.title = sitting_word(s, WORD_TITLE_LANGUAGE),
	    .help = sitting_word(s, WORD_TEXT_HELP_LIST),
	    .draw = draw,
	    .key = key,
	    .state = &t};
	enum screen_result result;
	struct list_model *model;

	if (t.list == NULL)
		return SCREEN_BACK;
	model = list_model_of(t.list);
	list_model_move_to(model, (size_t)s->language);
	result = sitting_run(s, &screen);
	if (result == SCREEN_NEXT)
		sitting_set_language(s,
		    (enum language)list_model_item(
			model, list_model_cursor(model)));
	list_destroy(t.list);
	return result;
}
