#include "stat_report.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/leaving/leaving_files.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "stat_ledger.h"
#include "stat_page.h"

#define STAT_FILE_MAX (4u << 20) /* bytes of one of its files */

/* --- counting --- */

static void
count_unread(void *context, const struct desk_event *event)
{
	size_t *n = context;

	(void)event;
	(*n)++;
}

struct counting {
	struct desk_store *s;
	struct stat_count *count[STAT_RELEASES];
	size_t n;
	size_t unread;
	bool no_memory;
};

/* Who told it, as far as this desk can tell: the same key for replies. */
static void
teller_of(const struct case_row *row, char ret[static STAT_TELLER_BYTES])
{
	if (row->voice.any)
		hex_encode(row->voice.reply, sizeof(row->voice.reply), ret);
	else
		(void)snprintf(ret, STAT_TELLER_BYTES, "%s", row->id);
}

_Static_assert(2 * JOURNAL_LABEL_BYTES < STAT_TELLER_BYTES, "a label fits");

static bool
count_one(void *context, const struct case_row *row)
{
	struct counting *c = context;
	struct stat_case one = {.week = row->week};
	char teller[STAT_TELLER_BYTES];
	cJSON *report = NULL, *work = NULL;
	struct reason ignored;

	if (case_link_is_item(row->id) || row->disposal != NULL ||
	    row->report == NULL)
		return true;
	if (!case_work_read(c->s, row, &report, &work, &ignored)) {
		c->unread++;
		return true;
	}
	teller_of(row, teller);
	one.report = report;
	one.work = work;
	one.teller = teller;
	for (size_t i = 0; i < c->n && !c->no_memory; i++)
		c->no_memory = !stat_count_add(c->count[i], &one);
	json_text_wipe(report);
	json_text_wipe(work);
	return !c->no_memory;
}

struct counted_all {
	struct stat_counted now;
	struct stat_before before;
};

/* One that can't be read is missing from every count: then there is none. */
static bool
count_all(struct vault *v, const struct stat_period *period,
    struct counted_all *ret, struct reason *reason)
{
	struct counting c = {.s = vault_store(v), .n = 1 + ret->before.n};
	const struct desk_events events = {count_unread, &c.unread};
	char today[UTC_DAY_BYTES];
	bool ok = true;

	utc_time_day(journal_now(c.s), today);
	reason_set(reason, "there is not enough memory");
	for (size_t i = 0; i < c.n; i++) {
		c.count[i] = stat_count_begin(
		    i == 0 ? period : &ret->before.release[i - 1].period,
		    today);
		ok = ok && c.count[i] != NULL;
	}
	ok = ok && cases_each(c.s, count_one, &c, &events, reason);
	if (ok && c.unread > 0) {
		reason_set(reason,
		    "%zu case(s) can't be read, and would be missing in it: "
		    "check",
		    c.unread);
		ok = false;
	}
	for (size_t i = 0; i < c.n; i++) {
		struct stat_counted *to =
		    i == 0 ? &ret->now : &ret->before.counted[i - 1];
		const struct stat_counted then = *to;

		ok = ok && stat_count_end(c.count[i], to);
		for (size_t k = 0; k < STAT_CELLS_MAX && i > 0; k++) {
			if (then.most[k] > to->most[k])
				to->most[k] = then.most[k];
			if (then.most_beside[k] > to->most_beside[k])
				to->most_beside[k] = then.most_beside[k];
		}
		stat_count_destroy(c.count[i]);
	}
	return ok;
}

/* `ret_known` may be NULL. */
static cJSON *
make(struct vault *v, const struct stat_period *period,
    const struct stat_before *before, cJSON **ret_known, struct reason *reason)
{
	const struct stat_about about = {vault_intake(v), ""};
	struct counted_all *counted = secret_alloc(sizeof(*counted));
	uint8_t seed[STAT_SEED_BYTES];
	struct stat_release r = {0};
	cJSON *json = NULL;

	reason_set(reason, "there is not enough memory");
	if (counted == NULL)
		return NULL;
	counted->before = *before;
	if (stat_ledger_seed(vault_store(v), seed, reason) &&
	    count_all(v, period, counted, reason) &&
	    stat_release_make(
		period, &counted->now, seed, &counted->before, &r, reason)) {
		json = stat_json_write(&r, &about);
		if (json != NULL && ret_known != NULL) {
			*ret_known = stat_ledger_known(&counted->now);
			if (*ret_known == NULL) {
				json_text_wipe(json);
				json = NULL;
			}
		}
		if (json == NULL)
			reason_set(reason, "there is not enough memory");
	}
	sodium_memzero(seed, sizeof(seed));
	secret_free(counted);
	return json;
}

static cJSON *
report_of(struct vault *v, const struct stat_period *period, cJSON **ret_known,
    struct reason *reason)
{
	struct stat_ledger *ledger = secret_alloc(sizeof(*ledger));
	cJSON *json = NULL;

	reason_set(reason, "there is not enough memory");
	if (ledger == NULL)
		return NULL;
	if (!stat_ledger_look(vault_store(v), period, ledger, reason))
		json_text_wipe(ledger->same);
	else if (ledger->same != NULL)
		json = ledger->same;
	else
		json = make(v, period, &ledger->before, ret_known, reason);
	secret_free(ledger);
	return json;
}

cJSON *
stat_report(struct vault *v, const struct stat_period *period,
    struct reason *ret_reason)
{
	return report_of(v, period, NULL, ret_reason);
}

bool
stat_may_issue(struct vault *v, const struct stat_period *period)
{
	char today[UTC_DAY_BYTES], end[UTC_DAY_BYTES];

	/* What comes until its week is over is of the Monday in it. */
	utc_time_day(journal_now(vault_store(v)), today);
	rule_day_add(period->to, 7, end);
	return strcmp(today, end) >= 0;
}

bool
stat_issue(struct vault *v, const struct stat_period *period,
    struct reason *ret_reason)
{
	char today[UTC_DAY_BYTES];
	cJSON *json, *known = NULL;
	bool ok = false;

	if (!stat_may_issue(v, period)) {
		reason_set(ret_reason,
		    "that period has not ended for seven days: what comes in "
		    "its last week is of it");
		return false;
	}
	json = report_of(v, period, &known, ret_reason);
	if (json == NULL)
		return false;
	utc_time_day(journal_now(vault_store(v)), today);
	if (*work_text(json, "issued") != '\0')
		reason_set(ret_reason, "it was issued on %s",
		    work_text(json, "issued"));
	else
		ok = work_put(json, "issued", today) &&
		    work_put(json, "class", "unclassified") &&
		    stat_ledger_keep(vault_store(v), json, known, ret_reason);
	json_text_wipe(json);
	json_text_wipe(known);
	return ok;
}

/* --- its files --- */

static bool
put_file(struct leaving_files *f, const char *name, const struct byte_writer *w)
{
	if (w->failed) {
		reason_set(f->reason, "there is not enough memory");
		return false;
	}
	return leaving_file(f, name, w->data, w->len);
}

bool
stat_files_make(void *context, struct leaving_files *f)
{
	const cJSON *json = context;
	const struct stat_about about = {
	    work_text(json, "intake"), work_text(json, "issued")};
	struct stat_release r;
	struct byte_writer w;
	char name[32];
	bool ok;

	if (!stat_json_read(json, &r)) {
		reason_set(f->reason, "that report is damaged");
		return false;
	}
	byte_writer_init(&w, STAT_FILE_MAX);
	json_text_write(&w, json);
	byte_writer_text(&w, "\n");
	ok = put_file(f, "report.json", &w);
	byte_writer_finish(&w);
	byte_writer_init(&w, STAT_FILE_MAX);
	stat_csv_write(&r, &about, &w);
	ok = ok && put_file(f, "report.csv", &w);
	byte_writer_finish(&w);
	for (int i = 0; i < LANGUAGES_N && ok; i++) {
		byte_writer_init(&w, STAT_FILE_MAX);
		stat_page_write(&r, &about, (enum language)i, &w);
		(void)snprintf(name, sizeof(name), "report.%s.html",
		    language_code((enum language)i));
		ok = put_file(f, name, &w);
		byte_writer_finish(&w);
	}
	return ok;
}
