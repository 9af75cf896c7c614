/* What one wants to see: the inbox, one's own, what is due, a search. */
#include <stdio.h>
#include <string.h>

#include "client/sitting/menu.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "seat.h"

/* What waits, in a sentence. */
static void
count(struct seat *s, char *ret_text, size_t size)
{
	const struct inbox_filter all = {.all = false};
	struct inbox inbox;
	struct reason ignored = {""};
	char urgent[24] = "?", due[24] = "?";
	const char *const values[] = {s->desk.who, urgent, due};
	size_t n = 0, n_due = 0;

	if (inbox_read(vault_store(s->v), s->desk.who, s->desk.day, &all,
		&inbox, &s->events, &ignored)) {
		for (size_t i = 0; i < inbox.n; i++) {
			const struct inbox_entry *e = &inbox.list[i];

			n += e->unreadable || e->urgency <= URGENCY_SOON ||
			    e->state == STATE_OPENED;
			n_due += *e->due_day != '\0' &&
			    strcmp(e->due_day, s->desk.day) <= 0;
		}
		(void)snprintf(urgent, sizeof(urgent), "%zu", n);
		(void)snprintf(due, sizeof(due), "%zu", n_due);
		inbox_finish(&inbox);
	}
	seat_say_unread(s);
	(void)words_fill(WORD_DESK_ASK_START, s->sitting.language, values, 3,
	    ret_text, size);
}

static enum way
go(struct seat *s, size_t choice)
{
	static const struct inbox_filter filters[] = {{.all = false},
	    {.mine = true}, {.due = true}, {.changed = true}, {.all = true}};

	if (choice < sizeof(filters) / sizeof(filters[0]))
		return seat_inbox(s, &filters[choice]);
	return choice == 5 ? seat_search(s) : WAY_BACK;
}

enum way
seat_start(struct seat *s)
{
	static const struct menu_item items[] = {
	    {.label = WORD_DESK_LABEL_INBOX}, {.label = WORD_DESK_LABEL_MINE},
	    {.label = WORD_DESK_LABEL_DUE}, {.label = WORD_DESK_LABEL_CHANGED},
	    {.label = WORD_DESK_LABEL_ALL}, {.label = WORD_DESK_LABEL_SEARCH},
	    {.label = WORD_DESK_LABEL_QUIT}};
	char ask[256];
	struct menu menu = {.title = WORD_DESK_TITLE_START,
	    .more = WORD_TEXT_HELP_LIST,
	    .items = items,
	    .n = sizeof(items) / sizeof(items[0]),
	    .offers = OFFERS_LANGUAGE};
	enum way way;

	if (seat_is_over(s))
		return WAY_ENDED;
	seat_refresh(s);
	do {
		count(s, ask, sizeof(ask));
		menu.ask = ask;
		menu.help = sitting_word(&s->sitting, WORD_DESK_HELP_KEYS);
		way = sitting_aside(
		    &s->sitting, menu_ask(&s->sitting, &menu, &menu.start));
	} while (way == WAY_STAY);
	if (way != WAY_NEXT)
		return way;
	way = go(s, menu.start);
	if (menu.start + 1 == menu.n)
		return WAY_BACK;
	return sitting_left(way) ? way : WAY_NEXT;
}
