/* Finding rows, and marking them (docs/VAULT.md 3). */
#include "cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "case_tables.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

enum desk_found
cases_find_file(struct desk_store *s, const char *sha256_hex,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason)
{
	enum desk_found found = desk_store_has(s, TABLE_FILES, sha256_hex);
	const char *id;
	cJSON *row;

	if (found != DESK_FOUND) {
		if (found == DESK_UNREADABLE)
			reason_set(ret_reason, "the case store can't be read");
		return found;
	}
	row = desk_store_get(s, TABLE_FILES, sha256_hex, ret_reason);
	id = json_text_string(row, "case");
	if (id == NULL || strlen(id) >= CASE_ID_BYTES)
		found = DESK_UNREADABLE;
	else
		(void)strcpy(ret_id, id);
	cJSON_Delete(row);
	return found;
}

bool
cases_file_noted(struct desk_store *s, const char *sha256_hex, bool *ret_noted,
    struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_FILES, sha256_hex, ret_reason);

	if (row == NULL)
		return false;
	*ret_noted =
	    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "noted"));
	cJSON_Delete(row);
	return true;
}

bool
cases_mark_noted(
    struct desk_store *s, const char *sha256_hex, struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_FILES, sha256_hex, ret_reason);
	bool ok = row != NULL && cJSON_AddTrueToObject(row, "noted") != NULL &&
	    desk_store_put(s, TABLE_FILES, sha256_hex, row);

	cJSON_Delete(row);
	return ok;
}

bool
cases_mark_acknowledged(struct desk_store *s, const char *id, uint64_t bulletin,
    struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_CASES, id, ret_reason);
	bool ok;

	if (row == NULL)
		return false;
	cJSON_DeleteItemFromObjectCaseSensitive(row, "acknowledged");
	/* What said so has left. */
	cJSON_DeleteItemFromObjectCaseSensitive(row, "received");
	ok = cJSON_AddNumberToObject(row, "acknowledged", (double)bulletin) !=
		NULL &&
	    desk_store_put(s, TABLE_CASES, id, row);
	json_text_wipe(row);
	return ok;
}

bool
cases_hold_received(
    struct desk_store *s, const char *id, struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_CASES, id, ret_reason), *held;
	bool ok;

	held = cJSON_DetachItemFromObjectCaseSensitive(row, "received");
	ok = held != NULL && cJSON_AddItemToObject(row, "held_back", held);
	if (!ok)
		json_text_wipe(held);
	ok = ok && desk_store_put(s, TABLE_CASES, id, row);
	json_text_wipe(row);
	return ok;
}

struct walk {
	bool (*each)(void *context, const struct case_row *row);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *json)
{
	const struct walk *w = context;
	struct case_row row;

	case_row_read(&row, id, json);
	return w->each(w->context, &row);
}

bool
cases_each(struct desk_store *s,
    bool (*each)(void *context, const struct case_row *row), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(s, TABLE_CASES, walk_on, &w, events, ret_reason);
}

struct case_row *
cases_get(struct desk_store *s, const char *id, struct reason *ret_reason)
{
	cJSON *json = desk_store_get(s, TABLE_CASES, id, ret_reason);
	struct case_row *row;

	if (json == NULL)
		return NULL;
	row = case_row_take(id, json);
	if (row == NULL)
		reason_set(ret_reason, "there is not enough memory");
	return row;
}

/* A number of up to eight digits; zeroes before it do not matter. */
static bool
read_number(const char *text, size_t len, uint64_t *ret_number)
{
	while (len > 1 && *text == '0') {
		text++;
		len--;
	}
	return decimal_decode(text, len, 99999999, ret_number) &&
	    *ret_number > 0;
}

struct case_row *
cases_get_typed(
    struct desk_store *s, const char *typed, struct reason *ret_reason)
{
	size_t len = strcspn(typed, ".");
	bool item = typed[len] == '.';
	char head[CASE_ID_BYTES], id[CASE_ID_BYTES];
	uint64_t number, part = 0;

	if (!read_number(typed, len, &number) ||
	    (item &&
		!read_number(
		    typed + len + 1, strlen(typed + len + 1), &part))) {
		reason_set(ret_reason, "%s is not the number of a case", typed);
		return NULL;
	}
	(void)snprintf(head, sizeof(head), "%08" PRIu64, number);
	if (item)
		cases_item_id(head, part, id);
	else
		(void)snprintf(id, sizeof(id), "%s", head);
	if (desk_store_has(s, TABLE_CASES, id) == DESK_ABSENT) {
		reason_set(ret_reason, "there is no case of that number");
		return NULL;
	}
	return cases_get(s, id, ret_reason);
}

struct case_row *
cases_get_whole(
    struct desk_store *s, const char *typed, struct reason *ret_reason)
{
	struct case_row *row = cases_get_typed(s, typed, ret_reason);

	if (row == NULL || row->disposal == NULL)
		return row;
	reason_set(ret_reason, "it was disposed of on %s: what it said is gone",
	    row->disposed_day == NULL ? "?" : row->disposed_day);
	case_row_destroy(row);
	return NULL;
}
