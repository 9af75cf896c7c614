/* Who holds the source of a case, and others from now on. */
#include "case_source_parts.h"

#include <string.h>

#include "case_tables.h"
#include "cases.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"

/* What is apart of one row, under the new key. */
static bool
seal_again(struct desk_store *s, const char *id,
    const struct age_identity *before, const struct age_recipient *to,
    struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_CASES, id, reason);
	const char *text = json_text_string(row, "source");
	struct byte_writer plain;
	bool ok = row != NULL;

	if (ok && text != NULL) {
		ok = case_source_unseal(text, before, &plain);
		if (ok) {
			cJSON_DeleteItemFromObjectCaseSensitive(row, "source");
			ok = case_source_seal(
				 row, "source", to, plain.data, plain.len) &&
			    desk_store_put(s, TABLE_CASES, id, row);
		}
		byte_writer_finish(&plain);
		if (!ok)
			reason_set(reason,
			    "the source of %s does not open, or can't be "
			    "stored",
			    id);
	}
	json_text_wipe(row);
	return ok;
}

/* Every item under the case's key; what can't be read ends it. */
static bool
seal_items(struct desk_store *s, const char *head,
    const struct age_identity *before, const struct age_recipient *to,
    struct reason *reason)
{
	char item[CASE_ID_BYTES];
	uint64_t items = 0;

	if (case_link_is_item(head))
		return true;
	if (!cases_items(s, head, &items, reason))
		return false;
	for (uint64_t i = 1; i <= items; i++) {
		enum desk_found there, own;

		cases_item_id(head, i, item);
		there = desk_store_has(s, TABLE_CASES, item);
		own = desk_store_has(s, TABLE_SOURCES, item);
		reason_set(reason, "the case store can't be read");
		if (there == DESK_UNREADABLE || own == DESK_UNREADABLE)
			return false;
		/* Those with one of their own are held one by one. */
		if (there == DESK_FOUND && own == DESK_ABSENT &&
		    !seal_again(s, item, before, to, reason))
			return false;
	}
	return true;
}

bool
case_source_hold(struct desk_store *s, const char *head, const char *id,
    const struct age_identity *identity, const struct case_holders *holders,
    struct reason *ret_reason)
{
	struct age_identity *before =
	    case_source_key(s, head, id, identity, ret_reason);
	struct age_identity *key = NULL;
	struct age_recipient to;
	cJSON *row = NULL;
	bool ok = before != NULL;

	if (ok) {
		reason_set(ret_reason, "there is not enough memory");
		key = case_source_new_key();
		ok = key != NULL;
	}
	if (ok) {
		age_identity_recipient(key, &to);
		row = case_source_row(key, holders);
		ok = row != NULL &&
		    seal_again(s, head, before, &to, ret_reason) &&
		    seal_items(s, head, before, &to, ret_reason);
	}
	if (ok) {
		reason_set(ret_reason, "the case store can't be written");
		ok = desk_store_put(s, TABLE_SOURCES, head, row);
	}
	cJSON_Delete(row);
	secret_free(before);
	secret_free(key);
	return ok;
}

bool
case_source_each(struct desk_store *s, const char *head,
    bool (*each)(void *context, const char *id), void *context,
    struct reason *ret_reason)
{
	cJSON *row = desk_store_get(s, TABLE_SOURCES, head, ret_reason);
	const cJSON *item, *list;
	bool go_on = row != NULL;

	list = cJSON_GetObjectItemCaseSensitive(row, "holders");
	cJSON_ArrayForEach (item, list) {
		const char *id = json_text_string(item, "id");

		if (go_on && id != NULL)
			go_on = each(context, id);
	}
	cJSON_Delete(row);
	return go_on;
}
