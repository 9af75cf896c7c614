/* The actions of a case, and one of them: its exact text, then what is done. */
#include <inttypes.h>
#include <stdio.h>

#include "client/desk/pages/case_page.h"
#include "client/desk/pages/rule_words.h"
#include "client/desk/rules/work.h"
#include "client/sitting/row_list.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "seat.h"

struct listing {
	const struct seat *s;
	const cJSON *actions;
};

static void
row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct listing *l = context;
	const cJSON *a = cJSON_GetArrayItem(l->actions, (int)at);
	const enum language language = l->s->sitting.language;
	char number[24];
	const char *const values[] = {number,
	    rule_words_code(work_text(a, "kind"), language),
	    rule_words_status(work_status(a), language)};

	(void)snprintf(number, sizeof(number), "%" PRIu64, work_number(a));
	(void)words_fill(
	    WORD_PAGE_ACTION, language, values, 3, ret_row, ROW_LIST_BYTES);
}

struct showing {
	const struct seat *s;
	const struct case_work *w;
	const cJSON *action;
};

static void
put_action(const struct page *p, void *context)
{
	const struct showing *c = context;

	case_page_action(p, c->w, c->action, c->s->desk.day);
}

/* Read first; then what may be done with it. */
static enum way
one(struct seat *s, const struct case_work *w, const cJSON *action)
{
	struct showing c = {s, w, action};
	const struct seat_page page = {WORD_DESK_TITLE_ACTIONS, put_action, &c};
	enum way way = seat_read(s, &page);

	/* Back is to the list, and not on to what may be done. */
	if (way == WAY_BACK || sitting_left(way))
		return way == WAY_BACK ? WAY_NEXT : way;
	way = seat_acts(s, w->row->id, work_number(action));
	return sitting_left(way) ? way : WAY_NEXT;
}

enum way
seat_actions(struct seat *s, const char *id)
{
	size_t at = 0;

	for (;;) {
		struct listing l = {.s = s};
		struct row_list list = {.row = row, .context = &l};
		struct case_work w;
		enum way way;

		if (!seat_open(s, id, &w))
			return WAY_BACK;
		l.actions = work_look(w.work, WORK_ACTIONS);
		list.n = (size_t)cJSON_GetArraySize(l.actions);
		list.ask = (struct face_ask){
		    .title = sitting_word(&s->sitting, WORD_DESK_TITLE_ACTIONS),
		    .ask = sitting_word(&s->sitting, WORD_DESK_ASK_WHICH),
		    .more = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
		    .offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT,
		    .apart = true};
		way = sitting_aside(
		    &s->sitting, row_list_ask(&s->sitting, &list, &at));
		if (way == WAY_NEXT && at < list.n)
			way =
			    one(s, &w, cJSON_GetArrayItem(l.actions, (int)at));
		else if (way == WAY_NEXT)
			way = WAY_BACK;
		case_work_finish(&w);
		if (way == WAY_BACK || sitting_left(way))
			return way;
	}
}
