/* An array of objects: victims, acts, alleged perpetrators, consents. */
#include <stdio.h>

#include "tree.h"
#include "client/sitting/row_list.h"
#include "client/words/shared_words.h"
#include "common/bytes/printable_text.h"
#include "members.h"
#include "form.h"

#define RECORDS_MAX 1000 /* docs/REPORT.md 3 */

struct state {
	struct form *form;
	const struct question *q;
	const cJSON *array;
	size_t n;
};

/* "1. person A; arrested; 2026-05" */
static void
fill_row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct state *t = context;
	struct byte_writer text;
	size_t used;

	byte_writer_init(&text, 1 << 20);
	tree_show_record(t->q, cJSON_GetArrayItem(t->array, (int)at),
	    t->form->sitting->language, TREE_SHORT, 0, &text);
	used = (size_t)snprintf(ret_row, ROW_LIST_BYTES, "%zu. ", at + 1);
	if (text.len > 0)
		printable_text_line((const char *)text.data, text.len,
		    ret_row + used, ROW_LIST_BYTES - used);
	byte_writer_finish(&text);
}

static enum way
look(struct state *t, size_t *at)
{
	struct sitting *s = t->form->sitting;
	struct row_list list = {.ask = question_face(s, t->q),
	    .kind = ROW_LIST_GROWS,
	    .row = fill_row,
	    .context = t};

	t->n = (size_t)cJSON_GetArraySize(t->array);
	list.n = t->n;
	list.ask.more = sitting_word(s, WORD_TEXT_HELP_RECORDS);
	list.ask.offers = OFFERS_LANGUAGE | OFFERS_SAVE;
	if (t->n == 0)
		list.ask.offers |= OFFERS_SKIP;
	return row_list_ask(s, &list, at);
}

static void
remove_record(const struct state *t, cJSON *array, size_t at)
{
	const struct form_own *own = &t->form->own;

	cJSON_DeleteItemFromArray(array, (int)at);
	if (own->removed != NULL)
		own->removed(own->context, t->q, at);
}

static enum way
enter(struct state *t, cJSON *array, size_t at)
{
	struct form *f = t->form;
	struct members m = {
	    .more = WORD_TEXT_HELP_STEPS, .table = t->q->members};
	enum way result;

	if (at == t->n && at >= RECORDS_MAX)
		return WAY_STAY;
	if (at == t->n)
		(void)cJSON_AddItemToArray(array, cJSON_CreateObject());
	m.object = cJSON_GetArrayItem(array, (int)at);
	if (m.object == NULL) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_STAY;
	}
	do {
		m.title = question_title(t->q, f->sitting->language);
		m.ask = question_ask(t->q, f->sitting->language);
		result = sitting_aside(f->sitting, members_ask(f, &m));
	} while (result == WAY_STAY);
	if (sitting_left(result))
		return result;
	tree_prune(m.object);
	if (m.object->child == NULL)
		remove_record(t, array, at);
	return WAY_STAY;
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

enum way
form_records(struct form *f, cJSON *object, const struct question *q)
{
	cJSON *array = open_array(object, q->member);
	struct state t = {.form = f, .q = q, .array = array};
	enum way result = WAY_STAY;
	size_t at = 0;

	if (array == NULL) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	while (result == WAY_STAY) {
		result = look(&t, &at);
		if (result == WAY_REMOVE) {
			remove_record(&t, array, at);
			result = WAY_STAY;
		} else if (result == WAY_NEXT && at != ROW_LIST_NONE) {
			result = enter(&t, array, at);
		}
	}
	if (result == WAY_SKIP)
		(void)tree_put(object, q->member, NULL);
	tree_prune(object);
	return result;
}
