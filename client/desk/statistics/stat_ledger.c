#include "stat_ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/cases/case_tables.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "stat_json.h"

#define TABLE_STATISTICS "statistic" /* each release as it was issued */
#define SEED_ID "statistics"         /* of TABLE_META */

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
bool
stat_ledger_seed(struct desk_store *s, uint8_t ret_seed[static STAT_SEED_BYTES],
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

cJSON *
stat_ledger_known(const struct stat_counted *counted)
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
	struct stat_ledger *i = context;
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
stat_ledger_each(struct desk_store *s,
    bool (*each)(void *context, const cJSON *release, const cJSON *known),
    void *context, struct reason *ret_reason)
{
	struct each_one e = {each, context, 0};
	const struct desk_events events = {count_unread, &e.unread};

	if (!desk_store_each(
		s, TABLE_STATISTICS, each_row, &e, &events, ret_reason))
		return false;
	if (e.unread == 0)
		return true;
	reason_set(ret_reason,
	    "%zu report(s) that were issued can't be read: check", e.unread);
	return false;
}

bool
stat_ledger_look(struct desk_store *s, const struct stat_period *period,
    struct stat_ledger *i, struct reason *reason)
{
	memset(i, 0, sizeof(*i));
	i->period = period;
	reason_set(reason, "there is not enough memory");
	if (!stat_ledger_each(s, look_at, i, reason))
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

/* --- what is issued now --- */

bool
stat_ledger_keep(struct desk_store *s, const cJSON *release, const cJSON *known,
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
