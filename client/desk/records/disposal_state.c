/* What became of each disposal, and what it still waits for. */
#include "disposal_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/copies/copy_known.h"
#include "client/desk/copies/erased.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "common/json/json_text.h"

/* All of the rows: what is asked of each takes further walks, and a store does
 * one at a time. */
struct walk {
	struct vault *v;
	size_t n, room;
	struct kept {
		char number[DISPOSAL_NUMBER_BYTES];
		cJSON *row;
	} * list;
	size_t n_stray, n_missing, n_left;
	const struct desk_events *events;
	size_t unread;
	struct reason *reason;
};

static bool
keep(void *context, const char *id, const cJSON *row)
{
	struct walk *w = context;
	struct kept *one;
	void *grown;

	if (w->n == w->room) {
		w->room = w->room == 0 ? 16 : 2 * w->room;
		grown = reallocarray(w->list, w->room, sizeof(*w->list));
		if (grown == NULL)
			return false;
		w->list = grown;
	}
	one = &w->list[w->n];
	(void)snprintf(one->number, sizeof(one->number), "%s", id);
	one->row = cJSON_Duplicate(row, true);
	w->n += one->row != NULL;
	return one->row != NULL;
}

/* One that can't be read hides what it says from whoever counts. */
static void
tell_unread(void *context, const struct desk_event *event)
{
	struct walk *w = context;

	w->unread++;
	desk_event_tell(w->events, event);
}

/* Copies that lag behind one. */
struct lagging {
	uint64_t disposal;
	size_t n;
};

static bool
count_copy(void *context, const struct copy_known *copy)
{
	struct lagging *l = context;

	l->n += copy_known_lags(copy, l->disposal);
	return true;
}

/* One that can't be read may lag. */
static void
count_unread(void *context, const struct desk_event *event)
{
	struct lagging *l = context;

	(void)event;
	l->n++;
}

static bool
look_at_copies(struct walk *w, struct disposal *d)
{
	struct lagging l = {.disposal = d->n};
	const struct desk_events events = {count_unread, &l};
	bool ok = copy_known_each(
	    vault_store(w->v), count_copy, &l, &events, w->reason);

	d->n_copies = l.n;
	return ok;
}

static bool
look_at_epochs(struct walk *w, const cJSON *awaits, struct disposal *d)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, awaits) {
		const char *id = json_text_string(item, "epoch");
		const char *after = json_text_string(item, "after");

		switch (id == NULL ? DESK_UNREADABLE
				   : vault_epoch_ended(w->v, id)) {
		case DESK_FOUND:
			break;
		case DESK_ABSENT:
			d->n_epochs++;
			if (after != NULL && strcmp(after, d->after) > 0)
				(void)snprintf(
				    d->after, sizeof(d->after), "%s", after);
			break;
		case DESK_UNREADABLE:
			reason_set(w->reason, "the case store can't be read");
			return false;
		}
	}
	return true;
}

/* Whether a key of before is in use here: a copy brought it back. */
static bool
has_returned(struct walk *w, const cJSON *ended)
{
	char now[DISPOSAL_KEY_BYTES];
	const cJSON *item;

	cJSON_ArrayForEach (item, ended) {
		const char *of = json_text_string(item, "case");
		const char *key = json_text_string(item, "key");

		if (of == NULL || key == NULL || *key == '\0')
			continue;
		disposal_key_mark(vault_store(w->v), case_keys_number(of), now);
		if (strcmp(now, key) == 0)
			return true;
	}
	return false;
}

static bool
look_at(struct walk *w, const struct kept *one, struct disposal *ret)
{
	const cJSON *row = one->row;

	*ret = (struct disposal){.number = one->number,
	    .n = strtoull(one->number, NULL, 10),
	    .schedule = json_text_string(row, "schedule"),
	    .day = json_text_string(row, "day"),
	    .by = json_text_string(row, "by"),
	    .agreed = cJSON_GetObjectItemCaseSensitive(row, "agreed"),
	    .cases = cJSON_GetObjectItemCaseSensitive(row, "cases"),
	    .keys_day = json_text_string(row, "keys"),
	    .n_left = w->n_left,
	    .complete = json_text_string(row, "complete")};
	/* Where it was not known of each which key opens it, one that lacks
	 * may hide another. */
	ret->n_stray = w->n_stray +
	    (cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(row, "any"))
		    ? 0
		    : w->n_missing);
	/* What was done is looked at, not remembered. */
	ret->returned = ret->keys_day != NULL &&
	    has_returned(w, cJSON_GetObjectItemCaseSensitive(row, "ended"));
	if (ret->returned || vault_has_other_keys(w->v))
		ret->keys_day = NULL;
	if (ret->keys_day == NULL)
		ret->complete = NULL;
	return look_at_epochs(
		   w, cJSON_GetObjectItemCaseSensitive(row, "awaits"), ret) &&
	    look_at_copies(w, ret);
}

bool
disposal_each(struct vault *v,
    bool (*each)(void *context, const struct disposal *d), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {.v = v, .events = events, .reason = ret_reason};
	const struct desk_events counted = {tell_unread, &w};
	struct disposal d;
	bool ok;

	ok = vault_epochs_stray(v, &w.n_stray, &w.n_missing, ret_reason) &&
	    erased_left(v, vault_folder(v), &w.n_left, ret_reason) &&
	    desk_store_each(vault_store(v), TABLE_DISPOSALS, keep, &w, &counted,
		ret_reason);
	for (size_t i = 0; i < w.n && ok; i++)
		ok = look_at(&w, &w.list[i], &d) && each(context, &d);
	if (ok && w.unread > 0) {
		reason_set(
		    ret_reason, "%zu disposal(s) can't be read", w.unread);
		ok = false;
	}
	for (size_t i = 0; i < w.n; i++)
		cJSON_Delete(w.list[i].row);
	free(w.list);
	return ok;
}

/* Those that are complete, and stand nowhere as that. */
struct completing {
	size_t n, room;
	char (*numbers)[DISPOSAL_NUMBER_BYTES];
};

static bool
collect(void *context, const struct disposal *d)
{
	struct completing *c = context;
	void *grown;

	if (d->complete != NULL || d->keys_day == NULL || d->n_epochs > 0 ||
	    d->n_copies > 0 || d->n_stray > 0 || d->n_left > 0)
		return true;
	if (c->n == c->room) {
		c->room = c->room == 0 ? 64 : 2 * c->room;
		grown = reallocarray(c->numbers, c->room, sizeof(*c->numbers));
		if (grown == NULL)
			return false;
		c->numbers = grown;
	}
	(void)snprintf(
	    c->numbers[c->n++], DISPOSAL_NUMBER_BYTES, "%s", d->number);
	return true;
}

static bool
mark(struct desk_store *s, const char *number, struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_DISPOSALS, number, reason);
	char day[UTC_DAY_BYTES];
	bool ok;

	utc_time_day(journal_now(s), day);
	ok = row != NULL &&
	    cJSON_AddStringToObject(row, "complete", day) != NULL;
	if (ok) {
		reason_set(reason, "the case store can't be written");
		ok = desk_store_begin(s) &&
		    desk_store_end(s,
			desk_store_put(s, TABLE_DISPOSALS, number, row) &&
			    journal_add(s, "disposal-complete", number));
	}
	cJSON_Delete(row);
	return ok;
}

bool
disposal_settle(struct vault *v,
    void (*completed)(void *context, const char *number), void *context,
    struct reason *ret_reason)
{
	struct completing c = {0};
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	ok = disposal_each(v, collect, &c, NULL, ret_reason);
	for (size_t i = 0; i < c.n && ok; i++) {
		ok = mark(vault_store(v), c.numbers[i], ret_reason);
		if (ok)
			completed(context, c.numbers[i]);
	}
	free(c.numbers);
	return ok;
}

/* In order of their numbers. */
struct counting {
	uint64_t up_to;
	bool ended;
};

static void
add_one(void *context, const struct desk_event *event)
{
	(void)event;
	++*(size_t *)context;
}

static bool
count(void *context, const struct disposal *d)
{
	struct counting *c = context;

	c->ended = c->ended || d->keys_day == NULL;
	if (!c->ended)
		c->up_to = d->n;
	return true;
}

bool
disposal_done_up_to(
    struct vault *v, uint64_t *ret_number, struct reason *ret_reason)
{
	struct reason why = {""};
	struct counting c = {0};
	size_t unread = 0;
	const struct desk_events events = {add_one, &unread};
	bool ok = disposal_each(v, count, &c, &events, &why);

	/* One that can't be read keeps no copy from being made. */
	*ret_number = ok ? c.up_to : 0;
	if (!ok && unread == 0)
		*ret_reason = why;
	return ok || unread > 0;
}
