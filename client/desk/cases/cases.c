#include "cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "case_attachments.h"
#include "case_cells.h"
#include "case_join.h"
#include "case_tables.h"
#include "case_work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

static bool
add_entry(cJSON *list, const struct manifest_entry *e, const char *relay)
{
	char nonce[2 * RECEIPT_NONCE_BYTES + 1];
	cJSON *item;

	/* A stick taken without its manifest tells no nonce. */
	if (cJSON_GetArraySize(list) >= CASE_ENTRIES_MAX ||
	    sodium_is_zero(e->nonce, sizeof(e->nonce)))
		return true;
	hex_encode(e->nonce, RECEIPT_NONCE_BYTES, nonce);
	/* The same entry again: a stick that came twice. */
	cJSON_ArrayForEach (item, list) {
		const char *held = json_text_string(item, "nonce");

		if (held != NULL && strcmp(held, nonce) == 0)
			return true;
	}
	item = cJSON_CreateObject();
	if (item != NULL && cJSON_AddItemToArray(list, item))
		return cJSON_AddStringToObject(item, "nonce", nonce) &&
		    cJSON_AddStringToObject(
			item, "publication", e->publication) &&
		    cJSON_AddStringToObject(item, "relay", relay) &&
		    cJSON_AddNumberToObject(item, "work_bits", e->work_bits);
	cJSON_Delete(item);
	return false;
}

bool
cases_next_number(struct desk_store *s, const char *counter,
    uint64_t *ret_number, struct reason *reason)
{
	enum desk_found found = desk_store_has(s, TABLE_META, counter);
	cJSON *row = NULL;
	uint64_t last = 0;
	bool ok;

	if (found == DESK_FOUND)
		row = desk_store_get(s, TABLE_META, counter, reason);
	if (found == DESK_UNREADABLE ||
	    (found == DESK_FOUND && !json_text_integer(row, "last", &last))) {
		cJSON_Delete(row);
		return false;
	}
	cJSON_Delete(row);
	row = cJSON_CreateObject();
	ok = row != NULL &&
	    cJSON_AddNumberToObject(row, "last", (double)(last + 1)) &&
	    desk_store_put(s, TABLE_META, counter, row);
	cJSON_Delete(row);
	*ret_number = last + 1;
	return ok;
}

/* The name of the counter of a case's items. */
static void
items_counter(const char *head, char ret_name[static CASE_ID_BYTES + 8])
{
	(void)snprintf(ret_name, CASE_ID_BYTES + 8, "items-%s", head);
}

bool
cases_items(struct desk_store *s, const char *id, uint64_t *ret_n,
    struct reason *ret_reason)
{
	char head[CASE_ID_BYTES], name[CASE_ID_BYTES + 8];
	cJSON *row;
	bool ok;

	*ret_n = 0;
	case_link_head(id, head);
	items_counter(head, name);
	if (desk_store_has(s, TABLE_META, name) == DESK_ABSENT)
		return true;
	row = desk_store_get(s, TABLE_META, name, ret_reason);
	ok = json_text_integer(row, "last", ret_n);
	if (row != NULL && !ok)
		reason_set(
		    ret_reason, "how many follow-ups it has can't be read");
	cJSON_Delete(row);
	return ok;
}

void
cases_item_id(
    const char *head, uint64_t number, char ret_id[static CASE_ID_BYTES])
{
	(void)snprintf(
	    ret_id, CASE_ID_BYTES, "%.8s.%04" PRIu64, head, number % 100000000);
}

/* What the report says, and the cell that tells its sender; or why there is
 * none. */
static bool
fill_content(cJSON *row, const struct case_content *content, const char *week)
{
	const struct case_said said = {
	    .kind = REPLY_OPENED, .text = week, .len = strlen(week)};
	cJSON *part, *cells = NULL;
	bool ok;

	if (content->parts == NULL)
		return cJSON_AddStringToObject(row, "state", "QUARANTINED") !=
		    NULL &&
		    cJSON_AddStringToObject(row, "why", content->why) != NULL;
	if (content->reply_to != NULL) {
		if (content->received != NULL && *content->received != NULL &&
		    strcmp(content->received_week, week) == 0) {
			cells = *content->received;
			*content->received = NULL;
		} else {
			cells = case_cells_seal(content->reply_to, &said);
		}
		if (!cJSON_AddItemToObject(row, "received", cells)) {
			json_text_wipe(cells);
			return false;
		}
	}
	ok = cJSON_AddStringToObject(row, "state", "OPENED") != NULL &&
	    case_link_put(row, &content->link);
	while (ok && (part = content->parts->child) != NULL) {
		part = cJSON_DetachItemViaPointer(content->parts, part);
		ok = cJSON_AddItemToObject(row, part->string, part);
		if (!ok)
			json_text_wipe(part);
	}
	return ok;
}

static bool
next_id(struct desk_store *s, const struct case_content *content,
    char ret_id[static CASE_ID_BYTES], struct reason *reason)
{
	const char *head = content->link.voice_case;
	char counter[CASE_ID_BYTES + 8] = "cases";
	bool item = content->link.verdict == CASE_SIGNED ||
	    content->link.verdict == CASE_FIRST;
	uint64_t number;

	if (item)
		items_counter(head, counter);
	if (!cases_next_number(s, counter, &number, reason))
		return false;
	if (item)
		cases_item_id(head, number, ret_id);
	else
		(void)snprintf(
		    ret_id, CASE_ID_BYTES, "%08" PRIu64, number % 100000000);
	return desk_store_has(s, TABLE_CASES, ret_id) == DESK_ABSENT;
}

/* A new source key, of a case that has none; or of an item, where that of its
 * case can't be read.  Never over another. */
static bool
put_source(struct desk_store *s, const char *id, const cJSON *source)
{
	char of[CASE_ID_BYTES];

	if (source == NULL)
		return true;
	case_link_head(id, of);
	if (desk_store_has(s, TABLE_SOURCES, of) != DESK_ABSENT)
		(void)snprintf(of, sizeof(of), "%s", id);
	return desk_store_has(s, TABLE_SOURCES, of) == DESK_ABSENT &&
	    desk_store_put(s, TABLE_SOURCES, of, source);
}

/* One of those that a withdrawal names, but not the one whose code signed. */
static bool
hold_one(struct desk_store *s, const struct case_link *link, const char *named,
    const char *id)
{
	char head[CASE_ID_BYTES], own[CASE_ID_BYTES], signer[CASE_ID_BYTES];

	if (*named == '\0')
		return true;
	case_link_head(named, head);
	case_link_head(id, own);
	case_link_head(link->voice_case, signer);
	if (strcmp(head, own) == 0 ||
	    (link->verdict == CASE_SIGNED && strcmp(head, signer) == 0))
		return true;
	return journal_add(s, "held-for", head) && case_work_hold(s, head, id);
}

/*
 * A withdrawal stops each case that it names and no code of which signed it,
 * until a person looked: who lost the code must be able to stop it too.
 */
static bool
hold_for(
    struct desk_store *s, const struct case_content *content, const char *id)
{
	const struct case_link *link = &content->link;

	return !content->withdraws ||
	    (hold_one(s, link, link->voice_case, id) &&
		(strcmp(link->voice_case, link->reference_case) == 0 ||
		    hold_one(s, link, link->reference_case, id)));
}

static bool
put_rows(struct desk_store *s, cJSON *row, const struct case_content *content,
    const char *hash, char ret_id[static CASE_ID_BYTES], struct reason *reason)
{
	const struct case_link *link = &content->link;
	char id[CASE_ID_BYTES];

	if (!next_id(s, content, id, reason))
		return false;
	if (link->verdict == CASE_FIRST) {
		if (!case_join_make_way(s, row, link->voice_case, id, reason))
			return false;
		(void)snprintf(id, sizeof(id), "%s", link->voice_case);
	}
	if (!desk_store_put(s, TABLE_CASES, id, row) ||
	    !put_source(s, id, content->source) ||
	    !case_attachments_know(s, row) || !case_join_file(s, hash, id) ||
	    !journal_add(
		s, content->parts != NULL ? "opened" : "quarantined", hash) ||
	    (link->verdict == CASE_SIGNED && !journal_add(s, "joined", id)) ||
	    (content->withdraws && case_link_is_signed(link) &&
		!case_join_withdraw(s, row, id, reason)))
		return false;
	memcpy(ret_id, id, sizeof(id));
	return hold_for(s, content, id);
}

bool
cases_add(struct desk_store *s, const struct manifest_entry *entries,
    size_t n_entries, const char *relay, const struct case_content *content,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason)
{
	char hash[65], week[UTC_WEEK_BYTES];
	cJSON *row = cJSON_CreateObject(), *list;
	bool ok;

	reason_set(ret_reason, "the case could not be stored");
	hex_encode(entries[0].sha256, 32, hash);
	utc_time_week(utc_time_now(), week);
	list = cJSON_AddArrayToObject(row, "entries");
	ok = list != NULL && cJSON_AddStringToObject(row, "sha256", hash) &&
	    cJSON_AddStringToObject(row, "week", week) &&
	    cJSON_AddNumberToObject(row, "size", (double)entries[0].size) &&
	    cJSON_AddNumberToObject(row, "acknowledged", 0) &&
	    fill_content(row, content, week);
	for (size_t i = 0; i < n_entries && ok; i++)
		ok = add_entry(list, &entries[i], relay);
	ok = ok && desk_store_begin(s);
	if (ok)
		ok = desk_store_end(
		    s, put_rows(s, row, content, hash, ret_id, ret_reason));
	json_text_wipe(row);
	return ok;
}

bool
cases_add_entries(struct desk_store *s, const char *sha256_hex,
    const struct manifest_entry *entries, size_t n, const char *relay,
    struct reason *ret_reason)
{
	char id[CASE_ID_BYTES];
	cJSON *row = NULL, *list;
	int before;
	bool ok = true;

	if (cases_find_file(s, sha256_hex, id, ret_reason) == DESK_FOUND)
		row = desk_store_get(s, TABLE_CASES, id, ret_reason);
	/* What is left of one that was disposed of says what it said. */
	if (cJSON_GetObjectItemCaseSensitive(row, CASE_DISPOSED) != NULL) {
		cJSON_Delete(row);
		return true;
	}
	list = cJSON_GetObjectItemCaseSensitive(row, "entries");
	if (list == NULL) {
		json_text_wipe(row);
		return false;
	}
	before = cJSON_GetArraySize(list);
	for (size_t i = 0; i < n && ok; i++)
		ok = add_entry(list, &entries[i], relay);
	if (ok && cJSON_GetArraySize(list) != before)
		ok = desk_store_begin(s) &&
		    desk_store_end(s,
			desk_store_put(s, TABLE_CASES, id, row) &&
			    journal_add(s, "duplicate", sha256_hex));
	if (!ok)
		reason_set(ret_reason, "the case could not be stored");
	json_text_wipe(row);
	return ok;
}
