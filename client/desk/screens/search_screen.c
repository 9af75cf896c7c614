/* Search over everything, and what may be the same case. */
#include <stdio.h>
#include <string.h>

#include "client/desk/casework/proposals.h"
#include "client/desk/store/journal.h"
#include "client/sitting/ask_line.h"
#include "client/sitting/row_list.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "seat.h"

#define WORDS_BYTES 512
#define HITS_MAX 500

struct hits {
	size_t n;
	struct search_arena_hit list[HITS_MAX];
};

static void
row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct hits *h = context;

	(void)snprintf(ret_row, ROW_LIST_BYTES, "%s  %s", h->list[at].id,
	    h->list[at].text);
}

static enum way
show_hits(struct seat *s, struct hits *h)
{
	size_t at = 0;

	for (;;) {
		char number[24], text[160], head[CASE_ID_BYTES];
		const char *const values[] = {number};
		struct row_list list = {
		    .ask = {.title = sitting_word(
				&s->sitting, WORD_DESK_TITLE_SEARCH),
			.ask = text,
			.more = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
			.offers = OFFERS_NO_NEXT,
			.apart = true},
		    .n = h->n,
		    .row = row,
		    .context = h};
		enum way way;

		(void)snprintf(number, sizeof(number), "%zu%s", h->n,
		    h->n == HITS_MAX ? "+" : "");
		if (h->n == 0)
			(void)snprintf(text, sizeof(text), "%s",
			    sitting_word(&s->sitting, WORD_DESK_ASK_EMPTY));
		else
			(void)words_fill(WORD_DESK_ASK_FOUND,
			    s->sitting.language, values, 1, text, sizeof(text));
		way = row_list_ask(&s->sitting, &list, &at);
		if (way != WAY_NEXT || at >= h->n)
			return way;
		case_link_head(h->list[at].id, head);
		way = seat_case(s, head);
		if (sitting_left(way))
			return way;
	}
}

/* What is searched is loaded once, and again after something changed. */
static bool
load(struct seat *s)
{
	struct reason reason = {""};

	if (s->arena != NULL && !s->arena_old)
		return true;
	search_arena_destroy(s->arena);
	s->arena = search_arena_create(vault_store(s->v), &s->events, &reason);
	s->arena_old = false;
	seat_say_unread(s);
	if (s->arena == NULL)
		sitting_tell(&s->sitting, "%s", reason.text);
	return s->arena != NULL;
}

static enum way
search(struct seat *s, const char *words)
{
	struct hits *h = secret_alloc(sizeof(*h));
	struct reason reason = {""};
	enum way way = WAY_BACK;

	seat_refresh(s);
	if (h == NULL)
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
	else if (!journal_before(vault_store(s->v), "searched", "-", &reason))
		sitting_tell(&s->sitting, "%s", reason.text);
	else if (load(s) &&
	    search_arena_find(s->arena, words, h->list, HITS_MAX, &h->n))
		way = show_hits(s, h);
	secret_free(h);
	return way;
}

enum way
seat_search(struct seat *s)
{
	struct ask_line ask = {.title = WORD_DESK_TITLE_SEARCH,
	    .clusters = WORDS_BYTES / 4,
	    .offers = OFFERS_LANGUAGE};
	char *words = secret_alloc(WORDS_BYTES);
	enum way way = WAY_BACK;

	while (words != NULL) {
		ask.ask = sitting_word(&s->sitting, WORD_DESK_ASK_SEARCH);
		ask.help = sitting_word(&s->sitting, WORD_DESK_HELP_SEARCH);
		way = sitting_aside(&s->sitting,
		    ask_line(&s->sitting, &ask, words, WORDS_BYTES));
		if (way == WAY_STAY)
			continue;
		if (way != WAY_NEXT || *words == '\0')
			break;
		way = search(s, words);
		if (sitting_left(way))
			break;
	}
	secret_free(words);
	return sitting_left(way) ? way : WAY_BACK;
}

/* --- what may be the same --- */

struct proposed {
	const struct seat *s;
	struct proposals p;
};

static void
proposal_row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	static const struct {
		enum proposal_rule rule;
		const struct word *word;
	} rules[] = {{PROPOSAL_REPLY_KEY, WORD_DESK_LABEL_SAME_KEY},
	    {PROPOSAL_ATTACHMENT, WORD_DESK_LABEL_SAME_FILE},
	    {PROPOSAL_PERSON, WORD_DESK_LABEL_SAME_PERSON},
	    {PROPOSAL_TEXT, WORD_DESK_LABEL_SAME_TEXT}};
	const struct proposed *d = context;
	const struct proposal *p = &d->p.list[at];
	char why[400] = "", id[16];
	const char *const values[] = {id, why};
	size_t n = 0;

	(void)snprintf(id, sizeof(id), "%.8s", p->id);
	for (size_t i = 0; i < 4 && n < sizeof(why); i++)
		if ((p->rules & rules[i].rule) != 0)
			n += (size_t)snprintf(why + n, sizeof(why) - n, "%s%s",
			    n > 0 ? "; " : "",
			    words_get(rules[i].word, d->s->sitting.language));
	(void)words_fill(WORD_DESK_LABEL_PROPOSAL, d->s->sitting.language,
	    values, 2, ret_row, ROW_LIST_BYTES);
}

enum way
seat_proposals(struct seat *s, const char *id)
{
	struct proposed d = {.s = s};
	struct reason reason = {""};
	struct case_work w;
	size_t at = 0;
	bool ok;

	if (!seat_open(s, id, &w))
		return WAY_BACK;
	ok = proposals_of(vault_store(s->v), &w, &d.p, &s->events, &reason);
	case_work_finish(&w);
	if (!ok) {
		sitting_tell(&s->sitting, "%s", reason.text);
		return WAY_NEXT;
	}
	for (;;) {
		struct row_list list = {
		    .ask = {.title = sitting_word(
				&s->sitting, WORD_DESK_LABEL_PROPOSALS),
			.ask = sitting_word(&s->sitting,
			    d.p.n == 0 ? WORD_DESK_ASK_EMPTY
				       : WORD_DESK_ASK_WHICH),
			.more = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
			.offers = OFFERS_NO_NEXT,
			.apart = true},
		    .n = d.p.n,
		    .row = proposal_row,
		    .context = &d};
		enum way way;

		/* Many that are alike hide none of the others unsaid. */
		if (d.p.more > 0)
			sitting_tell(&s->sitting, "+ %zu", d.p.more);
		way = row_list_ask(&s->sitting, &list, &at);
		if (way != WAY_NEXT || at >= d.p.n)
			return sitting_left(way) ? way : WAY_NEXT;
		way = seat_case(s, d.p.list[at].id);
		if (sitting_left(way))
			return way;
	}
}
