#include "index.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/notes/receipt.h"
#include "common/log/tile_path.h"
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

/* All rows "sequence, nonce, sha256, leaf" of a statement; steps it. */
static bool
read_leaves(sql_statement *st, struct index_leaf **ret_leaves, size_t *ret_n)
{
	uint8_t nonce[RECEIPT_NONCE_BYTES], hash[32];
	struct index_leaf *leaves = NULL, *grown;
	size_t n = 0, room = 0;
	int step;

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
		leaves[n].position =
		    sql_is_null(st, 3) ? -1 : sql_integer(st, 3);
		receipt_entry(nonce, hash, leaves[n++].entry);
	}
	if (step < 0) {
		free(leaves);
		return false;
	}
	*ret_leaves = leaves;
	*ret_n = n;
	return true;
}

bool
index_unpublished_entries(struct index *x, const char *intake,
    const char *publication, struct index_leaf **ret_leaves, size_t *ret_n)
{
	bool ok;

	sql_lock(&x->sql);
	ok = read_leaves(
	    sql(&x->sql,
		"SELECT sequence, nonce, sha256, leaf FROM entry"
		" WHERE intake = ? AND publication <= ? AND leaf IS NULL",
		"tt", intake, publication),
	    ret_leaves, ret_n);
	sql_unlock(&x->sql);
	return ok;
}

bool
index_published_entries(struct index *x, const char *intake, uint64_t first,
    uint64_t end, struct index_leaf **ret_leaves, size_t *ret_n)
{
	bool ok;

	sql_lock(&x->sql);
	ok = read_leaves(sql(&x->sql,
			     "SELECT sequence, nonce, sha256, leaf FROM entry"
			     " WHERE intake = ? AND leaf >= ? AND leaf < ?",
			     "tii", intake, (int64_t)first, (int64_t)end),
	    ret_leaves, ret_n);
	sql_unlock(&x->sql);
	return ok;
}

/* The leaves of one row, behind what the writer holds. */
static bool
read_bundle(struct sql *from, const char *intake, uint64_t position,
    struct byte_writer *w)
{
	sql_statement *st = sql(from,
	    "SELECT leaves FROM bundle WHERE intake = ? AND position = ?", "ti",
	    intake, (int64_t)position);

	return index_take_blob(st, w) && !w->failed;
}

/* As many of the leaves as the row at `at` has room for; how many. */
static size_t
add_bundle(struct index *x, const char *intake, const struct index_leaf *leaves,
    size_t n, uint64_t at)
{
	size_t before = (size_t)(at % TILE_WIDTH) * RECEIPT_ENTRY_BYTES;
	size_t room = TILE_WIDTH - (size_t)(at % TILE_WIDTH);
	struct byte_writer w;
	bool ok;

	if (n > room)
		n = room;
	byte_writer_init(&w, TILE_WIDTH * RECEIPT_ENTRY_BYTES);
	/* What is there must be what this goes behind. */
	ok = before == 0 ||
	    (read_bundle(&x->sql, intake, at / TILE_WIDTH, &w) &&
		w.len == before);
	for (size_t i = 0; i < n; i++)
		byte_writer_put(&w, leaves[i].entry, RECEIPT_ENTRY_BYTES);
	ok = ok && !w.failed &&
	    sql_run(&x->sql,
		"INSERT INTO bundle (intake, position, leaves)"
		" VALUES (?1, ?2, ?3) ON CONFLICT (intake, position)"
		" DO UPDATE SET leaves = ?3",
		"tib", intake, (int64_t)(at / TILE_WIDTH), w.data, w.len);
	byte_writer_finish(&w);
	return ok ? n : 0;
}

static bool
add_leaves(struct index *x, const char *intake, const struct index_leaf *leaves,
    size_t n, uint64_t first)
{
	size_t done, added;

	for (size_t i = 0; i < n; i++)
		if (leaves[i].sequence != 0 &&
		    !sql_run(&x->sql,
			"UPDATE entry SET leaf = ? WHERE sequence = ?", "ii",
			(int64_t)(first + i), leaves[i].sequence))
			return false;
	for (done = 0; done < n; done += added) {
		added = add_bundle(
		    x, intake, leaves + done, n - done, first + done);
		if (added == 0)
			return false;
	}
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
		"INSERT INTO publication (intake, name, number, size, padding,"
		" seed, frontier, note) VALUES (?1, ?2, (SELECT count(*) FROM"
		" publication WHERE intake = ?1), ?3, ?4, ?5, ?6, ?7)",
		"ttiibbb", intake, p->publication->name,
		(int64_t)p->publication->size,
		(int64_t)p->publication->n_padding, p->publication->seed,
		(size_t)PADDING_SEED_BYTES, p->frontier, sizeof(*p->frontier),
		p->note, p->note_len);
	return index_end(x, ok);
}

bool
index_last_publication(struct index *x, const char *intake,
    char ret_name[static PUBLICATION_MAX + 1])
{
	sql_statement *st;
	bool found;

	ret_name[0] = '\0';
	sql_lock(&x->sql);
	st = intake == NULL
	    ? sql(&x->sql, "SELECT max(name) FROM publication", "")
	    : sql(&x->sql, "SELECT max(name) FROM publication WHERE intake = ?",
		  "t", intake);
	found = sql_step(st) == 1;
	if (found) {
		if (!sql_is_null(st, 0))
			sql_text(st, 0, ret_name, PUBLICATION_MAX + 1);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

static void
read_publication(sql_statement *st, struct log_publication *ret_publication)
{
	memset(ret_publication, 0, sizeof(*ret_publication));
	sql_text(st, 0, ret_publication->name, PUBLICATION_MAX + 1);
	ret_publication->size = (uint64_t)sql_integer(st, 1);
	ret_publication->n_padding = (uint32_t)sql_integer(st, 2);
	(void)sql_blob(st, 3, ret_publication->seed, PADDING_SEED_BYTES);
}

bool
index_publications(struct index *x, const char *intake, const char *from,
    enum index_publications kind, size_t limit, struct byte_writer *w)
{
	struct log_publication p;
	sql_statement *st;
	int step;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT name, size, padding, seed, coalesce((SELECT max(size) FROM"
	    " publication AS before WHERE before.intake = publication.intake"
	    " AND before.number = publication.number - 1), 0)"
	    " FROM publication WHERE intake = ? AND name >= ?"
	    " ORDER BY name LIMIT ?",
	    "tti", intake, from, (int64_t)limit);
	while ((step = sql_step(st)) == 1) {
		read_publication(st, &p);
		if (kind == INDEX_PUBLICATIONS_WHOLE)
			log_publication_format(&p, w);
		else
			byte_writer_printf(w, "%s %" PRId64 " %" PRIu64 "\n",
			    p.name, sql_integer(st, 4), p.size);
	}
	sql_unlock(x->read);
	return step == 0 && !w->failed;
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
	struct byte_writer leaves;
	bool ok;

	byte_writer_init(&leaves, TILE_WIDTH * RECEIPT_ENTRY_BYTES);
	sql_lock(x->read);
	ok = first % TILE_WIDTH == 0 &&
	    read_bundle(x->read, intake, first / TILE_WIDTH, &leaves) &&
	    leaves.len >= n * RECEIPT_ENTRY_BYTES;
	sql_unlock(x->read);
	for (size_t i = 0; i < n && ok; i++) {
		byte_writer_u16be(w, RECEIPT_ENTRY_BYTES);
		byte_writer_put(w, leaves.data + i * RECEIPT_ENTRY_BYTES,
		    RECEIPT_ENTRY_BYTES);
	}
	byte_writer_finish(&leaves);
	return ok && !w->failed;
}

bool
index_publication(struct index *x, const char *intake, uint64_t number,
    struct log_publication *ret_publication, struct byte_writer *w)
{
	sql_statement *st;
	bool found;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT name, size, padding, seed, note FROM publication"
	    " WHERE intake = ? AND number = ?",
	    "ti", intake, (int64_t)number);
	found = sql_step(st) == 1;
	if (found) {
		read_publication(st, ret_publication);
		sql_append(st, 4, w);
		sql_reset(st);
	}
	sql_unlock(&x->sql);
	return found;
}

bool
index_unlogged(
    struct index *x, const char *intake, const char *current, uint64_t *ret_n)
{
	sql_statement *st;
	bool ok;

	sql_lock(&x->sql);
	st = sql(&x->sql,
	    "SELECT count(*) FROM entry WHERE intake = ? AND leaf IS NULL"
	    " AND publication < ?",
	    "tt", intake, current);
	ok = sql_step(st) == 1;
	*ret_n = ok ? (uint64_t)sql_integer(st, 0) : 0;
	sql_reset(st);
	sql_unlock(&x->sql);
	return ok;
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
