/*
 * All cases as one sees them in the morning: the most urgent first, why, and
 * what is due (docs/DESK.md).
 */
#ifndef VALISE_DESK_INBOX_H
#define VALISE_DESK_INBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/rules/urgency.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/desk_event.h"

#define INBOX_NAME_BYTES 80     /* of a person of the staff, cut */
#define INBOX_ACCOUNT_BYTES 200 /* the beginning, cut at a character */

struct inbox_entry {
	char id[CASE_ID_BYTES];
	enum urgency urgency;
	char why[URGENCY_WHY_BYTES];
	bool told_why; /* it is what the report says; else who decided it */
	enum rule_state state;
	char officer[INBOX_NAME_BYTES], alternate[INBOX_NAME_BYTES];
	char class_word[24];
	char kind[16];
	char due_day[UTC_DAY_BYTES]; /* the first; "" where nothing is due */
	enum due_kind due;
	size_t items;    /* follow-ups */
	bool mine;       /* of who looks: officer or alternate */
	bool changed;    /* since that one looked */
	bool abusive;    /* its sender */
	bool folded;     /* the words: also where they are hard to read */
	bool unreadable; /* nothing is known but the number */
	char account[INBOX_ACCOUNT_BYTES]; /* a stranger's words */
};

/* What is asked for; zeroes: all that is not over. */
struct inbox_filter {
	bool mine, due, urgent, changed;
	bool all; /* closed, withdrawn ones too */
	const char *state;
	const char *officer; /* of that one alone */
};

struct inbox {
	size_t n, room;
	struct inbox_entry *list;
	size_t left_out; /* by the filter */
};

/*
 * Those that fit, in order: urgency, the first day that is due, number.  A case
 * that can't be read stands in it as such.  To be ended by inbox_finish();
 * false with a reason: memory, or the store.
 */
bool inbox_read(struct desk_store *s, const char *who, const char *day,
    const struct inbox_filter *filter, struct inbox *ret_inbox,
    const struct desk_events *events, struct reason *ret_reason);
void inbox_finish(struct inbox *inbox); /* wipes; takes zeroes */

#endif
