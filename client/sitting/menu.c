#include "menu.h"

#include <stdlib.h>

#include "client/ui/list.h"
#include "client/ui/message.h"

#define UNHEARD_MS 1000

struct state {
	struct sitting *sitting;
	const char *ask;
	const char *help;
	bool has_own;
	struct list *list;
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	sitting_head(t->sitting, t->ask, t->help, body, &rest);
	list_draw(t->list, &rest, sitting_base(t->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;

	if (event->key == TERMINAL_NEXT) {
		const struct terminal_event enter = {TERMINAL_ENTER, "", 0};

		return list_key(t->list, &enter) == LIST_KEY_CHOSEN
		    ? SCREEN_NEXT
		    : SCREEN_STAY;
	}
	if (event->key == TERMINAL_MORE && t->has_own)
		return SCREEN_MORE;
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

enum screen_result
menu_screen(struct sitting *s, const struct menu *menu, size_t *ret_choice)
{
	struct list_item *items = calloc(menu->n + 1, sizeof(*items));
	struct state t = {.sitting = s,
	    .ask = menu->ask,
	    .help = menu->help,
	    .has_own = menu->own != NULL};
	struct screen screen = {.title = sitting_word(s, menu->title),
	    .steps = s->steps,
	    .help = sitting_word(s, menu->more),
	    .draw = draw,
	    .key = key,
	    .offers = menu->offers,
	    .unheard_ms = menu->deliberate ? UNHEARD_MS : 0,
	    .keys = menu->own,
	    .n_keys = menu->own != NULL,
	    .state = &t};
	enum screen_result result = SCREEN_BACK;
	struct list_model *model;

	for (size_t i = 0; items != NULL && i < menu->n; i++)
		items[i].label = menu->items[i].text != NULL
		    ? menu->items[i].text
		    : sitting_word(s, menu->items[i].label);
	if (items != NULL)
		t.list = list_create(items, menu->n, LIST_ONE,
		    sitting_word(s, WORD_LABEL_SEARCH));
	if (t.list == NULL) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
	} else {
		model = list_model_of(t.list);
		list_model_move_to(model, menu->start);
		result = sitting_run(s, &screen);
		if (result == SCREEN_NEXT)
			*ret_choice =
			    list_model_item(model, list_model_cursor(model));
	}
	list_destroy(t.list);
	free(items);
	return result;
}
