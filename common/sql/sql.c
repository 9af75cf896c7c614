#include "sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

static bool
exec(struct sql *s, const char *text)
{
	return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK;
}

static bool
read_version(struct sql *s, int *ret_version)
{
	sql_statement *st = sql(s, "PRAGMA user_version", "");

	if (st == NULL || sql_step(st) != 1)
		return false;
	*ret_version = sqlite3_column_int(st, 0);
	sqlite3_reset(st);
	return true;
}

static bool
set_up(struct sql *s, enum sql_mode mode, const char *const *steps, int n_steps,
    struct reason *reason)
{
	char pragma[64];
	int found;

	if (!read_version(s, &found)) {
		reason_set(reason, "%s", sqlite3_errmsg(s->db));
		return false;
	}
	if (found < 0 || found > n_steps) {
		reason_set(reason,
		    "it was written by a newer version of this program "
		    "(format %d; this one knows %d)",
		    found, n_steps);
		return false;
	}
	if (mode != SQL_CREATE && found < n_steps) {
		reason_set(reason,
		    "it is of an older version (format %d; this program writes "
		    "%d) and is brought up to date when it is served",
		    found, n_steps);
		return false;
	}
	for (; found < n_steps; found++) {
		bool ok = sql_begin(s);

		(void)snprintf(pragma, sizeof(pragma),
		    "PRAGMA user_version = %d", found + 1);
		ok = ok && exec(s, steps[found]) && exec(s, pragma);
		/* Before the end, which says what came of itself. */
		if (!ok)
			reason_set(reason, "bringing it to format %d: %s",
			    found + 1, sqlite3_errmsg(s->db));
		if (!sql_end(s, ok)) {
			if (ok)
				reason_set(reason, "%s", sqlite3_errmsg(s->db));
			return false;
		}
	}
	return true;
}

bool
sql_open(struct sql *s, const char *path, enum sql_mode mode,
    const char *const *steps, int n_steps, struct reason *ret_reason)
{
	int flags = mode == SQL_READ_ONLY ? SQLITE_OPEN_READONLY
					  : SQLITE_OPEN_READWRITE |
		(mode == SQL_CREATE ? SQLITE_OPEN_CREATE : 0);

	memset(s, 0, sizeof(*s));
	(void)pthread_mutex_init(&s->lock, NULL);
	if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_FULLMUTEX,
		NULL) != SQLITE_OK) {
		reason_set(ret_reason, "%s: %s", path, sqlite3_errmsg(s->db));
		sql_close(s);
		return false;
	}
	(void)sqlite3_busy_timeout(s->db, 5000);
	if (mode != SQL_READ_ONLY &&
	    (!exec(s, "PRAGMA journal_mode = WAL") ||
		!exec(s, "PRAGMA synchronous = FULL") ||
		!exec(s, "PRAGMA secure_delete = ON") ||
		!exec(s, "PRAGMA trusted_schema = OFF") ||
		!exec(s, "PRAGMA cache_size = -4096"))) {
		reason_set(ret_reason, "%s: %s", path, sqlite3_errmsg(s->db));
		sql_close(s);
		return false;
	}
	if (!set_up(s, mode, steps, n_steps, ret_reason)) {
		sql_close(s);
		return false;
	}
	return true;
}

void
sql_close(struct sql *s)
{
	for (size_t i = 0; i < s->n; i++)
		(void)sqlite3_finalize(s->cache[i].statement);
	s->n = 0;
	if (s->db != NULL)
		(void)sqlite3_close(s->db);
	s->db = NULL;
	(void)pthread_mutex_destroy(&s->lock);
}

void
sql_size(struct sql *s, unsigned cache_kib, unsigned wal_pages)
{
	char pragma[64];

	(void)snprintf(
	    pragma, sizeof(pragma), "PRAGMA cache_size = -%u", cache_kib);
	(void)exec(s, pragma);
	(void)sqlite3_wal_autocheckpoint(s->db, (int)wal_pages);
}

void
sql_lock(struct sql *s)
{
	(void)pthread_mutex_lock(&s->lock);
}

void
sql_unlock(struct sql *s)
{
	(void)pthread_mutex_unlock(&s->lock);
}

static sql_statement *
prepare(struct sql *s, const char *text)
{
	sql_statement *st = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (s->cache[i].text == text) {
			st = s->cache[i].statement;
			(void)sqlite3_reset(st);
			(void)sqlite3_clear_bindings(st);
			return st;
		}
	if (s->n == SQL_STATEMENTS_MAX ||
	    sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, &st,
		NULL) != SQLITE_OK)
		return NULL;
	s->cache[s->n].text = text;
	s->cache[s->n++].statement = st;
	return st;
}

static sql_statement *
bind(struct sql *s, const char *text, const char *types, va_list args)
{
	sql_statement *st = prepare(s, text);
	const void *bytes;
	int rc = SQLITE_OK;

	for (int i = 1; st != NULL && *types != '\0' && rc == SQLITE_OK;
	     types++, i++)
		switch (*types) {
		case 'i':
			rc = sqlite3_bind_int64(st, i, va_arg(args, int64_t));
			break;
		case 't':
			rc = sqlite3_bind_text(
			    st, i, va_arg(args, const char *), -1, NULL);
			break;
		default:
			bytes = va_arg(args, const void *);
			rc = sqlite3_bind_blob64(
			    st, i, bytes, va_arg(args, size_t), NULL);
			break;
		}
	return rc == SQLITE_OK ? st : NULL;
}

sql_statement *
sql(struct sql *s, const char *text, const char *types, ...)
{
	sql_statement *st;
	va_list args;

	va_start(args, types);
	st = bind(s, text, types, args);
	va_end(args);
	return st;
}

int
sql_step(sql_statement *statement)
{
	int rc = statement == NULL ? SQLITE_ERROR : sqlite3_step(statement);

	if (rc == SQLITE_ROW)
		return 1;
	(void)sqlite3_reset(statement);
	return rc == SQLITE_DONE ? 0 : -1;
}

bool
sql_run(struct sql *s, const char *text, const char *types, ...)
{
	sql_statement *st;
	va_list args;
	int step;

	va_start(args, types);
	st = bind(s, text, types, args);
	va_end(args);
	do {
		step = sql_step(st);
	} while (step == 1);
	return step == 0;
}

void
sql_reset(sql_statement *statement)
{
	(void)sqlite3_reset(statement);
}

uint64_t
sql_changes(const struct sql *s)
{
	return (uint64_t)sqlite3_changes(s->db);
}

bool
sql_is_conflict(const struct sql *s)
{
	return sqlite3_errcode(s->db) == SQLITE_CONSTRAINT;
}

int64_t
sql_last_id(const struct sql *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

void
sql_set_last_id(struct sql *s, int64_t id)
{
	sqlite3_set_last_insert_rowid(s->db, id);
}

bool
sql_begin(struct sql *s)
{
	return exec(s, "BEGIN IMMEDIATE");
}

bool
sql_end(struct sql *s, bool ok)
{
	if (ok && exec(s, "COMMIT"))
		return true;
	(void)exec(s, "ROLLBACK");
	return false;
}

bool
sql_durability(struct sql *s, enum sql_durability durability)
{
	return exec(s,
	    durability == SQL_SYNCED ? "PRAGMA synchronous = FULL"
				     : "PRAGMA synchronous = NORMAL");
}

bool
sql_sync(struct sql *s)
{
	sqlite3_file *log = NULL;

	/* That of the log in WAL mode; without one there is nothing to wait
	 * for. */
	return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
		   &log) == SQLITE_OK &&
	    (log == NULL || log->pMethods == NULL ||
		log->pMethods->xSync(log, SQLITE_SYNC_FULL) == SQLITE_OK);
}

int64_t
sql_integer(sql_statement *st, int column)
{
	return sqlite3_column_int64(st, column);
}

bool
sql_is_null(sql_statement *st, int column)
{
	return sqlite3_column_type(st, column) == SQLITE_NULL;
}

bool
sql_blob(sql_statement *st, int column, void *ret_bytes, size_t len)
{
	const void *bytes = sqlite3_column_blob(st, column);

	if (sqlite3_column_bytes(st, column) != (int)len ||
	    (bytes == NULL && len > 0))
		return false;
	if (len > 0)
		memcpy(ret_bytes, bytes, len);
	return true;
}

const void *
sql_look(sql_statement *st, int column, size_t *ret_len)
{
	const void *bytes = sqlite3_column_blob(st, column);

	*ret_len = (size_t)sqlite3_column_bytes(st, column);
	return bytes;
}

void
sql_append(sql_statement *st, int column, struct byte_writer *w)
{
	const void *bytes = sqlite3_column_blob(st, column);

	byte_writer_put(w, bytes, (size_t)sqlite3_column_bytes(st, column));
}

void
sql_text(sql_statement *st, int column, char *ret_text, size_t size)
{
	const unsigned char *text = sqlite3_column_text(st, column);

	(void)snprintf(
	    ret_text, size, "%s", text == NULL ? "" : (const char *)text);
}
