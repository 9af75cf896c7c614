#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/crypto/hkdf.h"
#include "common/json/json_text.h"
#include "store_parts.h"

#define ROW_MAX (4u << 20)
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

const char *const desk_store_steps[DESK_STORE_STEPS] = {
    "CREATE TABLE sealed (kind TEXT NOT NULL, id TEXT NOT NULL,"
    " version INTEGER NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID;"
    "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, line TEXT NOT NULL,"
    " signature BLOB NOT NULL);",
    /* Each row has a place in the tree of all, and keeps it. */
    "ALTER TABLE sealed ADD COLUMN slot INTEGER;"
    "UPDATE sealed SET slot = r.n FROM (SELECT kind, id,"
    " row_number() OVER (ORDER BY kind, id) - 1 AS n FROM sealed) AS r"
    " WHERE r.kind = sealed.kind AND r.id = sealed.id;"
    "CREATE UNIQUE INDEX sealed_slot ON sealed (slot);"
    "ALTER TABLE journal ADD COLUMN changes BLOB;"};

struct desk_store *
desk_store_open(const char *path,
    const uint8_t key[static DESK_STORE_KEY_BYTES],
    const struct journal_signers *signers, struct reason *ret_reason)
{
	struct desk_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	row_tree_init(&s->tree);
	byte_writer_init(&s->changes, SIZE_MAX / 2);
	byte_writer_init(&s->changes_before, SIZE_MAX / 2);
	byte_writer_init(&s->undo, SIZE_MAX / 2);
	s->key = secret_alloc(DESK_STORE_KEY_BYTES);
	s->labels = secret_alloc(DESK_STORE_KEY_BYTES);
	s->macs = secret_alloc(DESK_STORE_KEY_BYTES);
	s->seed = secret_alloc(NOTE_SEED_BYTES);
	if (s->key == NULL || s->labels == NULL || s->macs == NULL ||
	    s->seed == NULL ||
	    !sql_open(&s->sql, path, SQL_CREATE, desk_store_steps,
		DESK_STORE_STEPS, ret_reason)) {
		secret_free(s->key);
		secret_free(s->labels);
		secret_free(s->macs);
		secret_free(s->seed);
		free(s);
		return NULL;
	}
	memcpy(s->key, key, DESK_STORE_KEY_BYTES);
	hkdf_derive(s->key, DESK_STORE_KEY_BYTES, NULL, 0,
	    "valise-vault/labels", s->labels);
	hkdf_derive(s->key, DESK_STORE_KEY_BYTES, NULL, 0, "valise-vault/lines",
	    s->macs);
	if (!desk_store_load(s, signers, ret_reason)) {
		desk_store_close(s);
		return NULL;
	}
	return s;
}

void
desk_store_close(struct desk_store *s)
{
	if (s == NULL)
		return;
	sql_close(&s->sql);
	row_tree_finish(&s->tree);
	byte_writer_finish(&s->changes);
	byte_writer_finish(&s->changes_before);
	byte_writer_finish(&s->undo);
	secret_free(s->key);
	secret_free(s->labels);
	secret_free(s->macs);
	secret_free(s->plain);
	secret_free(s->seed);
	free(s);
}

void
desk_store_act_as(struct desk_store *s, const struct vkey *signer,
    const uint8_t *seed, const char *role)
{
	s->role[0] = '\0';
	sodium_memzero(s->seed, NOTE_SEED_BYTES);
	if (signer == NULL)
		return;
	s->signer = *signer;
	memcpy(s->seed, seed, NOTE_SEED_BYTES);
	(void)snprintf(s->role, sizeof(s->role), "%s", role);
}

void
desk_store_forget(struct desk_store *s)
{
	sodium_memzero(s->key, DESK_STORE_KEY_BYTES);
	sodium_memzero(s->labels, DESK_STORE_KEY_BYTES);
	sodium_memzero(s->macs, DESK_STORE_KEY_BYTES);
	if (s->plain != NULL)
		sodium_memzero(s->plain, s->plain_size);
	sodium_memzero(s->seed, NOTE_SEED_BYTES);
}

bool
desk_store_acts(const struct desk_store *s)
{
	return s->role[0] != '\0';
}

const char *
desk_store_actor(const struct desk_store *s)
{
	return desk_store_acts(s) ? s->signer.name : "";
}

uint64_t
desk_store_lines(const struct desk_store *s)
{
	return s->lines;
}

bool
desk_store_writable(const struct desk_store *s)
{
	return s->writable;
}

bool
desk_store_intact(const struct desk_store *s)
{
	return s->intact;
}

bool
desk_store_differences(
    struct desk_store *s, const struct desk_difference_seen *seen)
{
	size_t n;

	return desk_store_compare(&s->sql, &s->tree, seen, &n);
}

bool
desk_store_begin(struct desk_store *s)
{
	/* Nothing is built on lines that don't hold, or rows that lack. */
	s->begun = s->writable && s->role[0] != '\0' &&
	    desk_store_remember(s) && sql_begin(&s->sql);
	return s->begun;
}

bool
desk_store_end(struct desk_store *s, bool ok)
{
	bool kept;

	if (!s->begun)
		return false;
	ok = ok && !s->failed &&
	    (s->changes.len == 0 || journal_add(s, "kept", "-"));
	s->begun = false;
	kept = sql_end(&s->sql, ok);
	desk_store_settle(s, kept);
	return kept;
}

size_t
desk_store_associate(const char *table, const char *id, int64_t version,
    char ret_data[static DESK_STORE_DATA_MAX])
{
	int len = snprintf(ret_data, DESK_STORE_DATA_MAX,
	    "%s\n%s\n%" PRId64 "\n", table, id, version);

	return len < 0 || len >= DESK_STORE_DATA_MAX ? 0 : (size_t)len;
}

/* Whether the row is the one that the journal knows of its slot. */
static bool
is_known(struct desk_store *s, sql_statement *st)
{
	const struct merkle_hash *wanted = sql_is_null(st, 5)
	    ? NULL
	    : row_tree_leaf(&s->tree, (size_t)sql_integer(st, 5));
	struct merkle_hash leaf;

	return wanted != NULL && desk_store_leaf_of(st, 0, &leaf) &&
	    sodium_memcmp(&leaf, wanted, sizeof(leaf)) == 0;
}

/*
 * Of the row that is to be written: after the one that is there, or new.  False
 * also where the one that is there is not what it was: nothing follows on it.
 */
static bool
next_version(struct desk_store *s, const char *table, const char *id,
    int64_t *ret_version, size_t *ret_slot)
{
	sql_statement *st = sql(&s->sql,
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? AND id = ?",
	    "tt", table, id);
	int step = sql_step(st);
	bool known = true;

	*ret_version = 1;
	*ret_slot = s->tree.n;
	if (step == 1) {
		known = is_known(s, st);
		*ret_version = sql_integer(st, 2) + 1;
		*ret_slot = (size_t)sql_integer(st, 5);
		sql_reset(st);
	}
	return step >= 0 && known;
}

bool
desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row)
{
	uint8_t nonce[NONCE_BYTES], *sealed = NULL;
	char data[DESK_STORE_DATA_MAX];
	struct byte_writer text;
	struct merkle_hash leaf;
	int64_t version;
	size_t data_len, slot;
	bool ok = false;

	byte_writer_init(&text, ROW_MAX);
	json_text_write(&text, row);
	if (!s->begun || text.failed ||
	    !next_version(s, table, id, &version, &slot))
		goto out;
	data_len = desk_store_associate(table, id, version, data);
	sealed = malloc(text.len + TAG_BYTES);
	if (sealed == NULL || data_len == 0)
		goto out;
	randombytes_buf(nonce, sizeof(nonce));
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL,
	    text.data, text.len, (const uint8_t *)data, data_len, NULL, nonce,
	    s->key);
	ok = sql_run(&s->sql,
	    "INSERT INTO sealed (kind, id, version, nonce, sealed, slot)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kind, id) DO UPDATE"
	    " SET version = ?3, nonce = ?4, sealed = ?5",
	    "ttibbi", table, id, version, nonce, sizeof(nonce), sealed,
	    text.len + TAG_BYTES, (int64_t)slot);
	desk_store_leaf(
	    data, data_len, nonce, sealed, text.len + TAG_BYTES, &leaf);
	ok = ok && desk_store_changed(s, slot, &leaf);
out:
	free(sealed);
	byte_writer_finish(&text);
	return ok;
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

/*
 * Opens the row that a statement stands on: kind, id, version, nonce, sealed,
 * slot.  NULL with errno: ENOMEM says nothing of the row.
 */
static cJSON *
open_row(struct desk_store *s, sql_statement *st, const char *table,
    const char *id, struct reason *reason)
{
	size_t len, data_len;
	const uint8_t *sealed = sql_look(st, 4, &len);
	uint8_t nonce[NONCE_BYTES];
	char data[DESK_STORE_DATA_MAX];
	cJSON *row = NULL;
	int error = EBADMSG;

	data_len = desk_store_associate(table, id, sql_integer(st, 2), data);
	if (sealed == NULL || len < TAG_BYTES || len > ROW_MAX + TAG_BYTES ||
	    data_len == 0 || !sql_blob(st, 3, nonce, sizeof(nonce)) ||
	    !is_known(s, st)) {
		reason_set(reason,
		    "this row is not the one that the journal knows: it was "
		    "changed or set back, or is damaged");
		errno = EBADMSG;
		return NULL;
	}
	if (!room_for(s, len)) {
		reason_set(reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(s->plain, NULL, NULL,
		sealed, len, (const uint8_t *)data, data_len, nonce,
		s->key) == 0) {
		row = json_text_read(
		    (const char *)s->plain, len - TAG_BYTES, reason);
		error = errno;
	} else {
		reason_set(reason, "this row was changed or is damaged");
	}
	sodium_memzero(s->plain, len);
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
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? AND id = ?",
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
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? ORDER BY id",
	    "t", table);
	while ((step = sql_step(st)) == 1) {
		bool go_on;

		sql_text(st, 1, id, sizeof(id));
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
