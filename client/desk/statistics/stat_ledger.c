#include "stat_ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/leaving/leaving_files.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "stat_page.h"

#define TABLE_STATISTICS "statistic" /* each release as it was issued */
#define SEED_ID "statistics"         /* of TABLE_META */
#define STAT_FILE_MAX (4u << 20)     /* bytes of one of its files */

/* --- the seed --- */

static void
count_unread(void *context, const struct desk_event *event)
{
	size_t *n = context;

	(void)event;
	(*n)++;
}

static bool
read_seed(struct desk_store *s, uint8_t ret_seed[static STAT_SEED_BYTES],
    struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_META, SEED_ID, reason);
	const char *text = work_text(row, "seed");
	bool ok;

	ok = row != NULL && strlen(text) == (size_t)2 * STAT_SEED_BYTES &&
	    hex_decode(text, strlen(text), ret_seed, STAT_SEED_BYTES);
	if (row != NULL && !ok)
		reason_set(reason, "the seed of its rounding is damaged");
	json_text_wipe(row);
	return ok;
}

static bool
make_seed(struct desk_store *s, uint8_t ret_seed[static STAT_SEED_BYTES],
    struct reason *reason)
{
	char hex[2 * STAT_SEED_BYTES + 1];
	cJSON *row = cJSON_CreateObject();
	bool ok;

	randombytes_buf(ret_seed, STAT_SEED_BYTES);
	hex_encode(ret_seed, STAT_SEED_BYTES, hex);
	ok = row != NULL && work_put(row, "seed", hex) && desk_store_begin(s);
	ok = ok &&
	    desk_store_end(s,
		desk_store_put(s, TABLE_META, SEED_ID, row) &&
		    journal_add(s, "report-seed", SEED_ID));
	sodium_memzero(hex, sizeof(hex));
	json_text_wipe(row);
	if (!ok)
		reason_set(reason, "the case store can't be written");
	return ok;
}

static bool
count_row(void *context, const char *id, const cJSON *row)
{
	size_t *n = context;

	(void)id;
	(void)row;
	(*n)++;
	return true;
}

/* Beside reports that were issued there is one, or it was lost: then the same
 * counts would be rounded anew. */
static bool
may_make_seed(struct desk_store *s, struct reason *reason)
{
	size_t n = 0;
	const struct desk_events events = {count_unread, &n};

	if (!desk_store_each(
		s, TABLE_STATISTICS, count_row, &n, &events, reason))
		return false;
	if (n == 0)
		return true;
	reason_set(reason,
	    "the seed of the reports that were issued is lost: no further one "
	    "can be made that does not tell more with them");
	return false;
}

/* The same for ever: two roundings of one count would tell it. */
static bool
seed_of(struct desk_store *s, uint8_t ret_seed[static STAT_SEED_BYTES],
    struct reason *reason)
{
	switch (desk_store_has(s, TABLE_META, SEED_ID)) {
	case DESK_FOUND:
		return read_seed(s, ret_seed, reason);
	case DESK_ABSENT:
		return may_make_seed(s, reason) &&
		    make_seed(s, ret_seed, reason);
	case DESK_UNREADABLE:
		break;
	}
	reason_set(reason, "the case store can't be read");
	return false;
}

/* --- what was issued --- */

struct issued {
	const struct stat_period *period;
	cJSON *same; /* the release of that very period */
	bool overlaps, later;
	size_t n;
	struct stat_before before;
	bool bad;
};

static bool
read_count(const cJSON *value, uint32_t *ret)
{
	const bool ok = cJSON_IsNumber(value) && value->valuedouble >= 0 &&
	    value->valuedouble <= 1e6;

	*ret = ok ? (uint32_t)value->valuedouble : 0;
	return ok;
}

/* What two knew when it was issued: who told it, and withdrew it, knows it. */
static bool
read_known(const cJSON *known, struct stat_counted *ret)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);

	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < n; i++) {
		char name[2 * STAT_CODE_BYTES];
		const cJSON *pair;

		(void)snprintf(name, sizeof(name), "%s.%s",
		    stat_table(cells[i].table)->id, cells[i].code);
		pair = cJSON_GetObjectItemCaseSensitive(known, name);
		if (pair == NULL) /* a newer list's */
			continue;
		if (!read_count(cJSON_GetArrayItem(pair, 0), &ret->most[i]) ||
		    !read_count(
			cJSON_GetArrayItem(pair, 1), &ret->most_beside[i]))
			return false;
	}
	return known != NULL;
}

static cJSON *
write_known(const struct stat_counted *counted)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	cJSON *known = cJSON_CreateObject();
	bool ok = known != NULL;

	for (size_t i = 0; i < n && ok; i++) {
		const double pair[] = {
		    counted->most[i], counted->most_beside[i]};
		char name[2 * STAT_CODE_BYTES];
		cJSON *both = cJSON_CreateDoubleArray(pair, 2);

		(void)snprintf(name, sizeof(name), "%s.%s",
		    stat_table(cells[i].table)->id, cells[i].code);
		ok = both != NULL && cJSON_AddItemToObject(known, name, both);
	}
	if (ok)
		return known;
	cJSON_Delete(known);
	return NULL;
}

static bool
look_at(void *context, const cJSON *json, const cJSON *known)
{
	struct issued *i = context;
	struct stat_release *last = &i->before.release[0];
	struct stat_release r;

	if (!stat_json_read(json, &r)) {
		i->bad = true;
		return true;
	}
	if (strcmp(r.period.from, i->period->from) == 0 &&
	    strcmp(r.period.to, i->period->to) == 0) {
		json_text_wipe(i->same);
		i->same = cJSON_Duplicate(json, true);
		return i->same != NULL;
	}
	if (strcmp(r.period.to, i->period->from) >= 0) {
		i->overlaps =
		    i->overlaps || strcmp(r.period.from, i->period->to) <= 0;
		i->later = i->later || strcmp(r.period.from, i->period->to) > 0;
		return true;
	}
	/* They come in order: the last one is the first to be checked with. */
	if (i->before.n > 0) {
		i->before.release[1] = *last;
		i->before.counted[1] = i->before.counted[0];
	}
	*last = r;
	if (!read_known(known, &i->before.counted[0]))
		i->bad = true;
	if (i->before.n < STAT_RELEASES - 1)
		i->before.n++;
	else
		i->before.older++;
	return true;
}

struct each_one {
	bool (*each)(void *context, const cJSON *release, const cJSON *known);
	void *context;
	size_t unread;
};

static bool
each_row(void *context, const char *id, const cJSON *row)
{
	struct each_one *e = context;

	(void)id;
	return e->each(e->context,
	    cJSON_GetObjectItemCaseSensitive(row, "release"),
	    cJSON_GetObjectItemCaseSensitive(row, "known"));
}

bool
stat_issued_each(struct vault *v,
    bool (*each)(void *context, const cJSON *release, const cJSON *known),
    void *context, struct reason *ret_reason)
{
	struct each_one e = {each, context, 0};
	const struct desk_events events = {count_unread, &e.unread};

	if (!desk_store_each(vault_store(v), TABLE_STATISTICS, each_row, &e,
		&events, ret_reason))
		return false;
	if (e.unread == 0)
		return true;
	reason_set(ret_reason,
	    "%zu report(s) that were issued can't be read: check", e.unread);
	return false;
}

static bool
look_at_issued(struct vault *v, struct issued *i, struct reason *reason)
{
	reason_set(reason, "there is not enough memory");
	if (!stat_issued_each(v, look_at, i, reason))
		return false;
	if (!i->bad && (i->same != NULL || (!i->overlaps && !i->later)))
		return true;
	if (i->bad)
		reason_set(reason, "a report that was issued is damaged");
	else if (i->overlaps)
		reason_set(reason,
		    "a part of that period is in a report that was issued: "
		    "report list");
	else
		reason_set(reason,
		    "a report of a later period was issued: report list");
	return false;
}

/* --- counting --- */

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
	if (seed_of(vault_store(v), seed, reason) &&
	    count_all(v, period, counted, reason) &&
	    stat_release_make(
		period, &counted->now, seed, &counted->before, &r, reason)) {
		json = stat_json_write(&r, &about);
		if (json != NULL && ret_known != NULL) {
			*ret_known = write_known(&counted->now);
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
	struct issued *i = secret_alloc(sizeof(*i));
	cJSON *json = NULL;

	reason_set(reason, "there is not enough memory");
	if (i == NULL)
		return NULL;
	memset(i, 0, sizeof(*i));
	i->period = period;
	if (!look_at_issued(v, i, reason))
		json_text_wipe(i->same);
	else if (i->same != NULL)
		json = i->same;
	else
		json = make(v, period, &i->before, ret_known, reason);
	secret_free(i);
	return json;
}

cJSON *
stat_report(struct vault *v, const struct stat_period *period,
    struct reason *ret_reason)
{
	return report_of(v, period, NULL, ret_reason);
}

static bool
keep(struct desk_store *s, const cJSON *release, const cJSON *known,
    struct reason *reason)
{
	cJSON *row = cJSON_CreateObject();
	char id[16];
	uint64_t number;
	bool ok = row != NULL && work_put_copy(row, "release", release) &&
	    work_put_copy(row, "known", known);

	reason_set(reason, "the case store can't be written");
	ok = ok && desk_store_begin(s);
	if (!ok) {
		json_text_wipe(row);
		return false;
	}
	ok = cases_next_number(s, "statistics-issued", &number, reason);
	if (ok) {
		(void)snprintf(id, sizeof(id), "%06u", (unsigned)number);
		ok = desk_store_put(s, TABLE_STATISTICS, id, row) &&
		    journal_add(s, "report-issue", id);
	}
	ok = desk_store_end(s, ok);
	json_text_wipe(row);
	return ok;
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
		    keep(vault_store(v), json, known, ret_reason);
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
