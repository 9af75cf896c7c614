/* SQLite with little ceremony: cached statements, typed binding. */
#ifndef VALISE_SQL_SQL_H
#define VALISE_SQL_SQL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"

#define SQL_STATEMENTS_MAX 96

/* One connection; sql_lock() lets several threads share it. */
struct sql {
	sqlite3 *db;
	pthread_mutex_t lock;
	size_t n;
	struct {
		const char *text; /* a literal: compared by address */
		sqlite3_stmt *statement;
	} cache[SQL_STATEMENTS_MAX];
};

enum sql_mode {
	SQL_CREATE,
	SQL_EXISTING, /* to write, but neither made nor brought up to date */
	SQL_READ_ONLY
};

/*
 * Opens in WAL mode.  steps[0] makes the schema of version 1 in a new file,
 * steps[1] what is new in version 2, and so on: each is one transaction.  A
 * `user_version` above `n_steps` is refused, when reading only also one below.
 */
bool sql_open(struct sql *s, const char *path, enum sql_mode mode,
    const char *const *steps, int n_steps, struct reason *ret_reason);
void sql_close(struct sql *s);

/*
 * How much it keeps in memory, in KiB, and after how many pages the log is
 * carried over into the database.  Without it: 4 MiB and SQLite's own.
 */
void sql_size(struct sql *s, unsigned cache_kib, unsigned wal_pages);

void sql_lock(struct sql *s);
void sql_unlock(struct sql *s);

/*
 * A statement, reset, with its parameters bound from `types`: i int64_t, t
 * text, b (bytes, size_t).  The values must live until the next sql() of it.
 * NULL on failure.  The text must be a literal.
 */
sqlite3_stmt *sql(struct sql *s, const char *text, const char *types, ...);
/* Runs one that returns no rows. */
bool sql_run(struct sql *s, const char *text, const char *types, ...);
/* The next row; ends the statement after the last.  -1 on failure. */
int sql_step(sqlite3_stmt *statement);

bool sql_begin(struct sql *s);
/* Commits where `ok`, rolls back otherwise; whether it was committed. */
bool sql_end(struct sql *s, bool ok);

/* Whether each commit waits for the disk. */
enum sql_durability { SQL_LAZY, SQL_SYNCED };
void sql_durability(struct sql *s, enum sql_durability durability);

/* Copies a blob column of exactly `len` bytes. */
bool sql_blob(sqlite3_stmt *st, int column, void *ret_bytes, size_t len);
void sql_append(sqlite3_stmt *st, int column, struct byte_writer *w);
void sql_text(sqlite3_stmt *st, int column, char *ret_text, size_t size);

#endif
