#include "cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/age_header.h"
#include "common/json/json_text.h"

#define ENTRIES_KEPT 100 /* of one file; more duplicates are only counted */

static bool
add_entry(cJSON *list, const struct manifest_entry *e, const char *relay)
{
	char nonce[2 * RECEIPT_NONCE_BYTES + 1];
	cJSON *item;

	/* A stick taken without its manifest tells no nonce. */
	if (cJSON_GetArraySize(list) >= ENTRIES_KEPT ||
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

static bool
next_number(struct vault *v, uint64_t *ret_number, struct reason *reason)
{
	enum desk_found found = desk_store_has(v->store, TABLE_META, "cases");
	cJSON *row = NULL;
	uint64_t last = 0;
	bool ok;

	if (found == DESK_FOUND)
		row = desk_store_get(v->store, TABLE_META, "cases", reason);
	if (found == DESK_UNREADABLE ||
	    (found == DESK_FOUND && !json_text_integer(row, "last", &last))) {
		cJSON_Delete(row);
		return false;
	}
	cJSON_Delete(row);
	row = cJSON_CreateObject();
	ok = row != NULL &&
	    cJSON_AddNumberToObject(row, "last", (double)(last + 1)) &&
	    desk_store_put(v->store, TABLE_META, "cases", row);
	cJSON_Delete(row);
	*ret_number = last + 1;
	return ok;
}

/* The report as it is, or why there is none. */
static bool
fill_content(cJSON *row, const uint8_t *file_key, const char *report,
    size_t report_len, const char *why)
{
	char key[2 * AGE_FILE_KEY_BYTES + 1];
	char *text;
	bool ok;

	if (report == NULL)
		return cJSON_AddStringToObject(row, "state", "QUARANTINED") !=
		    NULL &&
		    cJSON_AddStringToObject(row, "why", why) != NULL;
	/*
	 * Its own bytes, as one string: neither its depth nor its spelling can
	 * make a row that does not read back.
	 */
	text = strndup(report, report_len);
	hex_encode(file_key, AGE_FILE_KEY_BYTES, key);
	ok = text != NULL && cJSON_AddStringToObject(row, "report", text) &&
	    cJSON_AddStringToObject(row, "file_key", key) != NULL &&
	    cJSON_AddStringToObject(row, "state", "OPENED") != NULL;
	if (text != NULL)
		sodium_memzero(text, report_len);
	free(text);
	sodium_memzero(key, sizeof(key));
	return ok;
}

static bool
put_rows(struct vault *v, cJSON *row, const char *hash,
    char ret_id[static CASE_ID_BYTES], struct reason *reason)
{
	cJSON *file = cJSON_CreateObject();
	uint64_t number;
	bool ok;

	ok = file != NULL && next_number(v, &number, reason);
	if (ok) {
		(void)snprintf(
		    ret_id, CASE_ID_BYTES, "%08" PRIu64, number % 100000000);
		ok = cJSON_AddStringToObject(file, "case", ret_id) != NULL &&
		    desk_store_has(v->store, TABLE_CASES, ret_id) ==
			DESK_ABSENT &&
		    desk_store_put(v->store, TABLE_CASES, ret_id, row) &&
		    desk_store_put(v->store, TABLE_FILES, hash, file) &&
		    desk_store_journal(v->store,
			cJSON_GetObjectItemCaseSensitive(row, "report")
			    ? "opened"
			    : "quarantined",
			hash);
	}
	cJSON_Delete(file);
	return ok;
}

bool
cases_add(struct vault *v, const struct manifest_entry *entries,
    size_t n_entries, const char *relay, const uint8_t *file_key,
    const char *report, size_t report_len, const char *why,
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
	    fill_content(row, file_key, report, report_len, why);
	for (size_t i = 0; i < n_entries && ok; i++)
		ok = add_entry(list, &entries[i], relay);
	ok = ok && desk_store_begin(v->store);
	if (ok)
		ok = desk_store_end(
		    v->store, put_rows(v, row, hash, ret_id, ret_reason));
	json_text_wipe(row);
	return ok;
}

enum desk_found
cases_find_file(struct vault *v, const char *sha256_hex,
    char ret_id[static CASE_ID_BYTES], struct reason *ret_reason)
{
	enum desk_found found =
	    desk_store_has(v->store, TABLE_FILES, sha256_hex);
	const char *id;
	cJSON *row;

	if (found != DESK_FOUND) {
		if (found == DESK_UNREADABLE)
			reason_set(ret_reason, "the case store can't be read");
		return found;
	}
	row = desk_store_get(v->store, TABLE_FILES, sha256_hex, ret_reason);
	id = json_text_string(row, "case");
	if (id == NULL || strlen(id) >= CASE_ID_BYTES)
		found = DESK_UNREADABLE;
	else
		(void)strcpy(ret_id, id);
	cJSON_Delete(row);
	return found;
}

cJSON *
cases_report(const cJSON *row, struct reason *ret_reason)
{
	const char *text = json_text_string(row, "report");

	if (text == NULL) {
		reason_set(ret_reason, "it never opened");
		return NULL;
	}
	return json_text_read(text, strlen(text), ret_reason);
}

bool
cases_add_entries(struct vault *v, const char *sha256_hex,
    const struct manifest_entry *entries, size_t n, const char *relay,
    struct reason *ret_reason)
{
	char id[CASE_ID_BYTES];
	cJSON *row = NULL, *list;
	int before;
	bool ok = true;

	if (cases_find_file(v, sha256_hex, id, ret_reason) == DESK_FOUND)
		row = desk_store_get(v->store, TABLE_CASES, id, ret_reason);
	list = cJSON_GetObjectItemCaseSensitive(row, "entries");
	if (list == NULL) {
		json_text_wipe(row);
		return false;
	}
	before = cJSON_GetArraySize(list);
	for (size_t i = 0; i < n && ok; i++)
		ok = add_entry(list, &entries[i], relay);
	if (ok && cJSON_GetArraySize(list) != before)
		ok = desk_store_begin(v->store) &&
		    desk_store_end(v->store,
			desk_store_put(v->store, TABLE_CASES, id, row) &&
			    desk_store_journal(
				v->store, "duplicate", sha256_hex));
	if (!ok)
		reason_set(ret_reason, "the case could not be stored");
	json_text_wipe(row);
	return ok;
}

cJSON *
cases_get(struct vault *v, const char *typed, char ret_id[static CASE_ID_BYTES],
    struct reason *ret_reason)
{
	uint64_t number;

	if (!decimal_decode(typed, strlen(typed), 99999999, &number)) {
		reason_set(ret_reason, "%s is not the number of a case", typed);
		return NULL;
	}
	(void)snprintf(ret_id, CASE_ID_BYTES, "%08" PRIu64, number);
	if (desk_store_has(v->store, TABLE_CASES, ret_id) == DESK_ABSENT) {
		reason_set(ret_reason, "there is no case of that number");
		return NULL;
	}
	return desk_store_get(v->store, TABLE_CASES, ret_id, ret_reason);
}
