#include "case_looks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "case_tables.h"
#include "client/desk/store/journal.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

bool
case_look_before(struct desk_store *s, const char *act, const char *id,
    const char *why, struct reason *ret_reason)
{
	char day[UTC_DAY_BYTES], number[24];
	cJSON *row = cJSON_CreateObject();
	uint64_t n;
	bool ok;

	reason_set(ret_reason, "the journal can't be written");
	utc_time_day(journal_now(s), day);
	ok = row != NULL && cJSON_AddStringToObject(row, "case", id) &&
	    cJSON_AddStringToObject(row, "act", act) &&
	    cJSON_AddStringToObject(row, "by", desk_store_actor(s)) &&
	    cJSON_AddStringToObject(row, "day", day) &&
	    cJSON_AddStringToObject(row, "why", why) && desk_store_begin(s);
	if (ok) {
		ok = cases_next_number(s, "looks", &n, ret_reason);
		(void)snprintf(
		    number, sizeof(number), "%08" PRIu64, ok ? n : 0);
		ok = desk_store_end(s,
		    ok && desk_store_put(s, TABLE_LOOKS, number, row) &&
			journal_add(s, act, id));
	}
	json_text_wipe(row);
	return ok;
}

struct walk {
	bool (*each)(void *context, const struct case_look *look);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	const struct case_look look = {.id = json_text_string(row, "case"),
	    .act = json_text_string(row, "act"),
	    .by = json_text_string(row, "by"),
	    .day = json_text_string(row, "day"),
	    .why = json_text_string(row, "why")};

	(void)id;
	return w->each(w->context, &look);
}

bool
case_looks_each(struct desk_store *s,
    bool (*each)(void *context, const struct case_look *look), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(s, TABLE_LOOKS, walk_on, &w, events, ret_reason);
}
