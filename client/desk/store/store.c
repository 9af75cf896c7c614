#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/sha256.h"
#include "store_parts.h"

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
desk_store_open(const char *path, const char *case_keys,
    const struct desk_store_keys *keys, const struct journal_signers *signers,
    struct reason *ret_reason)
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
	if (s->key != NULL && s->labels != NULL && s->macs != NULL &&
	    s->seed != NULL)
		s->cases = case_keys_open(case_keys, keys->cases, ret_reason);
	else
		reason_set(ret_reason, "there is not enough memory");
	if (s->cases == NULL ||
	    !sql_open(&s->sql, path, SQL_CREATE, desk_store_steps,
		DESK_STORE_STEPS, ret_reason)) {
		secret_free(s->key);
		secret_free(s->labels);
		secret_free(s->macs);
		secret_free(s->seed);
		case_keys_close(s->cases);
		free(s);
		return NULL;
	}
	memcpy(s->key, keys->rows, DESK_STORE_KEY_BYTES);
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
	case_keys_close(s->cases);
	free(s);
}

const struct case_keys *
desk_store_case_keys(const struct desk_store *s)
{
	return s->cases;
}

bool
desk_store_was_keyed(const struct desk_store *s)
{
	return s->keyed;
}

void
desk_store_take_case_keys(struct desk_store *s, struct case_keys *keys)
{
	case_keys_close(s->cases);
	s->cases = keys;
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

const char *
desk_store_role(const struct desk_store *s)
{
	return s->role;
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

void
desk_store_name_id(
    const char *name, char ret_id[static DESK_STORE_NAME_ID_BYTES])
{
	uint8_t hash[32];
	char hex[65];

	sha256_hash(name, strlen(name), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(ret_id, DESK_STORE_NAME_ID_BYTES, "%.16s", hex);
}

void
desk_store_lazily(struct desk_store *s)
{
	(void)sql_durability(&s->sql, SQL_LAZY);
}

bool
desk_store_sync(struct desk_store *s)
{
	/* What is behind a write that failed would be lost with it. */
	if (!sql_durability(&s->sql, SQL_SYNCED) || !sql_sync(&s->sql))
		s->writable = false;
	return s->writable;
}
