/* Reading the journal with public keys alone (docs/JOURNAL.md 4). */
#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "store_parts.h"

#define CHANGE_BYTES 36 /* a slot of four bytes, a leaf */

/* Whether somebody of that name might act on that day, and signed this. */
static bool
is_signed(const struct journal_signers *signers,
    const struct journal_line *line, const char *text, size_t len,
    const uint8_t signature[static crypto_sign_BYTES])
{
	char first[UTC_TIME_BYTES];
	int64_t day = 0;

	(void)snprintf(first, sizeof(first), "%sT00:00:00Z", line->day);
	if (!utc_time_parse(first, strlen(first), &day))
		return false;
	for (size_t i = 0; i < signers->n; i++) {
		const struct journal_signer *s = &signers->list[i];

		if (strcmp(s->key.name, line->person) != 0 ||
		    (s->until != 0 &&
			(day + 86400 <= s->from || day >= s->until)))
			continue;
		if (crypto_sign_verify_detached(signature,
			(const uint8_t *)text, len, s->key.public_key) == 0)
			return true;
	}
	return false;
}

/* What a line says changed; ENOMEM apart from a change that can't be. */
enum applied { APPLIED, APPLIED_NOT, APPLIED_NO_MEMORY };

static enum applied
apply(struct row_tree *tree, const uint8_t *changes, size_t len)
{
	struct merkle_hash leaf;

	if (len % CHANGE_BYTES != 0)
		return APPLIED_NOT;
	for (size_t at = 0; at < len; at += CHANGE_BYTES) {
		size_t slot = (size_t)changes[at] << 24 |
		    (size_t)changes[at + 1] << 16 |
		    (size_t)changes[at + 2] << 8 | changes[at + 3];

		if (slot > tree->n)
			return APPLIED_NOT;
		memcpy(leaf.bytes, changes + at + 4, sizeof(leaf.bytes));
		if (!row_tree_set(tree, slot, &leaf))
			return APPLIED_NO_MEMORY;
	}
	return APPLIED;
}

/* sequence, line, signature, changes; one that is off changes nothing here. */
static enum applied
take_line(sql_statement *st, uint64_t signed_from, const uint8_t *mac_key,
    const struct journal_signers *signers, struct row_tree *tree,
    char last_day[static JOURNAL_DAY_BYTES], struct journal_count *count)
{
	uint8_t signature[crypto_sign_BYTES], hash[32];
	uint8_t mac[JOURNAL_MAC_BYTES];
	struct journal_line line;
	struct merkle_hash root;
	size_t len, changes_len;
	const char *text = sql_look(st, 1, &len);
	const uint8_t *changes = sql_look(st, 3, &changes_len);
	enum applied applied;

	if (text == NULL || !journal_line_parse(text, len, &line) ||
	    sql_integer(st, 0) != (int64_t)line.sequence ||
	    line.sequence != count->lines + 1 ||
	    memcmp(line.previous, count->head, sizeof(line.previous)) != 0 ||
	    strcmp(line.day, last_day) < 0 ||
	    !sql_blob(st, 2, signature, sizeof(signature)) ||
	    (line.sequence >= signed_from &&
		!is_signed(signers, &line, text, len, signature)))
		return APPLIED_NOT;
	if (line.form == JOURNAL_STATE) {
		if (mac_key != NULL && line.sequence >= signed_from) {
			journal_mac(
			    mac_key, text, journal_line_before_mac(len), mac);
			if (sodium_memcmp(mac, line.mac, sizeof(mac)) != 0)
				return APPLIED_NOT;
		}
		if (strcmp(line.act, JOURNAL_REPAIRED) == 0)
			row_tree_cut(tree, 0);
		sha256_hash(changes, changes == NULL ? 0 : changes_len, hash);
		if (memcmp(hash, line.changes, sizeof(hash)) != 0)
			return APPLIED_NOT;
		applied =
		    apply(tree, changes, changes == NULL ? 0 : changes_len);
		if (applied != APPLIED)
			return applied;
		row_tree_root(tree, &root);
		if (memcmp(&root, &line.state, sizeof(root)) != 0)
			return APPLIED_NOT;
	} else if (tree->n > 0) {
		return APPLIED_NOT; /* no way back to lines without a state */
	}
	count->lines++;
	count->rows = tree->n;
	memcpy(last_day, line.day, JOURNAL_DAY_BYTES);
	count->knows_rows = line.form == JOURNAL_STATE;
	sha256_hash(text, len, count->head);
	return APPLIED;
}

bool
journal_replay(struct sql *db, enum journal_depth depth, const uint8_t *mac_key,
    const struct journal_signers *signers, struct row_tree *tree,
    struct journal_count *ret_count, bool *ret_whole, struct reason *ret_reason)
{
	enum applied applied = APPLIED;
	char last_day[JOURNAL_DAY_BYTES] = "";
	uint64_t signed_from = 1;
	sql_statement *st;
	int step = 0;

	memset(ret_count, 0, sizeof(*ret_count));
	ret_count->knows_rows = true;
	reason_set(ret_reason, "the journal can't be read");
	if (depth == JOURNAL_LAST) {
		st = sql(
		    db, "SELECT coalesce(max(sequence), 1) FROM journal", "");
		if (sql_step(st) != 1)
			return false;
		signed_from = (uint64_t)sql_integer(st, 0);
		sql_reset(st);
	}
	st = sql(db,
	    "SELECT sequence, line, signature, changes FROM journal"
	    " ORDER BY sequence",
	    "");
	while (applied == APPLIED && (step = sql_step(st)) == 1)
		applied = take_line(st, signed_from, mac_key, signers, tree,
		    last_day, ret_count);
	*ret_whole = applied == APPLIED && step == 0;
	if (applied != APPLIED)
		sql_reset(st);
	if (applied == APPLIED_NO_MEMORY)
		reason_set(ret_reason, "there is not enough memory");
	else if (applied == APPLIED_NOT)
		reason_set(ret_reason,
		    "line %" PRIu64 " of the journal was changed, lines are "
		    "missing before it, or nobody who might signed it",
		    ret_count->lines + 1);
	return applied != APPLIED_NO_MEMORY && step >= 0;
}

bool
journal_verify(const char *path, const struct journal_signers *signers,
    const struct desk_difference_seen *seen, struct journal_count *ret_count,
    struct reason *ret_reason)
{
	struct row_tree tree;
	bool whole = false, ok;
	size_t n_off = 0;
	struct sql db;

	if (!sql_open(&db, path, SQL_READ_ONLY, desk_store_steps,
		DESK_STORE_STEPS, ret_reason))
		return false;
	row_tree_init(&tree);
	ok = journal_replay(&db, JOURNAL_EACH, NULL, signers, &tree, ret_count,
		 &whole, ret_reason) &&
	    whole;
	/* Lines that knew no state say nothing of the rows. */
	if (ok && ret_count->knows_rows) {
		reason_set(ret_reason, "the case store can't be read");
		ok = desk_store_compare(&db, &tree, seen, &n_off);
		if (ok && n_off > 0)
			reason_set(ret_reason,
			    "%zu row(s) are not what its last line says",
			    n_off);
		ok = ok && n_off == 0;
	}
	row_tree_finish(&tree);
	sql_close(&db);
	return ok;
}

enum journal_found
journal_find(const char *path, uint64_t number, const uint8_t hash[static 32],
    struct reason *ret_reason)
{
	uint8_t held[32] = {0};
	const void *line = NULL;
	sql_statement *st;
	size_t len;
	struct sql db;
	int step;

	if (!sql_open(&db, path, SQL_READ_ONLY, desk_store_steps,
		DESK_STORE_STEPS, ret_reason))
		return JOURNAL_UNREAD;
	st = sql(&db, "SELECT line FROM journal WHERE sequence = ?", "i",
	    (int64_t)number);
	step = sql_step(st);
	if (step == 1) {
		line = sql_look(st, 0, &len);
		sha256_hash(line, line == NULL ? 0 : len, held);
		sql_reset(st);
	}
	sql_close(&db);
	if (step < 0) {
		reason_set(ret_reason, "the journal can't be read");
		return JOURNAL_UNREAD;
	}
	if (step == 1 && sodium_memcmp(held, hash, sizeof(held)) == 0)
		return JOURNAL_HAS;
	reason_set(ret_reason,
	    step == 0
		? "it has no line %" PRIu64
		  ": this vault was set back to an older one"
		: "its line %" PRIu64
		  " is another: this vault and the one of that head parted",
	    number);
	return JOURNAL_OTHER;
}

bool
journal_each(const char *path,
    bool (*each)(void *context, const char *line, size_t len,
	const uint8_t *signature, size_t signature_len),
    void *context, struct reason *ret_reason)
{
	const uint8_t *signature;
	size_t len, signature_len;
	sql_statement *st;
	const char *line;
	bool go_on = true;
	int step = 0;
	struct sql db;

	if (!sql_open(&db, path, SQL_READ_ONLY, desk_store_steps,
		DESK_STORE_STEPS, ret_reason))
		return false;
	reason_set(ret_reason, "the journal can't be read");
	st = sql(
	    &db, "SELECT line, signature FROM journal ORDER BY sequence", "");
	while (go_on && (step = sql_step(st)) == 1) {
		line = sql_look(st, 0, &len);
		signature = sql_look(st, 1, &signature_len);
		go_on = line != NULL && signature != NULL &&
		    each(context, line, len, signature, signature_len);
	}
	if (!go_on)
		sql_reset(st);
	sql_close(&db);
	return go_on && step == 0;
}
