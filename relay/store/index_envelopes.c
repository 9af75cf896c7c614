/* Envelopes: where they lie, in which state, who takes and settles them. */
#include <string.h>

#include "index.h"
#include "index_sql.h"

static void
read_envelope(sql_statement *st, struct envelope_row *e)
{
	memset(e, 0, sizeof(*e));
	e->id = sql_integer(st, 0);
	sql_text(st, 1, e->intake, sizeof(e->intake));
	(void)sql_blob(st, 2, e->sha256, 32);
	e->size = (uint64_t)sql_integer(st, 3);
	e->place = (enum record_type)sql_integer(st, 4);
	e->segment = (uint64_t)sql_integer(st, 5);
	e->offset = (uint64_t)sql_integer(st, 6);
	e->state = (enum envelope_state)sql_integer(st, 7);
	e->damaged = sql_integer(st, 8) != 0;
}

bool
index_look(struct index *x, const char *intake, const uint8_t sha256[static 32],
    struct envelope_row *ret_row, bool *ret_known)
{
	sql_statement *st;
	int step;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT id, intake, sha256, size, place, segment, offset, state,"
	    " damaged FROM envelope WHERE intake = ? AND sha256 = ?",
	    "tb", intake, sha256, (size_t)32);
	step = sql_step(st);
	if (step == 1) {
		read_envelope(st, ret_row);
		sql_reset(st);
	}
	sql_unlock(x->read);
	*ret_known = step == 1;
	return step >= 0;
}

bool
index_find(struct index *x, const char *intake, const uint8_t sha256[static 32],
    struct envelope_row *ret_row)
{
	bool known;

	return index_look(x, intake, sha256, ret_row, &known) && known;
}

/* Beside min() the other columns are those of its row. */
#define SQL_QUEUED \
	"WITH waiting AS (SELECT e.id, e.state, e.size, e.sha256," \
	" n.publication, min(n.sequence) AS sequence FROM envelope e" \
	" JOIN entry n ON n.envelope = e.id WHERE e.intake = ?" \
	" AND e.state < " IN_SQL_ERASED " GROUP BY e.id)"

bool
index_queue(struct index *x, const char *intake, bool each,
    void (*tell)(void *context, const struct index_queued *queued),
    void *context)
{
	struct index_queued q = {.intake = intake};
	sql_statement *st;
	int step;

	sql_lock(x->read);
	st = sql(x->read,
	    each ? SQL_QUEUED
		" SELECT publication, state, 1, size, size, sha256"
		" FROM waiting ORDER BY sequence"
		 : SQL_QUEUED " SELECT publication, state, count(*), sum(size),"
			      " max(size), zeroblob(32) FROM waiting"
			      " GROUP BY publication, state",
	    "t", intake);
	while ((step = sql_step(st)) == 1) {
		sql_text(st, 0, q.publication, sizeof(q.publication));
		q.state = (enum envelope_state)sql_integer(st, 1);
		q.envelopes = (uint64_t)sql_integer(st, 2);
		q.bytes = (uint64_t)sql_integer(st, 3);
		q.largest = (uint64_t)sql_integer(st, 4);
		(void)sql_blob(st, 5, q.sha256, 32);
		tell(context, &q);
	}
	sql_unlock(x->read);
	return step == 0;
}

bool
index_list(struct index *x, const char *intake, bool carried,
    const char *publication, const uint8_t entry[static RECEIPT_ENTRY_BYTES],
    size_t limit, struct byte_writer *w)
{
	struct manifest_entry e;
	sql_statement *st;
	int step;

	sql_lock(x->read);
	/* All columns stand in its index. */
	st = sql(x->read,
	    "SELECT sha256, size, publication, nonce, stamp_day, stamp_nonce"
	    " FROM entry WHERE intake = ?1 AND carried = ?5 AND"
	    " done = 0 AND (publication, entry) > (?2, ?3)"
	    " ORDER BY publication, entry LIMIT ?4",
	    "ttbii", intake, publication, entry, (size_t)RECEIPT_ENTRY_BYTES,
	    (int64_t)limit, (int64_t)carried);
	while ((step = sql_step(st)) == 1) {
		memset(&e, 0, sizeof(e));
		(void)sql_blob(st, 0, e.sha256, 32);
		e.size = (uint64_t)sql_integer(st, 1);
		sql_text(st, 2, e.publication, sizeof(e.publication));
		(void)sql_blob(st, 3, e.nonce, RECEIPT_NONCE_BYTES);
		sql_text(st, 4, e.stamp_day, sizeof(e.stamp_day));
		(void)sql_blob(st, 5, e.stamp_nonce, sizeof(e.stamp_nonce));
		manifest_entry_format(&e, w);
	}
	sql_unlock(x->read);
	return step == 0;
}

bool
index_take(struct index *x, const char *intake, const uint8_t (*hashes)[32],
    size_t n, size_t *ret_changed)
{
	size_t changed = 0;
	bool ok = true;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	for (size_t i = 0; i < n && ok; i++) {
		ok = sql_run(&x->sql,
		    "UPDATE envelope SET state = " IN_SQL_TAKEN
		    " WHERE intake = ?"
		    " AND sha256 = ? AND state = " IN_SQL_STORED
		    " AND damaged = 0",
		    "tb", intake, hashes[i], (size_t)32);
		changed += (size_t)sql_changes(&x->sql);
		ok = ok &&
		    sql_run(&x->sql,
			"UPDATE entry SET carried = 1, done = (SELECT"
			" state >= " IN_SQL_SETTLED
			" FROM envelope WHERE id = entry.envelope)"
			" WHERE envelope = (SELECT id FROM envelope"
			" WHERE intake = ? AND sha256 = ?)",
			"tb", intake, hashes[i], (size_t)32);
	}
	ok = index_end(x, ok);
	if (ok)
		*ret_changed = changed;
	return ok;
}

bool
index_settle(
    struct index *x, const char *intake, const struct index_settling *s)
{
	bool ok = true;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	for (size_t i = 0; i < s->n_held && ok; i++)
		ok = sql_run(&x->sql,
			 "UPDATE envelope SET state = " IN_SQL_SETTLED
			 ", erase_at = ?"
			 " WHERE intake = ? AND sha256 = ? AND state "
			 "< " IN_SQL_SETTLED,
			 "itb", s->erase_at, intake, s->held[i], (size_t)32) &&
		    sql_run(&x->sql,
			"UPDATE entry SET done = carried WHERE envelope ="
			" (SELECT id FROM envelope WHERE intake = ?"
			" AND sha256 = ? AND state >= " IN_SQL_SETTLED ")",
			"tb", intake, s->held[i], (size_t)32);
	for (size_t i = 0; i < s->n_damaged && ok; i++)
		ok = sql_run(&x->sql,
		    "UPDATE envelope SET state = " IN_SQL_STORED
		    " WHERE intake = ?"
		    " AND sha256 = ? AND state = " IN_SQL_TAKEN,
		    "tb", intake, s->damaged[i], (size_t)32);
	ok = ok &&
	    sql_run(&x->sql,
		"INSERT INTO import_note (intake, sequence, note, hash)"
		" VALUES (?, ?, ?, ?)",
		"tibb", intake, (int64_t)s->sequence, s->note, s->note_len,
		s->note_hash, (size_t)32);
	return index_end(x, ok);
}

bool
index_mark_damaged(
    struct index *x, const struct envelope_row *row, bool damaged)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "UPDATE envelope SET damaged = ? WHERE id = ?"
	    " AND segment = ? AND offset = ? AND state < " IN_SQL_SETTLED,
	    "iiii", (int64_t)damaged, row->id, (int64_t)row->segment,
	    (int64_t)row->offset);
	sql_unlock(&x->sql);
	return ok;
}

/* At most `room` rows of such a statement, and how many; false on failure. */
static bool
read_envelopes(sql_statement *st, struct envelope_row *ret_rows, size_t room,
    size_t *ret_n)
{
	size_t n = 0;
	int step;

	while ((step = sql_step(st)) == 1 && n < room)
		read_envelope(st, &ret_rows[n++]);
	sql_reset(st);
	*ret_n = n;
	return step >= 0;
}

bool
index_next_envelopes(struct index *x, int64_t after,
    struct envelope_row *ret_rows, size_t room, size_t *ret_n)
{
	sql_statement *st;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT id, intake, sha256, size, place, segment, offset, state,"
	    " damaged FROM envelope WHERE id > ? AND state < " IN_SQL_ERASED
	    " ORDER BY id"
	    " LIMIT ?",
	    "ii", after, (int64_t)room);
	ok = read_envelopes(st, ret_rows, room, ret_n);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_due(struct index *x, int64_t now, struct envelope_row *ret_rows,
    size_t room, size_t *ret_n)
{
	sql_statement *st;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT id, intake, sha256, size, place, segment, offset, state,"
	    " damaged FROM envelope WHERE state = " IN_SQL_SETTLED
	    " AND erase_at <= ? LIMIT ?",
	    "ii", now, (int64_t)room);
	ok = read_envelopes(st, ret_rows, room, ret_n);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_erased(struct index *x, const int64_t *ids, size_t n, uint64_t *ret_bytes)
{
	int64_t bytes = 0;
	sql_statement *st;
	int step = 0;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	for (size_t i = 0; i < n && step == 0; i++) {
		st = sql(&x->sql,
		    "UPDATE envelope SET state = " IN_SQL_ERASED
		    ", damaged = 0 WHERE id = ?"
		    " AND state < " IN_SQL_ERASED " RETURNING size",
		    "i", ids[i]);
		while ((step = sql_step(st)) == 1)
			bytes += sql_integer(st, 0);
	}
	if (!index_end(x, step == 0 && index_used_add(x, -bytes)))
		return false;
	*ret_bytes = (uint64_t)bytes;
	return true;
}

bool
index_orphans(struct index *x, const char *intake, uint8_t (*ret_hashes)[32],
    size_t room, uint64_t *ret_n)
{
	sql_statement *st;
	uint64_t n = 0;
	int step;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT sha256 FROM entry WHERE envelope = 0 AND intake = ?"
	    " AND NOT EXISTS (SELECT 1 FROM envelope WHERE envelope.intake ="
	    " entry.intake AND envelope.sha256 = entry.sha256)",
	    "t", intake);
	for (; (step = sql_step(st)) == 1; n++)
		if (n < room)
			(void)sql_blob(st, 0, ret_hashes[n], 32);
	sql_unlock(&x->sql);
	*ret_n = n;
	return step == 0;
}
