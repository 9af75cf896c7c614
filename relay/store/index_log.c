#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "common/notes/receipt.h"
#include "index_sql.h"

void
index_next_open_intake(
    struct index *x, char intake[static DIRECTORY_ID_MAX + 1])
{
	char next[DIRECTORY_ID_MAX + 1] = "";
	sql_statement *st;

	sql_lock(&x->sql);
	/* What is bound must stay until the step is done. */
	st = sql(&x->sql,
	    "SELECT min(intake) FROM entry WHERE leaf IS NULL AND intake > ?",
	    "t", intake);
	if (sql_step(st) == 1) {
		sql_text(st, 0, next, sizeof(next));
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	memcpy(intake, next, sizeof(next));
}

bool
index_unpublished(struct index *x, const char *intake, const char *current,
    char ret_publication[static PUBLICATION_MAX + 1])
{
	sql_statement *st;
	bool found;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT min(publication) FROM entry WHERE intake = ?"
	    " AND leaf IS NULL AND publication < ?",
	    "tt", intake, current);
	found = sql_step(st) == 1;
	if (found) {
		found = !sql_is_null(st, 0);
		sql_text(st, 0, ret_publication, PUBLICATION_MAX + 1);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

bool
index_unpublished_entries(struct index *x, const char *intake,
    const char *publication, struct index_leaf **ret_leaves, size_t *ret_n)
{
	uint8_t nonce[RECEIPT_NONCE_BYTES], hash[32];
	struct index_leaf *leaves = NULL, *grown;
	size_t n = 0, room = 0;
	sql_statement *st;
	int step;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT sequence, nonce, sha256 FROM entry WHERE intake = ?"
	    " AND publication = ? AND leaf IS NULL",
	    "tt", intake, publication);
	while ((step = sql_step(st)) == 1) {
		if (n == room) {
			room = room == 0 ? 64 : room * 2;
			grown = realloc(leaves, room * sizeof(*leaves));
			if (grown == NULL) {
				sql_reset(st);
				step = -1;
				break;
			}
			leaves = grown;
		}
		leaves[n].sequence = sql_integer(st, 0);
		(void)sql_blob(st, 1, nonce, sizeof(nonce));
		(void)sql_blob(st, 2, hash, sizeof(hash));
		receipt_entry(nonce, hash, leaves[n++].entry);
	}
	sql_unlock(&x->sql);
	if (step < 0) {
		free(leaves);
		return false;
	}
	*ret_leaves = leaves;
	*ret_n = n;
	return true;
}

static bool
add_leaves(struct index *x, const char *intake, const struct index_leaf *leaves,
    size_t n, uint64_t first)
{
	for (size_t i = 0; i < n; i++)
		if (!sql_run(&x->sql,
			"INSERT INTO leaf (intake, position, entry)"
			" VALUES (?, ?, ?)",
			"tib", intake, (int64_t)(first + i), leaves[i].entry,
			(size_t)32) ||
		    !sql_run(&x->sql,
			"UPDATE entry SET leaf = ? WHERE sequence = ?", "ii",
			(int64_t)(first + i), leaves[i].sequence))
			return false;
	return true;
}

bool
index_publish(
    struct index *x, const char *intake, const struct index_publishing *p)
{
	bool ok;

	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = add_leaves(x, intake, p->leaves, p->n_leaves, p->first);
	for (size_t i = 0; i < p->n_hashes && ok; i++)
		ok = sql_run(&x->sql,
		    "INSERT INTO tile (intake, level, position, hash)"
		    " VALUES (?, ?, ?, ?)",
		    "tiib", intake, (int64_t)p->hashes[i].level,
		    (int64_t)p->hashes[i].index, p->hashes[i].hash.bytes,
		    (size_t)MERKLE_HASH_BYTES);
	ok = ok &&
	    sql_run(&x->sql,
		"INSERT INTO publication (intake, name, number, frontier,"
		" note) VALUES (?1, ?2, (SELECT count(*) FROM publication"
		" WHERE intake = ?1), ?3, ?4)",
		"ttbb", intake, p->publication, p->frontier,
		sizeof(*p->frontier), p->note, p->note_len);
	return index_end(x, ok);
}

bool
index_frontier(
    struct index *x, const char *intake, struct merkle_frontier *ret_frontier)
{
	sql_statement *st;
	int step;
	bool ok;

	memset(ret_frontier, 0, sizeof(*ret_frontier));
	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT frontier FROM publication WHERE intake = ?"
	    " ORDER BY number DESC LIMIT 1",
	    "t", intake);
	step = sql_step(st);
	ok = step == 0 ||
	    (step == 1 && sql_blob(st, 0, ret_frontier, sizeof(*ret_frontier)));
	if (step == 1)
		sql_reset(st);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_checkpoint(struct index *x, const char *intake, const char *publication,
    struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(x->read);
	if (publication == NULL)
		st = sql(x->read,
		    "SELECT note FROM publication WHERE intake = ?"
		    " ORDER BY number DESC LIMIT 1",
		    "t", intake);
	else
		st = sql(x->read,
		    "SELECT note FROM publication WHERE intake = ?"
		    " AND name = ?",
		    "tt", intake, publication);
	found = index_take_blob(st, w);
	sql_unlock(x->read);
	return found;
}

bool
index_tile(struct index *x, const char *intake, unsigned level, uint64_t first,
    size_t n, struct byte_writer *w)
{
	sql_statement *st;
	size_t got = 0;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT hash FROM tile WHERE intake = ? AND level = ?"
	    " AND position >= ? ORDER BY position LIMIT ?",
	    "tiii", intake, (int64_t)level, (int64_t)first, (int64_t)n);
	for (; sql_step(st) == 1; got++)
		sql_append(st, 0, w);
	sql_unlock(x->read);
	return got == n && !w->failed;
}

bool
index_bundle(struct index *x, const char *intake, uint64_t first, size_t n,
    struct byte_writer *w)
{
	sql_statement *st;
	size_t got = 0;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT entry FROM leaf WHERE intake = ? AND position >= ?"
	    " ORDER BY position LIMIT ?",
	    "tii", intake, (int64_t)first, (int64_t)n);
	for (; sql_step(st) == 1; got++) {
		byte_writer_u16be(w, RECEIPT_ENTRY_BYTES);
		sql_append(st, 0, w);
	}
	sql_unlock(x->read);
	return got == n && !w->failed;
}

bool
index_publication(struct index *x, const char *intake, uint64_t number,
    char ret_name[static PUBLICATION_MAX + 1], struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT note, name FROM publication WHERE intake = ?"
	    " AND number = ?",
	    "ti", intake, (int64_t)number);
	found = sql_step(st) == 1;
	if (found) {
		sql_append(st, 0, w);
		sql_text(st, 1, ret_name, PUBLICATION_MAX + 1);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

bool
index_leaf_pair(struct index *x, const char *intake, uint64_t position,
    uint8_t ret_leaf[static 32], uint8_t ret_entry[static 32])
{
	uint8_t nonce[RECEIPT_NONCE_BYTES], hash[32];
	sql_statement *st;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT leaf.entry, entry.nonce, entry.sha256 FROM leaf LEFT JOIN"
	    " entry ON entry.intake = leaf.intake AND entry.leaf ="
	    " leaf.position WHERE leaf.intake = ? AND leaf.position = ?",
	    "ti", intake, (int64_t)position);
	ok = sql_step(st) == 1 && sql_blob(st, 0, ret_leaf, 32) &&
	    sql_blob(st, 1, nonce, sizeof(nonce)) && sql_blob(st, 2, hash, 32);
	sql_reset(st);
	sql_unlock(&x->sql);
	if (ok)
		receipt_entry(nonce, hash, ret_entry);
	return ok;
}

uint64_t
index_unlogged(struct index *x, const char *intake, const char *current)
{
	sql_statement *st;
	uint64_t n = 0;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT count(*) FROM entry WHERE intake = ? AND leaf IS NULL"
	    " AND publication < ?",
	    "tt", intake, current);
	if (sql_step(st) == 1)
		n = (uint64_t)sql_integer(st, 0);
	sql_reset(st);
	sql_unlock(&x->sql);
	return n;
}

bool
index_tile_hash(struct index *x, const char *intake, unsigned level,
    uint64_t position, struct merkle_hash *ret_hash)
{
	sql_statement *st;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT hash FROM tile WHERE intake = ? AND level = ?"
	    " AND position = ?",
	    "tii", intake, (int64_t)level, (int64_t)position);
	ok = sql_step(st) == 1 &&
	    sql_blob(st, 0, ret_hash->bytes, MERKLE_HASH_BYTES);
	sql_reset(st);
	sql_unlock(&x->sql);
	return ok;
}
