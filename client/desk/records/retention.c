#include "retention.h"

#include <string.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/store/journal.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

#define LIFTED "lifted" /* the last one that was, with both reasons */

static bool
put_hold(struct desk_store *s, cJSON *row, const char *why)
{
	cJSON *held = cJSON_AddObjectToObject(row, CASE_RETAINED);
	char day[UTC_DAY_BYTES];

	utc_time_day(journal_now(s), day);
	return held != NULL &&
	    cJSON_AddStringToObject(held, "by", desk_store_actor(s)) != NULL &&
	    cJSON_AddStringToObject(held, "day", day) != NULL &&
	    cJSON_AddStringToObject(held, "why", why) != NULL;
}

static bool
put_lifted(struct desk_store *s, cJSON *row, const char *why)
{
	cJSON *held =
	    cJSON_DetachItemFromObjectCaseSensitive(row, CASE_RETAINED);
	char day[UTC_DAY_BYTES];

	utc_time_day(journal_now(s), day);
	json_text_wipe(cJSON_DetachItemFromObjectCaseSensitive(row, LIFTED));
	return held != NULL && cJSON_AddItemToObject(row, LIFTED, held) &&
	    cJSON_AddStringToObject(held, "lifted_by", desk_store_actor(s)) !=
	    NULL &&
	    cJSON_AddStringToObject(held, "lifted_day", day) != NULL &&
	    cJSON_AddStringToObject(held, "lifted_why", why) != NULL;
}

/* The head's row of a case that is there. */
static struct case_row *
get_head(struct desk_store *s, const char *typed, struct reason *reason)
{
	struct case_row *row = cases_get_whole(s, typed, reason);

	if (row == NULL || !case_link_is_item(row->id))
		return row;
	reason_set(reason,
	    "a follow-up is kept with its case: say that one's "
	    "number");
	case_row_destroy(row);
	return NULL;
}

static bool
change(struct desk_store *s, const char *typed, bool hold, const char *why,
    struct reason *reason)
{
	struct case_row *row = get_head(s, typed, reason);
	bool ok = row != NULL;

	if (ok && (row->held_day != NULL) == hold) {
		reason_set(reason,
		    hold ? "it is on hold since %s, by %s"
			 : "it is not on hold",
		    row->held_day, row->held_by == NULL ? "?" : row->held_by);
		ok = false;
	}
	if (ok) {
		reason_set(reason, "the case store can't be written");
		ok = (hold ? put_hold(s, row->json, why)
			   : put_lifted(s, row->json, why)) &&
		    desk_store_begin(s) &&
		    desk_store_end(s,
			desk_store_put(s, TABLE_CASES, row->id, row->json) &&
			    journal_add(
				s, hold ? "retained" : "hold-lifted", row->id));
	}
	case_row_destroy(row);
	return ok;
}

bool
retention_hold(struct desk_store *s, const char *typed, const char *why,
    struct reason *ret_reason)
{
	return change(s, typed, true, why, ret_reason);
}

bool
retention_lift(struct desk_store *s, const char *typed, const char *why,
    struct reason *ret_reason)
{
	return change(s, typed, false, why, ret_reason);
}
