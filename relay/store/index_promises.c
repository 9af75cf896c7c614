/* Promises once more: what a batch had in common, and its entries. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "index.h"
#include "index_sql.h"

/* Rows a call removes: a day's end must not hold anyone up. */
#define EXPIRE_ROWS 512

bool
index_append_batches(
    struct index *x, const struct index_batch *batches, size_t n)
{
	bool ok = true;

	if (!index_begin(x, SQL_LAZY))
		return false;
	for (size_t i = 0; i < n && ok; i++)
		ok = sql_run(&x->sql,
		    "INSERT OR REPLACE INTO batch (first, last, intake, "
		    "padding,"
		    " note, expires) VALUES (?, ?, ?, ?, ?, ?)",
		    "iitbbi", (int64_t)batches[i].first,
		    (int64_t)batches[i].last, batches[i].intake,
		    batches[i].common.padding, (size_t)32,
		    batches[i].common.note.data, batches[i].common.note.len,
		    batches[i].until);
	return index_end(x, ok);
}

struct batch {
	int64_t first;
	int64_t last;
	char intake[DIRECTORY_ID_MAX + 1];
	uint8_t padding[32];
	struct byte_writer note;
	size_t n;
	size_t at; /* of the one asked for */
	struct manifest_entry entries[PROMISE_ITEMS_MAX];
	const struct manifest_entry *pointers[PROMISE_ITEMS_MAX];
};

static bool
find_batch(struct index *x, uint64_t sequence, struct batch *b)
{
	sql_statement *st;

	st = sql(x->read,
	    "SELECT batch.first, batch.last, batch.intake, batch.padding,"
	    " batch.note FROM entry CROSS JOIN batch"
	    " ON batch.intake = entry.intake WHERE entry.sequence = ?1"
	    " AND batch.first BETWEEN ?1 - ?2 AND ?1 AND batch.last >= ?1"
	    " ORDER BY batch.first DESC LIMIT 1",
	    "ii", (int64_t)sequence, (int64_t)PROMISE_ITEMS_MAX);
	if (sql_step(st) != 1)
		return false;
	b->first = sql_integer(st, 0);
	b->last = sql_integer(st, 1);
	sql_text(st, 2, b->intake, sizeof(b->intake));
	(void)sql_blob(st, 3, b->padding, sizeof(b->padding));
	sql_append(st, 4, &b->note);
	sql_reset(st);
	return !b->note.failed;
}

static bool
read_entries(struct index *x, uint64_t sequence, struct batch *b)
{
	sql_statement *st;
	int step;

	b->at = PROMISE_ITEMS_MAX;
	st = sql(x->read,
	    "SELECT sequence, nonce, sha256 FROM entry WHERE sequence"
	    " BETWEEN ? AND ? AND intake = ? ORDER BY sequence",
	    "iit", b->first, b->last, b->intake);
	while ((step = sql_step(st)) == 1 && b->n < PROMISE_ITEMS_MAX) {
		struct manifest_entry *e = &b->entries[b->n];

		if ((uint64_t)sql_integer(st, 0) == sequence)
			b->at = b->n;
		(void)sql_blob(st, 1, e->nonce, sizeof(e->nonce));
		(void)sql_blob(st, 2, e->sha256, sizeof(e->sha256));
		b->pointers[b->n++] = e;
	}
	sql_reset(st);
	return step == 0;
}

bool
index_promise_of_entry(
    struct index *x, uint64_t sequence, struct byte_writer *w)
{
	struct batch *b = calloc(1, sizeof(*b));
	bool ok;

	if (b == NULL)
		return false;
	byte_writer_init(&b->note, PROMISE_NOTE_MAX);
	sql_lock(x->read);
	ok = find_batch(x, sequence, b) && read_entries(x, sequence, b);
	sql_unlock(x->read);
	ok = ok &&
	    promise_again(b->padding, b->note.data, b->note.len, b->pointers,
		b->n, b->at, w);
	byte_writer_finish(&b->note);
	free(b);
	return ok;
}

bool
index_entry_size(struct index *x, uint64_t sequence, uint64_t *ret_size)
{
	sql_statement *st;
	bool found;

	sql_lock(x->read);
	/* As long as its promise can be asked for. */
	st = sql(x->read,
	    "SELECT size FROM entry WHERE sequence = ?1 AND EXISTS (SELECT 1"
	    " FROM batch WHERE first BETWEEN ?1 - ?2 AND ?1 AND last >= ?1)",
	    "ii", (int64_t)sequence, (int64_t)PROMISE_ITEMS_MAX);
	found = sql_step(st) == 1;
	if (found) {
		*ret_size = (uint64_t)sql_integer(st, 0);
		sql_reset(st);
	}
	sql_unlock(x->read);
	return found;
}

bool
index_expire_promises(struct index *x, int64_t now, bool *ret_more)
{
	bool ok;

	sql_lock(&x->sql);
	ok = sql_run(&x->sql,
	    "DELETE FROM upload WHERE id IN (SELECT id FROM upload"
	    " WHERE promise IS NOT NULL AND expires <= ? LIMIT ?)",
	    "ii", now, (int64_t)EXPIRE_ROWS);
	*ret_more = ok && sql_changes(&x->sql) == EXPIRE_ROWS;
	ok = ok &&
	    sql_run(&x->sql,
		"DELETE FROM batch WHERE first IN (SELECT first FROM batch"
		" WHERE expires <= ? LIMIT ?)",
		"ii", now, (int64_t)EXPIRE_ROWS);
	*ret_more |= ok && sql_changes(&x->sql) == EXPIRE_ROWS;
	sql_unlock(&x->sql);
	return ok;
}

bool
index_names_salt(
    struct index *x, uint8_t ret_salt[static UPLOAD_NAME_SALT_BYTES])
{
	char hex[2 * UPLOAD_NAME_SALT_BYTES + 1];
	struct byte_writer w;
	bool was_read, found, ok;

	byte_writer_init(&w, 2 * UPLOAD_NAME_SALT_BYTES);
	/* One that can't be read just now is not put in place of. */
	was_read = index_meta_read(x, "names", &w, &found) && !w.failed;
	ok = was_read && found &&
	    hex_decode(
		(const char *)w.data, w.len, ret_salt, UPLOAD_NAME_SALT_BYTES);
	byte_writer_finish(&w);
	if (ok || !was_read)
		return ok;
	randombytes_buf(ret_salt, UPLOAD_NAME_SALT_BYTES);
	hex_encode(ret_salt, UPLOAD_NAME_SALT_BYTES, hex);
	return index_meta_set(x, "names", hex);
}
