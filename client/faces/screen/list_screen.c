/* Items to choose from. */
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "client/words/shared_words.h"
#include "framed.h"
#include "screens.h"

#define UNHEARD_MS 1000

struct state {
	struct sitting *sitting;
	const struct face_list *asked;
	struct list *list;
	size_t at;     /* what was chosen, or is to be removed; `n`: nothing */
	size_t remove; /* for which the removing was asked once; `n`: none */
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct paint_area rest;

	framed_head(t->sitting, &t->asked->ask, body, &rest);
	list_draw(t->list, &rest, sitting_base(t->sitting));
}

/* Twice in a row for the same. */
static enum way
ask_to_remove(struct state *t, const struct list_model *model)
{
	size_t at = list_model_shown(model) > 0
	    ? list_model_item(model, list_model_cursor(model))
	    : t->asked->n;

	if (at >= t->asked->removable)
		return WAY_STAY;
	if (t->remove == at) {
		t->at = at;
		return WAY_REMOVE;
	}
	t->remove = at;
	message_set("%s", sitting_word(t->sitting, WORD_LABEL_REMOVE_AGAIN));
	return WAY_STAY;
}

static enum way
choose(struct state *t, const struct terminal_event *event)
{
	struct list_model *model = list_model_of(t->list);

	if (list_key(t->list, event) != LIST_KEY_CHOSEN)
		return WAY_STAY;
	t->at = list_model_item(model, list_model_cursor(model));
	return WAY_NEXT;
}

static enum way
key(void *state, const struct terminal_event *event)
{
	const struct terminal_event enter = {TERMINAL_ENTER, "", 0};
	struct state *t = state;

	if (event->key == TERMINAL_REMOVE)
		return ask_to_remove(t, list_model_of(t->list));
	t->remove = t->asked->n;
	if (event->key == TERMINAL_NEXT)
		return t->asked->goes_on ? WAY_NEXT : choose(t, &enter);
	if (event->key == TERMINAL_MORE && t->asked->ask.own != NULL)
		return WAY_MORE;
	return choose(t, event);
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return list_model_chosen_count(list_model_of(t->list)) > 0;
}

/* What was chosen before; the cursor where it begins. */
static void
load(struct state *t)
{
	struct list_model *model = list_model_of(t->list);
	const struct face_list *l = t->asked;

	for (size_t i = 0; i < l->n; i++)
		if (l->chosen != NULL ? l->chosen[i] : i == l->marked) {
			list_model_move_to(model, i);
			(void)list_model_choose(model);
		}
	list_model_move_to(model, l->start);
}

enum way
framed_list(struct sitting *s, const struct face_list *list, size_t *ret_at)
{
	struct state t = {
	    .sitting = s, .asked = list, .at = list->n, .remove = list->n};
	const struct screen screen = {.draw = draw,
	    .key = key,
	    .holds = holds,
	    .unheard_ms = list->deliberate ? UNHEARD_MS : 0,
	    .state = &t};
	enum way way;

	t.list = list_create(list->items, list->n,
	    list->chosen != NULL ? LIST_SEVERAL : LIST_ONE,
	    sitting_word(s, WORD_LABEL_SEARCH));
	if (t.list == NULL) {
		message_set("%s", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return WAY_BACK;
	}
	load(&t);
	way = framed_run(s, &list->ask, &screen);
	for (size_t i = 0; list->chosen != NULL && i < list->n; i++)
		list->chosen[i] = list_model_chosen(list_model_of(t.list), i);
	if (way == WAY_NEXT || way == WAY_REMOVE)
		*ret_at = t.at;
	list_destroy(t.list);
	return way;
}
