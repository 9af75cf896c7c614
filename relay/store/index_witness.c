#include "index_witness.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index_sql.h"

#define KEY_BYTES (2 * (DIRECTORY_ID_MAX + 1) + 16)
#define VALUE_BYTES 96

static void
key_of(const char *witness, const char *intake, char ret_key[static KEY_BYTES])
{
	(void)snprintf(ret_key, KEY_BYTES, "witness %s %s", witness, intake);
}

static void
value_of(const struct witness_state *s, char ret_value[static VALUE_BYTES])
{
	(void)snprintf(ret_value, VALUE_BYTES,
	    "%" PRIu64 " %" PRIu64 " %" PRIu64 " %u", s->size, s->cosigned,
	    s->refused, (unsigned)s->end);
}

void
index_witness_get(struct index *x, const char *witness, const char *intake,
    struct witness_state *ret_state)
{
	struct witness_state s = {0};
	unsigned end = WITNESS_NEW;
	char key[KEY_BYTES];
	struct byte_writer w;
	bool found;

	key_of(witness, intake, key);
	byte_writer_init(&w, VALUE_BYTES);
	sql_lock(x->read);
	found = index_take_blob(
	    sql(x->read, "SELECT value FROM meta WHERE key = ?", "t", key), &w);
	sql_unlock(x->read);
	if (!found || w.failed || w.len == 0 ||
	    sscanf((const char *)w.data,
		"%" SCNu64 " %" SCNu64 " %" SCNu64 " %u", &s.size, &s.cosigned,
		&s.refused, &end) != 4 ||
	    end > WITNESS_IMPOSSIBLE)
		memset(&s, 0, sizeof(s));
	else
		s.end = (enum witness_end)end;
	byte_writer_finish(&w);
	*ret_state = s;
}

bool
index_witness_set(struct index *x, const char *witness, const char *intake,
    const struct witness_state *state)
{
	char key[KEY_BYTES], value[VALUE_BYTES];

	key_of(witness, intake, key);
	value_of(state, value);
	return index_meta_set(x, key, value);
}

bool
index_witness_cosign(struct index *x, const char *witness, const char *intake,
    const struct witness_state *state, uint64_t number, const void *line,
    size_t len)
{
	char key[KEY_BYTES], value[VALUE_BYTES];
	bool ok;

	key_of(witness, intake, key);
	value_of(state, value);
	if (!index_begin(x, SQL_SYNCED))
		return false;
	ok = sql_run(&x->sql,
		 "UPDATE publication SET note = CAST(note || ? AS BLOB)"
		 " WHERE intake = ? AND number = ?",
		 "bti", line, len, intake, (int64_t)number) &&
	    sql_run(&x->sql,
		"INSERT INTO meta (key, value) VALUES (?1, ?2)"
		" ON CONFLICT (key) DO UPDATE SET value = ?2",
		"tt", key, value);
	return index_end(x, ok);
}

void
index_witness_newest_name(struct index *x, const char *intake,
    char ret_name[static PUBLICATION_MAX + 1])
{
	sql_statement *st;

	ret_name[0] = '\0';
	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT name FROM publication WHERE intake = ?"
	    " ORDER BY number DESC LIMIT 1",
	    "t", intake);
	if (sql_step(st) == 1) {
		sql_text(st, 0, ret_name, PUBLICATION_MAX + 1);
		sql_reset(st);
	}
	sql_unlock(x->read);
}

bool
index_witness_span(struct index *x, const char *intake, uint64_t least,
    struct witness_span *ret_span)
{
	struct witness_span span = {.number = UINT64_MAX};
	sql_statement *st;
	int step;

	sql_lock(x->read);
	st = sql(x->read,
	    "SELECT number, size FROM publication WHERE intake = ?"
	    " ORDER BY number DESC LIMIT 1",
	    "t", intake);
	step = sql_step(st);
	if (step == 1) {
		span.any = true;
		span.newest = (uint64_t)sql_integer(st, 0);
		span.newest_size = (uint64_t)sql_integer(st, 1);
		sql_reset(st);
		st = sql(x->read,
		    "SELECT number FROM publication WHERE intake = ?"
		    " AND size >= ? ORDER BY size LIMIT 1",
		    "ti", intake, (int64_t)least);
		step = sql_step(st);
		if (step == 1) {
			span.number = (uint64_t)sql_integer(st, 0);
			sql_reset(st);
		}
	}
	sql_unlock(x->read);
	*ret_span = span;
	return step >= 0;
}

bool
index_witness_tiles(void *tiles, unsigned level, uint64_t first, size_t n,
    struct merkle_hash *ret_hashes)
{
	const struct witness_tiles *t = tiles;
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, n * MERKLE_HASH_BYTES);
	ok = index_tile(t->index, t->intake, level, first, n, &w) &&
	    w.len == n * MERKLE_HASH_BYTES;
	if (ok)
		memcpy(ret_hashes, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}
