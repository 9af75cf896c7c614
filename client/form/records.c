/* An array of objects: victims, acts, alleged perpetrators, consents. */
#include <stdio.h>
#include <stdlib.h>

#include "tree.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "members.h"
#include "form.h"

#define RECORDS_MAX 1000 /* docs/REPORT.md 3 */
#define ROW_BYTES 320

struct state {
	struct form *form;
	const struct question *q;
	struct list *list;
	struct list_item *items;
	char (*rows)[ROW_BYTES]; /* guarded */
	size_t n;                /* records; the row behind them adds one */
	bool remove;             /* F7 was pressed twice */
	size_t asked;            /* the record for which once; or n + 1 */
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

/* Twice in a row for the same. */
static enum screen_result
ask_to_remove(struct state *t, const struct list_model *model)
{
	size_t at = list_model_shown(model) > 0
	    ? list_model_item(model, list_model_cursor(model))
	    : t->n;

	if (at >= t->n)
		return SCREEN_STAY;
	t->remove = t->asked == at;
	t->asked = at;
	if (t->remove)
		return SCREEN_NEXT;
	message_set(
	    "%s", sitting_word(t->form->sitting, WORD_LABEL_REMOVE_AGAIN));
	return SCREEN_STAY;
}

static enum screen_result
key(void *state, const struct terminal_event *event)
{
	struct state *t = state;
	struct list_model *model = list_model_of(t->list);

	if (event->key == TERMINAL_REMOVE)
		return ask_to_remove(t, model);
	t->asked = t->n + 1;
	if (event->key == TERMINAL_NEXT)
		return SCREEN_NEXT;
	return list_key(t->list, event) == LIST_KEY_CHOSEN ? SCREEN_NEXT
							   : SCREEN_STAY;
}

/* "person A; arrested; 2026-05" */
static void
fill_row(struct state *t, const cJSON *item, size_t number, char *ret_row)
{
	struct byte_writer text;
	size_t used;

	byte_writer_init(&text, 1 << 20);
	tree_show_record(
	    t->q, item, t->form->sitting->language, TREE_SHORT, 0, &text);
	used = (size_t)snprintf(ret_row, ROW_BYTES, "%zu. ", number);
	if (text.len > 0)
		printable_text_line((const char *)text.data, text.len,
		    ret_row + used, ROW_BYTES - used);
	byte_writer_finish(&text);
}

static bool
make_list(struct state *t, cJSON *array, size_t at)
{
	const cJSON *item;
	size_t i = 0;

	t->n = (size_t)cJSON_GetArraySize(array);
	t->items = calloc(t->n + 1, sizeof(*t->items));
	t->rows = secret_alloc((t->n + 1) * sizeof(*t->rows));
	if (t->items == NULL || t->rows == NULL)
		return false;
	cJSON_ArrayForEach (item, array) {
		fill_row(t, item, i + 1, t->rows[i]);
		t->items[i] = (struct list_item){t->rows[i], NULL};
		i++;
	}
	(void)snprintf(t->rows[i], ROW_BYTES, "+ %s",
	    sitting_word(t->form->sitting, WORD_KEY_ADD));
	t->items[i].label = t->rows[i];
	t->list = list_create(t->items, t->n + 1, LIST_ONE,
	    sitting_word(t->form->sitting, WORD_LABEL_SEARCH));
	if (t->list == NULL)
		return false;
	list_model_move_to(list_model_of(t->list), at < t->n ? at : t->n);
	return true;
}

static void
end_list(struct state *t)
{
	list_destroy(t->list);
	free(t->items);
	secret_free(t->rows);
	t->list = NULL;
	t->items = NULL;
	t->rows = NULL;
}

/*
 * One look at the list.  The index of the record that was chosen to `at`, or
 * `n` + 1 where F2 went on.
 */
static enum screen_result
look(struct state *t, cJSON *array, size_t *at)
{
	struct form *f = t->form;
	const struct key_bar_key remove = {
	    "F7", sitting_word(f->sitting, WORD_KEY_REMOVE)};
	struct screen screen = {
	    .title = question_title(t->q, f->sitting->language),
	    .steps = f->sitting->steps,
	    .help = sitting_word(f->sitting, WORD_TEXT_HELP_RECORDS),
	    .keys = &remove,
	    .n_keys = 1,
	    .draw = draw,
	    .key = key,
	    .offers = SCREEN_OFFERS_LANGUAGE | SCREEN_OFFERS_SAVE,
	    .state = t};
	struct list_model *model;
	enum screen_result result = SCREEN_BACK;

	t->remove = false;
	if (!make_list(t, array, *at)) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		end_list(t);
		return result;
	}
	t->asked = t->n + 1;
	if (t->n == 0)
		screen.offers |= SCREEN_OFFERS_SKIP;
	model = list_model_of(t->list);
	result = sitting_run(f->sitting, &screen);
	*at = t->n + 1;
	if (t->remove)
		*at = list_model_item(model, list_model_cursor(model));
	for (size_t i = 0; i <= t->n && !t->remove; i++)
		if (list_model_chosen(model, i))
			*at = i;
	end_list(t);
	return result;
}

static enum screen_result
enter(struct state *t, cJSON *array, size_t at)
{
	struct form *f = t->form;
	struct members m = {
	    .more = WORD_TEXT_HELP_STEPS, .table = t->q->members};
	enum screen_result result;

	if (at == t->n && at >= RECORDS_MAX)
		return SCREEN_STAY;
	if (at == t->n)
		(void)cJSON_AddItemToArray(array, cJSON_CreateObject());
	m.object = cJSON_GetArrayItem(array, (int)at);
	if (m.object == NULL) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_STAY;
	}
	do {
		m.title = question_title(t->q, f->sitting->language);
		m.ask = question_ask(t->q, f->sitting->language);
		result = sitting_aside(f->sitting, members_screen(f, &m));
	} while (result == SCREEN_STAY);
	if (sitting_left(result))
		return result;
	tree_prune(m.object);
	if (m.object->child == NULL)
		cJSON_DeleteItemFromArray(array, (int)at);
	return SCREEN_STAY;
}

/* The array, made where there is none. */
static cJSON *
open_array(cJSON *object, const char *member)
{
	cJSON *array = tree_find(object, member);

	if (cJSON_IsArray(array))
		return array;
	return tree_put(object, member, cJSON_CreateArray())
	    ? tree_find(object, member)
	    : NULL;
}

enum screen_result
records_screen(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q};
	cJSON *array = open_array(object, q->member);
	enum screen_result result = SCREEN_STAY;
	size_t at = 0;

	if (array == NULL) {
		message_set(
		    "%s", sitting_word(f->sitting, WORD_ERROR_NO_MEMORY));
		return SCREEN_BACK;
	}
	while (result == SCREEN_STAY) {
		result = look(&t, array, &at);
		if (result != SCREEN_NEXT || at > t.n)
			break;
		if (t.remove)
			cJSON_DeleteItemFromArray(array, (int)at);
		result = t.remove ? SCREEN_STAY : enter(&t, array, at);
	}
	if (result == SCREEN_SKIP)
		(void)tree_put(object, q->member, NULL);
	tree_prune(object);
	return result;
}
