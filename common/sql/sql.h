/* SQLite with little ceremony: cached statements, typed binding. */
#ifndef VALISE_SQL_SQL_H
#define VALISE_SQL_SQL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"

#define SQL_STATEMENTS_MAX 96

/*
 * A statement of a connection, which owns it: valid until that is closed, and
 * used under its lock.  SQLite's own, which only sql.c looks into.
 */
typedef struct sqlite3_stmt sql_statement;

/* One connection; sql_lock() lets several threads share it. */
struct sql {
	struct sqlite3 *db;
	pthread_mutex_t lock;
	size_t n;
	struct {
		const char *text; /* a literal: compared by address */
		sql_statement *statement;
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
 * `user_version` above `n_steps` is refused, and unless the mode is SQL_CREATE
 * also one below.  The steps must outlive it.  False with a reason: then
 * nothing is open, and of a step that failed nothing is left.
 */
bool sql_open(struct sql *s, const char *path, enum sql_mode mode,
    const char *const *steps, int n_steps, struct reason *ret_reason);
/* Ends all statements and the connection; also after a failed sql_open(). */
void sql_close(struct sql *s);

/*
 * How much it keeps in memory, in KiB, and after how many pages the log is
 * carried over into the database.  Without it: 4 MiB and SQLite's own.
 */
void sql_size(struct sql *s, unsigned cache_kib, unsigned wal_pages);

/*
 * One thread at a time: around each statement from sql() to its last column,
 * and around each transaction.  Not recursive.
 */
void sql_lock(struct sql *s);
void sql_unlock(struct sql *s);

/*
 * A statement, reset, with its parameters bound from `types`: i int64_t, t
 * text, b (bytes, size_t).  The values must live until the next sql() of it.
 * NULL on failure, which sql_step() takes and passes on.  The text must be a
 * literal; at most SQL_STATEMENTS_MAX of them.
 */
sql_statement *sql(struct sql *s, const char *text, const char *types, ...);
/* Runs one, whose rows are passed over.  False on failure. */
bool sql_run(struct sql *s, const char *text, const char *types, ...);
/* 1: the next row; 0: there is none, and it is reset; -1: failed, and reset. */
int sql_step(sql_statement *statement);
/* Ends one before its last row, so that it holds no lock; takes NULL. */
void sql_reset(sql_statement *statement);
/* Rows that the last sql_run() or sql_step() of a statement changed. */
uint64_t sql_changes(const struct sql *s);
/* Whether the last failure was that a row must be the only one of its kind. */
bool sql_is_conflict(const struct sql *s);

/*
 * The id of the row that was inserted last, for a table that has one; what was
 * set is kept by an insertion that finds its row already there.
 */
int64_t sql_last_id(const struct sql *s);
void sql_set_last_id(struct sql *s, int64_t id);

/* A transaction that may write.  False where another one holds the file. */
bool sql_begin(struct sql *s);
/* Commits where `ok`, rolls back otherwise; whether it was committed. */
bool sql_end(struct sql *s, bool ok);

/* Whether each commit waits for the disk. */
enum sql_durability { SQL_LAZY, SQL_SYNCED };
/* From the next transaction on; sql_open() leaves it at SQL_SYNCED.  False:
 * it stays as it was. */
bool sql_durability(struct sql *s, enum sql_durability durability);
/* Waits for the disk with all that was committed lazily; false where it failed.
 */
bool sql_sync(struct sql *s);

/* --- columns of the row that sql_step() found, counted from 0 --- */

/* An integer; 0 for NULL. */
int64_t sql_integer(sql_statement *st, int column);
bool sql_is_null(sql_statement *st, int column);
/* Copies a blob of exactly `len` bytes; false, and nothing, for another. */
bool sql_blob(sql_statement *st, int column, void *ret_bytes, size_t len);
/*
 * A blob or text where it lies, NULL for none, and its bytes to `ret_len`.  It
 * lives until the statement is stepped or reset.
 */
const void *sql_look(sql_statement *st, int column, size_t *ret_len);
/* A blob or text behind what `w` holds, whose limit holds. */
void sql_append(sql_statement *st, int column, struct byte_writer *w);
/* A text, cut to `size` with its NUL; "" for NULL. */
void sql_text(sql_statement *st, int column, char *ret_text, size_t size);

#endif
