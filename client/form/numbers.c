/* Which of the records of another member are meant, by their numbers. */
#include <stdio.h>
#include <stdlib.h>

#include "client/sitting/face.h"
#include "client/sitting/row_list.h"
#include "client/words/shared_words.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "form.h"
#include "tree.h"

struct state {
	struct form *form;
	const struct question *q;
	size_t n; /* records that there are */
	bool *picked;
	struct list_item *items;
	char (*labels)[ROW_LIST_BYTES]; /* guarded: they have answers */
};

static const cJSON *
records_of(const struct state *t)
{
	const cJSON *root = t->form->own.root == NULL
	    ? NULL
	    : t->form->own.root(t->form->own.context);

	return tree_find(root, t->q->lists);
}

/* "1. person A; arrested" */
static void
fill_label(struct state *t, const cJSON *record, size_t at)
{
	struct byte_writer text;
	size_t used;

	byte_writer_init(&text, 1 << 20);
	tree_show_record(
	    t->q, record, t->form->sitting->language, TREE_SHORT, 0, &text);
	used = (size_t)snprintf(t->labels[at], ROW_LIST_BYTES, "%zu. ", at + 1);
	if (text.len > 0)
		printable_text_line((const char *)text.data, text.len,
		    t->labels[at] + used, ROW_LIST_BYTES - used);
	byte_writer_finish(&text);
	t->items[at].label = t->labels[at];
}

static bool
fill(struct state *t, const cJSON *object)
{
	const cJSON *records = records_of(t), *item;
	size_t at = 0;

	t->n = (size_t)cJSON_GetArraySize(records);
	t->picked = calloc(t->n + 1, sizeof(*t->picked));
	t->items = calloc(t->n + 1, sizeof(*t->items));
	t->labels = secret_alloc((t->n + 1) * sizeof(*t->labels));
	if (t->picked == NULL || t->items == NULL || t->labels == NULL)
		return false;
	cJSON_ArrayForEach (item, records)
		fill_label(t, item, at++);
	cJSON_ArrayForEach (item, tree_find(object, t->q->member))
		if (cJSON_IsNumber(item) && item->valuedouble >= 1 &&
		    item->valuedouble <= (double)t->n)
			t->picked[(size_t)item->valuedouble - 1] = true;
	return true;
}

/* None of them is the same as all: then nothing is written. */
static bool
store(const struct state *t, cJSON *object, size_t chosen)
{
	cJSON *numbers = cJSON_CreateArray(), *number;

	for (size_t i = 0; i < t->n && numbers != NULL; i++) {
		if (!t->picked[i] && i != chosen)
			continue;
		number = cJSON_CreateNumber((double)(i + 1));
		if (number == NULL || !cJSON_AddItemToArray(numbers, number)) {
			cJSON_Delete(numbers);
			numbers = NULL;
		}
	}
	if (numbers == NULL)
		return false;
	if (cJSON_GetArraySize(numbers) > 0)
		return tree_put(object, t->q->member, numbers);
	cJSON_Delete(numbers);
	return tree_put(object, t->q->member, NULL);
}

static enum way
ask(struct state *t, cJSON *object)
{
	struct sitting *s = t->form->sitting;
	struct face_list list = {.ask = question_face(s, t->q),
	    .items = t->items,
	    .n = t->n,
	    .chosen = t->picked,
	    .goes_on = true};
	size_t chosen = t->n;
	enum way way;

	list.ask.more = sitting_word(s, WORD_TEXT_HELP_LIST);
	list.ask.offers = FORM_OFFERS;
	way = s->face->list(s, &list, &chosen);
	if (sitting_left(way))
		return way;
	if (way == WAY_SKIP)
		(void)tree_put(object, t->q->member, NULL);
	else if (!store(t, object, chosen))
		sitting_say(s, WORD_ERROR_NO_MEMORY);
	return way;
}

enum way
form_numbers(struct form *f, cJSON *object, const struct question *q)
{
	struct state t = {.form = f, .q = q};
	enum way way = WAY_BACK;

	if (!fill(&t, object)) {
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	} else if (t.n == 0) {
		sitting_say(f->sitting, WORD_TEXT_NONE_YET);
	} else {
		way = ask(&t, object);
	}
	free(t.picked);
	free(t.items);
	secret_free(t.labels);
	return way;
}
