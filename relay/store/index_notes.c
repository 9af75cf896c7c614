#include "index.h"

#include <inttypes.h>
#include <string.h>

#include "index_sql.h"

bool
index_series_last(struct index *x, const char *intake, enum desk_series series,
    uint64_t *ret_sequence, uint8_t ret_hash[static 32])
{
	sql_statement *st;
	int step;

	*ret_sequence = 0;
	memset(ret_hash, 0, 32);
	sql_lock(&x->sql);
	if (series == SERIES_IMPORT)
		st = sql(&x->sql,
		    "SELECT sequence, hash FROM import_note WHERE intake = ?"
		    " ORDER BY sequence DESC LIMIT 1",
		    "t", intake);
	else
		st = sql(&x->sql,
		    "SELECT sequence, hash FROM bulletin WHERE intake = ?"
		    " ORDER BY sequence DESC LIMIT 1",
		    "t", intake);
	step = sql_step(st);
	if (step == 1) {
		*ret_sequence = (uint64_t)sql_integer(st, 0);
		(void)sql_blob(st, 1, ret_hash, 32);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return step >= 0;
}

bool
index_series_get(struct index *x, const char *intake, enum desk_series series,
    uint64_t sequence, struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(x->read);
	if (series == SERIES_IMPORT)
		st = sql(x->read,
		    "SELECT note FROM import_note WHERE intake = ?"
		    " AND sequence = ?",
		    "ti", intake, (int64_t)sequence);
	else
		st = sql(x->read,
		    "SELECT note FROM bulletin WHERE intake = ?"
		    " AND sequence = ?",
		    "ti", intake, (int64_t)sequence);
	found = index_take_blob(st, w);
	sql_unlock(x->read);
	return found;
}

bool
index_series_list(struct index *x, const char *intake, enum desk_series series,
    uint64_t from, size_t limit, struct byte_writer *w)
{
	sql_statement *st;
	int step;

	sql_lock(x->read);
	if (series == SERIES_IMPORT)
		st = sql(x->read,
		    "SELECT * FROM (SELECT sequence FROM import_note"
		    " WHERE intake = ? AND sequence >= ?"
		    " ORDER BY sequence DESC LIMIT ?) ORDER BY sequence",
		    "tii", intake, (int64_t)from, (int64_t)limit);
	else
		st = sql(x->read,
		    "SELECT * FROM (SELECT sequence FROM bulletin"
		    " WHERE intake = ? AND sequence >= ?"
		    " ORDER BY sequence DESC LIMIT ?) ORDER BY sequence",
		    "tii", intake, (int64_t)from, (int64_t)limit);
	while ((step = sql_step(st)) == 1)
		byte_writer_printf(w, "%" PRId64 "\n", sql_integer(st, 0));
	sql_unlock(x->read);
	return step == 0;
}

bool
index_bulletin_add(struct index *x, const char *intake, uint64_t sequence,
    const void *note, size_t note_len, const uint8_t note_hash[static 32])
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "INSERT INTO bulletin (intake, sequence, note, hash)"
	    " VALUES (?, ?, ?, ?)",
	    "tibb", intake, (int64_t)sequence, note, note_len, note_hash,
	    (size_t)32);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_series_hash(struct index *x, const char *intake, enum desk_series series,
    uint64_t sequence, uint8_t ret_hash[static 32])
{
	sql_statement *st;
	bool found;

	sql_lock(&x->sql);
	st = series == SERIES_IMPORT
	    ? sql(&x->sql,
		  "SELECT hash FROM import_note WHERE intake = ?"
		  " AND sequence = ?",
		  "ti", intake, (int64_t)sequence)
	    : sql(&x->sql,
		  "SELECT hash FROM bulletin WHERE intake = ?"
		  " AND sequence = ?",
		  "ti", intake, (int64_t)sequence);
	found = sql_step(st) == 1;
	if (found) {
		found = sql_blob(st, 0, ret_hash, 32);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

static bool
move_aside(struct index *x, const char *intake, enum desk_series series,
    uint64_t low, uint64_t high)
{
	if (series == SERIES_IMPORT)
		return sql_run(&x->sql,
			   "INSERT INTO set_aside (intake, series, sequence,"
			   " note) SELECT intake, 0, sequence, note FROM"
			   " import_note WHERE intake = ?"
			   " AND (sequence < ? OR sequence > ?)",
			   "tii", intake, (int64_t)low, (int64_t)high) &&
		    sql_run(&x->sql,
			"DELETE FROM import_note WHERE intake = ?"
			" AND (sequence < ? OR sequence > ?)",
			"tii", intake, (int64_t)low, (int64_t)high);
	return sql_run(&x->sql,
		   "INSERT INTO set_aside (intake, series, sequence, note)"
		   " SELECT intake, 1, sequence, note FROM bulletin"
		   " WHERE intake = ? AND (sequence < ? OR sequence > ?)",
		   "tii", intake, (int64_t)low, (int64_t)high) &&
	    sql_run(&x->sql,
		"DELETE FROM bulletin WHERE intake = ?"
		" AND (sequence < ? OR sequence > ?)",
		"tii", intake, (int64_t)low, (int64_t)high);
}

bool
index_series_set_aside(struct index *x, const char *intake,
    enum desk_series series, uint64_t low, uint64_t high,
    const uint8_t (*hashes)[32], size_t n, uint64_t *ret_aside)
{
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = move_aside(x, intake, series, low, high);
	*ret_aside = ok ? (uint64_t)sql_changes(&x->sql) : 0;
	for (size_t i = 0; i < n && ok; i++)
		ok = sql_run(&x->sql,
			 "UPDATE envelope SET state = " IN_SQL_STORED
			 ", erase_at = NULL WHERE intake = ? AND sha256 = ?"
			 " AND state = " IN_SQL_SETTLED,
			 "tb", intake, hashes[i], (size_t)32) &&
		    sql_run(&x->sql,
			"UPDATE entry SET done = 0, carried = 0 WHERE envelope"
			" = (SELECT id FROM envelope WHERE intake = ?"
			" AND sha256 = ? AND state = " IN_SQL_STORED ")",
			"tb", intake, hashes[i], (size_t)32);
	return index_end(x, ok);
}
