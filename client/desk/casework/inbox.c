#include "inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/cases.h"
#include "client/desk/rules/rule_days.h"
#include "common/json/json_text.h"

struct reading {
	struct desk_store *s;
	const char *who, *day;
	const struct inbox_filter *filter;
	struct inbox *to;
	struct inbox_entry entry; /* being filled */
};

/* The first of what is due. */
static bool
take_due(void *context, const struct due *due)
{
	struct reading *r = context;
	struct inbox_entry *e = &r->entry;
	char soon[UTC_DAY_BYTES];

	/* A day that a stranger chose puts nothing before others but while it
	 * is near. */
	rule_day_add(r->day, RULE_SOON_DAYS, soon);
	if (due->kind == DUE_DEADLINE &&
	    (strcmp(due->day, r->day) < 0 || strcmp(due->day, soon) > 0))
		return true;
	if (e->due_day[0] != '\0' && strcmp(e->due_day, due->day) <= 0)
		return true;
	memcpy(e->due_day, due->day, sizeof(e->due_day));
	e->due = due->kind;
	return true;
}

static bool
has_changed(const struct reading *r, const cJSON *work, uint64_t items)
{
	const cJSON *mine =
	    cJSON_GetObjectItemCaseSensitive(work_look(work, "seen"), r->who);
	uint64_t line = 0, seen_items = 0;

	return mine == NULL || !json_text_integer(mine, "line", &line) ||
	    line != work_last(work) ||
	    !json_text_integer(mine, "items", &seen_items) ||
	    seen_items != items;
}

/* The beginning of what is told, cut between characters. */
static void
copy_account(char *to, const char *text)
{
	size_t len = strnlen(text, INBOX_ACCOUNT_BYTES - 1);

	while (len > 0 && text[len] != '\0' &&
	    ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++)
		to[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
	to[len] = '\0';
}

static void
fill(struct reading *r, const struct case_row *row, const cJSON *report,
    const cJSON *work)
{
	struct inbox_entry *e = &r->entry;
	const char *officer = work_text(work, "officer");
	const char *alternate = work_text(work, "alternate");
	struct reason ignored;
	uint64_t items = 0;

	e->urgency = urgency_of(work, report, r->day, e->why);
	e->told_why = *e->why != '\0' && *work_text(work, "urgency") == '\0';
	e->state = work_state(work);
	(void)snprintf(e->officer, sizeof(e->officer), "%s", officer);
	(void)snprintf(e->alternate, sizeof(e->alternate), "%s", alternate);
	(void)snprintf(e->class_word, sizeof(e->class_word), "%s",
	    work_text(work, "class"));
	(void)snprintf(
	    e->kind, sizeof(e->kind), "%s", work_text(report, "kind"));
	(void)due_each(work, report, take_due, r);
	e->mine =
	    strcmp(officer, r->who) == 0 || strcmp(alternate, r->who) == 0;
	e->abusive = strcmp(work_text(work, "abusive"), "yes") == 0;
	(void)cases_items(r->s, row->id, &items, &ignored);
	e->items = (size_t)items;
	e->changed = has_changed(r, work, items);
	e->folded =
	    e->abusive || cJSON_GetArraySize(work_look(work, "warnings")) > 0;
	if (!e->folded)
		copy_account(e->account, work_text(report, "narrative"));
}

static bool
fits(const struct reading *r)
{
	const struct inbox_filter *f = r->filter;
	const struct inbox_entry *e = &r->entry;
	const bool over = e->state == STATE_CLOSED ||
	    e->state == STATE_WITHDRAWN || e->state == STATE_NOT_PURSUED;
	const bool due =
	    e->due_day[0] != '\0' && strcmp(e->due_day, r->day) <= 0;

	if (e->unreadable)
		return true;
	if (f->state != NULL)
		return strcmp(f->state, rule_state_word(e->state)) == 0;
	return (f->all || !over || due) && (!f->mine || e->mine) &&
	    (!f->due || due) && (!f->urgent || e->urgency <= URGENCY_SOON) &&
	    (!f->changed || e->changed) &&
	    (f->officer == NULL || strcmp(f->officer, e->officer) == 0);
}

static bool
put(struct reading *r)
{
	struct inbox *to = r->to;
	void *grown;

	if (!fits(r)) {
		to->left_out++;
		return true;
	}
	if (to->n == to->room) {
		const size_t room = to->room == 0 ? 64 : 2 * to->room;

		grown = sodium_allocarray(room, sizeof(*to->list));
		if (grown == NULL)
			return false;
		if (to->n > 0)
			memcpy(grown, to->list, to->n * sizeof(*to->list));
		sodium_free(to->list);
		to->list = grown;
		to->room = room;
	}
	to->list[to->n++] = r->entry;
	return true;
}

static bool
read_one(void *context, const struct case_row *row)
{
	struct reading *r = context;
	cJSON *report = NULL, *work = NULL;
	struct reason ignored;
	bool ok;

	if (case_link_is_item(row->id) || row->disposal != NULL ||
	    row->report == NULL)
		return true;
	memset(&r->entry, 0, sizeof(r->entry));
	memcpy(r->entry.id, row->id, sizeof(r->entry.id));
	if (case_work_read(r->s, row, &report, &work, &ignored))
		fill(r, row, report, work);
	else
		r->entry.unreadable = true;
	json_text_wipe(report);
	json_text_wipe(work);
	ok = put(r);
	return ok;
}

static int
in_order(const void *a, const void *b)
{
	const struct inbox_entry *x = a, *y = b;
	const bool x_due = x->due_day[0] != '\0', y_due = y->due_day[0] != '\0';
	int by = 0;

	if (x->unreadable != y->unreadable)
		return x->unreadable ? -1 : 1;
	if (x->urgency != y->urgency)
		return x->urgency < y->urgency ? -1 : 1;
	if (x_due != y_due)
		return x_due ? -1 : 1;
	if (x_due)
		by = strcmp(x->due_day, y->due_day);
	return by != 0 ? by : strcmp(x->id, y->id);
}

bool
inbox_read(struct desk_store *s, const char *who, const char *day,
    const struct inbox_filter *filter, struct inbox *ret_inbox,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct reading r = {
	    .s = s, .who = who, .day = day, .filter = filter, .to = ret_inbox};
	bool ok;

	memset(ret_inbox, 0, sizeof(*ret_inbox));
	reason_set(ret_reason, "there is not enough memory");
	ok = cases_each(s, read_one, &r, events, ret_reason);
	sodium_memzero(&r.entry, sizeof(r.entry));
	if (!ok) {
		inbox_finish(ret_inbox);
		return false;
	}
	if (ret_inbox->n > 1)
		qsort(ret_inbox->list, ret_inbox->n, sizeof(*ret_inbox->list),
		    in_order);
	return true;
}

void
inbox_finish(struct inbox *inbox)
{
	sodium_free(inbox->list);
	memset(inbox, 0, sizeof(*inbox));
}
