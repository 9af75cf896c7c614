/*
 * In which language, and whether this terminal puts Arabic into order by
 * itself.
 */
#include <stdio.h>

#include "client/ui/list.h"
#include "client/ui/message.h"
#include "client/ui/order_check.h"
#include "client/words/shared_words.h"
#include "framed.h"
#include "screens.h"

struct state {
	struct sitting *sitting;
	const struct face_ask *asked;
	const struct list_item *names;
	size_t n;
	struct list *list;
};

/* The number behind the languages. */
static int
first_order(const struct state *t)
{
	return (int)t->n + 1;
}

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct sitting *s = t->sitting;
	struct paint_area rest, list;

	framed_head(s, t->asked, body, &rest);
	list = rest;
	if (list.rows > (int)t->n)
		list.rows = (int)t->n;
	for (size_t i = 0; i < t->n && (int)i < list.rows; i++) {
		char line[64];

		(void)snprintf(
		    line, sizeof(line), "%zu %s", i + 1, t->names[i].label);
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
		    "سلام abc (12) عليكم", first_order(t), sitting_base(s));
}

static enum way
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	const struct terminal_event enter = {TERMINAL_ENTER, "", 0};

	if (order_check_key(event, first_order(t))) {
		message_set(
		    "%s", sitting_word(t->sitting, WORD_LABEL_ORDER_SET));
		return WAY_STAY;
	}
	if (event->key == TERMINAL_NEXT)
		event = &enter;
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? WAY_NEXT
							   : WAY_STAY;
}

enum way
framed_language(struct sitting *s, const struct face_ask *ask,
    const struct list_item *names, size_t n, size_t *at)
{
	struct state t = {.sitting = s,
	    .asked = ask,
	    .names = names,
	    .n = n,
	    .list = list_create(names, n, LIST_ONE, "")};
	const struct screen screen = {.draw = draw, .key = key, .state = &t};
	struct list_model *model;
	enum way way;

	if (t.list == NULL) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return WAY_BACK;
	}
	model = list_model_of(t.list);
	list_model_move_to(model, *at);
	way = framed_run(s, ask, &screen);
	if (way == WAY_NEXT)
		*at = list_model_item(model, list_model_cursor(model));
	list_destroy(t.list);
	return way;
}
