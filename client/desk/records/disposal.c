#include "disposal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/cases/case_row.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "client/desk/copies/erased.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "common/json/json_text.h"
#include "disposal_parts.h"

/* What is left of a row: that there was one, and what a log, a manifest and a
 * bulletin ask for. */
static const char *const kept_of_case[] = {
    "sha256", "week", "size", "entries", "acknowledged", NULL};
static const char *const kept_of_source[] = {NULL};
static const char *const kept_of_outbox[] = {"case", "bulletin", "held", NULL};
static const char *const kept_of_look[] = {"case", "act", "by", "day", NULL};
static const char *const kept_of_work[] = {"opened", NULL};

struct ending {
	struct vault *v;
	struct desk_store *s;
	const char *number; /* of the disposal */
	const char *schedule;
	char day[UTC_DAY_BYTES];
	struct reason *reason;
};

/*
 * The stub of a row, under the store's key: that of its case ends, and a copy
 * of the keys that is older or newer must not make it unreadable.
 */
static bool
put_stub(const struct ending *e, const char *table, const char *id,
    const char *const *kept)
{
	cJSON *row = desk_store_get(e->s, table, id, e->reason);
	cJSON *stub = cJSON_CreateObject(), *item, *gone;
	bool ok = row != NULL && stub != NULL;

	for (; ok && *kept != NULL; kept++) {
		item = cJSON_DetachItemFromObjectCaseSensitive(row, *kept);
		if (item == NULL)
			continue;
		ok = cJSON_AddItemToObject(stub, *kept, item);
		if (!ok)
			json_text_wipe(item);
	}
	if (ok && strcmp(table, TABLE_CASES) == 0)
		ok = cJSON_AddStringToObject(stub, "state", "DISPOSED") != NULL;
	gone = ok ? cJSON_AddObjectToObject(stub, CASE_DISPOSED) : NULL;
	ok = gone != NULL &&
	    cJSON_AddStringToObject(gone, "number", e->number) != NULL &&
	    cJSON_AddStringToObject(gone, "schedule", e->schedule) != NULL &&
	    cJSON_AddStringToObject(gone, "day", e->day) != NULL &&
	    desk_store_put_bare(e->s, table, id, stub);
	json_text_wipe(row);
	cJSON_Delete(stub);
	return ok;
}

/* Every attachment of a row that was read. */
static bool
erase_attachments(const struct ending *e, const struct case_row *row)
{
	const cJSON *item,
	    *list = cJSON_GetObjectItemCaseSensitive(row->attachments, "list");

	cJSON_ArrayForEach (item, list) {
		const char *hash = json_text_string(item, "sha256");

		if (hash != NULL && !erased_add(e->s, hash, e->number))
			return false;
	}
	return true;
}

/* One that may be there, and may not. */
static bool
end_row(const struct ending *e, const char *table, const char *id,
    const char *const *kept)
{
	switch (desk_store_has(e->s, table, id)) {
	case DESK_FOUND:
		return put_stub(e, table, id, kept);
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		break;
	}
	return false;
}

static bool
end_item(const struct ending *e, const struct disposal_item *item)
{
	struct case_row *row = cases_get(e->s, item->id, e->reason);
	bool ok = row != NULL && erase_attachments(e, row) &&
	    erased_add(e->s, item->sha256_hex, e->number);

	case_row_destroy(row);
	if (!ok || !put_stub(e, TABLE_CASES, item->id, kept_of_case))
		return false;
	return end_row(e, TABLE_SOURCES, item->id, kept_of_source) &&
	    end_row(e, TABLE_WORK, item->id, kept_of_work);
}

static cJSON *
names(const char *const *list, size_t n)
{
	return cJSON_CreateStringArray(list, (int)n);
}

/* By what each key of before is known again. */
static bool
put_ended(struct desk_store *s, const struct disposal_plan *plan, cJSON *list)
{
	char key[DISPOSAL_KEY_BYTES];

	for (size_t i = 0; i < plan->n_cases; i++) {
		cJSON *one = cJSON_CreateObject();

		disposal_key_mark(s, case_keys_number(plan->cases[i]), key);
		if (one == NULL || !cJSON_AddItemToArray(list, one)) {
			cJSON_Delete(one);
			return false;
		}
		if (cJSON_AddStringToObject(one, "case", plan->cases[i]) ==
			NULL ||
		    cJSON_AddStringToObject(one, "key", key) == NULL)
			return false;
	}
	return true;
}

/* The row of the disposal itself. */
static bool
put_disposal(const struct ending *e, const struct disposal_plan *plan,
    const char *const *agreed, size_t n_agreed)
{
	const char *cases[DISPOSAL_CASES_MAX];
	cJSON *row = cJSON_CreateObject();
	cJSON *ended = NULL;
	bool ok;

	for (size_t i = 0; i < plan->n_cases; i++)
		cases[i] = plan->cases[i];
	if (row != NULL)
		ended = cJSON_AddArrayToObject(row, "ended");
	ok = ended != NULL && put_ended(e->s, plan, ended) &&
	    cJSON_AddBoolToObject(row, "any", plan->any) != NULL &&
	    cJSON_AddItemToObject(row, "cases", names(cases, plan->n_cases)) &&
	    cJSON_AddItemToObject(row, "agreed", names(agreed, n_agreed)) &&
	    cJSON_AddItemToObject(
		row, "awaits", cJSON_Duplicate(plan->awaits, true)) &&
	    cJSON_AddStringToObject(row, "schedule", e->schedule) != NULL &&
	    cJSON_AddStringToObject(row, "day", e->day) != NULL &&
	    cJSON_AddStringToObject(row, "by", desk_store_actor(e->s)) !=
		NULL &&
	    desk_store_put(e->s, TABLE_DISPOSALS, e->number, row);
	cJSON_Delete(row);
	return ok;
}

static size_t
numbers_of(const struct disposal_plan *plan,
    uint32_t ret_numbers[static DISPOSAL_CASES_MAX])
{
	for (size_t i = 0; i < plan->n_cases; i++)
		ret_numbers[i] = case_keys_number(plan->cases[i]);
	return plan->n_cases;
}

/* All rows in one transaction, which has begun. */
static bool
end_rows(const struct ending *e, const struct disposal_plan *plan)
{
	uint32_t numbers[DISPOSAL_CASES_MAX];
	struct disposal_rows rows;
	bool ok = true;

	for (size_t i = 0; i < plan->n && ok; i++)
		ok = end_item(e, &plan->items[i]);
	ok = ok &&
	    disposal_rows_find(
		e->s, numbers, numbers_of(plan, numbers), &rows, e->reason);
	if (!ok)
		return false;
	for (size_t i = 0; i < rows.n && ok; i++)
		ok = put_stub(e, rows.list[i].table, rows.list[i].id,
		    strcmp(rows.list[i].table, TABLE_OUTBOX) == 0
			? kept_of_outbox
			: kept_of_look);
	disposal_rows_finish(&rows);
	for (size_t i = 0; i < plan->n_cases && ok; i++)
		ok = journal_add(e->s, "disposed", plan->cases[i]);
	return ok;
}

/* A line by each who agrees, on what was shown. */
static bool
agree(struct vault *v, const struct disposal_plan *plan,
    const char *const *agreed, size_t n, struct reason *reason)
{
	char actor[NOTE_NAME_MAX + 1];
	bool ok = true;

	(void)snprintf(
	    actor, sizeof(actor), "%s", desk_store_actor(vault_store(v)));
	for (size_t i = 0; i < n && ok; i++)
		ok = vault_act_as(v, agreed[i], NULL, reason) &&
		    journal_before(vault_store(v), "disposal-agreed",
			plan->digits, reason);
	return vault_act_as(v, actor, "head", reason) && ok;
}

bool
disposal_carry_out(struct vault *v, const struct disposal_plan *plan,
    const char *schedule, const char *const *agreed, size_t n_agreed,
    char ret_number[static DISPOSAL_NUMBER_BYTES], struct reason *ret_reason)
{
	struct ending e = {.v = v,
	    .s = vault_store(v),
	    .number = ret_number,
	    .schedule = schedule,
	    .reason = ret_reason};
	char number[24];
	uint64_t n;
	size_t wiped;
	bool ok;

	*ret_number = '\0';
	if (plan->n_blocked > 0 || n_agreed == 0 ||
	    !disposal_schedule_valid(schedule)) {
		reason_set(ret_reason,
		    "it takes cases that nothing keeps, a second person and "
		    "the code of a schedule");
		return false;
	}
	/* What is off there would lose the keys of other cases. */
	if (!desk_store_intact(e.s)) {
		reason_set(ret_reason,
		    "the case store is not what its journal says: repair it, "
		    "or bring it back from a copy, before anything is disposed "
		    "of");
		return false;
	}
	if (!agree(v, plan, agreed, n_agreed, ret_reason))
		return false;
	utc_time_day(journal_now(e.s), e.day);
	reason_set(ret_reason, "the case store can't be written");
	if (!desk_store_begin(e.s))
		return false;
	ok = cases_next_number(e.s, "disposals", &n, ret_reason) &&
	    n < 100000000;
	(void)snprintf(number, sizeof(number), "%08" PRIu64, ok ? n : 0);
	memcpy(ret_number, number, DISPOSAL_NUMBER_BYTES - 1);
	ret_number[DISPOSAL_NUMBER_BYTES - 1] = '\0';
	ok = ok && put_disposal(&e, plan, agreed, n_agreed) &&
	    end_rows(&e, plan);
	if (!desk_store_end(e.s, ok)) {
		*ret_number = '\0';
		return false;
	}
	return disposal_finish(v, &wiped, ret_reason);
}

/* --- what follows its row --- */

/* Those whose keys are in a file here. */
struct open_ends {
	size_t n, room;
	char (*numbers)[DISPOSAL_NUMBER_BYTES];
	size_t n_cases, cases_room;
	uint32_t *cases;
};

static bool
grow(void **list, size_t n, size_t *room, size_t size)
{
	void *grown;

	if (n < *room)
		return true;
	*room = *room == 0 ? 64 : 2 * *room;
	grown = reallocarray(*list, *room, size);
	if (grown == NULL)
		return false;
	*list = grown;
	return true;
}

static bool
collect(void *context, const struct disposal *d)
{
	struct open_ends *o = context;
	const cJSON *item;

	if (d->keys_day != NULL)
		return true;
	if (!grow((void **)&o->numbers, o->n, &o->room, sizeof(*o->numbers)))
		return false;
	(void)snprintf(
	    o->numbers[o->n++], DISPOSAL_NUMBER_BYTES, "%s", d->number);
	cJSON_ArrayForEach (item, d->cases) {
		if (!cJSON_IsString(item) ||
		    !grow((void **)&o->cases, o->n_cases, &o->cases_room,
			sizeof(*o->cases)))
			return false;
		o->cases[o->n_cases++] = case_keys_number(item->valuestring);
	}
	return true;
}

/* That its keys are gone; whatever was complete is to be looked at again. */
static bool
mark(struct desk_store *s, const char *number, const char *day,
    struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_DISPOSALS, number, reason);
	bool ok;

	cJSON_DeleteItemFromObjectCaseSensitive(row, "keys");
	cJSON_DeleteItemFromObjectCaseSensitive(row, "complete");
	ok = row != NULL && cJSON_AddStringToObject(row, "keys", day) != NULL &&
	    desk_store_put(s, TABLE_DISPOSALS, number, row) &&
	    journal_add(s, "disposal-keys", number);
	cJSON_Delete(row);
	return ok;
}

static bool
mark_all(struct desk_store *s, const struct open_ends *o, struct reason *reason)
{
	char day[UTC_DAY_BYTES];
	bool ok;

	utc_time_day(journal_now(s), day);
	reason_set(reason, "the case store can't be written");
	ok = desk_store_begin(s);
	if (!ok)
		return false;
	for (size_t i = 0; i < o->n && ok; i++)
		ok = mark(s, o->numbers[i], day, reason);
	return desk_store_end(s, ok);
}

bool
disposal_finish(struct vault *v, size_t *ret_wiped, struct reason *ret_reason)
{
	struct desk_store *s = vault_store(v);
	struct reason why = {""};
	struct open_ends o = {0};
	bool ok, wiped;

	/* One that can't be read costs itself: the others end. */
	ok = disposal_each(v, collect, &o, NULL, ret_reason);
	wiped = erased_sweep(v, vault_folder(v), ret_wiped, &why);
	if (ok && !wiped)
		*ret_reason = why;
	if (o.n > 0 &&
	    (!vault_end_case_keys(v, o.cases, o.n_cases, o.numbers[0], &why) ||
		!mark_all(s, &o, &why))) {
		*ret_reason = why;
		ok = false;
	}
	free(o.numbers);
	free(o.cases);
	return ok && wiped;
}
