#include "wanting.h"

#include <string.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/log_seen.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

#define TABLE_LOST "wanting"
#define LOST_ID "notes"
#define DAY 86400

/* --- what notes say --- */

bool
wanting_lost(
    struct vault *v, const uint8_t sha256[static 32], struct reason *ret_reason)
{
	struct desk_store *s = vault_store(v);
	enum desk_found found = desk_store_has(s, TABLE_LOST, LOST_ID);
	cJSON *row = NULL, *list, *item;
	char hex[65];
	bool ok;

	reason_set(ret_reason, "what notes say is held could not be kept");
	row = found == DESK_FOUND
	    ? desk_store_get(s, TABLE_LOST, LOST_ID, ret_reason)
	    : found == DESK_ABSENT ? cJSON_CreateObject()
				   : NULL;
	hex_encode(sha256, 32, hex);
	list = cJSON_GetObjectItemCaseSensitive(row, "lost");
	if (row != NULL && list == NULL)
		list = cJSON_AddArrayToObject(row, "lost");
	ok = list != NULL;
	cJSON_ArrayForEach (item, list)
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, hex) == 0) {
			cJSON_Delete(row);
			return true;
		}
	if (ok && cJSON_GetArraySize(list) >= WANTING_LOST_MAX)
		ok = cJSON_HasObjectItem(row, "more") ||
		    cJSON_AddTrueToObject(row, "more") != NULL;
	else
		ok = ok && cJSON_AddItemToArray(list, cJSON_CreateString(hex));
	ok = ok && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_LOST, LOST_ID, row));
	cJSON_Delete(row);
	return ok;
}

/* Those that are not here by now: any key may be theirs. */
static bool
look_at_lost(struct vault *v,
    void (*each)(void *context, const struct wanting *w), void *context,
    struct reason *reason)
{
	struct desk_store *s = vault_store(v);
	struct wanting w = {.relay = "", .why = WANTING_LOST};
	const cJSON *item;
	char id[CASE_ID_BYTES];
	cJSON *row;

	switch (desk_store_has(s, TABLE_LOST, LOST_ID)) {
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		return false;
	case DESK_FOUND:
		break;
	}
	row = desk_store_get(s, TABLE_LOST, LOST_ID, reason);
	if (row == NULL) {
		w.why = WANTING_UNREAD;
		each(context, &w);
		return true;
	}
	w.n = cJSON_HasObjectItem(row, "more");
	cJSON_ArrayForEach (item, cJSON_GetObjectItemCaseSensitive(row, "lost"))
		w.n += !cJSON_IsString(item) ||
		    cases_find_file(s, item->valuestring, id, reason) !=
			DESK_FOUND;
	cJSON_Delete(row);
	if (w.n > 0)
		each(context, &w);
	return true;
}

/* --- what logs say --- */

/* What is known of a relay in the directory, over all of its entries. */
struct relay_time {
	bool listed; /* in the directory */
	bool met;    /* the key's time */
	int64_t until;
	int64_t period; /* the longest */
};

static struct relay_time
time_of(const struct directory_intake *intake, const char *name,
    const struct directory_epoch *e)
{
	struct relay_time t = {.period = DAY};

	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];

		if (strcmp(r->name, name) != 0)
			continue;
		t.listed = true;
		t.met |= r->from < e->destroyed_after && r->until > e->from;
		if (r->until > t.until)
			t.until = r->until;
		if ((int64_t)r->period_seconds > t.period)
			t.period = (int64_t)r->period_seconds;
	}
	return t;
}

/* Whether what a publication holds may be sealed to the key; what has no time
 * may. */
static bool
is_of(const struct directory_epoch *e, const char *publication, int64_t period)
{
	int64_t start;

	return !publication_start(publication, &start) ||
	    (start + period + DAY >= e->from && start < e->destroyed_after);
}

struct looking {
	struct vault *v;
	const struct directory_intake *intake;
	const struct directory_epoch *epoch;
	int64_t now;
	void (*each)(void *context, const struct wanting *w);
	void *context;
	bool met; /* some relay of the directory */
};

static void
tell(const struct looking *l, const struct log_seen *seen, const char *relay,
    enum wanting_why why, size_t n)
{
	const struct wanting w = {.relay = relay,
	    .why = why,
	    .publication = seen == NULL ? "" : seen->log.publication,
	    .n = n};

	l->each(l->context, &w);
}

/* What a log that was seen says; of a relay that the directory has no more
 * also what it lacked then. */
static bool
look_at_seen(void *context, const struct log_seen *seen)
{
	struct looking *l = context;
	const struct directory_epoch *e = l->epoch;
	const char *name = seen->log.relay;
	const struct relay_time t = time_of(l->intake, name, e);
	int64_t start, needed = e->destroyed_after;
	size_t n = 0;

	if (t.listed && !t.met)
		return true;
	if (t.listed && t.until < needed)
		needed = t.until;
	/* Its last period has ended by then. */
	if (!publication_start(seen->log.publication, &start) ||
	    start > l->now + t.period ||
	    (t.listed && start + t.period < needed))
		tell(l, seen, name, WANTING_OLD_LOG, 0);
	for (size_t i = 0; i < seen->n_missing; i++)
		n += is_of(e, seen->missing[i].publication, t.period);
	/* From that one on there may be any. */
	if (seen->beyond[0] != '\0')
		n += !publication_start(seen->beyond, &start) ||
		    start < e->destroyed_after;
	if (n > 0)
		tell(l, seen, name, WANTING_UNOPENED, n);
	return true;
}

/* Relays whose log was never seen, or can't be read. */
static void
look_at_unseen(struct looking *l)
{
	for (size_t i = 0; i < l->intake->n_relays; i++) {
		const char *name = l->intake->relays[i].name;
		struct log_seen seen;
		bool again = false;

		for (size_t j = 0; j < i; j++)
			again |= strcmp(l->intake->relays[j].name, name) == 0;
		if (again || !time_of(l->intake, name, l->epoch).met)
			continue;
		l->met = true;
		switch (log_seen_of(vault_store(l->v), name, &seen)) {
		case LOG_SEEN:
			log_seen_finish(&seen);
			break;
		case LOG_SEEN_NONE:
			tell(l, NULL, name, WANTING_NO_LOG, 0);
			break;
		case LOG_SEEN_UNREAD:
			tell(l, NULL, name, WANTING_UNREAD, 0);
			break;
		}
	}
}

static void
count_unread(void *context, const struct desk_event *event)
{
	(void)event;
	++*(size_t *)context;
}

bool
wanting_of(struct vault *v, const struct directory_epoch *epoch, int64_t now,
    void (*each)(void *context, const struct wanting *w), void *context,
    struct reason *ret_reason)
{
	struct looking l = {.v = v,
	    .intake = directory_intake(vault_directory(v), vault_intake(v)),
	    .epoch = epoch,
	    .now = now,
	    .each = each,
	    .context = context};
	size_t unread = 0;
	const struct desk_events events = {count_unread, &unread};

	look_at_unseen(&l);
	if (!l.met)
		tell(&l, NULL, "", WANTING_NO_RELAY, 0);
	if (!log_seen_each(
		vault_store(v), look_at_seen, &l, &events, ret_reason) ||
	    !look_at_lost(v, each, context, ret_reason))
		return false;
	/* Of which relay it is nobody can tell. */
	if (unread > 0)
		tell(&l, NULL, "", WANTING_UNREAD, unread);
	return true;
}
