#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "store_parts.h"

#define ROW_MAX (4u << 20)
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define DATA_MAX 1024 /* of what a row is sealed with */

const char *const desk_store_steps[DESK_STORE_STEPS] = {
    "CREATE TABLE sealed (kind TEXT NOT NULL, id TEXT NOT NULL,"
    " version INTEGER NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID;"
    "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, line TEXT NOT NULL,"
    " signature BLOB NOT NULL);"};

struct desk_store *
desk_store_open(const char *path,
    const uint8_t key[static DESK_STORE_KEY_BYTES], const struct vkey *signer,
    const uint8_t seed[static NOTE_SEED_BYTES], struct reason *ret_reason)
{
	struct desk_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->key = secret_alloc(DESK_STORE_KEY_BYTES);
	s->seed = secret_alloc(NOTE_SEED_BYTES);
	if (s->key == NULL || s->seed == NULL ||
	    !sql_open(&s->sql, path, SQL_CREATE, desk_store_steps,
		DESK_STORE_STEPS, ret_reason)) {
		secret_free(s->key);
		secret_free(s->seed);
		free(s);
		return NULL;
	}
	memcpy(s->key, key, DESK_STORE_KEY_BYTES);
	memcpy(s->seed, seed, NOTE_SEED_BYTES);
	s->signer = *signer;
	return s;
}

void
desk_store_close(struct desk_store *s)
{
	if (s == NULL)
		return;
	sql_close(&s->sql);
	secret_free(s->key);
	secret_free(s->seed);
	free(s);
}

void
desk_store_forget(struct desk_store *s)
{
	sodium_memzero(s->key, DESK_STORE_KEY_BYTES);
	sodium_memzero(s->seed, NOTE_SEED_BYTES);
}

bool
desk_store_begin(struct desk_store *s)
{
	return sql_begin(&s->sql);
}

bool
desk_store_end(struct desk_store *s, bool ok)
{
	return sql_end(&s->sql, ok);
}

/* table, id and version, each ended by a byte that none of them holds. */
static size_t
associate(const char *table, const char *id, int64_t version,
    char ret_data[static DATA_MAX])
{
	int len = snprintf(
	    ret_data, DATA_MAX, "%s\n%s\n%" PRId64 "\n", table, id, version);

	return len < 0 || len >= DATA_MAX ? 0 : (size_t)len;
}

static bool
next_version(struct desk_store *s, const char *table, const char *id,
    int64_t *ret_version)
{
	sql_statement *st =
	    sql(&s->sql, "SELECT version FROM sealed WHERE kind = ? AND id = ?",
		"tt", table, id);
	int step = sql_step(st);

	*ret_version = 1;
	if (step == 1) {
		*ret_version = sql_integer(st, 0) + 1;
		sql_reset(st);
	}
	return step >= 0;
}

bool
desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row)
{
	uint8_t nonce[NONCE_BYTES], *sealed = NULL;
	char data[DATA_MAX];
	struct byte_writer text;
	int64_t version;
	size_t data_len;
	bool ok = false;

	byte_writer_init(&text, ROW_MAX);
	json_text_write(&text, row);
	if (text.failed || !next_version(s, table, id, &version))
		goto out;
	data_len = associate(table, id, version, data);
	sealed = malloc(text.len + TAG_BYTES);
	if (sealed == NULL || data_len == 0)
		goto out;
	randombytes_buf(nonce, sizeof(nonce));
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL,
	    text.data, text.len, (const uint8_t *)data, data_len, NULL, nonce,
	    s->key);
	ok = sql_run(&s->sql,
	    "INSERT INTO sealed (kind, id, version, nonce, sealed)"
	    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (kind, id) DO UPDATE"
	    " SET version = ?3, nonce = ?4, sealed = ?5",
	    "ttibb", table, id, version, nonce, sizeof(nonce), sealed,
	    text.len + TAG_BYTES);
out:
	free(sealed);
	byte_writer_finish(&text);
	return ok;
}

/*
 * Opens the row that a statement stands on: id, version, nonce, sealed.  NULL
 * with errno: ENOMEM says nothing of the row.
 */
static cJSON *
open_row(struct desk_store *s, sql_statement *st, const char *table,
    const char *id, struct reason *reason)
{
	size_t len, data_len;
	const uint8_t *sealed = sql_look(st, 3, &len);
	uint8_t nonce[NONCE_BYTES], *plain;
	char data[DATA_MAX];
	cJSON *row = NULL;
	int error = EBADMSG;

	data_len = associate(table, id, sql_integer(st, 1), data);
	if (sealed == NULL || len < TAG_BYTES || len > ROW_MAX + TAG_BYTES ||
	    data_len == 0 || !sql_blob(st, 2, nonce, sizeof(nonce))) {
		reason_set(reason, "this row was changed or is damaged");
		errno = EBADMSG;
		return NULL;
	}
	plain = secret_alloc(len);
	if (plain == NULL) {
		reason_set(reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		sealed, len, (const uint8_t *)data, data_len, nonce,
		s->key) == 0) {
		row = json_text_read(
		    (const char *)plain, len - TAG_BYTES, reason);
		error = errno;
	} else {
		reason_set(reason, "this row was changed or is damaged");
	}
	secret_free(plain);
	errno = error;
	return row;
}

enum desk_found
desk_store_has(struct desk_store *s, const char *table, const char *id)
{
	sql_statement *st = sql(&s->sql,
	    "SELECT 1 FROM sealed WHERE kind = ? AND id = ?", "tt", table, id);
	int step = sql_step(st);

	if (step == 1)
		sql_reset(st);
	return step == 1 ? DESK_FOUND
	    : step == 0  ? DESK_ABSENT
			 : DESK_UNREADABLE;
}

cJSON *
desk_store_get(struct desk_store *s, const char *table, const char *id,
    struct reason *ret_reason)
{
	sql_statement *st;
	cJSON *row = NULL;
	int step;

	st = sql(&s->sql,
	    "SELECT id, version, nonce, sealed FROM sealed WHERE kind = ?"
	    " AND id = ?",
	    "tt", table, id);
	step = sql_step(st);
	if (step == 1) {
		row = open_row(s, st, table, id, ret_reason);
		sql_reset(st);
	} else {
		reason_set(ret_reason,
		    step == 0 ? "there is no such row"
			      : "the case store can't be read");
	}
	return row;
}

bool
desk_store_each(struct desk_store *s, const char *table,
    bool (*each)(void *context, const char *id, const cJSON *row),
    void *context, const struct desk_events *events, struct reason *ret_reason)
{
	sql_statement *st;
	char id[128];
	cJSON *row;
	int step;

	st = sql(&s->sql,
	    "SELECT id, version, nonce, sealed FROM sealed WHERE kind = ?"
	    " ORDER BY id",
	    "t", table);
	while ((step = sql_step(st)) == 1) {
		bool go_on;

		sql_text(st, 0, id, sizeof(id));
		row = open_row(s, st, table, id, ret_reason);
		if (row == NULL && errno == ENOMEM) {
			sql_reset(st);
			return false;
		}
		if (row == NULL) {
			desk_event_tell(events,
			    &(struct desk_event){.kind = DESK_ROW_UNREADABLE,
				.table = table,
				.id = id,
				.why = ret_reason->text});
			continue;
		}
		go_on = each(context, id, row);
		json_text_wipe(row);
		if (!go_on) {
			sql_reset(st);
			return false;
		}
	}
	if (step < 0)
		reason_set(ret_reason, "the case store can't be read");
	return step == 0;
}
