/* Rows, written and read (docs/VAULT.md 3). */
#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/json/json_text.h"
#include "store_parts.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

size_t
desk_store_associate(const char *table, const char *id, int64_t version,
    char ret_data[static DESK_STORE_DATA_MAX])
{
	int len = snprintf(ret_data, DESK_STORE_DATA_MAX,
	    "%s\n%s\n%" PRId64 "\n", table, id, version);

	return len < 0 || len >= DESK_STORE_DATA_MAX ? 0 : (size_t)len;
}

/* Whether the row is the one that the journal knows of its slot. */
static bool
is_known(struct desk_store *s, sql_statement *st)
{
	const struct merkle_hash *wanted = sql_is_null(st, 5)
	    ? NULL
	    : row_tree_leaf(&s->tree, (size_t)sql_integer(st, 5));
	struct merkle_hash leaf;

	return wanted != NULL && desk_store_leaf_of(st, 0, &leaf) &&
	    sodium_memcmp(&leaf, wanted, sizeof(leaf)) == 0;
}

/*
 * Of the row that is to be written: after the one that is there, or new.  False
 * also where the one that is there is not what it was: nothing follows on it.
 */
static bool
next_version(struct desk_store *s, const char *table, const char *id,
    int64_t *ret_version, size_t *ret_slot)
{
	sql_statement *st = sql(&s->sql,
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? AND id = ?",
	    "tt", table, id);
	int step = sql_step(st);
	bool known = true;

	*ret_version = 1;
	*ret_slot = s->tree.n;
	if (step == 1) {
		known = is_known(s, st);
		*ret_version = sql_integer(st, 2) + 1;
		*ret_slot = (size_t)sql_integer(st, 5);
		sql_reset(st);
	}
	return step >= 0 && known;
}

static bool
put(struct desk_store *s, const char *table, const char *id, const cJSON *row,
    bool bare)
{
	char data[DESK_STORE_DATA_MAX];
	struct byte_writer sealed;
	struct merkle_hash leaf;
	int64_t version;
	size_t slot, data_len;
	bool ok;

	if (!s->begun || !next_version(s, table, id, &version, &slot))
		return false;
	data_len = desk_store_associate(table, id, version, data);
	ok = data_len > 0 &&
	    desk_store_seal(
		s, bare ? "" : table, id, data, data_len, row, &sealed);
	if (!ok)
		return false;
	ok = sql_run(&s->sql,
	    "INSERT INTO sealed (kind, id, version, nonce, sealed, slot)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (kind, id) DO UPDATE"
	    " SET version = ?3, nonce = ?4, sealed = ?5",
	    "ttibbi", table, id, version, sealed.data, (size_t)NONCE_BYTES,
	    sealed.data + NONCE_BYTES, sealed.len - NONCE_BYTES, (int64_t)slot);
	desk_store_leaf(data, data_len, sealed.data, sealed.data + NONCE_BYTES,
	    sealed.len - NONCE_BYTES, &leaf);
	ok = ok && desk_store_changed(s, slot, &leaf);
	byte_writer_finish(&sealed);
	return ok;
}

bool
desk_store_put(
    struct desk_store *s, const char *table, const char *id, const cJSON *row)
{
	return put(s, table, id, row, false);
}

bool
desk_store_put_bare(
    struct desk_store *s, const char *table, const char *id, const cJSON *row)
{
	return put(s, table, id, row, true);
}

/*
 * Opens the row that a statement stands on: kind, id, version, nonce, sealed,
 * slot.  NULL with errno: ENOMEM says nothing of the row.
 */
static cJSON *
open_row_by(struct desk_store *s, sql_statement *st, const char *table,
    const char *id, bool outer, struct reason *reason)
{
	struct desk_store_sealed row = {.table = table, .id = id};
	char data[DESK_STORE_DATA_MAX];
	uint8_t nonce[NONCE_BYTES];

	row.sealed = sql_look(st, 4, &row.len);
	row.nonce = nonce;
	row.data = data;
	row.data_len =
	    desk_store_associate(table, id, sql_integer(st, 2), data);
	if (row.sealed != NULL && row.data_len > 0 &&
	    sql_blob(st, 3, nonce, sizeof(nonce)) && is_known(s, st))
		return outer ? desk_store_unseal_outer(s, &row, reason)
			     : desk_store_unseal(s, &row, reason);
	reason_set(reason,
	    "this row is not the one that the journal knows: it was changed or "
	    "set back, or is damaged");
	errno = EBADMSG;
	return NULL;
}

static cJSON *
open_row(struct desk_store *s, sql_statement *st, const char *table,
    const char *id, struct reason *reason)
{
	return open_row_by(s, st, table, id, false, reason);
}

bool
desk_store_case_of(struct desk_store *s, const char *table, const char *id,
    char *ret_case, size_t size, struct reason *ret_reason)
{
	/* A statement of its own: it is asked within a walk. */
	sql_statement *st = sql(&s->sql,
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE id = ?2 AND kind = ?1",
	    "tt", table, id);
	const char *of;
	cJSON *row = NULL;
	bool ok;

	reason_set(ret_reason, "the case store can't be read");
	if (sql_step(st) == 1) {
		row = open_row_by(s, st, table, id, true, ret_reason);
		sql_reset(st);
	}
	of = json_text_string(row, "case");
	ok = of != NULL && strlen(of) < size;
	if (ok)
		(void)snprintf(ret_case, size, "%s", of);
	json_text_wipe(row);
	return ok;
}

enum desk_found
desk_store_has(struct desk_store *s, const char *table, const char *id)
{
	sql_statement *st = sql(&s->sql,
	    "SELECT 1 FROM sealed WHERE kind = ? AND id = ?", "tt", table, id);
	int step = sql_step(st);

	if (step == 1)
		sql_reset(st);
	return step == 1 ? DESK_FOUND
	    : step == 0  ? DESK_ABSENT
			 : DESK_UNREADABLE;
}

bool
desk_store_last_case(struct desk_store *s, uint32_t *ret_number)
{
	sql_statement *st =
	    sql(&s->sql, "SELECT max(id) FROM sealed WHERE kind = 'case'", "");
	char id[128] = "";
	bool ok = sql_step(st) == 1;

	if (ok)
		sql_text(st, 0, id, sizeof(id));
	if (ok)
		sql_reset(st);
	*ret_number = case_keys_number(id);
	return ok;
}

bool
desk_store_keyless(struct desk_store *s, uint64_t *ret_n, uint32_t *ret_first)
{
	sql_statement *st = sql(&s->sql,
	    "SELECT DISTINCT substr(id, 1, 8) FROM sealed"
	    " WHERE kind = 'case' ORDER BY 1",
	    "");
	struct reason ignored;
	char id[128];
	cJSON *row;
	int step;

	*ret_n = *ret_first = 0;
	while ((step = sql_step(st)) == 1) {
		sql_text(st, 0, id, sizeof(id));
		/* A key of another day has the number, and opens nothing. */
		row = desk_store_get(s, "case", id, &ignored);
		if (row == NULL && errno == ENOMEM) {
			sql_reset(st);
			return false;
		}
		if (row == NULL && (*ret_n)++ == 0)
			*ret_first = case_keys_number(id);
		json_text_wipe(row);
	}
	return step == 0;
}

cJSON *
desk_store_get(struct desk_store *s, const char *table, const char *id,
    struct reason *ret_reason)
{
	sql_statement *st;
	cJSON *row = NULL;
	int step;

	st = sql(&s->sql,
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? AND id = ?",
	    "tt", table, id);
	step = sql_step(st);
	errno = 0;
	if (step == 1) {
		row = open_row(s, st, table, id, ret_reason);
		sql_reset(st);
	} else {
		reason_set(ret_reason,
		    step == 0 ? "there is no such row"
			      : "the case store can't be read");
	}
	return row;
}

bool
desk_store_each(struct desk_store *s, const char *table,
    bool (*each)(void *context, const char *id, const cJSON *row),
    void *context, const struct desk_events *events, struct reason *ret_reason)
{
	sql_statement *st;
	char id[128];
	cJSON *row;
	int step;

	st = sql(&s->sql,
	    "SELECT kind, id, version, nonce, sealed, slot FROM sealed"
	    " WHERE kind = ? ORDER BY id",
	    "t", table);
	while ((step = sql_step(st)) == 1) {
		bool go_on;

		sql_text(st, 1, id, sizeof(id));
		row = open_row(s, st, table, id, ret_reason);
		if (row == NULL && errno == ENOMEM) {
			sql_reset(st);
			return false;
		}
		if (row == NULL) {
			desk_event_tell(events,
			    &(struct desk_event){.kind = DESK_ROW_UNREADABLE,
				.table = table,
				.id = id,
				.why = ret_reason->text});
			continue;
		}
		go_on = each(context, id, row);
		json_text_wipe(row);
		if (!go_on) {
			sql_reset(st);
			return false;
		}
	}
	if (step < 0)
		reason_set(ret_reason, "the case store can't be read");
	return step == 0;
}
