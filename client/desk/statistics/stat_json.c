#include "stat_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "stat_words.h"

#define COUNT_MOST 1000000u

static const char *const kinds[] = {"alone", "parts", "within", "flow"};
static const char *const units[STAT_UNITS] = {
    "cases", "persons", "groups", "letters", "entries", "states"};

static bool
put_count(cJSON *list, const struct stat_release *r, size_t cell)
{
	const struct stat_cell *cells;
	cJSON *count = cJSON_CreateObject();

	(void)stat_cells(&cells);
	if (stat_release_base(r, cell) == 0) {
		if (count != NULL &&
		    work_put(count, "code", cells[cell].code) &&
		    work_put(count, "left_out", "yes") &&
		    cJSON_AddItemToArray(list, count))
			return true;
		cJSON_Delete(count);
		return false;
	}
	if (count != NULL && work_put(count, "code", cells[cell].code) &&
	    work_put_number(count, "printed", r->printed[cell]) &&
	    work_put_number(count, "base", stat_release_base(r, cell)) &&
	    work_put_number(count, "least", stat_release_least(r, cell)) &&
	    work_put_number(count, "most", stat_release_most(r, cell)) &&
	    work_put_number(count, "asked", stat_cell_asked(&cells[cell])) &&
	    cJSON_AddItemToArray(list, count))
		return true;
	cJSON_Delete(count);
	return false;
}

static bool
put_table(cJSON *tables, const struct stat_release *r, size_t table)
{
	const struct stat_table *of = stat_table(table);
	cJSON *one = cJSON_CreateObject(), *counts;
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	bool ok = one != NULL && cJSON_AddItemToArray(tables, one) &&
	    work_put(one, "table", of->id) &&
	    work_put(one, "unit", units[of->unit]) &&
	    work_put(one, "kind", kinds[of->kind]) &&
	    (of->whole == NULL || work_put(one, "whole", of->whole));

	if (!ok || r->base[table] == 0)
		return ok && work_put(one, "left_out", "yes");
	counts = cJSON_AddArrayToObject(one, "counts");
	for (size_t i = 0; i < n && ok; i++)
		if (cells[i].table == table)
			ok = counts != NULL && put_count(counts, r, i);
	return ok && work_put_number(one, "base", r->base[table]);
}

cJSON *
stat_json_write(const struct stat_release *r, const struct stat_about *about)
{
	cJSON *json = cJSON_CreateObject(), *tables;
	bool ok = json != NULL && work_put(json, "format", STAT_FORMAT) &&
	    work_put(json, "intake", about->intake) &&
	    work_put(json, "from", r->period.from) &&
	    work_put(json, "to", r->period.to) &&
	    work_put(json, "issued", about->issued) &&
	    work_put(json, "class",
		*about->issued == '\0' ? "confidential" : "unclassified");

	tables = ok ? cJSON_AddArrayToObject(json, "tables") : NULL;
	ok = tables != NULL;
	for (size_t i = 0; i < STAT_TABLES && ok; i++)
		ok = put_table(tables, r, i);
	if (ok)
		return json;
	json_text_wipe(json);
	return NULL;
}

static size_t
table_of(const char *id)
{
	for (size_t i = 0; i < STAT_TABLES; i++)
		if (strcmp(stat_table(i)->id, id) == 0)
			return i;
	return STAT_NONE;
}

static bool
read_table(const cJSON *one, size_t table, struct stat_release *r)
{
	uint64_t base = 0, printed = 0;
	const cJSON *count;

	if (*work_text(one, "left_out") != '\0')
		return true;
	if (!json_text_integer(one, "base", &base) || base == 0 ||
	    base > STAT_BASE_MOST)
		return false;
	r->base[table] = (unsigned)base;
	cJSON_ArrayForEach (
	    count, cJSON_GetObjectItemCaseSensitive(one, "counts")) {
		const size_t cell = stat_cell_find(
		    stat_table(table)->id, work_text(count, "code"));

		if (*work_text(count, "left_out") != '\0')
			continue;
		if (!json_text_integer(count, "printed", &printed) ||
		    printed > COUNT_MOST)
			return false;
		if (cell != STAT_NONE) {
			r->printed[cell] = (uint32_t)printed;
			r->left_out[cell] = false;
		}
	}
	return true;
}

bool
stat_json_read(const cJSON *json, struct stat_release *ret)
{
	const char *from = work_text(json, "from"), *to = work_text(json, "to");
	const cJSON *one;
	size_t n = 0;

	memset(ret, 0, sizeof(*ret));
	/* What is not in it was not counted: a newer program has more codes. */
	memset(ret->left_out, 1, sizeof(ret->left_out));
	if (strcmp(work_text(json, "format"), STAT_FORMAT) != 0 ||
	    !rule_day_is(from) || !rule_day_is(to))
		return false;
	(void)snprintf(ret->period.from, sizeof(ret->period.from), "%s", from);
	(void)snprintf(ret->period.to, sizeof(ret->period.to), "%s", to);
	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(json, "tables")) {
		const size_t table = table_of(work_text(one, "table"));

		n += table != STAT_NONE;

		if (table != STAT_NONE && !read_table(one, table, ret))
			return false;
	}
	return n > 0;
}

/* Within quotes, where it has one or a comma. */
static void
put_csv(struct byte_writer *w, const char *text)
{
	byte_writer_text(w, "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			byte_writer_text(w, "\"");
		byte_writer_put(w, text, 1);
	}
	byte_writer_text(w, "\"");
}

void
stat_csv_write(const struct stat_release *r, const struct stat_about *about,
    struct byte_writer *w)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);

	byte_writer_text(w,
	    "intake,from,to,issued,table,unit,code,label,printed,base,least,"
	    "most\r\n");
	for (size_t i = 0; i < n; i++) {
		const struct stat_table *of = stat_table(cells[i].table);

		byte_writer_printf(w, "%s,%s,%s,%s,%s,%s,%s,", about->intake,
		    r->period.from, r->period.to,
		    *about->issued == '\0' ? "draft" : about->issued, of->id,
		    units[of->unit], cells[i].code);
		put_csv(w, stat_words_cell(i, LANGUAGE_EN));
		if (stat_release_base(r, i) == 0)
			byte_writer_text(w, ",,,,\r\n");
		else
			byte_writer_printf(w,
			    ",%" PRIu32 ",%u,%" PRIu32 ",%" PRIu32 "\r\n",
			    r->printed[i], stat_release_base(r, i),
			    stat_release_least(r, i), stat_release_most(r, i));
	}
}
