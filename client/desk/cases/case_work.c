#include "case_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case_tables.h"
#include "cases.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

/*
 * The largest that is written, and what acts that stop something may use beyond
 * it: nobody fills a case until it can't be stopped.
 */
#define WORK_MAX (3u << 20)
#define WORK_STOP_MAX (WORK_MAX + (512u << 10))

static bool
is_larger(const cJSON *work, size_t most)
{
	struct byte_writer w;
	bool larger;

	byte_writer_init(&w, most);
	json_text_write(&w, work);
	larger = w.failed;
	byte_writer_finish(&w);
	return larger;
}

/*
 * A report that says more than a row takes: which act was to whom is left out,
 * which then means all of them, and then the acts themselves; the report has
 * them.  False: even so.
 */
static bool
fit(cJSON *work)
{
	cJSON *act;

	if (!is_larger(work, WORK_MAX / 2))
		return true;
	cJSON_ArrayForEach (
	    act, cJSON_GetObjectItemCaseSensitive(work, WORK_ACTS)) {
		cJSON_DeleteItemFromObjectCaseSensitive(act, "victims");
		cJSON_DeleteItemFromObjectCaseSensitive(act, "actors");
		cJSON_DeleteItemFromObjectCaseSensitive(act, "text");
	}
	if (is_larger(work, WORK_MAX / 2))
		cJSON_DeleteItemFromObjectCaseSensitive(work, WORK_ACTS);
	return work_put(work, "left_out", "acts") &&
	    !is_larger(work, WORK_STOP_MAX);
}

/*
 * What the head says of a withdrawal counts, whatever became of the work: a row
 * that came back from a copy does not know of it.
 */
static bool
heed_withdrawal(const struct case_row *row, cJSON *work, const char *day)
{
	const char *by =
	    row->withdrawn_by == NULL ? row->id : row->withdrawn_by;

	return !row->withdrawn ||
	    strcmp(work_text(work, "withdrawn_by"), by) == 0 ||
	    rules_withdraw(work, by, day);
}

static cJSON *
create(const struct case_row *row, const cJSON *report, const char *day)
{
	cJSON *work = work_create(row->id, report, day);

	if (work != NULL &&
	    work_put_number(work, "case", case_keys_number(row->id)) &&
	    work_put(
		work, "head", row->sha256_hex == NULL ? "" : row->sha256_hex) &&
	    fit(work))
		return work;
	json_text_wipe(work);
	return NULL;
}

/*
 * A first report that came after its follow-up stands at the head now, and the
 * follow-up is an item: what the first one says is of the work too.
 */
static bool
heed_head(const struct case_row *row, cJSON *work, const cJSON *report,
    const char *day)
{
	const char *was = work_text(work, "head");

	if (row->sha256_hex == NULL || *was == '\0' ||
	    strcmp(was, row->sha256_hex) == 0)
		return true;
	return work_take(work, row->id, report, day) &&
	    work_put(work, "head", row->sha256_hex) && fit(work);
}

bool
case_work_read(struct desk_store *s, const struct case_row *row,
    cJSON **ret_report, cJSON **ret_work, struct reason *ret_reason)
{
	char day[UTC_DAY_BYTES];
	cJSON *report = NULL, *work = NULL;
	enum desk_found found = desk_store_has(s, TABLE_WORK, row->id);
	bool ok;

	utc_time_day(journal_now(s), day);
	reason_set(ret_reason, "the case store can't be read");
	ok = found != DESK_UNREADABLE &&
	    case_row_report(row, &report, ret_reason);
	if (ok && found == DESK_FOUND) {
		work = desk_store_get(s, TABLE_WORK, row->id, ret_reason);
	} else if (ok) {
		reason_set(ret_reason, "there is not enough memory");
		work = create(row, report, day);
	}
	ok = work != NULL && heed_head(row, work, report, day) &&
	    heed_withdrawal(row, work, day);
	if (ok) {
		*ret_report = report;
		*ret_work = work;
		return true;
	}
	json_text_wipe(report);
	json_text_wipe(work);
	return false;
}

bool
case_work_open(struct desk_store *s, const char *typed,
    struct case_work *ret_work, struct reason *ret_reason)
{
	struct case_work w = {.row = cases_get_whole(s, typed, ret_reason)};

	if (w.row == NULL)
		return false;
	if (case_link_is_item(w.row->id))
		reason_set(ret_reason,
		    "a follow-up is worked on with its case: %.8s", w.row->id);
	else if (w.row->report == NULL)
		reason_set(ret_reason,
		    "it did not open: there is nothing to "
		    "work on");
	else if (case_work_read(s, w.row, &w.report, &w.work, ret_reason)) {
		*ret_work = w;
		return true;
	}
	case_row_destroy(w.row);
	return false;
}

void
case_work_finish(struct case_work *work)
{
	case_row_destroy(work->row);
	json_text_wipe(work->report);
	json_text_wipe(work->work);
	memset(work, 0, sizeof(*work));
}

static bool
refuse(struct rule_refusal *refusal, const char *by, const char *why)
{
	refusal->by = by;
	if (why != NULL)
		reason_set(&refusal->reason, "%s", why);
	return false;
}

/* What the case began with, and each follow-up, once. */
static bool
was_taken(const cJSON *work, const char *id)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, work_look(work, "taken"))
		if (strcmp(work_text(item, "of"), id) == 0)
			return true;
	return !case_link_is_item(id);
}

/* What a follow-up brings is taken before the act says that it was. */
static bool
take_item(struct desk_store *s, struct case_work *w, const cJSON *given,
    const struct rule_now *now, struct rule_refusal *refusal)
{
	const char *typed = work_text(given, "item");
	struct case_row *row = cases_get_whole(s, typed, &refusal->reason);
	char head[CASE_ID_BYTES];
	cJSON *report = NULL;
	bool ok;

	if (row == NULL)
		return refuse(refusal, "field", NULL);
	case_link_head(row->id, head);
	ok = strcmp(head, w->row->id) == 0 && !was_taken(w->work, row->id) &&
	    case_row_report(row, &report, &refusal->reason) && report != NULL &&
	    work_take(w->work, row->id, report, now->day) &&
	    work_put(work_add(w->work, "taken"), "of", row->id);
	json_text_wipe(report);
	case_row_destroy(row);
	return ok ||
	    refuse(refusal, "field",
		"that is no follow-up of this case that opened, or it was "
		"taken before");
}

static bool
stops(const struct rule_act *act)
{
	static const char *const names[] = {
	    "hold", "withdraw", "drop", "return", "lift", "fold"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(act->name, names[i]) == 0)
			return true;
	return false;
}

static bool
store_it(struct desk_store *s, const struct case_work *w,
    const struct rule_act *act, struct rule_refusal *refusal)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "%s-%s", act->family, act->name);
	if (is_larger(w->work, stops(act) ? WORK_STOP_MAX : WORK_MAX))
		return refuse(refusal, "full",
		    "there is too much of it: open a second case, and link "
		    "them");
	if (desk_store_begin(s) &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_WORK, w->row->id, w->work) &&
		    journal_add(s, line, w->row->id)))
		return true;
	return refuse(refusal, "store", "the case store can't be written");
}

/* Follow-ups that opened, but for withdrawals, whose word is in no work yet;
 * false: that can't be told. */
static bool
count_untaken(struct desk_store *s, const struct case_work *w, size_t *ret_n)
{
	struct reason ignored;
	uint64_t n = 0;

	*ret_n = 0;
	if (!cases_items(s, w->row->id, &n, &ignored))
		return false;
	/* One is enough to be told of. */
	for (uint64_t i = 1; i <= n && *ret_n == 0; i++) {
		char id[CASE_ID_BYTES];
		struct case_row *row;
		cJSON *report = NULL;
		bool ok = true;

		cases_item_id(w->row->id, i, id);
		if (was_taken(w->work, id))
			continue;
		if (desk_store_has(s, TABLE_CASES, id) == DESK_ABSENT)
			continue;
		row = cases_get(s, id, &ignored);
		ok = row != NULL && case_row_report(row, &report, &ignored);
		*ret_n += ok && report != NULL && !case_link_withdraws(report);
		json_text_wipe(report);
		case_row_destroy(row);
		if (!ok)
			return false;
	}
	return true;
}

bool
case_work_do(struct desk_store *s, const char *typed,
    const struct rule_act *act, const cJSON *given, const struct rule_now *now,
    struct rule_done *ret_done, struct rule_refusal *ret_refusal)
{
	struct rule_now here = *now;
	struct case_work w;
	bool ok;

	if (!case_work_open(s, typed, &w, &ret_refusal->reason))
		return refuse(ret_refusal, "case", NULL);
	if (!count_untaken(s, &w, &here.untaken)) {
		case_work_finish(&w);
		return refuse(ret_refusal, "store",
		    "its follow-ups can't be read: check");
	}
	ok = rules_allow(w.work, act, given, &here, ret_refusal) &&
	    (strcmp(act->name, "take") != 0 ||
		take_item(s, &w, given, &here, ret_refusal)) &&
	    rules_do(w.work, act, given, &here, ret_done, ret_refusal) &&
	    store_it(s, &w, act, ret_refusal);
	case_work_finish(&w);
	return ok;
}

bool
case_work_seen(struct desk_store *s, struct case_work *w, const char *who)
{
	uint64_t line = 0, items = 0, now_items = 0;
	struct reason ignored;
	cJSON *work, *seen, *mine;
	bool ok;

	/* Nothing was worked yet: there is nothing to remember. */
	if (desk_store_has(s, TABLE_WORK, w->row->id) != DESK_FOUND ||
	    !cases_items(s, w->row->id, &now_items, &ignored))
		return true;
	/* As it is now: what came since it was opened is not written over. */
	work = desk_store_get(s, TABLE_WORK, w->row->id, &ignored);
	seen = cJSON_GetObjectItemCaseSensitive(work, "seen");
	mine = cJSON_GetObjectItemCaseSensitive(seen, who);
	(void)json_text_integer(mine, "line", &line);
	(void)json_text_integer(mine, "items", &items);
	if (mine != NULL && line == work_last(w->work) && items == now_items) {
		json_text_wipe(work);
		return true;
	}
	if (work != NULL && seen == NULL)
		seen = cJSON_AddObjectToObject(work, "seen");
	cJSON_DeleteItemFromObjectCaseSensitive(seen, who);
	mine = cJSON_AddObjectToObject(seen, who);
	ok = mine != NULL &&
	    work_put_number(mine, "line", work_last(w->work)) &&
	    work_put_number(mine, "items", now_items) && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_WORK, w->row->id, work));
	json_text_wipe(work);
	return ok;
}

bool
case_work_is_folded(struct desk_store *s, const char *id)
{
	char head[CASE_ID_BYTES];
	struct reason ignored;
	cJSON *work;
	bool folded;

	case_link_head(id, head);
	if (desk_store_has(s, TABLE_WORK, head) == DESK_ABSENT)
		return false;
	work = desk_store_get(s, TABLE_WORK, head, &ignored);
	folded = work == NULL ||
	    strcmp(work_text(work, "abusive"), "yes") == 0 ||
	    cJSON_GetArraySize(work_look(work, "warnings")) > 0;
	json_text_wipe(work);
	return folded;
}

/* What came changes the work, inside the caller's transaction. */
static bool
change(struct desk_store *s, const char *head, const char *by,
    bool (*how)(cJSON *work, const char *by, const char *day))
{
	struct reason ignored = {""};
	struct case_row *row;
	cJSON *report = NULL, *work = NULL;
	char day[UTC_DAY_BYTES];
	bool ok = true;

	if (desk_store_has(s, TABLE_CASES, head) == DESK_ABSENT)
		return true;
	row = cases_get(s, head, &ignored);
	utc_time_day(journal_now(s), day);
	/* What can't be read is not taken for stopped: it is told, and the item
	 * comes again. */
	if (row == NULL)
		ok = false;
	else if (row->report != NULL && row->disposal == NULL)
		ok = case_work_read(s, row, &report, &work, &ignored) &&
		    (strcmp(work_text(work, "withdrawn_by"), by) == 0 ||
			how(work, by, day)) &&
		    fit(work) && desk_store_put(s, TABLE_WORK, head, work);
	json_text_wipe(report);
	json_text_wipe(work);
	case_row_destroy(row);
	return ok;
}

bool
case_work_withdraw(struct desk_store *s, const char *head, const char *by)
{
	return change(s, head, by, rules_withdraw);
}

bool
case_work_hold(struct desk_store *s, const char *head, const char *by)
{
	return change(s, head, by, rules_hold_for);
}
