/* One case: its pages, and what can be done. */
#include <stdio.h>
#include <string.h>

#include "client/desk/pages/case_page.h"
#include "client/desk/rules/work.h"
#include "client/sitting/menu.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "seat.h"

struct showing {
	struct seat *s;
	const struct case_work *w;
};

static void
put_facts(const struct page *p, void *context)
{
	const struct showing *c = context;

	case_page_facts(p, c->w, c->s->desk.day, true);
}

static void
put_people(const struct page *p, void *context)
{
	const struct showing *c = context;

	case_page_people(p, c->w);
	case_page_consents(p, c->w, c->s->desk.day);
}

static void
put_verification(const struct page *p, void *context)
{
	const struct showing *c = context;

	case_page_verification(p, c->w);
}

static void
put_rest(const struct page *p, void *context)
{
	const struct showing *c = context;

	case_page_rest(p, c->w);
}

/* Each page, and what leads further. */
enum entry {
	ENTRY_FACTS,
	ENTRY_PEOPLE,
	ENTRY_VERIFICATION,
	ENTRY_COMPARE,
	ENTRY_ACTIONS,
	ENTRY_NOTES,
	ENTRY_PROPOSALS,
	ENTRY_DO,
	ENTRIES_N
};

static enum way
go(struct showing *c, size_t choice)
{
	const struct seat_page pages[] = {
	    [ENTRY_FACTS] = {WORD_DESK_LABEL_FACTS, put_facts, c},
	    [ENTRY_PEOPLE] = {WORD_DESK_LABEL_PEOPLE, put_people, c},
	    [ENTRY_VERIFICATION] = {WORD_DESK_LABEL_VERIFICATION,
		put_verification, c},
	    [ENTRY_NOTES] = {WORD_DESK_LABEL_NOTES, put_rest, c},
	};
	enum way way;

	switch ((enum entry)choice) {
	case ENTRY_COMPARE:
		return seat_compare(c->s, c->w);
	case ENTRY_ACTIONS:
		return seat_actions(c->s, c->w->row->id);
	case ENTRY_PROPOSALS:
		return seat_proposals(c->s, c->w->row->id);
	case ENTRY_DO:
		return seat_acts(c->s, c->w->row->id, 0);
	default:
		way = seat_read(c->s, &pages[choice]);
		return sitting_left(way) ? way : WAY_NEXT;
	}
}

/* Somebody said that it is hard to read: it is asked first. */
static enum way
ask_anyway(struct seat *s, const struct case_work *w)
{
	static const struct menu_item items[] = {
	    {.label = WORD_DESK_LABEL_NOT_NOW},
	    {.label = WORD_DESK_LABEL_ANYWAY}};
	const bool abusive = strcmp(work_text(w->work, "abusive"), "yes") == 0;
	struct menu menu = {.title = WORD_DESK_LABEL_FACTS,
	    .more = WORD_TEXT_HELP_LIST,
	    .items = items,
	    .n = 2,
	    .offers = OFFERS_LANGUAGE,
	    .deliberate = true};
	size_t choice = 0;
	enum way way;

	if (!abusive && cJSON_GetArraySize(work_look(w->work, "warnings")) == 0)
		return WAY_NEXT;
	do {
		menu.ask = sitting_word(
		    &s->sitting, abusive ? WORD_PAGE_FOLDED : WORD_PAGE_HARD);
		way = sitting_aside(
		    &s->sitting, menu_ask(&s->sitting, &menu, &choice));
	} while (way == WAY_STAY);
	return way == WAY_NEXT && choice == 0 ? WAY_BACK : way;
}

static enum way
ask(struct seat *s, const struct case_work *w, size_t *choice)
{
	static const struct menu_item items[ENTRIES_N] = {
	    {.label = WORD_DESK_LABEL_FACTS}, {.label = WORD_DESK_LABEL_PEOPLE},
	    {.label = WORD_DESK_LABEL_VERIFICATION},
	    {.label = WORD_DESK_LABEL_COMPARE},
	    {.label = WORD_DESK_LABEL_ACTIONS},
	    {.label = WORD_DESK_LABEL_NOTES},
	    {.label = WORD_DESK_LABEL_PROPOSALS},
	    {.label = WORD_DESK_LABEL_DO}};
	char text[160], id[16];
	const char *const values[] = {id};
	struct menu menu = {.title = WORD_DESK_TITLE_START,
	    .more = WORD_TEXT_HELP_LIST,
	    .items = items,
	    .n = ENTRIES_N,
	    .start = *choice,
	    .ask = text,
	    .offers = OFFERS_LANGUAGE};

	(void)snprintf(id, sizeof(id), "%.8s", w->row->id);
	(void)words_fill(WORD_DESK_TITLE_CASE, s->sitting.language, values, 1,
	    text, sizeof(text));
	return sitting_aside(&s->sitting, menu_ask(&s->sitting, &menu, choice));
}

enum way
seat_case(struct seat *s, const char *id)
{
	struct showing c = {.s = s};
	struct case_work w;
	size_t choice = 0;
	bool asked = false;
	enum way way;

	for (;;) {
		if (!seat_open(s, id, &w))
			return WAY_BACK;
		c.w = &w;
		way = asked ? WAY_NEXT : ask_anyway(s, &w);
		asked = true;
		if (way == WAY_NEXT) {
			(void)case_work_seen(
			    vault_store(s->v), &w, s->desk.who);
			way = ask(s, &w, &choice);
		}
		if (way == WAY_NEXT)
			way = go(&c, choice);
		else if (way == WAY_BACK) {
			case_work_finish(&w);
			return WAY_BACK;
		}
		case_work_finish(&w);
		if (sitting_left(way))
			return way;
	}
}
