#include "journal.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "store_parts.h"

bool
journal_head(struct desk_store *s, uint8_t ret_hash[static 32])
{
	sql_statement *st = sql(&s->sql,
	    "SELECT line FROM journal ORDER BY sequence DESC LIMIT 1", "");
	int step = sql_step(st);
	const void *line;
	size_t len;

	memset(ret_hash, 0, 32);
	if (step == 1) {
		line = sql_look(st, 0, &len);
		sha256_hash(line, len, ret_hash);
		sql_reset(st);
	}
	return step >= 0;
}

bool
journal_tail(
    struct desk_store *s, uint64_t *ret_number, uint8_t ret_hash[static 32])
{
	sql_statement *st;

	st = sql(&s->sql, "SELECT coalesce(max(sequence), 0) FROM journal", "");
	if (sql_step(st) != 1)
		return false;
	*ret_number = (uint64_t)sql_integer(st, 0);
	sql_reset(st);
	return journal_head(s, ret_hash);
}

bool
journal_knows(struct desk_store *s, const uint8_t hash[static 32])
{
	sql_statement *st =
	    sql(&s->sql, "SELECT line FROM journal ORDER BY sequence DESC", "");
	uint8_t held[32];
	const void *line;
	size_t len;

	while (sql_step(st) == 1) {
		line = sql_look(st, 0, &len);
		sha256_hash(line, line == NULL ? 0 : len, held);
		if (memcmp(held, hash, sizeof(held)) == 0) {
			sql_reset(st);
			return true;
		}
	}
	return false;
}

void
journal_label(const struct desk_store *s, const char *object,
    uint8_t ret_label[static JOURNAL_LABEL_BYTES])
{
	(void)crypto_generichash(ret_label, JOURNAL_LABEL_BYTES,
	    (const uint8_t *)object, strlen(object), s->labels,
	    DESK_STORE_KEY_BYTES);
}

void
journal_mac(const uint8_t *key, const char *text, size_t len,
    uint8_t ret_mac[static JOURNAL_MAC_BYTES])
{
	(void)crypto_generichash(ret_mac, JOURNAL_MAC_BYTES,
	    (const uint8_t *)text, len, key, DESK_STORE_KEY_BYTES);
}

bool
journal_last_day(struct desk_store *s, char ret_day[static JOURNAL_DAY_BYTES])
{
	sql_statement *st = sql(&s->sql,
	    "SELECT line FROM journal ORDER BY sequence DESC LIMIT 1", "");
	int step = sql_step(st);
	struct journal_line line;
	const char *text;
	size_t len;

	ret_day[0] = '\0';
	if (step == 1) {
		text = sql_look(st, 0, &len);
		if (text != NULL && journal_line_parse(text, len, &line))
			memcpy(ret_day, line.day, JOURNAL_DAY_BYTES);
		sql_reset(st);
	}
	return step >= 0;
}

int64_t
journal_now(struct desk_store *s)
{
	char day[JOURNAL_DAY_BYTES], text[UTC_TIME_BYTES];
	int64_t now = utc_time_now(), then = 0;

	if (journal_last_day(s, day) && *day != '\0') {
		(void)snprintf(text, sizeof(text), "%sT00:00:00Z", day);
		if (utc_time_parse(text, strlen(text), &then) && then > now)
			return then;
	}
	return now;
}

/* What is to be signed; heads are published, so it begins with a salt. */
static size_t
make_line(struct desk_store *s, const char *act, const char *object,
    char ret_text[static JOURNAL_LINE_MAX], int64_t *ret_sequence)
{
	struct journal_line line = {.form = JOURNAL_STATE};
	sql_statement *st;
	size_t len;

	st = sql(&s->sql, "SELECT coalesce(max(sequence), 0) FROM journal", "");
	if (sql_step(st) != 1)
		return 0;
	*ret_sequence = sql_integer(st, 0) + 1;
	sql_reset(st);
	line.sequence = (uint64_t)*ret_sequence;
	if (!journal_head(s, line.previous))
		return 0;
	randombytes_buf(line.salt, sizeof(line.salt));
	utc_time_day(journal_now(s), line.day);
	(void)snprintf(line.person, sizeof(line.person), "%s", s->signer.name);
	(void)snprintf(line.role, sizeof(line.role), "%s", s->role);
	(void)snprintf(line.act, sizeof(line.act), "%s", act);
	journal_label(s, object, line.label);
	sha256_hash(s->changes.data, s->changes.len, line.changes);
	row_tree_root(&s->tree, &line.state);
	len = journal_line_format(&line, ret_text);
	if (len == 0)
		return 0;
	journal_mac(s->macs, ret_text, journal_line_before_mac(len), line.mac);
	return journal_line_format(&line, ret_text);
}

bool
journal_add(struct desk_store *s, const char *act, const char *object)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signature[crypto_sign_BYTES];
	char line[JOURNAL_LINE_MAX];
	int64_t sequence;
	size_t len;
	bool ok;

	if (s->failed || !s->begun)
		return false;
	len = make_line(s, act, object, line, &sequence);
	if (len == 0)
		return false;
	(void)crypto_sign_seed_keypair(public_key, secret, s->seed);
	(void)crypto_sign_detached(
	    signature, NULL, (const uint8_t *)line, len, secret);
	sodium_memzero(secret, sizeof(secret));
	ok = sql_run(&s->sql,
	    "INSERT INTO journal (sequence, line, signature, changes)"
	    " VALUES (?, ?, ?, ?)",
	    "itbb", sequence, line, signature, sizeof(signature),
	    s->changes.len == 0 ? (const uint8_t *)"" : s->changes.data,
	    s->changes.len);
	/* Kept in the line now; a transaction that fails loads anew. */
	byte_writer_finish(&s->changes);
	byte_writer_init(&s->changes, SIZE_MAX / 2);
	return ok;
}

bool
journal_before(struct desk_store *s, const char *act, const char *object,
    struct reason *ret_reason)
{
	if (desk_store_begin(s) &&
	    desk_store_end(s, journal_add(s, act, object)))
		return true;
	reason_set(ret_reason, "%s",
	    desk_store_writable(s)
		? "the journal could not be written, and nothing is done "
		  "without it: no room, or memory is short"
		: "the case store is not what its journal says, and nothing "
		  "is done on it before it is repaired: repair");
	return false;
}
