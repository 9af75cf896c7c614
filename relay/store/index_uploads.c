#include "index.h"

#include <string.h>

#include "index_sql.h"

enum index_created
index_upload_create(struct index *x, const struct upload_row *row)
{
	enum index_created created = INDEX_CREATED;

	sql_lock(&x->sql);
	if (!sql_run(&x->sql,
		"INSERT INTO upload (id, intake, sha256, size, offset, stamp,"
		" stamp_day, stamp_nonce, expires)"
		" VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)",
		"ttbibtbi", row->id, row->intake, row->sha256, (size_t)32,
		(int64_t)row->size, row->stamp, (size_t)32, row->stamp_day,
		row->stamp_nonce, sizeof(row->stamp_nonce), row->expires))
		created = sql_is_conflict(&x->sql) ? INDEX_STAMP_USED
						   : INDEX_CREATE_FAILED;
	sql_unlock(&x->sql);
	return created;
}

bool
index_upload_offset(struct index *x, const char *id, uint64_t offset)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "UPDATE upload SET offset = ? WHERE id = ? AND promise IS NULL",
	    "it", (int64_t)offset, id);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_upload_delete(struct index *x, const char *id)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "DELETE FROM upload WHERE id = ? AND promise IS NULL", "t", id);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_uploads(struct index *x,
    bool (*each)(void *context, const struct upload_row *row), void *context)
{
	struct upload_row row;
	sql_statement *st;
	int step;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT id, intake, sha256, size, offset, stamp_day, stamp_nonce,"
	    " expires, stamp FROM upload WHERE promise IS NULL",
	    "");
	while ((step = sql_step(st)) == 1) {
		memset(&row, 0, sizeof(row));
		sql_text(st, 0, row.id, sizeof(row.id));
		sql_text(st, 1, row.intake, sizeof(row.intake));
		(void)sql_blob(st, 2, row.sha256, 32);
		row.size = (uint64_t)sql_integer(st, 3);
		row.offset = (uint64_t)sql_integer(st, 4);
		sql_text(st, 5, row.stamp_day, sizeof(row.stamp_day));
		(void)sql_blob(st, 6, row.stamp_nonce, sizeof(row.stamp_nonce));
		row.expires = sql_integer(st, 7);
		(void)sql_blob(st, 8, row.stamp, 32);
		if (!each(context, &row)) {
			sql_reset(st);
			step = -1;
			break;
		}
	}
	sql_unlock(&x->sql);
	return step == 0;
}

bool
index_promise_of_upload(
    struct index *x, const char *upload_id, struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT promise FROM upload WHERE id = ? AND promise IS NOT NULL",
	    "t", upload_id);
	found = index_take_blob(st, w);
	sql_unlock(x->read);
	return found && !w->failed;
}

bool
index_stamp_used(struct index *x, const char *intake,
    const uint8_t sha256[static 32], const uint8_t stamp[static 32])
{
	sql_statement *st;
	bool used;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT 1 FROM upload WHERE stamp = ?1 UNION ALL"
	    " SELECT 1 FROM envelope CROSS JOIN entry"
	    " ON entry.envelope = envelope.id WHERE envelope.intake = ?2"
	    " AND envelope.sha256 = ?3 AND entry.stamp = substr(?1, 1, 16)",
	    "btb", stamp, (size_t)32, intake, sha256, (size_t)32);
	/* One that can't be looked for may have been used. */
	used = sql_step(st) != 0;
	sql_reset(st);
	sql_unlock(x->read);
	return used;
}

bool
index_finished_size(struct index *x, const char *upload_id, uint64_t *ret_size)
{
	sql_statement *st;
	bool found;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT size FROM upload WHERE id = ? AND promise IS NOT NULL", "t",
	    upload_id);
	found = sql_step(st) == 1;
	if (found) {
		*ret_size = (uint64_t)sql_integer(st, 0);
		sql_reset(st);
	}
	sql_unlock(x->read);
	return found;
}
