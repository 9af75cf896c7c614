/* One code of a list, or several of them. */
#include <string.h>

#include "tree.h"
#include "choices.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "form.h"

struct state {
	struct form *form;
	const struct question *q;
	struct choices choices;
	struct list *list;
	size_t chosen; /* of the choices; `n`: none yet */
	bool several;
	bool extra; /* what has no code was chosen */
};

static void
draw(void *state, const struct paint_area *body)
{
	struct state *t = state;
	struct form *f = t->form;
	struct paint_area rest;

	question_head(f->sitting, t->q, body, &rest);
	list_draw(t->list, &rest, sitting_base(f->sitting));
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	struct list_model *model = list_model_of(t->list);

	if (event->key == TERMINAL_NEXT)
		return SCREEN_NEXT;
	if (event->key == TERMINAL_MORE && t->q->unknown != NULL) {
		t->chosen = choices_index(&t->choices, t->q->unknown);
		return SCREEN_NEXT;
	}
	if (list_key(t->list, event) != LIST_KEY_CHOSEN)
		return SCREEN_STAY;
	t->chosen = list_model_item(model, list_model_cursor(model));
	return SCREEN_NEXT;
}

static bool
holds(const void *state)
{
	const struct state *t = state;

	return list_model_chosen_count(list_model_of(t->list)) > 0;
}

/* What was answered before is chosen, and the cursor stands there. */
static void
choose_answered(struct state *t, const cJSON *object)
{
	struct list_model *model = list_model_of(t->list);
	const cJSON *value = tree_find(object, t->q->member), *item;
	const char *text;
	size_t i;

	if (t->several) {
		if (t->extra)
			(void)list_model_choose(model); /* it is the first */
		cJSON_ArrayForEach (item, value) {
			i = choices_index(&t->choices,
			    cJSON_IsString(item) ? item->valuestring : NULL);
			list_model_move_to(model, i);
			if (i < t->choices.n && !list_model_chosen(model, i))
				(void)list_model_choose(model);
		}
		list_model_move_to(model, 0);
		return;
	}
	text = cJSON_IsString(value) ? value->valuestring : NULL;
	i = choices_index(&t->choices, text);
	if (text != NULL && i == t->choices.n && t->q->max > 0)
		i = t->choices.n - 1; /* own words */
	if (i < t->choices.n) {
		list_model_move_to(model, i);
		(void)list_model_choose(model);
	}
}

/* Codes of a newer list, which a draft brought: they are not lost here. */
static bool
keep_unknown(const struct state *t, const cJSON *before, cJSON *codes)
{
	const cJSON *item;
	cJSON *code;

	cJSON_ArrayForEach (item, before) {
		if (!cJSON_IsString(item) ||
		    choices_index(&t->choices, item->valuestring) <
			t->choices.n)
			continue;
		code = cJSON_CreateString(item->valuestring);
		if (code == NULL || !cJSON_AddItemToArray(codes, code))
			return false;
	}
	return true;
}

static bool
store_several(struct state *t, cJSON *object)
{
	struct list_model *model = list_model_of(t->list);
	cJSON *codes = cJSON_CreateArray(), *code;
	size_t n = t->choices.n;

	if (codes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!list_model_chosen(model, i) &&
		    (i != t->chosen || t->chosen == n))
			continue;
		t->extra |= t->choices.codes[i] == NULL;
		if (t->choices.codes[i] == NULL)
			continue;
		code = cJSON_CreateString(t->choices.codes[i]);
		if (code == NULL || !cJSON_AddItemToArray(codes, code)) {
			cJSON_Delete(codes);
			return false;
		}
	}
	if (!keep_unknown(t, tree_find(object, t->q->member), codes)) {
		cJSON_Delete(codes);
		return false;
	}
	if (cJSON_GetArraySize(codes) > 0)
		return tree_put(object, t->q->member, codes);
	cJSON_Delete(codes);
	return tree_put(object, t->q->member, NULL);
}

static bool
store(struct state *t, cJSON *object)
{
	const char *code;

	if (t->several)
		return store_several(t, object);
	if (t->chosen == t->choices.n)
		return true;
	code = t->choices.codes[t->chosen];
	t->extra = code == NULL;
	if (t->extra)
		return true;
	return tree_put(object, t->q->member, cJSON_CreateString(code));
}

static enum screen_result
run(struct state *t, cJSON *object)
{
	struct form *f = t->form;
	const struct key_bar_key unknown = {
	    "F6", sitting_word(f->sitting, WORD_KEY_DONT_KNOW)};
	struct screen screen = {
	    .title = question_title(t->q, f->sitting->language),
	    .steps = f->sitting->steps,
	    .help = sitting_word(f->sitting, WORD_TEXT_HELP_LIST),
	    .keys = &unknown,
	    .n_keys = t->q->unknown != NULL,
	    .draw = draw,
	    .key = key,
	    .state = t};
	enum screen_result result;

	choose_answered(t, object);
	t->extra = false;
	result = sitting_ask(f->sitting, &screen, holds);
	if (sitting_left(result))
		return result;
	if (result == SCREEN_SKIP)
		(void)tree_put(object, t->q->member, NULL);
	else if (!store(t, object))
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
	return result;
}

/* With an item `extra` without a code, or NULL; whether it was chosen. */
static enum screen_result
choose(
    struct state *t, cJSON *object, const char *extra, enum choices_extra where)
{
	struct form *f = t->form;
	enum screen_result result = SCREEN_BACK;

	if (choices_make(
		&t->choices, t->q->lists, f->sitting->language, extra, where)) {
		t->chosen = t->choices.n;
		t->list = list_create(t->choices.items, t->choices.n,
		    t->several ? LIST_SEVERAL : LIST_ONE,
		    sitting_word(f->sitting, WORD_LABEL_SEARCH));
	}
	if (t->list == NULL)
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
	else
		result = run(t, object);
	list_destroy(t->list);
	choices_finish(&t->choices);
	return result;
}

enum screen_result
choice_screen(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q};
	enum screen_result result = choose(&t, object,
	    q->max > 0 ? sitting_word(f->sitting, WORD_LABEL_OWN_WORDS) : NULL,
	    CHOICES_EXTRA_LAST);

	return result == SCREEN_NEXT && t.extra ? line_screen(f, object, q)
						: result;
}

enum screen_result
several_screen(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q, .several = true};

	return choose(&t, object, NULL, CHOICES_EXTRA_LAST);
}

enum screen_result
several_or_screen(struct form *f, cJSON *object, const struct question *q,
    const char *extra, bool *extra_chosen)
{
	struct state t = {
	    .form = f, .q = q, .several = true, .extra = *extra_chosen};
	enum screen_result result =
	    choose(&t, object, extra, CHOICES_EXTRA_FIRST);

	if (!sitting_left(result))
		*extra_chosen = t.extra;
	return result;
}
