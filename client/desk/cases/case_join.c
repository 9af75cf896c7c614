#include "case_join.h"

#include <stdio.h>
#include <string.h>

#include "case_row.h"
#include "case_tables.h"
#include "case_work.h"
#include "client/desk/store/journal.h"
#include "common/json/json_text.h"

bool
case_join_file(struct desk_store *s, const char *hash, const char *id)
{
	struct reason ignored;
	cJSON *file = NULL;
	bool ok;

	if (desk_store_has(s, TABLE_FILES, hash) == DESK_FOUND)
		file = desk_store_get(s, TABLE_FILES, hash, &ignored);
	else
		file = cJSON_CreateObject();
	cJSON_DeleteItemFromObjectCaseSensitive(file, "case");
	ok = file != NULL && cJSON_AddStringToObject(file, "case", id) &&
	    desk_store_put(s, TABLE_FILES, hash, file);
	cJSON_Delete(file);
	return ok;
}

/* Marks a case as withdrawn by one of its rows. */
static bool
mark_withdrawn(cJSON *row, const char *by, const char *week)
{
	cJSON *object;

	cJSON_DeleteItemFromObjectCaseSensitive(row, "withdrawn");
	object = cJSON_AddObjectToObject(row, "withdrawn");
	return object != NULL && cJSON_AddStringToObject(object, "by", by) &&
	    cJSON_AddStringToObject(object, "week", week) != NULL;
}

bool
case_join_withdraw(
    struct desk_store *s, cJSON *own, const char *id, struct reason *reason)
{
	const char *week = json_text_string(own, "week");
	char head[CASE_ID_BYTES];
	cJSON *row = own;
	bool ok;

	case_link_head(id, head);
	if (case_link_is_item(id))
		row = desk_store_get(s, TABLE_CASES, head, reason);
	ok = row != NULL && mark_withdrawn(row, id, week) &&
	    desk_store_put(s, TABLE_CASES, head, row) &&
	    journal_add(s, "withdrawn", head) &&
	    case_work_withdraw(s, head, id);
	if (row != own)
		json_text_wipe(row);
	return ok;
}

bool
case_join_make_way(struct desk_store *s, cJSON *first, const char *head,
    const char *id, struct reason *reason)
{
	const char *hash, *by;
	cJSON *row = desk_store_get(s, TABLE_CASES, head, reason);
	cJSON *withdrawn =
	    cJSON_DetachItemFromObjectCaseSensitive(row, "withdrawn");
	cJSON *held =
	    cJSON_DetachItemFromObjectCaseSensitive(row, CASE_RETAINED);
	struct case_link moved;
	struct case_row whole;
	bool ok = row != NULL;

	case_link_read(row, &moved);
	moved.verdict = CASE_SIGNED;
	(void)snprintf(moved.voice_case, sizeof(moved.voice_case), "%s", head);
	case_row_read(&whole, head, first);
	if (case_row_has_reference(&whole, moved.reference))
		(void)snprintf(moved.reference_case,
		    sizeof(moved.reference_case), "%s", head);
	hash = json_text_string(row, "sha256");
	by = json_text_string(withdrawn, "by");
	if (by != NULL)
		ok = ok &&
		    mark_withdrawn(first, strcmp(by, head) == 0 ? id : by,
			json_text_string(withdrawn, "week"));
	cJSON_Delete(withdrawn);
	/* Both are of the case, whoever's report stands at its head. */
	if (held != NULL &&
	    !cJSON_AddItemToObject(first, CASE_RETAINED, held)) {
		cJSON_Delete(held);
		ok = false;
	}
	ok = ok && hash != NULL && case_link_put(row, &moved) &&
	    desk_store_put(s, TABLE_CASES, id, row) &&
	    case_join_file(s, hash, id) && journal_add(s, "joined", id);
	json_text_wipe(row);
	return ok;
}
