/* What the segments say, into the index: envelopes and entries. */
#include <string.h>

#include "index.h"
#include "index_sql.h"

static bool
find_id(
    struct index *x, const char *intake, const uint8_t *sha256, int64_t *ret_id)
{
	sql_statement *st = sql(&x->sql,
	    "SELECT id FROM envelope WHERE intake = ? AND sha256 = ?", "tb",
	    intake, sha256, (size_t)32);

	if (sql_step(st) != 1)
		return false;
	*ret_id = sql_integer(st, 0);
	sql_reset(st);
	return true;
}

/*
 * The envelope's row: a new one counts in `*used`.  Bytes come again only where
 * the ones before are damaged.
 */
static bool
append_envelope(struct index *x, const struct index_append *a, int64_t *ret_id,
    uint64_t *used)
{
	const struct record *r = a->record;
	sql_statement *st;
	int step;

	sql_set_last_id(&x->sql, 0);
	st = a->damaged
	    ? sql(&x->sql,
		  "INSERT INTO envelope (intake, sha256, size, place, segment,"
		  " offset, state, damaged) VALUES (?, ?, ?, ?, ?, "
		  "?, " IN_SQL_STORED ", 1)"
		  " ON CONFLICT DO NOTHING RETURNING id",
		  "tbiiii", r->intake, r->entry.sha256, (size_t)32,
		  (int64_t)r->entry.size, (int64_t)r->type, (int64_t)a->segment,
		  (int64_t)a->offset)
	    : sql(&x->sql,
		  "INSERT INTO envelope (intake, sha256, size, place, segment,"
		  " offset, state) VALUES (?, ?, ?, ?, ?, ?, " IN_SQL_STORED ")"
		  " ON CONFLICT (intake, sha256) DO UPDATE SET place ="
		  " excluded.place, segment = excluded.segment, offset ="
		  " excluded.offset, damaged = 0 WHERE state < " IN_SQL_SETTLED
		  " AND (segment,"
		  " offset) <> (excluded.segment, excluded.offset)"
		  " RETURNING id",
		  "tbiiii", r->intake, r->entry.sha256, (size_t)32,
		  (int64_t)r->entry.size, (int64_t)r->type, (int64_t)a->segment,
		  (int64_t)a->offset);
	*ret_id = 0;
	while ((step = sql_step(st)) == 1)
		*ret_id = sql_integer(st, 0);
	if (step != 0)
		return false;
	if (*ret_id == 0 || sql_last_id(&x->sql) != *ret_id)
		return true; /* it was there */
	*used += r->entry.size;
	/* Entries whose bytes were gone have them again. */
	return sql_run(&x->sql,
	    "UPDATE entry SET envelope = ? WHERE envelope = 0 AND intake = ?"
	    " AND sha256 = ?",
	    "itb", *ret_id, r->intake, r->entry.sha256, (size_t)32);
}

static bool
append_one(struct index *x, const struct index_append *a, uint64_t *used)
{
	const struct record *r = a->record;
	uint8_t entry[RECEIPT_ENTRY_BYTES];
	int64_t id = 0;

	receipt_entry(r->entry.nonce, r->entry.sha256, entry);
	if ((a->damaged || r->type != RECORD_DUPLICATE) &&
	    !append_envelope(x, a, &id, used))
		return false;
	/* Its original is in a damaged place: the entry stands all the same. */
	if (id == 0 && !find_id(x, r->intake, r->entry.sha256, &id))
		id = 0;
	if (!sql_run(&x->sql,
		"INSERT OR IGNORE INTO entry (sequence, envelope, intake,"
		" publication, entry, sha256, nonce, size, stamp_day,"
		" stamp_nonce, segment, stamp)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"iittbbbitbib", (int64_t)r->sequence, id, r->intake,
		r->entry.publication, entry, sizeof(entry), r->entry.sha256,
		(size_t)32, r->entry.nonce, (size_t)32, (int64_t)r->entry.size,
		r->entry.stamp_day, r->entry.stamp_nonce,
		sizeof(r->entry.stamp_nonce), (int64_t)a->segment, a->stamp,
		a->stamp == NULL ? (size_t)0 : (size_t)INDEX_STAMP_BYTES))
		return false;
	return a->upload_id == NULL ||
	    sql_run(&x->sql,
		"INSERT INTO upload (id, intake, sha256, size, offset,"
		" stamp, stamp_day, stamp_nonce, expires, promise) VALUES (?1,"
		" ?2, ?3, ?4, ?4, ?9, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO"
		" UPDATE SET offset = size, expires = excluded.expires,"
		" promise = excluded.promise ON CONFLICT DO NOTHING",
		"ttbitbibb", a->upload_id, r->intake, r->entry.sha256,
		(size_t)32, (int64_t)r->entry.size, r->entry.stamp_day,
		r->entry.stamp_nonce, sizeof(r->entry.stamp_nonce),
		a->promise_until, a->promise->data, a->promise->len, a->stamp,
		(size_t)32);
}

bool
index_append(struct index *x, const struct index_append *items, size_t n,
    uint64_t segment, uint64_t indexed_to)
{
	uint64_t used = 0;
	bool ok = true;

	if (!index_begin(x, SQL_LAZY))
		return false;
	for (size_t i = 0; i < n && ok; i++)
		ok = append_one(x, &items[i], &used);
	ok = ok &&
	    sql_run(&x->sql,
		"INSERT INTO indexed (segment, upto, last) VALUES (?1, ?2, ?3)"
		" ON CONFLICT (segment) DO UPDATE SET upto = ?2, last = ?3",
		"iii", (int64_t)segment, (int64_t)indexed_to,
		(int64_t)(n > 0 ? items[n - 1].record->sequence : 0)) &&
	    index_used_add(x, (int64_t)used);
	return index_end(x, ok);
}
