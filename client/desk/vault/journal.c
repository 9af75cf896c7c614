#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "store_parts.h"

#define LINE_MAX_BYTES 1024
#define LINE_LABEL "valise-journal/1"
#define SALT_BYTES 16
#define SALT_CHARS (2 * SALT_BYTES)

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

/*
 * Label, random salt, sequence, hash of the line before, who, when, act,
 * object.  Heads are published: with the salt no one can try objects against
 * them.
 */
bool
journal_add(struct desk_store *s, const char *act, const char *object)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t head[32], signature[crypto_sign_BYTES];
	char line[LINE_MAX_BYTES], hex[65], when[UTC_TIME_BYTES];
	char salt_hex[SALT_CHARS + 1];
	uint8_t salt[SALT_BYTES];
	int64_t sequence = 0;
	sql_statement *st;
	int len;

	st = sql(&s->sql, "SELECT coalesce(max(sequence), 0) FROM journal", "");
	if (sql_step(st) != 1)
		return false;
	sequence = sql_integer(st, 0) + 1;
	sql_reset(st);
	if (!journal_head(s, head))
		return false;
	hex_encode(head, sizeof(head), hex);
	utc_time_format(utc_time_now(), when);
	randombytes_buf(salt, sizeof(salt));
	hex_encode(salt, sizeof(salt), salt_hex);
	len = snprintf(line, sizeof(line),
	    LINE_LABEL " %s %" PRId64 " %s %s %s %s %s", salt_hex, sequence,
	    hex, s->signer.name, when, act, object);
	if (len < 0 || len >= (int)sizeof(line))
		return false;
	(void)crypto_sign_seed_keypair(public_key, secret, s->seed);
	(void)crypto_sign_detached(
	    signature, NULL, (const uint8_t *)line, (size_t)len, secret);
	sodium_memzero(secret, sizeof(secret));
	return sql_run(&s->sql,
	    "INSERT INTO journal (sequence, line, signature) VALUES (?, ?, ?)",
	    "itb", sequence, line, signature, sizeof(signature));
}

static bool
check_line(sql_statement *st, int64_t sequence, const uint8_t head[static 32],
    const struct vkey *signer)
{
	uint8_t signature[crypto_sign_BYTES];
	char start[LINE_MAX_BYTES], hex[65];
	size_t len;
	const char *line = sql_look(st, 1, &len);
	const size_t label = strlen(LINE_LABEL) + 1,
		     before = label + SALT_CHARS;

	hex_encode(head, 32, hex);
	(void)snprintf(start, sizeof(start), " %" PRId64 " %s %s ", sequence,
	    hex, signer->name);
	return line != NULL && sql_integer(st, 0) == sequence &&
	    len >= before + strlen(start) &&
	    memcmp(line, LINE_LABEL " ", label) == 0 &&
	    strspn(line + label, "0123456789abcdef") == SALT_CHARS &&
	    memcmp(line + before, start, strlen(start)) == 0 &&
	    sql_blob(st, 2, signature, sizeof(signature)) &&
	    crypto_sign_verify_detached(
		signature, (const uint8_t *)line, len, signer->public_key) == 0;
}

bool
journal_verify(const char *path, const struct vkey *signer, uint64_t *ret_lines,
    struct reason *ret_reason)
{
	uint8_t head[32] = {0};
	int64_t sequence = 0;
	sql_statement *st;
	struct sql db;
	const void *line;
	size_t len;
	int step;

	if (!sql_open(&db, path, SQL_READ_ONLY, desk_store_steps,
		DESK_STORE_STEPS, ret_reason))
		return false;
	st = sql(&db,
	    "SELECT sequence, line, signature FROM journal ORDER BY sequence",
	    "");
	while ((step = sql_step(st)) == 1) {
		if (!check_line(st, ++sequence, head, signer)) {
			reason_set(ret_reason,
			    "line %" PRId64 " of the journal was changed, or "
			    "lines are missing before it",
			    sequence);
			break;
		}
		line = sql_look(st, 1, &len);
		sha256_hash(line, len, head);
	}
	if (step < 0)
		reason_set(ret_reason, "the journal can't be read");
	sql_reset(st);
	sql_close(&db);
	*ret_lines = (uint64_t)sequence;
	return step == 0;
}
