#include "case_source.h"

#include <errno.h>
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

	byte_writer_init(&sealed, 2 * APART_MAX);
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
	enum envelope_status status = ENVELOPE_OUT_OF_MEMORY;
	bool decoded = false;

	byte_writer_init(ret_plain, APART_MAX);
	if (bytes != NULL) {
		decoded = text != NULL &&
		    base64_decode(BASE64_PADDED, text, text_len, bytes,
			text_len + 1, &len);
		if (decoded)
			status = open_bytes(identity, bytes, len, ret_plain);
	}
	free(bytes);
	errno = (bytes != NULL && !decoded) ||
		(status != ENVELOPE_OUT_OF_MEMORY && !ret_plain->no_memory)
	    ? EBADMSG
	    : ENOMEM;
	return decoded && status == ENVELOPE_OK;
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

/* That of a case which has one. */
static enum case_source_found
known_recipient(struct desk_store *s, const char *head,
    struct age_recipient *ret_to, struct reason *reason)
{
	const char *text;
	cJSON *row;
	bool ok;

	errno = 0;
	row = desk_store_get(s, TABLE_SOURCES, head, reason);
	if (row == NULL)
		return errno == EBADMSG ? CASE_SOURCE_DAMAGED
					: CASE_SOURCE_FAILED;
	text = json_text_string(row, "recipient");
	ok = text != NULL && age_recipient_parse(text, strlen(text), ret_to);
	cJSON_Delete(row);
	if (ok)
		return CASE_SOURCE_FOUND;
	reason_set(reason, "what its source is sealed to can't be read");
	return CASE_SOURCE_DAMAGED;
}

enum case_source_found
case_source_recipient(struct desk_store *s, const char *head,
    const struct case_holders *holders, struct age_recipient *ret_to,
    cJSON **ret_row, struct reason *ret_reason)
{
	struct age_identity *key;

	*ret_row = NULL;
	if (*head != '\0' &&
	    desk_store_has(s, TABLE_SOURCES, head) != DESK_ABSENT)
		return known_recipient(s, head, ret_to, ret_reason);
	reason_set(ret_reason, "nobody is there to hold its source");
	if (holders->n == 0)
		return CASE_SOURCE_FAILED;
	reason_set(ret_reason, "there is not enough memory");
	key = case_source_new_key();
	if (key != NULL) {
		age_identity_recipient(key, ret_to);
		*ret_row = case_source_row(key, holders);
	}
	secret_free(key);
	return *ret_row != NULL ? CASE_SOURCE_FOUND : CASE_SOURCE_FAILED;
}

/* The copy that `id` has of the source key, opened. */
static struct age_identity *
open_key(const cJSON *row, const char *id, const struct age_identity *identity,
    struct reason *reason)
{
	struct age_identity *key = secret_alloc(sizeof(*key));
	const cJSON *item, *list;
	struct byte_writer plain;
	int error = EACCES; /* a copy to an earlier key opens for nobody */
	bool ok = false;

	if (key == NULL) {
		reason_set(reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	reason_set(reason, "%s does not hold its source", id);
	list = cJSON_GetObjectItemCaseSensitive(row, "holders");
	cJSON_ArrayForEach (item, list) {
		const char *of = json_text_string(item, "id");

		if (ok || of == NULL || strcmp(of, id) != 0)
			continue;
		ok = case_source_unseal(
			 json_text_string(item, "key"), identity, &plain) &&
		    plain.len == AGE_SECRET_BYTES;
		if (ok) {
			key->type = AGE_HYBRID;
			memcpy(key->secret, plain.data, AGE_SECRET_BYTES);
		} else {
			error = errno == ENOMEM ? ENOMEM : EACCES;
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
	errno = error;
	return NULL;
}

struct age_identity *
case_source_key(struct desk_store *s, const char *of, const char *id,
    const struct age_identity *identity, struct reason *reason)
{
	struct age_identity *key = NULL;
	cJSON *row;
	int error;

	if (desk_store_has(s, TABLE_SOURCES, of) == DESK_ABSENT) {
		reason_set(reason, "nobody holds its source any more");
		errno = EBADMSG;
		return NULL;
	}
	errno = 0;
	row = desk_store_get(s, TABLE_SOURCES, of, reason);
	if (row != NULL)
		key = open_key(row, id, identity, reason);
	error = row == NULL && errno == 0 ? EIO : errno;
	cJSON_Delete(row);
	errno = error;
	return key;
}

void
case_source_row_of(
    struct desk_store *s, const char *id, char ret_id[static CASE_ID_BYTES])
{
	if (desk_store_has(s, TABLE_SOURCES, id) == DESK_ABSENT)
		case_link_head(id, ret_id);
	else
		(void)snprintf(ret_id, CASE_ID_BYTES, "%s", id);
}

/* What is sealed of a row, opened by its source key. */
static bool
read_told(struct case_source *source, const char *sealed,
    const struct age_identity *key, struct reason *reason)
{
	struct byte_writer plain;
	struct reason ignored;
	const char *text;

	int error = EBADMSG;

	reason_set(reason, "its source does not open, or memory is short");
	if (!case_source_unseal(sealed, key, &plain)) {
		error = errno;
	} else {
		source->told = json_text_read_received(
		    (const char *)plain.data, plain.len, NULL, &ignored);
		if (source->told == NULL)
			error = errno;
	}
	byte_writer_finish(&plain);
	errno = error;
	text = json_text_string(source->told, "file_key");
	return text != NULL &&
	    hex_decode(
		text, strlen(text), source->file_key, sizeof(source->file_key));
}

struct case_source *
case_source_open(struct desk_store *s, const struct case_row *row,
    const char *id, const struct age_identity *identity,
    struct reason *ret_reason)
{
	struct case_source *source;
	struct age_identity *key;
	char of[CASE_ID_BYTES];
	int error;

	if (row->source == NULL) {
		reason_set(ret_reason, "%s",
		    row->report == NULL
			? "it never opened: it is in quarantine"
			: "an older program stored it, and who told it could "
			  "not be held apart yet");
		errno = EACCES;
		return NULL;
	}
	source = calloc(1, sizeof(*source));
	if (source == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	case_source_row_of(s, row->id, of);
	key = case_source_key(s, of, id, identity, ret_reason);
	if (key != NULL && read_told(source, row->source, key, ret_reason)) {
		secret_free(key);
		return source;
	}
	error = errno;
	secret_free(key);
	case_source_close(source);
	errno = error;
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
