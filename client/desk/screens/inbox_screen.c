/* Lists of cases: the most urgent first, why, and what is due. */
#include <stdio.h>
#include <string.h>

#include "client/desk/pages/rule_words.h"
#include "client/sitting/row_list.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "seat.h"

struct listing {
	const struct seat *s;
	const struct inbox *inbox;
};

/* A stranger's words in a row: made harmless, behind the mark. */
static size_t
put_told(char *to, size_t size, const char *text)
{
	struct byte_writer w;
	size_t len;

	byte_writer_init(&w, 8192);
	printable_text_put(&w, text, strlen(text), PRINTABLE_ONE_LINE);
	len = (size_t)snprintf(to, size, "%s%s", outside_mark(),
	    w.failed || w.data == NULL ? "" : (const char *)w.data);
	byte_writer_finish(&w);
	/* Cut at a character. */
	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)to[len] & 0xc0) == 0x80)
			len--;
		to[len] = '\0';
	}
	return len;
}

static void
row(void *context, size_t at, char ret_row[static ROW_LIST_BYTES])
{
	const struct listing *l = context;
	const struct inbox_entry *e = &l->inbox->list[at];
	const enum language language = l->s->sitting.language;
	size_t n;

	if (e->unreadable) {
		(void)snprintf(ret_row, ROW_LIST_BYTES, "%.8s  %s", e->id,
		    words_get(WORD_DESK_LABEL_UNREADABLE, language));
		return;
	}
	n = (size_t)snprintf(ret_row, ROW_LIST_BYTES,
	    "%.8s%s %s%s%s%s, %s%s%s%s%s ", e->id, e->changed ? "*" : "",
	    rule_words_code(urgency_word(e->urgency), language),
	    e->told_why ? " (" : "", e->told_why ? e->why : "",
	    e->told_why ? ")" : "", rule_words_state(e->state, language),
	    *e->officer == '\0' ? "" : ", ", e->officer,
	    *e->due_day == '\0' ? "" : ", ", e->due_day);
	if (n < ROW_LIST_BYTES - 32 && !e->folded)
		(void)put_told(ret_row + n, ROW_LIST_BYTES - n, e->account);
}

static enum way
ask(struct seat *s, const struct inbox *inbox, size_t *at)
{
	struct listing l = {s, inbox};
	char number[24], text[160];
	const char *const values[] = {number};
	const struct row_list list = {
	    .ask = {.title = sitting_word(&s->sitting, WORD_DESK_TITLE_START),
		.ask = text,
		.more = sitting_word(&s->sitting, WORD_TEXT_HELP_LIST),
		.offers = OFFERS_LANGUAGE | OFFERS_NO_NEXT,
		.apart = true},
	    .n = inbox->n,
	    .row = row,
	    .context = &l};

	(void)snprintf(number, sizeof(number), "%zu", inbox->n);
	if (inbox->n == 0)
		(void)snprintf(text, sizeof(text), "%s",
		    sitting_word(&s->sitting, WORD_DESK_ASK_EMPTY));
	else
		(void)words_fill(WORD_DESK_ASK_INBOX, s->sitting.language,
		    values, 1, text, sizeof(text));
	return sitting_aside(&s->sitting, row_list_ask(&s->sitting, &list, at));
}

/* One look; a case that was chosen to `ret_id`. */
static enum way
look(struct seat *s, const struct inbox_filter *filter, size_t *at,
    char ret_id[static CASE_ID_BYTES])
{
	struct reason reason = {""};
	struct inbox inbox;
	enum way way;

	if (seat_is_over(s))
		return WAY_ENDED;
	seat_refresh(s);
	if (!inbox_read(vault_store(s->v), s->desk.who, s->desk.day, filter,
		&inbox, &s->events, &reason)) {
		sitting_tell(&s->sitting, "%s", reason.text);
		return WAY_BACK;
	}
	seat_say_unread(s);
	way = ask(s, &inbox, at);
	*ret_id = '\0';
	if (way == WAY_NEXT && *at < inbox.n)
		memcpy(ret_id, inbox.list[*at].id, CASE_ID_BYTES);
	if (*at >= inbox.n)
		*at = 0;
	inbox_finish(&inbox);
	return way;
}

enum way
seat_inbox(struct seat *s, const struct inbox_filter *filter)
{
	char id[CASE_ID_BYTES];
	size_t at = 0;
	enum way way;

	for (;;) {
		way = look(s, filter, &at, id);
		if (way == WAY_STAY)
			continue;
		if (way != WAY_NEXT)
			return way;
		if (*id == '\0')
			return WAY_BACK;
		way = seat_case(s, id);
		if (sitting_left(way))
			return way;
	}
}
