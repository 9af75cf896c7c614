/* Whether an older program's rows are all as they are to be. */
#include "case_upgrade.h"

#include "case_tables.h"
#include "common/json/json_text.h"

/* A row of the kind meta, once all are parted, and under their case's key. */
#define MARK DESK_STORE_KEYED

/* That all are, or that it is to be looked again. */
bool
case_upgrade_mark(struct desk_store *s, bool done)
{
	cJSON *row = cJSON_CreateObject();
	bool ok = row != NULL && cJSON_AddBoolToObject(row, "done", done) &&
	    cJSON_AddBoolToObject(row, "looks", done) && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_META, MARK, row));

	cJSON_Delete(row);
	return ok;
}

bool
case_upgrade_is_marked(struct desk_store *s)
{
	struct reason ignored;
	cJSON *row = NULL;
	bool done;

	if (desk_store_has(s, TABLE_META, MARK) == DESK_FOUND)
		row = desk_store_get(s, TABLE_META, MARK, &ignored);
	/* Before there was "looks" those were under the store's key. */
	done = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "done")) &&
	    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "looks"));
	cJSON_Delete(row);
	return done;
}

bool
case_upgrade_forget(struct desk_store *s)
{
	return desk_store_has(s, TABLE_META, MARK) == DESK_ABSENT ||
	    case_upgrade_mark(s, false);
}
