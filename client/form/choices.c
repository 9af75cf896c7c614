#include "choices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report/vocabulary.h"

#define ITEMS_MAX 512 /* more than all lists of a question together */
#define ALSO_BYTES 2048

static const struct vocabulary_list *
next_list(const char **lists)
{
	size_t len = strcspn(*lists, " ");
	char name[32];

	(void)snprintf(name, sizeof(name), "%.*s", (int)len, *lists);
	*lists += len + ((*lists)[len] == ' ');
	return vocabulary_find(name);
}

static void
add(struct choices *c, const char *label, const char *code, char *also)
{
	c->items[c->n] = (struct list_item){label, also};
	c->codes[c->n] = code;
	c->also[c->n++] = also;
}

/* The code, the label in every language, and what it is called otherwise. */
static bool
add_item(struct choices *c, const struct vocabulary_item *item,
    enum language language)
{
	const char *names = vocabulary_names(item->code);
	char also[ALSO_BYTES];
	size_t used = 0;
	char *copy;

	used += (size_t)snprintf(also, sizeof(also), "%s", item->code);
	for (int l = 0; l < LANGUAGES_N && used < sizeof(also); l++)
		used += (size_t)snprintf(also + used, sizeof(also) - used,
		    " %s", vocabulary_label(item, (enum language)l));
	if (names != NULL && used < sizeof(also))
		(void)snprintf(also + used, sizeof(also) - used, " %s", names);
	copy = strdup(also);
	if (copy == NULL)
		return false;
	add(c, vocabulary_label(item, language), item->code, copy);
	return true;
}

bool
choices_make(struct choices *c, const char *lists, enum language language,
    const char *extra, enum choices_extra where)
{
	const struct vocabulary_list *list;

	*c = (struct choices){.n = 0};
	c->items = calloc(ITEMS_MAX, sizeof(*c->items));
	c->codes = calloc(ITEMS_MAX, sizeof(*c->codes));
	c->also = calloc(ITEMS_MAX, sizeof(*c->also));
	if (c->items == NULL || c->codes == NULL || c->also == NULL)
		return false;
	if (extra != NULL && where == CHOICES_EXTRA_FIRST)
		add(c, extra, NULL, NULL);
	while (*lists != '\0') {
		list = next_list(&lists);
		for (size_t i = 0;
		     list != NULL && i < list->n && c->n < ITEMS_MAX - 1; i++)
			if (!add_item(c, &list->items[i], language))
				return false;
	}
	if (extra != NULL && where == CHOICES_EXTRA_LAST)
		add(c, extra, NULL, NULL);
	return true;
}

void
choices_finish(struct choices *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->also[i]);
	free(c->items);
	free(c->codes);
	free(c->also);
	*c = (struct choices){.n = 0};
}

size_t
choices_index(const struct choices *c, const char *code)
{
	size_t i = 0;

	while (i < c->n && code != NULL &&
	    (c->codes[i] == NULL || strcmp(c->codes[i], code) != 0))
		i++;
	return code == NULL ? c->n : i;
}
