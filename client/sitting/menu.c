#include "menu.h"
#include "client/words/shared_words.h"

#include <stdlib.h>

#include "face.h"

enum way
menu_ask(struct sitting *s, const struct menu *menu, size_t *ret_choice)
{
	struct list_item *items = calloc(menu->n + 1, sizeof(*items));
	const struct face_list list = {
	    .ask = {.title = sitting_word(s, menu->title),
		.ask = menu->ask,
		.help = menu->help,
		.more = menu->more == NULL ? NULL : sitting_word(s, menu->more),
		.own = menu->own,
		.offers = menu->offers},
	    .items = items,
	    .n = menu->n,
	    .start = menu->start,
	    .marked = menu->n,
	    .deliberate = menu->deliberate};
	enum way way;
	size_t at = menu->n;

	if (items == NULL) {
		sitting_say(s, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	for (size_t i = 0; i < menu->n; i++)
		items[i].label = menu->items[i].text != NULL
		    ? menu->items[i].text
		    : sitting_word(s, menu->items[i].label);
	way = s->face->list(s, &list, &at);
	if (way == WAY_NEXT)
		*ret_choice = at;
	free(items);
	return way;
}
