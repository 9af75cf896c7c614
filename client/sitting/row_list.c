#include "row_list.h"
#include "client/words/shared_words.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/bytes/secret.h"

/* The rows are guarded: they have answers. */
static enum way
ask(struct sitting *s, const struct row_list *list, struct list_item *items,
    char (*rows)[ROW_LIST_BYTES], size_t *at)
{
	const bool grows = list->kind == ROW_LIST_GROWS;
	struct face_list shown = {.ask = list->ask,
	    .items = items,
	    .n = list->n + grows,
	    .start = *at,
	    .marked = list->n + grows,
	    .removable = grows ? list->n : 0,
	    .goes_on = true};
	enum way way;

	for (size_t i = 0; i < list->n; i++)
		list->row(list->context, i, rows[i]);
	if (grows) {
		(void)snprintf(rows[list->n], ROW_LIST_BYTES, "+ %s",
		    sitting_word(s, WORD_KEY_ADD));
		shown.ask.remove = sitting_word(s, WORD_KEY_REMOVE);
		if (*at > list->n)
			shown.start = list->n;
	}
	for (size_t i = 0; i < shown.n; i++)
		items[i].label = rows[i];
	way = s->face->list(s, &shown, at);
	if (*at >= shown.n)
		*at = ROW_LIST_NONE;
	return way;
}

enum way
row_list_ask(struct sitting *s, const struct row_list *list, size_t *at)
{
	struct list_item *items = calloc(list->n + 1, sizeof(*items));
	char(*rows)[ROW_LIST_BYTES] =
	    secret_alloc((list->n + 1) * sizeof(*rows));
	enum way way = WAY_BACK;

	if (items == NULL || rows == NULL)
		sitting_say(s, WORD_ERROR_NO_MEMORY);
	else
		way = ask(s, list, items, rows, at);
	free(items);
	secret_free(rows);
	return way;
}
