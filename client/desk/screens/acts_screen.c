/* What can be done to a case or an action, and doing it. */
#include <stdio.h>
#include <string.h>

#include "client/desk/pages/rule_words.h"
#include "client/sitting/face.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/json/json_text.h"
#include "seat.h"

#define ACTS_MAX 80

struct offers {
	size_t n;
	const struct rule_act *acts[ACTS_MAX];
	struct list_item items[ACTS_MAX];
};

/* Acts that make files or sign them are commands: they take a folder. */
static bool
is_command(const struct rule_act *act)
{
	return strcmp(act->family, "action") == 0 &&
	    (strcmp(act->name, "write") == 0 || strcmp(act->name, "sign") == 0);
}

static void
gather(const struct seat *s, const struct case_work *w, const cJSON *action,
    struct offers *ret)
{
	const struct rule_act *act;

	ret->n = 0;
	for (size_t i = 0; (act = rule_act_at(i)) != NULL; i++) {
		if (ret->n == ACTS_MAX || is_command(act) ||
		    !rules_offer(w->work, act, action, &s->desk.now))
			continue;
		ret->acts[ret->n] = act;
		ret->items[ret->n++] = (struct list_item){
		    rule_words_act(act, s->sitting.language), act->name};
	}
}

static enum way
choose(struct seat *s, const struct offers *offers, size_t *ret_at)
{
	struct sitting *sitting = &s->sitting;
	const struct face_list list = {
	    .ask = {.title = sitting_word(sitting, WORD_DESK_LABEL_DO),
		.ask = sitting_word(sitting,
		    offers->n == 0 ? WORD_DESK_ASK_NO_ACT : WORD_DESK_ASK_DO),
		.more = sitting_word(sitting, WORD_TEXT_HELP_LIST),
		.offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT,
		.apart = true},
	    .items = offers->items,
	    .n = offers->n,
	    .marked = offers->n};

	return sitting_aside(
	    sitting, sitting->face->list(sitting, &list, ret_at));
}

enum way
seat_acts(struct seat *s, const char *id, uint64_t number)
{
	struct offers offers;
	struct case_work w;
	const cJSON *action = NULL;
	size_t at = 0;
	enum way way;

	do {
		if (!seat_open(s, id, &w))
			return WAY_BACK;
		if (number != 0)
			action = work_item(w.work, WORK_ACTIONS, number);
		gather(s, &w, action, &offers);
		case_work_finish(&w);
		way = choose(s, &offers, &at);
	} while (way == WAY_STAY);
	if (way != WAY_NEXT || at >= offers.n)
		return way;
	return seat_act(s, offers.acts[at], id, number);
}
