/* One code of a list, or several of them. */
#include <string.h>

#include "answers.h"
#include "choices.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "screens.h"

#define UNSURE "unsure" /* docs/REPORT.md 2 */

struct state {
	struct session *session;
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
	struct session *s = t->session;
	struct paint_area rest;

	question_head(&s->sitting, t->q, body, &rest);
	list_draw(t->list, &rest, sitting_base(&s->sitting));
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
	const cJSON *value = answers_find(object, t->q->member), *item;
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
	if (!keep_unknown(t, answers_find(object, t->q->member), codes)) {
		cJSON_Delete(codes);
		return false;
	}
	if (cJSON_GetArraySize(codes) > 0)
		return answers_put(object, t->q->member, codes);
	cJSON_Delete(codes);
	return answers_put(object, t->q->member, NULL);
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
	return answers_put(object, t->q->member, cJSON_CreateString(code));
}

static enum screen_result
run(struct state *t, cJSON *object)
{
	struct session *s = t->session;
	const struct key_bar_key unknown = {
	    "F6", sitting_word(&s->sitting, WORD_KEY_DONT_KNOW)};
	struct screen screen = {
	    .title = question_title(t->q, s->sitting.language),
	    .steps = s->sitting.steps,
	    .help = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
	    .keys = &unknown,
	    .n_keys = t->q->unknown != NULL,
	    .draw = draw,
	    .key = key,
	    .state = t};
	enum screen_result result;

	choose_answered(t, object);
	t->extra = false;
	result = sitting_ask(&s->sitting, &screen, holds);
	if (sitting_left(result))
		return result;
	if (result == SCREEN_SKIP)
		(void)answers_put(object, t->q->member, NULL);
	else if (!store(t, object))
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
	return result;
}

/* With an item `extra` without a code, or NULL; whether it was chosen. */
static enum screen_result
choose(
    struct state *t, cJSON *object, const char *extra, enum choices_extra where)
{
	struct session *s = t->session;
	enum screen_result result = SCREEN_BACK;

	if (choices_make(
		&t->choices, t->q->lists, s->sitting.language, extra, where)) {
		t->chosen = t->choices.n;
		t->list = list_create(t->choices.items, t->choices.n,
		    t->several ? LIST_SEVERAL : LIST_ONE,
		    sitting_word(&s->sitting, WORD_LABEL_SEARCH));
	}
	if (t->list == NULL)
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
	else
		result = run(t, object);
	list_destroy(t->list);
	choices_finish(&t->choices);
	return result;
}

enum screen_result
choice_screen(struct session *s, cJSON *object, const struct question *q)
{
	struct state t = {.session = s, .q = q};
	enum screen_result result = choose(&t, object,
	    q->max > 0 ? sitting_word(&s->sitting, WORD_LABEL_OWN_WORDS) : NULL,
	    CHOICES_EXTRA_LAST);

	return result == SCREEN_NEXT && t.extra ? line_screen(s, object, q)
						: result;
}

enum screen_result
several_screen(struct session *s, cJSON *object, const struct question *q)
{
	struct state t = {.session = s, .q = q, .several = true};

	return choose(&t, object, NULL, CHOICES_EXTRA_LAST);
}

/*
 * "Not sure" is an answer, and has no code among the bodies: it stands where
 * the reason for the link does.
 */
enum screen_result
link_screen(struct session *s)
{
	const struct question *q = question_of("un_bodies");
	const char *why = answers_text(s->writing.report, "why_linked");
	bool unsure = why != NULL && strcmp(why, UNSURE) == 0;
	struct state t = {
	    .session = s, .q = q, .several = true, .extra = unsure};
	enum screen_result result = choose(&t, s->writing.report,
	    sitting_word(&s->sitting, WORD_LABEL_LINK_UNSURE),
	    CHOICES_EXTRA_FIRST);
	bool ok = true;

	if (sitting_left(result))
		return result;
	if (t.extra && why == NULL)
		ok = answers_put_text(
		    s->writing.report, "why_linked", UNSURE, strlen(UNSURE));
	else if (!t.extra && unsure)
		ok = answers_put(s->writing.report, "why_linked", NULL);
	if (!ok)
		message_set(
		    "%s", sitting_word(&s->sitting, WORD_ERROR_NO_MEMORY));
	return result;
}
