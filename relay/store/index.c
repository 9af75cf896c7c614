#include "index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/sql/sql.h"
#include "index_sql.h"

/* Each as it was when its version came: an old index gets the later ones. */
static const char *const steps[] = {
    /* Formats 1 to 3 were in no use, and are refused with their spool. */
    "", "", "",
    "CREATE TABLE envelope (id INTEGER PRIMARY KEY, intake TEXT NOT NULL,"
    " sha256 BLOB NOT NULL, size INTEGER NOT NULL, place INTEGER NOT NULL,"
    " segment INTEGER NOT NULL, offset INTEGER NOT NULL,"
    " state INTEGER NOT NULL, erase_at INTEGER,"
    " damaged INTEGER NOT NULL DEFAULT 0, UNIQUE (intake, sha256));"
    "CREATE INDEX envelope_due ON envelope (erase_at) WHERE state = 2;"
    "CREATE INDEX envelope_segment ON envelope (segment);"
    "CREATE INDEX envelope_damaged ON envelope (intake) WHERE damaged = 1;"
    /*
     * Of what an envelope brings, only its hash and its line in the list go
     * into a random place of a tree; all else is put at an end.
     */
    "CREATE TABLE entry (sequence INTEGER PRIMARY KEY,"
    " envelope INTEGER NOT NULL, intake TEXT NOT NULL,"
    " publication TEXT NOT NULL, entry BLOB NOT NULL,"
    " sha256 BLOB NOT NULL, nonce BLOB NOT NULL, size INTEGER NOT NULL,"
    " stamp_day TEXT NOT NULL, stamp_nonce BLOB NOT NULL, stamp BLOB,"
    " segment INTEGER NOT NULL, leaf INTEGER,"
    " carried INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX entry_waiting ON entry (intake, carried, publication, entry,"
    " sha256, nonce, size, stamp_day, stamp_nonce) WHERE done = 0;"
    "CREATE INDEX entry_open ON entry (intake, publication)"
    " WHERE leaf IS NULL;"
    "CREATE INDEX entry_segment ON entry (segment) WHERE leaf IS NULL;"
    "CREATE INDEX entry_leaf ON entry (intake, leaf)"
    " WHERE leaf IS NOT NULL;"
    "CREATE INDEX entry_envelope ON entry (envelope, stamp);"
    "CREATE TABLE indexed (segment INTEGER PRIMARY KEY,"
    " upto INTEGER NOT NULL, last INTEGER NOT NULL);"
    "CREATE TABLE batch (first INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
    " intake TEXT NOT NULL, padding BLOB NOT NULL, note BLOB NOT NULL,"
    " expires INTEGER NOT NULL);"
    "CREATE INDEX batch_expires ON batch (expires);"
    "CREATE TABLE upload (id TEXT PRIMARY KEY, intake TEXT NOT NULL,"
    " sha256 BLOB NOT NULL, size INTEGER NOT NULL, offset INTEGER NOT NULL,"
    " stamp BLOB, stamp_day TEXT NOT NULL, stamp_nonce BLOB NOT NULL,"
    " expires INTEGER NOT NULL, promise BLOB) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX upload_stamp ON upload (stamp);"
    "CREATE INDEX upload_expires ON upload (expires)"
    " WHERE promise IS NOT NULL;"
    /* The leaves of the log, 256 to a row but the last. */
    "CREATE TABLE bundle (intake TEXT NOT NULL, position INTEGER NOT NULL,"
    " leaves BLOB NOT NULL, PRIMARY KEY (intake, position)) WITHOUT ROWID;"
    "CREATE TABLE tile (intake TEXT NOT NULL, level INTEGER NOT NULL,"
    " position INTEGER NOT NULL, hash BLOB NOT NULL,"
    " PRIMARY KEY (intake, level, position)) WITHOUT ROWID;"
    "CREATE TABLE publication (intake TEXT NOT NULL, name TEXT NOT NULL,"
    " number INTEGER NOT NULL, size INTEGER NOT NULL,"
    " padding INTEGER NOT NULL, seed BLOB NOT NULL,"
    " frontier BLOB NOT NULL, note BLOB NOT NULL,"
    " PRIMARY KEY (intake, name)) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX publication_number ON publication (intake, number);"
    "CREATE UNIQUE INDEX publication_size ON publication (intake, size);"
    "CREATE TABLE import_note (intake TEXT NOT NULL,"
    " sequence INTEGER NOT NULL, note BLOB NOT NULL, hash BLOB NOT NULL,"
    " PRIMARY KEY (intake, sequence)) WITHOUT ROWID;"
    "CREATE TABLE bulletin (intake TEXT NOT NULL, sequence INTEGER NOT NULL,"
    " note BLOB NOT NULL, hash BLOB NOT NULL,"
    " PRIMARY KEY (intake, sequence));"
    /* Notes that a change of the desk's keys left behind: for evidence. */
    "CREATE TABLE set_aside (id INTEGER PRIMARY KEY, intake TEXT NOT NULL,"
    " series INTEGER NOT NULL, sequence INTEGER NOT NULL,"
    " note BLOB NOT NULL);"
    "CREATE TABLE forward (envelope INTEGER PRIMARY KEY,"
    " intake TEXT NOT NULL, state INTEGER NOT NULL, due INTEGER NOT NULL,"
    " tries INTEGER NOT NULL DEFAULT 0, url TEXT, promise BLOB,"
    " reason TEXT);"
    "CREATE INDEX forward_due ON forward (intake, state, due);"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "INSERT INTO meta (key, value) VALUES ('used_bytes', '0');"};

#define CACHE_KIB 16384
/* What is written many times goes once into the database. */
#define WAL_PAGES 4096

#define N_STEPS ((int)(sizeof(steps) / sizeof(steps[0])))

static struct index *
open_mode(const char *path, enum sql_mode mode, struct reason *reason)
{
	struct index *x = calloc(1, sizeof(*x));

	if (x == NULL) {
		reason_set(reason, "there is not enough memory");
		return NULL;
	}
	if (!sql_open(&x->sql, path, mode, steps, N_STEPS, reason)) {
		free(x);
		return NULL;
	}
	if (mode == SQL_CREATE)
		sql_size(&x->sql, CACHE_KIB, WAL_PAGES);
	x->read = &x->sql;
	/* What is in memory has one connection. */
	if (mode == SQL_CREATE && strcmp(path, ":memory:") != 0) {
		if (!sql_open(&x->reader, path, SQL_READ_ONLY, steps, N_STEPS,
			reason)) {
			sql_close(&x->sql);
			free(x);
			return NULL;
		}
		x->read = &x->reader;
	}
	x->syncs = ((uint64_t)randombytes_random() << 20) + 1;
	return x;
}

struct index *
index_open(const char *path, struct reason *ret_reason)
{
	struct index *x = open_mode(path, SQL_CREATE, ret_reason);

	if (x == NULL || strcmp(path, ":memory:") == 0 ||
	    durable_file_sync_parent(path))
		return x;
	reason_set(ret_reason, "%s: %s", path, strerror(errno));
	index_close(x);
	return NULL;
}

struct index *
index_open_beside(const char *path, struct reason *ret_reason)
{
	return open_mode(path, SQL_EXISTING, ret_reason);
}

struct index *
index_open_read_only(const char *path, struct reason *ret_reason)
{
	return open_mode(path, SQL_READ_ONLY, ret_reason);
}

void
index_close(struct index *x)
{
	if (x == NULL)
		return;
	if (x->read == &x->reader)
		sql_close(&x->reader);
	sql_close(&x->sql);
	free(x);
}

bool
index_copy(struct index *x, const char *path)
{
	struct reason reason;
	struct sql copy;
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql, "VACUUM INTO ?", "t", path);
	sql_unlock(&x->sql);
	if (!ok || !sql_open(&copy, path, SQL_CREATE, steps, N_STEPS, &reason))
		return false;
	/* Sequences may be used again in it: no old name leads to a new one. */
	ok = sql_run(&copy, "DELETE FROM upload WHERE promise IS NULL", "") &&
	    sql_run(&copy, "DELETE FROM meta WHERE key = 'names'", "");
	sql_close(&copy);
	return ok;
}

/* Each commit waits for the disk again; where that can't be set it is tried
 * before the next that must. */
static bool
wait_for_disk(struct index *x)
{
	x->lazy = x->lazy && !sql_durability(&x->sql, SQL_SYNCED);
	return !x->lazy;
}

bool
index_begin(struct index *x, enum sql_durability durability)
{
	sql_lock(&x->sql);
	if (durability == SQL_LAZY)
		x->lazy = sql_durability(&x->sql, SQL_LAZY) || x->lazy;
	else if (x->lazy && !wait_for_disk(x))
		goto failed; /* it would be said to be kept, and is not */
	if (sql_begin(&x->sql))
		return true;
	(void)wait_for_disk(x);
failed:
	sql_unlock(&x->sql);
	return false;
}

bool
index_end(struct index *x, bool ok)
{
	ok = sql_end(&x->sql, ok);
	(void)wait_for_disk(x);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_take_blob(sql_statement *st, struct byte_writer *w)
{
	if (sql_step(st) != 1)
		return false;
	sql_append(st, 0, w);
	sql_reset(st);
	return true;
}

/* One integer of one row; false, and zero, where it can't be read. */
static bool
one_integer(sql_statement *st, uint64_t *ret_value)
{
	bool found = sql_step(st) == 1;

	*ret_value = 0;
	if (found) {
		*ret_value = (uint64_t)sql_integer(st, 0);
		sql_reset(st);
	}
	return found;
}

bool
index_indexed(
    struct index *x, uint64_t segment, uint64_t *ret_upto, uint64_t *ret_last)
{
	sql_statement *st;
	int step;

	*ret_upto = 0;
	*ret_last = 0;
	sql_lock(&x->sql);
	st = sql(&x->sql, "SELECT upto, last FROM indexed WHERE segment = ?",
	    "i", (int64_t)segment);
	step = sql_step(st);
	if (step == 1) {
		*ret_upto = (uint64_t)sql_integer(st, 0);
		*ret_last = (uint64_t)sql_integer(st, 1);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return step >= 0;
}

bool
index_last_sequence(struct index *x, uint64_t *ret_sequence)
{
	bool ok;

	sql_lock(&x->sql);
	ok = one_integer(
	    sql(&x->sql, "SELECT max(sequence) FROM entry", ""), ret_sequence);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_sync(struct index *x)
{
	/*
	 * A synced commit carries the lazy ones before it to the disk; it must
	 * change something, or SQLite writes nothing.
	 */
	char value[24];

	(void)snprintf(value, sizeof(value), "%" PRIu64, ++x->syncs);
	return index_meta_set(x, "synced", value);
}

bool
index_segment_spent(struct index *x, uint64_t segment)
{
	uint64_t open;
	bool ok;

	sql_lock(&x->sql);
	ok = one_integer(
	    sql(&x->sql,
		"SELECT EXISTS (SELECT 1 FROM envelope WHERE segment = ?1"
		" AND state < " IN_SQL_ERASED ") OR EXISTS (SELECT 1 FROM entry"
		" WHERE segment = ?1 AND leaf IS NULL)",
		"i", (int64_t)segment),
	    &open);
	sql_unlock(&x->sql);
	return ok && open == 0;
}

bool
index_forget_segment(struct index *x, uint64_t segment)
{
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = sql_run(&x->sql, "DELETE FROM indexed WHERE segment = ?", "i",
		 (int64_t)segment) &&
	    sql_run(&x->sql,
		"UPDATE envelope SET segment = -1 WHERE segment = ?", "i",
		(int64_t)segment) &&
	    sql_run(&x->sql, "UPDATE entry SET segment = -1 WHERE segment = ?",
		"i", (int64_t)segment);
	return index_end(x, ok);
}

bool
index_counts(
    struct index *x, const char *intake, struct index_counts *ret_counts)
{
	struct index_counts c = {.bytes = 0};
	sql_statement *st;
	int64_t state;
	int step, to_come, oldest, forwards;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT state, count(*), sum(size) FROM envelope WHERE intake = ?"
	    " GROUP BY state",
	    "t", intake);
	while ((step = sql_step(st)) == 1) {
		state = sql_integer(st, 0);
		if (state < ENVELOPE_STORED || state > ENVELOPE_ERASED)
			continue;
		c.envelopes[state] = (uint64_t)sql_integer(st, 1);
		if (state < ENVELOPE_ERASED)
			c.bytes += (uint64_t)sql_integer(st, 2);
	}
	ok = one_integer(
	    sql(&x->sql,
		"SELECT (SELECT count(*) FROM entry WHERE intake = ?1"
		" AND leaf IS NULL) + (SELECT count(*) FROM entry"
		" WHERE intake = ?1 AND leaf IS NOT NULL)",
		"t", intake),
	    &c.entries);
	st = sql(&x->sql,
	    "SELECT count(*), ifnull(sum(size - offset), 0) FROM upload"
	    " WHERE intake = ? AND promise IS NULL",
	    "t", intake);
	if ((to_come = sql_step(st)) == 1) {
		c.uploads = (uint64_t)sql_integer(st, 0);
		c.to_come = (uint64_t)sql_integer(st, 1);
		sql_reset(st);
	}
	ok = one_integer(sql(&x->sql,
			     "SELECT count(*) FROM envelope WHERE intake = ?"
			     " AND damaged = 1 AND state < " IN_SQL_ERASED,
			     "t", intake),
		 &c.damaged) &&
	    ok;
	st = sql(&x->sql,
	    "SELECT entry.publication FROM envelope JOIN entry"
	    " ON entry.envelope = envelope.id WHERE envelope.intake = ?"
	    " AND envelope.state = " IN_SQL_STORED
	    " ORDER BY entry.sequence LIMIT 1",
	    "t", intake);
	if ((oldest = sql_step(st)) == 1) {
		sql_text(st, 0, c.oldest, sizeof(c.oldest));
		sql_reset(st);
	}
	st = sql(&x->sql,
	    "SELECT state, count(*) FROM forward WHERE intake = ?"
	    " GROUP BY state",
	    "t", intake);
	while ((forwards = sql_step(st)) == 1) {
		state = sql_integer(st, 0);
		if (state >= FORWARD_WAITING && state <= FORWARD_REFUSED)
			c.forwards[state] = (uint64_t)sql_integer(st, 1);
	}
	sql_unlock(&x->sql);
	/* No part of it that could not be read is a zero. */
	ok = ok && step == 0 && to_come == 1 && oldest >= 0 && forwards == 0;
	if (ok)
		*ret_counts = c;
	return ok;
}

bool
index_used_add(struct index *x, int64_t bytes)
{
	return bytes == 0 ||
	    sql_run(&x->sql,
		"UPDATE meta SET value = CAST(value AS INTEGER) + ?"
		" WHERE key = 'used_bytes'",
		"i", bytes);
}

bool
index_used_bytes(struct index *x, uint64_t *ret_bytes)
{
	bool ok;

	sql_lock(&x->sql);
	ok = one_integer(sql(&x->sql,
			     "SELECT CAST(value AS INTEGER) FROM meta"
			     " WHERE key = 'used_bytes'",
			     ""),
	    ret_bytes);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_meta_get(struct index *x, const char *key, struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(&x->sql);
	st = sql(&x->sql, "SELECT value FROM meta WHERE key = ?", "t", key);
	found = index_take_blob(st, w);
	sql_unlock(&x->sql);
	return found;
}

bool
index_meta_read(
    struct index *x, const char *key, struct byte_writer *w, bool *ret_found)
{
	sql_statement *st;
	int got;

	*ret_found = false;
	sql_lock(&x->sql);
	st = sql(&x->sql, "SELECT value FROM meta WHERE key = ?", "t", key);
	got = sql_step(st);
	if (got == 1) {
		sql_append(st, 0, w);
		sql_reset(st);
		*ret_found = true;
	}
	sql_unlock(&x->sql);
	return got >= 0;
}

bool
index_meta_set(struct index *x, const char *key, const char *value)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "INSERT INTO meta (key, value) VALUES (?1, ?2)"
	    " ON CONFLICT (key) DO UPDATE SET value = ?2",
	    "tt", key, value);
	sql_unlock(&x->sql);
	return ok;
}
