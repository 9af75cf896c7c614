#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "common/sql/sql.h"

#define ROW_MAX (4u << 20)
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define LINE_MAX_BYTES 1024

static const char *const steps[] = {
    "CREATE TABLE sealed (kind TEXT NOT NULL, id TEXT NOT NULL,"
    " version INTEGER NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID;"
    "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, line TEXT NOT NULL,"
    " signature BLOB NOT NULL);"};

struct desk_store {
	struct sql sql;
	uint8_t *key;  /* guarded */
	uint8_t *seed; /* guarded */
	struct vkey signer;
};

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
	    !sql_open(&s->sql, path, SQL_CREATE, steps, 1, ret_reason)) {
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
    char ret_data[static LINE_MAX_BYTES])
{
	int len = snprintf(ret_data, LINE_MAX_BYTES, "%s\n%s\n%" PRId64 "\n",
	    table, id, version);

	return len < 0 || len >= LINE_MAX_BYTES ? 0 : (size_t)len;
}

static bool
next_version(struct desk_store *s, const char *table, const char *id,
    int64_t *ret_version)
{
	sqlite3_stmt *st =
	    sql(&s->sql, "SELECT version FROM sealed WHERE kind = ? AND id = ?",
		"tt", table, id);
	int step = sql_step(st);

	*ret_version = 1;
	if (step == 1) {
		*ret_version = sqlite3_column_int64(st, 0) + 1;
		(void)sqlite3_reset(st);
	}
	return step >= 0;
}

bool
desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row)
{
	uint8_t nonce[NONCE_BYTES], *sealed = NULL;
	char data[LINE_MAX_BYTES];
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

/* Opens the row that a statement stands on: id, version, nonce, sealed. */
static cJSON *
open_row(struct desk_store *s, sqlite3_stmt *st, const char *table,
    const char *id, struct reason *reason)
{
	size_t len = (size_t)sqlite3_column_bytes(st, 3), data_len;
	uint8_t nonce[NONCE_BYTES], *plain;
	char data[LINE_MAX_BYTES];
	cJSON *row = NULL;

	data_len = associate(table, id, sqlite3_column_int64(st, 1), data);
	if (len < TAG_BYTES || len > ROW_MAX + TAG_BYTES || data_len == 0 ||
	    !sql_blob(st, 2, nonce, sizeof(nonce))) {
		reason_set(reason, "this row was changed or is damaged");
		return NULL;
	}
	plain = secret_alloc(len);
	if (plain != NULL &&
	    crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		sqlite3_column_blob(st, 3), len, (const uint8_t *)data,
		data_len, nonce, s->key) == 0)
		row = json_text_read(
		    (const char *)plain, len - TAG_BYTES, reason);
	else
		reason_set(reason, "this row was changed or is damaged");
	secret_free(plain);
	return row;
}

enum desk_found
desk_store_has(struct desk_store *s, const char *table, const char *id)
{
	sqlite3_stmt *st = sql(&s->sql,
	    "SELECT 1 FROM sealed WHERE kind = ? AND id = ?", "tt", table, id);
	int step = sql_step(st);

	if (step == 1)
		(void)sqlite3_reset(st);
	return step == 1 ? DESK_FOUND
	    : step == 0  ? DESK_ABSENT
			 : DESK_UNREADABLE;
}

cJSON *
desk_store_get(struct desk_store *s, const char *table, const char *id,
    struct reason *ret_reason)
{
	sqlite3_stmt *st;
	cJSON *row = NULL;

	st = sql(&s->sql,
	    "SELECT id, version, nonce, sealed FROM sealed WHERE kind = ?"
	    " AND id = ?",
	    "tt", table, id);
	if (sql_step(st) == 1) {
		row = open_row(s, st, table, id, ret_reason);
		(void)sqlite3_reset(st);
	} else {
		reason_set(ret_reason, "there is no such row");
	}
	return row;
}

bool
desk_store_each(struct desk_store *s, const char *table,
    bool (*each)(void *context, const char *id, const cJSON *row),
    void *context, struct reason *ret_reason)
{
	sqlite3_stmt *st;
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
		if (row == NULL) {
			cli_warn("%s %s: %s", table, id, ret_reason->text);
			continue;
		}
		go_on = each(context, id, row);
		json_text_wipe(row);
		if (!go_on) {
			(void)sqlite3_reset(st);
			return false;
		}
	}
	if (step < 0)
		reason_set(ret_reason, "the case store can't be read");
	return step == 0;
}

/* --- the journal --- */

bool
desk_store_journal_head(struct desk_store *s, uint8_t ret_hash[static 32])
{
	sqlite3_stmt *st = sql(&s->sql,
	    "SELECT line FROM journal ORDER BY sequence DESC LIMIT 1", "");
	int step = sql_step(st);

	memset(ret_hash, 0, 32);
	if (step == 1) {
		sha256_hash(sqlite3_column_text(st, 0),
		    (size_t)sqlite3_column_bytes(st, 0), ret_hash);
		(void)sqlite3_reset(st);
	}
	return step >= 0;
}

/* sequence, hash of the line before, who, when, act, object. */
bool
desk_store_journal(struct desk_store *s, const char *act, const char *object)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t head[32], signature[crypto_sign_BYTES];
	char line[LINE_MAX_BYTES], hex[65], when[UTC_TIME_BYTES];
	int64_t sequence = 0;
	sqlite3_stmt *st;
	int len;

	st = sql(&s->sql, "SELECT coalesce(max(sequence), 0) FROM journal", "");
	if (sql_step(st) != 1)
		return false;
	sequence = sqlite3_column_int64(st, 0) + 1;
	(void)sqlite3_reset(st);
	if (!desk_store_journal_head(s, head))
		return false;
	hex_encode(head, sizeof(head), hex);
	utc_time_format(utc_time_now(), when);
	len = snprintf(line, sizeof(line), "%" PRId64 " %s %s %s %s %s",
	    sequence, hex, s->signer.name, when, act, object);
	if (len < 0 || len >= (int)sizeof(line))
		return false;
	(void)crypto_sign_seed_keypair(public_key, secret, s->seed);
	(void)crypto_sign_detached(
	    signature, NULL, (const uint8_t *)line, (size_t)len, secret);
	sodium_memzero(secret, sizeof(secret));
	return sql_run(&s->sql,
	    "INSERT INTO journal (sequence, line, signature) VALUES (?, ?, ?)",
	    "itb", sequence, line, signature, sizeof(signature));
}

static bool
check_line(sqlite3_stmt *st, int64_t sequence, const uint8_t head[static 32],
    const struct vkey *signer)
{
	const char *line = (const char *)sqlite3_column_text(st, 1);
	uint8_t signature[crypto_sign_BYTES];
	char start[LINE_MAX_BYTES], hex[65];

	hex_encode(head, 32, hex);
	(void)snprintf(start, sizeof(start), "%" PRId64 " %s %s ", sequence,
	    hex, signer->name);
	return line != NULL && sqlite3_column_int64(st, 0) == sequence &&
	    strncmp(line, start, strlen(start)) == 0 &&
	    sql_blob(st, 2, signature, sizeof(signature)) &&
	    crypto_sign_verify_detached(signature, (const uint8_t *)line,
		strlen(line), signer->public_key) == 0;
}

bool
desk_store_journal_verify(const char *path, const struct vkey *signer,
    uint64_t *ret_lines, struct reason *ret_reason)
{
	uint8_t head[32] = {0};
	int64_t sequence = 0;
	sqlite3_stmt *st;
	struct sql db;
	int step;

	if (!sql_open(&db, path, SQL_READ_ONLY, steps, 1, ret_reason))
		return false;
	st = sql(&db,
	    "SELECT sequence, line, signature FROM journal ORDER BY sequence",
	    "");
	while ((step = sql_step(st)) == 1) {
		if (!check_line(st, ++sequence, head, signer)) {
			reason_set(ret_reason,
			    "line %" PRId64 " of the journal was changed, or "
			    "lines are missing before it",
			    sequence);
			break;
		}
		sha256_hash(sqlite3_column_text(st, 1),
		    (size_t)sqlite3_column_bytes(st, 1), head);
	}
	if (step < 0)
		reason_set(ret_reason, "the journal can't be read");
	(void)sqlite3_reset(st);
	sql_close(&db);
	*ret_lines = (uint64_t)sequence;
	return step == 0;
}
