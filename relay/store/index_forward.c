/* What goes on to an upstream relay, and how far it is (docs/SPOOL.md 7). */
#include <string.h>

#include "index.h"
#include "index_sql.h"

bool
index_forward_enroll(struct index *x, const char *intake, int64_t now,
    uint64_t delay, int64_t *last)
{
	sql_statement *st;
	int64_t highest = *last;
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	st = sql(&x->sql, "SELECT max(id) FROM envelope WHERE intake = ?", "t",
	    intake);
	ok = sql_step(st) == 1;
	if (ok) {
		highest = sql_integer(st, 0);
		sql_reset(st);
	}
	if (ok && highest > *last)
		ok = sql_run(&x->sql,
		    "INSERT OR IGNORE INTO forward (envelope, intake, state,"
		    " due) SELECT id, intake, " IN_SQL_WAITING
		    ", ?2 + abs(random() % ?3)"
		    " FROM envelope WHERE intake = ?1 AND id > ?4"
		    " AND state < " IN_SQL_SETTLED,
		    "tiii", intake, now, (int64_t)delay + 1, *last);
	ok = index_end(x, ok);
	if (ok)
		*last = highest;
	return ok;
}

bool
index_forward_next(struct index *x, const char *intake,
    enum forward_state state, int64_t now, struct forward_row *ret_row,
    struct byte_writer *promise)
{
	sql_statement *st;
	bool found;

	memset(ret_row, 0, sizeof(*ret_row));
	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT forward.envelope, forward.tries, forward.url,"
	    " envelope.sha256, forward.promise FROM forward JOIN envelope"
	    " ON envelope.id = forward.envelope WHERE forward.intake = ?"
	    " AND forward.state = ? AND forward.due <= ?"
	    " AND envelope.state < " IN_SQL_SETTLED " AND envelope.damaged = 0"
	    " ORDER BY forward.due LIMIT 1",
	    "tii", intake, (int64_t)state, now);
	found = sql_step(st) == 1;
	if (found) {
		ret_row->envelope = sql_integer(st, 0);
		ret_row->tries = (unsigned)sql_integer(st, 1);
		sql_text(st, 2, ret_row->url, sizeof(ret_row->url));
		(void)sql_blob(st, 3, ret_row->sha256, 32);
		sql_append(st, 4, promise);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

bool
index_forward_set(struct index *x, const struct forward_row *row,
    enum forward_state state, int64_t due, const char *reason)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "UPDATE forward SET state = ?2, due = ?3, tries = ?4, url = ?5,"
	    " reason = ?6 WHERE envelope = ?1",
	    "iiiitt", row->envelope, (int64_t)state, due, (int64_t)row->tries,
	    row->url, reason);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_forward_promise(struct index *x, const struct forward_row *row,
    enum forward_state state, int64_t due, const void *promise, size_t len)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "UPDATE forward SET state = ?2, due = ?3, tries = 0, url = NULL,"
	    " reason = NULL, promise = ?4 WHERE envelope = ?1",
	    "iiib", row->envelope, (int64_t)state, due, promise, len);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_forward_url(struct index *x, int64_t envelope, const char *url)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql, "UPDATE forward SET url = ?2 WHERE envelope = ?1",
	    "it", envelope, url);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_forward_tidy(struct index *x, const char *intake, int64_t now)
{
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = sql_run(&x->sql,
		 "DELETE FROM forward WHERE intake = ?1 AND envelope IN"
		 " (SELECT id FROM envelope WHERE intake = ?1 AND state "
		 ">= " IN_SQL_SETTLED ")",
		 "t", intake) &&
	    sql_run(&x->sql,
		"UPDATE forward SET state = " IN_SQL_WAITING
		", tries = 0, url = NULL"
		" WHERE intake = ? AND state = " IN_SQL_REFUSED " AND due <= ?",
		"ti", intake, now);
	return index_end(x, ok);
}

bool
index_forward_rekeyed(struct index *x, const char *intake, const char *before,
    const char *upstream)
{
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = sql_run(&x->sql,
	    "UPDATE meta SET value = ? WHERE key = 'forward:' || ? AND "
	    "value = ?",
	    "ttt", upstream, intake, before);
	return index_end(x, ok);
}

bool
index_forward_begin(struct index *x, const char *intake, const char *upstream)
{
	sql_statement *st;
	bool ok, same;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	st = sql(&x->sql,
	    "SELECT 1 FROM meta WHERE key = 'forward:' || ? AND value = ?",
	    "tt", intake, upstream);
	same = sql_step(st) == 1;
	sql_reset(st);
	ok = (same ||
		 (sql_run(&x->sql,
		      "UPDATE forward SET state = " IN_SQL_WAITING
		      ", tries = 0, url = NULL,"
		      " promise = NULL WHERE intake = ?",
		      "t", intake) &&
		     sql_run(&x->sql,
			 "INSERT INTO meta (key, value) VALUES"
			 " ('forward:' || ?1, ?2) ON CONFLICT (key)"
			 " DO UPDATE SET value = ?2",
			 "tt", intake, upstream))) &&
	    /* What was refused for good is asked once more. */
	    sql_run(&x->sql,
		"UPDATE forward SET state = " IN_SQL_WAITING
		", tries = 0, url = NULL"
		" WHERE intake = ? AND state = " IN_SQL_REFUSED,
		"t", intake);
	return index_end(x, ok);
}
