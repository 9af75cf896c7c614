/*
 * What all rows are to be, by the journal, and whether they are
 * (docs/JOURNAL.md 3).
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "common/crypto/hkdf.h"
#include "common/crypto/sha256.h"
#include "journal_line.h"
#include "store_parts.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

void
desk_store_leaf(const char *data, size_t data_len, const uint8_t *nonce,
    const uint8_t *sealed, size_t sealed_len, struct merkle_hash *ret_leaf)
{
	static const uint8_t label = 0x00; /* RFC 6962 2.1 */
	crypto_hash_sha256_state hash;

	(void)crypto_hash_sha256_init(&hash);
	(void)crypto_hash_sha256_update(&hash, &label, 1);
	(void)crypto_hash_sha256_update(&hash, (const uint8_t *)data, data_len);
	(void)crypto_hash_sha256_update(&hash, nonce, NONCE_BYTES);
	(void)crypto_hash_sha256_update(&hash, sealed, sealed_len);
	(void)crypto_hash_sha256_final(&hash, ret_leaf->bytes);
}

bool
desk_store_leaf_of(sql_statement *st, int column, struct merkle_hash *ret_leaf)
{
	char kind[64], id[128], data[DESK_STORE_DATA_MAX];
	uint8_t nonce[NONCE_BYTES];
	size_t len, data_len;
	const uint8_t *sealed = sql_look(st, column + 4, &len);

	sql_text(st, column, kind, sizeof(kind));
	sql_text(st, column + 1, id, sizeof(id));
	data_len =
	    desk_store_associate(kind, id, sql_integer(st, column + 2), data);
	if (sealed == NULL || data_len == 0 ||
	    !sql_blob(st, column + 3, nonce, sizeof(nonce)))
		return false;
	desk_store_leaf(data, data_len, nonce, sealed, len, ret_leaf);
	return true;
}

bool
desk_store_changed(
    struct desk_store *s, size_t slot, const struct merkle_hash *leaf)
{
	const struct merkle_hash *held = row_tree_leaf(&s->tree, slot);
	struct desk_store_before before = {.slot = slot};
	uint8_t number[4];

	if (held != NULL && slot < s->n_before) {
		before.leaf = *held;
		byte_writer_put(&s->undo, &before, sizeof(before));
	}
	for (int i = 0; i < 4; i++)
		number[i] = (uint8_t)(slot >> (8 * (3 - i)));
	byte_writer_put(&s->changes, number, sizeof(number));
	byte_writer_put(&s->changes, leaf->bytes, sizeof(leaf->bytes));
	if (!s->undo.failed && !s->changes.failed &&
	    row_tree_set(&s->tree, slot, leaf))
		return true;
	s->failed = true;
	return false;
}

static void
empty(struct byte_writer *w)
{
	byte_writer_finish(w);
	byte_writer_init(w, SIZE_MAX / 2);
}

bool
desk_store_remember(struct desk_store *s)
{
	s->failed = false;
	s->n_before = s->tree.n;
	empty(&s->undo);
	empty(&s->changes_before);
	byte_writer_put(&s->changes_before, s->changes.data, s->changes.len);
	return !s->changes_before.failed;
}

void
desk_store_settle(struct desk_store *s, bool kept)
{
	struct desk_store_before before;
	struct byte_writer changes;

	if (!kept) {
		row_tree_cut(&s->tree, s->n_before);
		/* The oldest last: a slot may have changed twice. */
		for (size_t at = s->undo.len; at >= sizeof(before);) {
			at -= sizeof(before);
			memcpy(&before, s->undo.data + at, sizeof(before));
			(void)row_tree_set(&s->tree, before.slot, &before.leaf);
		}
		changes = s->changes;
		s->changes = s->changes_before;
		s->changes_before = changes;
	}
	s->failed = false;
	empty(&s->undo);
	empty(&s->changes_before);
}

/* What a walk over the rows found. */
struct walk {
	const struct row_tree *tree;
	struct desk_difference_seen seen;
	size_t n; /* slots that it was at, or passed */
};

static bool
tell(struct walk *w, enum desk_difference_kind kind, size_t slot,
    const char *table)
{
	const struct desk_difference d = {kind, slot, table};

	return w->seen.each == NULL || w->seen.each(w->seen.context, &d);
}

/* Every row by its slot; false where the file can't be read, or `each` ended
 * it. */
static bool
walk_rows(struct sql *db, struct walk *w, size_t *n_off)
{
	const struct merkle_hash *wanted;
	struct merkle_hash leaf;
	sql_statement *st;
	char table[64];
	bool go_on = true;
	int step = 0;

	st = sql(db,
	    "SELECT slot, kind, id, version, nonce, sealed FROM sealed"
	    " ORDER BY slot",
	    "");
	while (go_on && (step = sql_step(st)) == 1) {
		const int64_t slot = sql_integer(st, 0);
		const bool odd = sql_is_null(st, 0) || slot < 0;

		sql_text(st, 1, table, sizeof(table));
		for (;
		     go_on && !odd && w->n < (size_t)slot && w->n < w->tree->n;
		     w->n++, ++*n_off)
			go_on = tell(w, DESK_ROW_MISSING, w->n, "");
		wanted = odd ? NULL : row_tree_leaf(w->tree, (size_t)slot);
		if (wanted == NULL) {
			++*n_off;
			go_on = go_on &&
			    tell(w, DESK_ROW_UNKNOWN, odd ? 0 : (size_t)slot,
				table);
			continue;
		}
		w->n = (size_t)slot + 1;
		if (desk_store_leaf_of(st, 1, &leaf) &&
		    sodium_memcmp(&leaf, wanted, sizeof(leaf)) == 0)
			continue;
		++*n_off;
		go_on = go_on && tell(w, DESK_ROW_CHANGED, (size_t)slot, table);
	}
	if (go_on)
		for (; go_on && w->n < w->tree->n; w->n++, ++*n_off)
			go_on = tell(w, DESK_ROW_MISSING, w->n, "");
	else
		sql_reset(st);
	return go_on && step == 0;
}

bool
desk_store_compare(struct sql *db, const struct row_tree *tree,
    const struct desk_difference_seen *seen, size_t *ret_n)
{
	struct walk w = {.tree = tree};

	if (seen != NULL)
		w.seen = *seen;
	*ret_n = 0;
	return walk_rows(db, &w, ret_n);
}

/*
 * A store that a program from before the state left: its rows are taken as they
 * are, and the next line says all of them.
 */
static bool
take_as_they_are(struct desk_store *s)
{
	struct merkle_hash leaf;
	sql_statement *st;
	bool ok = true;
	int step = 0;

	st = sql(&s->sql,
	    "SELECT slot, kind, id, version, nonce, sealed FROM sealed"
	    " ORDER BY slot",
	    "");
	while (ok && (step = sql_step(st)) == 1)
		ok = (size_t)sql_integer(st, 0) == s->tree.n &&
		    desk_store_leaf_of(st, 1, &leaf) &&
		    desk_store_changed(s, s->tree.n, &leaf);
	if (!ok)
		sql_reset(st);
	return ok && step == 0;
}

/* The form of the last line; false where it can't be read. */
static bool
last_form(struct sql *db, bool *ret_any, enum journal_form *ret_form)
{
	struct journal_line line = {.form = JOURNAL_STATE};
	sql_statement *st;
	const char *text;
	size_t len;
	int step;

	st = sql(
	    db, "SELECT line FROM journal ORDER BY sequence DESC LIMIT 1", "");
	step = sql_step(st);
	*ret_any = step == 1;
	if (step == 1) {
		text = sql_look(st, 0, &len);
		if (text == NULL || !journal_line_parse(text, len, &line))
			line.form = JOURNAL_STATE; /* to be named as off */
		sql_reset(st);
	}
	*ret_form = line.form;
	return step >= 0;
}

/* Those that lack or are too many, apart from those that changed. */
static bool
count_other(void *context, const struct desk_difference *d)
{
	size_t *n = context;

	*n += d->kind != DESK_ROW_CHANGED;
	return true;
}

bool
desk_store_load(struct desk_store *s, const struct journal_signers *signers,
    struct reason *ret_reason)
{
	struct journal_count count;
	enum journal_form form;
	bool any, whole;
	size_t n_off = 0, n_other = 0;
	const struct desk_difference_seen seen = {count_other, &n_other};

	s->intact = s->writable = false;
	reason_set(ret_reason, "the case store can't be read");
	if (!last_form(&s->sql, &any, &form) ||
	    !journal_replay(&s->sql, JOURNAL_LAST, s->macs, signers, &s->tree,
		&count, &whole, ret_reason))
		return false;
	if (!whole) {
		/* What stands behind a line that holds counts no more. */
		row_tree_cut(&s->tree, 0);
		if (!journal_replay(&s->sql, JOURNAL_EACH, s->macs, signers,
			&s->tree, &count, &whole, ret_reason))
			return false;
	}
	s->lines = count.lines;
	if (whole && any && form == JOURNAL_FIRST) {
		s->intact = s->writable = take_as_they_are(s);
		return s->intact;
	}
	if (!desk_store_compare(&s->sql, &s->tree, &seen, &n_off)) {
		reason_set(ret_reason, "the case store can't be read");
		return false;
	}
	s->intact = whole && n_off == 0;
	s->writable = whole && n_other == 0;
	return true;
}

/* Slots anew, in the rows' order. */
static bool
number_anew(struct sql *db)
{
	return sql_run(db, "UPDATE sealed SET slot = NULL", "") &&
	    sql_run(db,
		"UPDATE sealed SET slot = r.n FROM (SELECT kind, id,"
		" row_number() OVER (ORDER BY kind, id) - 1 AS n FROM sealed)"
		" AS r WHERE r.kind = sealed.kind AND r.id = sealed.id",
		"");
}

bool
desk_store_repair(
    struct desk_store *s, uint64_t *ret_gone, struct reason *ret_reason)
{
	bool ok;

	reason_set(ret_reason, "the case store can't be written");
	if (s->intact || s->role[0] == '\0') {
		reason_set(ret_reason, "%s",
		    s->intact ? "nothing is off" : "nobody acts");
		return false;
	}
	if (!desk_store_remember(s) || !sql_begin(&s->sql))
		return false;
	ok = sql_run(&s->sql, "DELETE FROM journal WHERE sequence > ?", "i",
	    (int64_t)s->lines);
	*ret_gone = sql_changes(&s->sql);
	row_tree_cut(&s->tree, 0);
	s->n_before = 0;
	s->begun = true;
	ok = ok && number_anew(&s->sql) && take_as_they_are(s) &&
	    journal_add(s, JOURNAL_REPAIRED, "-");
	s->begun = false;
	/* Where it fails, nothing is written before it is opened anew. */
	s->intact = s->writable = sql_end(&s->sql, ok);
	desk_store_settle(s, true);
	return s->intact;
}

void
desk_store_derive(const struct desk_store *s, const char *info,
    uint8_t ret_key[static DESK_STORE_KEY_BYTES])
{
	hkdf_derive(s->key, DESK_STORE_KEY_BYTES, NULL, 0, info, ret_key);
}

bool
desk_store_copy(
    struct desk_store *s, const char *path, struct reason *ret_reason)
{
	bool ok;
	int fd;

	errno = 0;
	ok = sql_run(&s->sql, "VACUUM INTO ?", "t", path);
	if (!ok) {
		reason_set(ret_reason,
		    "%s: the case store can't be copied there: no room, or it "
		    "can't be read",
		    path);
		errno = 0;
		return false;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ok = fd >= 0 && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

bool
desk_store_each_id(const char *path, const char *table,
    bool (*each)(void *context, const char *id), void *context,
    struct reason *ret_reason)
{
	sql_statement *st;
	bool go_on = true;
	char id[128];
	int step = 0;
	struct sql db;

	if (!sql_open(&db, path, SQL_READ_ONLY, desk_store_steps,
		DESK_STORE_STEPS, ret_reason))
		return false;
	reason_set(ret_reason, "the case store can't be read");
	st = sql(&db, "SELECT id FROM sealed WHERE kind = ? ORDER BY id", "t",
	    table);
	while (go_on && (step = sql_step(st)) == 1) {
		sql_text(st, 0, id, sizeof(id));
		go_on = each(context, id);
	}
	if (!go_on)
		sql_reset(st);
	sql_close(&db);
	return go_on && step == 0;
}
