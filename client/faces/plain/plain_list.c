/* Items by their numbers; other words search. */
#include <stdlib.h>
#include <string.h>

#include "client/sitting/sitting.h"
#include "client/words/shared_words.h"
#include "plain_asks.h"
#include "plain_lines.h"

#define ROWS 40 /* written at once; what is sought is found by its words */

struct state {
	struct sitting *sitting;
	const struct face_list *asked;
	struct list_model *model;
	bool sure;     /* the key that loses an answer was pressed once */
	size_t remove; /* asked for once */
};

static void
put_items(const struct state *t)
{
	size_t shown = list_model_shown(t->model), item;

	for (size_t i = 0; i < shown && i < ROWS; i++) {
		item = list_model_item(t->model, i);
		plain_putf("%3zu %s%s\n", i + 1,
		    t->asked->chosen == NULL
			? (list_model_chosen(t->model, item) ? "* " : "")
			: (list_model_chosen(t->model, item) ? "[x] " : "[ ] "),
		    list_model_label(t->model, i));
	}
	if (shown > ROWS || shown < t->asked->n)
		plain_putf("%s %zu / %zu\n",
		    sitting_word(t->sitting, WORD_LABEL_SEARCH), shown,
		    t->asked->n);
}

/* The place that a number names; false where it is none of those shown. */
static bool
read_number(const struct state *t, const char **text, size_t *ret_place)
{
	char *end;
	unsigned long number;

	*text += strspn(*text, " ");
	if (**text < '0' || **text > '9')
		return false;
	number = strtoul(*text, &end, 10);
	*text = end;
	*ret_place = number - 1;
	return number > 0 && number <= list_model_shown(t->model) &&
	    number <= ROWS;
}

/* What nothing fits is said, and all are there again. */
static void
search(struct state *t, const char *text)
{
	if (list_model_filter(t->model, text, strlen(text)) &&
	    list_model_shown(t->model) > 0)
		return;
	(void)list_model_filter(t->model, "", 0);
	plain_putf("%s: %s\n", text,
	    sitting_word(t->sitting, WORD_ERROR_NOTHING_FOUND));
}

/* Numbers, of which one ends a choice of one; or words to search for. */
static enum way
take(struct state *t, const char *text, size_t *ret_at)
{
	const bool several = t->asked->chosen != NULL;
	const char *rest = text;
	size_t place;

	if (text[0] == '\0') {
		(void)list_model_filter(t->model, "", 0);
		return WAY_STAY;
	}
	while (read_number(t, &rest, &place)) {
		list_model_move_to(t->model, place);
		(void)list_model_choose(t->model);
		if (!several) {
			*ret_at = list_model_item(t->model, place);
			return WAY_NEXT;
		}
		rest += strspn(rest, " ,");
		if (*rest == '\0')
			return WAY_STAY;
	}
	search(t, text);
	return WAY_STAY;
}

/* Twice in a row for the same. */
static enum way
ask_to_remove(struct state *t, const char *text, size_t *ret_at)
{
	size_t place, item;

	if (!read_number(t, &text, &place))
		return WAY_STAY;
	item = list_model_item(t->model, place);
	if (item >= t->asked->removable)
		return WAY_STAY;
	if (t->remove == item) {
		*ret_at = item;
		return WAY_REMOVE;
	}
	t->remove = item;
	plain_putf("%s\n", sitting_word(t->sitting, WORD_LABEL_REMOVE_AGAIN));
	return WAY_STAY;
}

static enum way
go(struct state *t, enum way way, const char *text, size_t *ret_at)
{
	if (way == WAY_REMOVE)
		return ask_to_remove(t, text, ret_at);
	if (way == WAY_NEXT && !t->asked->goes_on)
		return WAY_STAY; /* nothing is chosen by itself */
	if (way == WAY_SKIP && !t->sure &&
	    list_model_chosen_count(t->model) > 0) {
		t->sure = true;
		plain_putf(
		    "%s\n", sitting_word(t->sitting, WORD_LABEL_ERASE_AGAIN));
		return WAY_STAY;
	}
	return way;
}

static enum way
ask(struct state *t, size_t *ret_at)
{
	const struct face_ask *question = &t->asked->ask;
	enum way way = WAY_STAY, asked;
	const char *text;

	while (way == WAY_STAY) {
		put_items(t);
		if (plain_read(t->sitting, question, PLAIN_SHOWN, &asked,
			&text) == PLAIN_WAY) {
			way = go(t, asked, text, ret_at);
			continue;
		}
		t->sure = false;
		t->remove = t->asked->n;
		way = take(t, text, ret_at);
	}
	return way;
}

/* What was chosen before. */
static void
load(struct state *t)
{
	const struct face_list *l = t->asked;

	for (size_t i = 0; i < l->n; i++)
		if (l->chosen != NULL ? l->chosen[i] : i == l->marked) {
			list_model_move_to(t->model, i);
			(void)list_model_choose(t->model);
		}
}

enum way
plain_list(struct sitting *s, const struct face_list *list, size_t *ret_at)
{
	struct state t = {.sitting = s,
	    .asked = list,
	    .model = list_model_create(list->items, list->n,
		list->chosen != NULL ? LIST_SEVERAL : LIST_ONE),
	    .remove = list->n};
	size_t at = list->n;
	enum way way;

	if (t.model == NULL) {
		plain_putf("%s\n", sitting_word(s, WORD_ERROR_NO_MEMORY));
		return WAY_BACK;
	}
	load(&t);
	plain_head(s, &list->ask);
	plain_ways(s, &list->ask);
	way = ask(&t, &at);
	for (size_t i = 0; list->chosen != NULL && i < list->n; i++)
		list->chosen[i] = list_model_chosen(t.model, i);
	if (way == WAY_NEXT || way == WAY_REMOVE)
		*ret_at = at;
	list_model_destroy(t.model);
	return way;
}
