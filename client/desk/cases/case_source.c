#include "case_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "case_source_parts.h"
#include "case_tables.h"
#include "cases.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "common/report/report.h"

/* What tells who told it: members of the report, and of its `sender`. */
static const char *const of_report[] = {
    "reply_recipient", "voice_key", "follows"};
static const char *const of_sender[] = {"identity", "safe_contact"};

void
case_source_trial(const struct desk_store *s, struct age_identity *ret_identity)
{
	ret_identity->type = AGE_HYBRID;
	desk_store_derive(s, "valise-vault/trial-source", ret_identity->secret);
}

bool
case_source_seal(cJSON *row, const char *name, const struct age_recipient *to,
    const void *bytes, size_t len)
{
	struct byte_writer sealed;
	struct byte_sink sink = byte_sink_writer(&sealed);
	char *text = NULL;
	size_t text_len;
	bool ok;

	byte_writer_init(&sealed, APART_MAX + 65536);
	ok = seal_bytes(to, bytes, len, &sink) == ENVELOPE_OK;
	if (ok) {
		text_len = base64_length(BASE64_PADDED, sealed.len);
		text = malloc(text_len + 1);
		ok = text != NULL;
	}
	if (ok) {
		base64_encode(BASE64_PADDED, sealed.data, sealed.len, text);
		ok = cJSON_AddStringToObject(row, name, text) != NULL;
	}
	free(text);
	byte_writer_finish(&sealed);
	return ok;
}

bool
case_source_unseal(const char *text, const struct age_identity *identity,
    struct byte_writer *ret_plain)
{
	size_t text_len = text == NULL ? 0 : strlen(text), len;
	uint8_t *bytes = malloc(text_len + 1);
	bool ok = bytes != NULL && text != NULL;

	byte_writer_init(ret_plain, APART_MAX);
	ok = ok &&
	    base64_decode(
		BASE64_PADDED, text, text_len, bytes, text_len + 1, &len) &&
	    open_bytes(identity, bytes, len, ret_plain) == ENVELOPE_OK;
	free(bytes);
	return ok;
}

cJSON *
case_source_row(
    const struct age_identity *key, const struct case_holders *holders)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	cJSON *row = cJSON_CreateObject(), *list, *item;
	struct age_recipient to;
	bool ok;

	age_identity_recipient(key, &to);
	age_recipient_format(&to, text);
	list = cJSON_AddArrayToObject(row, "holders");
	ok = list != NULL && cJSON_AddStringToObject(row, "recipient", text);
	for (size_t i = 0; i < holders->n && ok; i++) {
		const struct case_holder *h = &holders->list[i];

		item = cJSON_CreateObject();
		ok = item != NULL && cJSON_AddItemToArray(list, item) &&
		    cJSON_AddStringToObject(item, "id", h->id) != NULL &&
		    case_source_seal(item, "key", &h->recipient, key->secret,
			AGE_SECRET_BYTES);
	}
	if (ok)
		return row;
	cJSON_Delete(row);
	return NULL;
}

struct age_identity *
case_source_new_key(void)
{
	struct age_identity *key = secret_alloc(sizeof(*key));

	if (key != NULL) {
		key->type = AGE_HYBRID;
		randombytes_buf(key->secret, AGE_SECRET_BYTES);
	}
	return key;
}

bool
case_source_recipient(struct desk_store *s, const char *head,
    const struct case_holders *holders, struct age_recipient *ret_to,
    cJSON **ret_row, struct reason *ret_reason)
{
	struct age_identity *key;
	const char *text;
	cJSON *row;
	bool ok;

	*ret_row = NULL;
	if (*head != '\0' &&
	    desk_store_has(s, TABLE_SOURCES, head) != DESK_ABSENT) {
		row = desk_store_get(s, TABLE_SOURCES, head, ret_reason);
		text = json_text_string(row, "recipient");
		ok = text != NULL &&
		    age_recipient_parse(text, strlen(text), ret_to);
		if (row != NULL && !ok)
			reason_set(ret_reason,
			    "what its source is sealed to can't be read");
		cJSON_Delete(row);
		return ok;
	}
	reason_set(ret_reason, "nobody is there to hold its source");
	if (holders->n == 0)
		return false;
	reason_set(ret_reason, "there is not enough memory");
	key = case_source_new_key();
	if (key != NULL) {
		age_identity_recipient(key, ret_to);
		*ret_row = case_source_row(key, holders);
	}
	secret_free(key);
	return *ret_row != NULL;
}

/* Moves the members of those names, whichever are there; false: memory. */
static bool
move(cJSON *from, const char *const *names, size_t n, cJSON *to)
{
	cJSON *item;

	for (size_t i = 0; i < n; i++)
		/* However often it stands there. */
		while ((item = cJSON_DetachItemFromObjectCaseSensitive(
			    from, names[i])) != NULL)
			if (cJSON_HasObjectItem(to, names[i])) {
				json_text_wipe(item);
			} else if (!cJSON_AddItemToObject(to, names[i], item)) {
				json_text_wipe(item);
				return false;
			}
	return true;
}

/* In one line: neither its depth nor its spelling makes a row too long. */
static bool
put_text(cJSON *row, const char *name, const cJSON *value)
{
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, APART_MAX);
	json_text_write_line(&w, value);
	ok = !w.failed &&
	    cJSON_AddStringToObject(row, name, (const char *)w.data) != NULL;
	byte_writer_finish(&w);
	return ok;
}

/* What is apart, sealed. */
static bool
put_apart(cJSON *row, const struct age_recipient *to, const cJSON *told)
{
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, APART_MAX);
	json_text_write_line(&w, told);
	ok = !w.failed && case_source_seal(row, "source", to, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

bool
case_source_part(cJSON *report, const uint8_t *file_key,
    const struct age_recipient *to, cJSON *row)
{
	cJSON *told = cJSON_CreateObject(), *sender, *member;
	char key[2 * AGE_FILE_KEY_BYTES + 1];
	bool ok;

	sender = cJSON_AddObjectToObject(told, "sender");
	ok = sender != NULL &&
	    move(report, of_report, sizeof(of_report) / sizeof(*of_report),
		told);
	cJSON_ArrayForEach (member, report)
		if (ok && member->string != NULL &&
		    strcmp(member->string, "sender") == 0)
			ok = move(member, of_sender,
			    sizeof(of_sender) / sizeof(*of_sender), sender);
	hex_encode(file_key, AGE_FILE_KEY_BYTES, key);
	ok = ok && cJSON_AddStringToObject(told, "file_key", key) != NULL;
	ok = ok && put_apart(row, to, told) && put_text(row, "report", report);
	sodium_memzero(key, sizeof(key));
	json_text_wipe(told);
	return ok;
}

/* The copy that `id` has of the source key, opened. */
static struct age_identity *
open_key(const cJSON *row, const char *id, const struct age_identity *identity,
    struct reason *reason)
{
	struct age_identity *key = secret_alloc(sizeof(*key));
	const cJSON *item, *list;
	struct byte_writer plain;
	bool ok = false;

	reason_set(reason, "%s does not hold its source", id);
	list = cJSON_GetObjectItemCaseSensitive(row, "holders");
	cJSON_ArrayForEach (item, list) {
		const char *of = json_text_string(item, "id");

		if (key == NULL || ok || of == NULL || strcmp(of, id) != 0)
			continue;
		ok = case_source_unseal(
			 json_text_string(item, "key"), identity, &plain) &&
		    plain.len == AGE_SECRET_BYTES;
		if (ok) {
			key->type = AGE_HYBRID;
			memcpy(key->secret, plain.data, AGE_SECRET_BYTES);
		} else {
			reason_set(reason,
			    "what %s holds of its source does not open: it was "
			    "sealed to an earlier key, or memory is short",
			    id);
		}
		byte_writer_finish(&plain);
	}
	if (ok)
		return key;
	secret_free(key);
	return NULL;
}

struct age_identity *
case_source_key(struct desk_store *s, const char *of, const char *id,
    const struct age_identity *identity, struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_SOURCES, of, reason);
	struct age_identity *key =
	    row == NULL ? NULL : open_key(row, id, identity, reason);

	cJSON_Delete(row);
	return key;
}

struct case_source *
case_source_open(struct desk_store *s, const struct case_row *row,
    const char *id, const struct age_identity *identity,
    struct reason *ret_reason)
{
	struct case_source *source = calloc(1, sizeof(*source));
	struct age_identity *key = NULL;
	char head[CASE_ID_BYTES];
	struct byte_writer plain;
	struct reason ignored;
	const char *text;
	bool ok = false;

	/* An item has one of its own where its case's could not be read. */
	case_link_head(row->id, head);
	if (desk_store_has(s, TABLE_SOURCES, row->id) != DESK_ABSENT)
		(void)snprintf(head, sizeof(head), "%s", row->id);
	reason_set(ret_reason, "it never opened: it is in quarantine");
	if (row->source != NULL && source != NULL)
		key = case_source_key(s, head, id, identity, ret_reason);
	if (key != NULL) {
		reason_set(ret_reason, "its source does not open");
		if (case_source_unseal(row->source, key, &plain))
			source->told =
			    json_text_read_received((const char *)plain.data,
				plain.len, NULL, &ignored);
		byte_writer_finish(&plain);
		text = json_text_string(source->told, "file_key");
		ok = text != NULL &&
		    hex_decode(text, strlen(text), source->file_key,
			sizeof(source->file_key));
	}
	secret_free(key);
	if (ok)
		return source;
	case_source_close(source);
	return NULL;
}

void
case_source_close(struct case_source *source)
{
	if (source == NULL)
		return;
	json_text_wipe(source->told);
	sodium_memzero(source, sizeof(*source));
	free(source);
}

bool
case_source_reply(
    const struct case_source *source, struct age_recipient *ret_to)
{
	const char *text = json_text_string(source->told, "reply_recipient");

	return text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_to) &&
	    ret_to->type == AGE_HYBRID;
}
