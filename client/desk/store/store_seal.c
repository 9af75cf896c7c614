/*
 * What a row is sealed with: the key of its case, or the store's (docs/VAULT.md
 * 3).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "store_parts.h"

#define ROW_MAX (4u << 20)
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define INNER \
	"under" /* of a row that a case's key opens within the store's \
		 */
#define CHANGED "this row was changed or is damaged"
#define KEYLESS "the key of its case is not among the keys of cases"

/* Whose key a row is under, by its kind. */
enum under {
	UNDER_STORE,
	UNDER_CASE, /* that of the case that the id says */
	UNDER_INNER /* that of the member `case`, which the id must not tell */
};

static enum under
under_of(const char *table)
{
	if (strcmp(table, "case") == 0 || strcmp(table, "source") == 0 ||
	    strcmp(table, "work") == 0)
		return UNDER_CASE;
	/* What was answered, and why somebody asked who told it. */
	return strcmp(table, "outbox") == 0 || strcmp(table, "look") == 0
	    ? UNDER_INNER
	    : UNDER_STORE;
}

/* What is sealed with it: data (desk_store_associate) and a key. */
struct sealing {
	const char *data;
	size_t data_len;
	const uint8_t *key;
};

/* A nonce and what is sealed with it; false: memory. */
static bool
seal(const struct sealing *with, const struct byte_writer *text,
    struct byte_writer *ret_sealed)
{
	uint8_t nonce[NONCE_BYTES], *sealed = malloc(text->len + TAG_BYTES);

	byte_writer_init(ret_sealed, SIZE_MAX / 2);
	if (sealed == NULL)
		return false;
	randombytes_buf(nonce, sizeof(nonce));
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL,
	    text->data, text->len, (const uint8_t *)with->data, with->data_len,
	    NULL, nonce, with->key);
	byte_writer_put(ret_sealed, nonce, sizeof(nonce));
	byte_writer_put(ret_sealed, sealed, text->len + TAG_BYTES);
	free(sealed);
	if (!ret_sealed->failed)
		return true;
	byte_writer_finish(ret_sealed);
	return false;
}

/* The row that says of which case it is, and has the rest under its key. */
static bool
write_outer(const struct sealing *inner, const char *case_id,
    const struct byte_writer *text, struct byte_writer *ret_text)
{
	cJSON *outer = cJSON_CreateObject();
	struct byte_writer sealed;
	char *under = NULL;
	bool ok = seal(inner, text, &sealed);

	if (ok)
		under = malloc(base64_length(BASE64_PADDED, sealed.len) + 1);
	if (under != NULL)
		base64_encode(BASE64_PADDED, sealed.data, sealed.len, under);
	ok = under != NULL && outer != NULL &&
	    cJSON_AddStringToObject(outer, "case", case_id) != NULL &&
	    cJSON_AddStringToObject(outer, INNER, under) != NULL;
	if (ok)
		json_text_write(ret_text, outer);
	byte_writer_finish(&sealed);
	free(under);
	cJSON_Delete(outer);
	return ok && !ret_text->failed;
}

bool
desk_store_seal(struct desk_store *s, const char *table, const char *id,
    const char *data, size_t data_len, const cJSON *row,
    struct byte_writer *ret_sealed)
{
	const enum under under = under_of(table);
	const char *of = under == UNDER_CASE ? id
	    : under == UNDER_INNER           ? json_text_string(row, "case")
					     : NULL;
	struct sealing with = {data, data_len, s->key};
	uint8_t key[CASE_KEY_BYTES];
	struct byte_writer text, outer;
	bool ok, sealed = false;

	byte_writer_init(&text, ROW_MAX);
	byte_writer_init(&outer, ROW_MAX);
	json_text_write(&text, row);
	ok = !text.failed;
	if (ok && of != NULL) {
		ok = case_keys_need(s->cases, case_keys_number(of), key);
		with.key = key;
	}
	if (ok && under == UNDER_INNER && of != NULL) {
		ok = write_outer(&with, of, &text, &outer);
		with.key = s->key;
	}
	if (ok)
		sealed =
		    seal(&with, outer.len > 0 ? &outer : &text, ret_sealed);
	sodium_memzero(key, sizeof(key));
	byte_writer_finish(&text);
	byte_writer_finish(&outer);
	return sealed;
}

/* One buffer for all rows: guarding memory for each costs more than opening. */
static bool
room_for(struct desk_store *s, size_t len)
{
	uint8_t *larger;
	size_t size = 65536;

	if (len <= s->plain_size)
		return true;
	while (size < len)
		size *= 2;
	larger = secret_alloc(size);
	if (larger == NULL)
		return false;
	secret_free(s->plain);
	s->plain = larger;
	s->plain_size = size;
	return true;
}

/* Into the one buffer, which the caller wipes. */
static bool
unseal(struct desk_store *s, const struct sealing *with, const uint8_t *nonce,
    const uint8_t *sealed, size_t len)
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt(s->plain, NULL, NULL,
		   sealed, len, (const uint8_t *)with->data, with->data_len,
		   nonce, with->key) == 0;
}

/* The row within one that only says of which case it is. */
static cJSON *
open_inner(struct desk_store *s, const struct desk_store_sealed *around,
    const cJSON *outer, struct reason *reason)
{
	const char *text = json_text_string(outer, INNER);
	const char *of = json_text_string(outer, "case");
	const size_t size = strlen(text);
	uint8_t key[CASE_KEY_BYTES], *sealed = malloc(size + 1);
	const struct sealing with = {around->data, around->data_len, key};
	cJSON *row = NULL;
	int error = EBADMSG;
	size_t len;

	if (sealed == NULL || !room_for(s, size)) {
		reason_set(reason, "there is not enough memory");
		free(sealed);
		errno = ENOMEM;
		return NULL;
	}
	reason_set(reason, CHANGED);
	if (of != NULL &&
	    base64_decode(BASE64_PADDED, text, size, sealed, size, &len) &&
	    len >= NONCE_BYTES + TAG_BYTES) {
		if (!case_keys_get(s->cases, case_keys_number(of), key)) {
			reason_set(reason, KEYLESS);
		} else if (unseal(s, &with, sealed, sealed + NONCE_BYTES,
			       len - NONCE_BYTES)) {
			row = json_text_read((const char *)s->plain,
			    len - NONCE_BYTES - TAG_BYTES, reason);
			error = errno;
			sodium_memzero(s->plain, len);
		}
	}
	sodium_memzero(key, sizeof(key));
	free(sealed);
	errno = error;
	return row;
}

/*
 * By the key of its case, where it has one, else by the store's: an older
 * program's rows are under that.  False with a reason.
 */
static bool
unseal_by_kind(struct desk_store *s, const struct desk_store_sealed *row,
    struct reason *reason)
{
	struct sealing with = {row->data, row->data_len, NULL};
	uint8_t key[CASE_KEY_BYTES];
	bool keyed = under_of(row->table) != UNDER_CASE, opened = false;

	if (!keyed) {
		keyed = case_keys_get(s->cases, case_keys_number(row->id), key);
		with.key = key;
		opened = keyed &&
		    unseal(s, &with, row->nonce, row->sealed, row->len);
		sodium_memzero(key, sizeof(key));
	}
	s->keyed = opened;
	with.key = s->key;
	if (opened || unseal(s, &with, row->nonce, row->sealed, row->len))
		return true;
	reason_set(reason, "%s", keyed ? CHANGED : KEYLESS);
	return false;
}

cJSON *
desk_store_unseal_outer(struct desk_store *s,
    const struct desk_store_sealed *sealed, struct reason *ret_reason)
{
	cJSON *row = NULL;
	int error = EBADMSG;

	if (sealed->len < TAG_BYTES || sealed->len > ROW_MAX + TAG_BYTES) {
		reason_set(ret_reason, CHANGED);
		errno = EBADMSG;
		return NULL;
	}
	if (!room_for(s, sealed->len)) {
		reason_set(ret_reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	if (unseal_by_kind(s, sealed, ret_reason)) {
		row = json_text_read((const char *)s->plain,
		    sealed->len - TAG_BYTES, ret_reason);
		error = errno;
		sodium_memzero(s->plain, sealed->len);
	}
	errno = error;
	return row;
}

cJSON *
desk_store_unseal(struct desk_store *s, const struct desk_store_sealed *sealed,
    struct reason *ret_reason)
{
	cJSON *row = desk_store_unseal_outer(s, sealed, ret_reason), *outer;
	int error = errno;

	if (under_of(sealed->table) == UNDER_INNER &&
	    json_text_string(row, INNER) != NULL) {
		outer = row;
		s->keyed = true;
		row = open_inner(s, sealed, outer, ret_reason);
		error = errno;
		cJSON_Delete(outer);
	}
	errno = error;
	return row;
}
