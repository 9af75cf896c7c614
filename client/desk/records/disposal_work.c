/* What still goes on with a case that is to be disposed of. */
#include "disposal_parts.h"

#include <inttypes.h>
#include <string.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

/* The first that holds it back; false: none. */
static bool
goes_on(const cJSON *work, const char *day, struct reason *why)
{
	const unsigned open =
	    STATUSES_BEFORE | STATE(STATUS_SENT) | STATE(STATUS_STOPPED);
	const char *until = work_text(work, "keep_until");
	const cJSON *action;

	if (strcmp(until, day) > 0) {
		reason_set(why, "it is to be kept until %s", until);
		return true;
	}
	if (work_state(work) == STATE_HOLD ||
	    *work_text(work, "records_due") != '\0') {
		reason_set(why, "it is on HOLD, or records of it are due");
		return true;
	}
	cJSON_ArrayForEach (action, work_look(work, WORK_ACTIONS)) {
		const enum rule_status status = work_status(action);

		if ((open & STATE(status)) == 0)
			continue;
		reason_set(why, "action %" PRIu64 " of it is %s",
		    work_number(action), rule_status_word(status));
		return true;
	}
	return false;
}

bool
disposal_work_goes_on(
    struct desk_store *s, const struct case_row *row, struct reason *ret_why)
{
	cJSON *report = NULL, *work = NULL;
	char day[UTC_DAY_BYTES];
	bool on = true;

	if (case_link_is_item(row->id) || row->report == NULL ||
	    desk_store_has(s, TABLE_WORK, row->id) == DESK_ABSENT)
		return false;
	utc_time_day(journal_now(s), day);
	if (case_work_read(s, row, &report, &work, ret_why))
		on = goes_on(work, day, ret_why);
	json_text_wipe(report);
	json_text_wipe(work);
	return on;
}
