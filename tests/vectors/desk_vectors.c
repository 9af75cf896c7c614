/*
 * A desk's store, journal and shares that another program made from the pages
 * (desk_vectors.py): what they hold is read here, and what MUST be rejected is.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <sodium.h>
#include <sqlite3.h>

#include "client/desk/cases/case_source_parts.h"
#include "client/desk/cases/case_voice.h"
#include "client/desk/people/share_set.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/store_parts.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

static const char *about = ""; /* the case under way */

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			(void)fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, \
			    __LINE__, about, #condition); \
			exit(1); \
		} \
	} while (0)

static const cJSON *
member(const cJSON *object, const char *name)
{
	const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);

	CHECK(found != NULL);
	return found;
}

static const char *
text_of(const cJSON *object, const char *name)
{
	const char *text = json_text_string(object, name);

	CHECK(text != NULL);
	return text;
}

static void
hex_of(const cJSON *object, const char *name, uint8_t *ret_bytes, size_t len)
{
	const char *text = text_of(object, name);

	CHECK(hex_decode(text, strlen(text), ret_bytes, len));
}

/* --- the journal and the rows */

static char path[] = "/tmp/valise-vectors-XXXXXX";
static char keys_path[sizeof(path) + 8];
static struct desk_store_keys keys;
static struct journal_signer signer;
static const struct journal_signers signers = {1, &signer};

static void
bind_hex(sqlite3_stmt *st, int at, const cJSON *object, const char *name)
{
	const char *text = text_of(object, name);
	size_t len = strlen(text) / 2;
	uint8_t *bytes = malloc(len + 1);

	CHECK(bytes != NULL && hex_decode(text, 2 * len, bytes, len));
	CHECK(sqlite3_bind_blob(st, at, bytes, (int)len, SQLITE_TRANSIENT) ==
	    SQLITE_OK);
	free(bytes);
}

static void
put_row(sqlite3 *db, const cJSON *row)
{
	sqlite3_stmt *st;

	CHECK(sqlite3_prepare_v2(db,
		  "INSERT INTO sealed (kind, id, version, slot, nonce, sealed)"
		  " VALUES (?, ?, ?, ?, ?, ?)",
		  -1, &st, NULL) == SQLITE_OK);
	(void)sqlite3_bind_text(
	    st, 1, text_of(row, "kind"), -1, SQLITE_TRANSIENT);
	(void)sqlite3_bind_text(
	    st, 2, text_of(row, "id"), -1, SQLITE_TRANSIENT);
	(void)sqlite3_bind_int(st, 3, member(row, "version")->valueint);
	(void)sqlite3_bind_int(st, 4, member(row, "slot")->valueint);
	bind_hex(st, 5, row, "nonce");
	bind_hex(st, 6, row, "sealed");
	CHECK(sqlite3_step(st) == SQLITE_DONE);
	(void)sqlite3_finalize(st);
}

static void
put_line(sqlite3 *db, const cJSON *line, int number)
{
	sqlite3_stmt *st;

	CHECK(sqlite3_prepare_v2(db,
		  "INSERT INTO journal (sequence, line, signature, changes)"
		  " VALUES (?, ?, ?, ?)",
		  -1, &st, NULL) == SQLITE_OK);
	(void)sqlite3_bind_int(st, 1, number);
	(void)sqlite3_bind_text(
	    st, 2, text_of(line, "line"), -1, SQLITE_TRANSIENT);
	bind_hex(st, 3, line, "signature");
	bind_hex(st, 4, line, "changes");
	CHECK(sqlite3_step(st) == SQLITE_DONE);
	(void)sqlite3_finalize(st);
}

static void
remove_store(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char name[sizeof(path) + 8];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		(void)unlink(name);
	}
}

static void
remove_all(void)
{
	remove_store();
	(void)unlink(keys_path);
}

/* The file of the cases' keys, as it stands there; an empty one without. */
static void
make_keys(const cJSON *all)
{
	const char *text = json_text_string(all, "case_keys");
	const size_t len = text == NULL ? 0 : strlen(text) / 2;
	uint8_t *bytes = malloc(len + 1);
	struct reason reason;

	(void)snprintf(keys_path, sizeof(keys_path), "%s.keys", path);
	CHECK(bytes != NULL);
	if (text == NULL)
		CHECK(case_keys_make(keys_path, &reason));
	else
		CHECK(hex_decode(text, 2 * len, bytes, len) &&
		    durable_file_write(
			keys_path, bytes, len, 0600, DURABLE_REPLACE));
	free(bytes);
	hex_of(all, "row_key", keys.rows, sizeof(keys.rows));
	hex_of(all, "cases_key", keys.cases, sizeof(keys.cases));
}

/* Each of them, and none of a case that has none. */
static void
check_keys(const cJSON *all)
{
	uint8_t key[CASE_KEY_BYTES], wanted[CASE_KEY_BYTES];
	struct case_keys *k;
	struct reason reason;
	const cJSON *item;

	k = case_keys_open(keys_path, keys.cases, &reason);
	CHECK(k != NULL);
	cJSON_ArrayForEach (item, member(all, "keys")) {
		hex_of(
		    member(all, "keys"), item->string, wanted, sizeof(wanted));
		CHECK(case_keys_get(
		    k, (uint32_t)strtoul(item->string, NULL, 10), key));
		CHECK(memcmp(key, wanted, sizeof(key)) == 0);
	}
	CHECK(!case_keys_get(k, 3, key) && !case_keys_get(k, 0, key));
	case_keys_close(k);
	/* Nor by another key. */
	k = case_keys_open(keys_path, keys.rows, &reason);
	CHECK(k != NULL && !case_keys_get(k, 1, key));
	case_keys_close(k);
}

/* The store's file, as docs/VAULT.md 3 has it. */
static void
make_store(const cJSON *all)
{
	const cJSON *item;
	sqlite3 *db;
	char version[64];
	int number = 0;

	remove_store();
	CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	for (int i = 0; i < DESK_STORE_STEPS; i++)
		CHECK(sqlite3_exec(db, desk_store_steps[i], NULL, NULL, NULL) ==
		    SQLITE_OK);
	(void)snprintf(version, sizeof(version), "PRAGMA user_version = %d;",
	    DESK_STORE_STEPS);
	CHECK(sqlite3_exec(db, version, NULL, NULL, NULL) == SQLITE_OK);
	cJSON_ArrayForEach (item, member(all, "rows"))
		if (!cJSON_IsNull(item))
			put_row(db, item);
	cJSON_ArrayForEach (item, member(all, "lines")) {
		number++;
		if (!cJSON_IsNull(item))
			put_line(db, item, number);
	}
	CHECK(sqlite3_close(db) == SQLITE_OK);
}

/* By whoever has the row key. */
static bool
opens_whole(const cJSON *all)
{
	struct reason reason;
	struct desk_store *s =
	    desk_store_open(path, keys_path, &keys, &signers, &reason);
	const cJSON *row;
	bool whole = s != NULL && desk_store_intact(s);

	if (whole)
		cJSON_ArrayForEach (row, member(all, "rows")) {
			cJSON *got = desk_store_get(s, text_of(row, "kind"),
			    text_of(row, "id"), &reason);

			CHECK(got != NULL &&
			    cJSON_Compare(got, member(row, "plain"), true));
			cJSON_Delete(got);
		}
	desk_store_close(s);
	return whole;
}

/* By public keys alone. */
static bool
verifies(struct journal_count *ret_count)
{
	struct reason reason;

	return journal_verify(path, &signers, NULL, ret_count, &reason);
}

/* One row or line in place of another, or none; `and`: one more gone. */
static cJSON *
changed(const cJSON *all, const cJSON *reject)
{
	const bool is_row = cJSON_HasObjectItem(reject, "row");
	cJSON *copy = cJSON_Duplicate(all, true);
	cJSON *list =
	    cJSON_GetObjectItemCaseSensitive(copy, is_row ? "rows" : "lines");
	int at = member(reject, is_row ? "row" : "line")->valueint;
	const cJSON *is = member(reject, "is"), *item, *more;

	if (cJSON_IsNull(is))
		(void)cJSON_ReplaceItemInArray(list, at, cJSON_CreateNull());
	else
		cJSON_ArrayForEach (item, is)
			CHECK(cJSON_ReplaceItemInObjectCaseSensitive(
			    cJSON_GetArrayItem(list, at), item->string,
			    cJSON_Duplicate(item, true)));
	more = cJSON_GetObjectItemCaseSensitive(reject, "and");
	if (more != NULL)
		(void)cJSON_ReplaceItemInArray(
		    list, more->valueint, cJSON_CreateNull());
	return copy;
}

/* Who has the store and its key, and not the file: no row of those cases. */
static void
without_keys(const cJSON *all)
{
	struct desk_store *s;
	struct reason reason;
	const cJSON *row;

	CHECK(unlink(keys_path) == 0);
	s = desk_store_open(path, keys_path, &keys, &signers, &reason);
	CHECK(s == NULL && strstr(reason.text, "where the keys are") != NULL);
	CHECK(case_keys_make(keys_path, &reason));
	s = desk_store_open(path, keys_path, &keys, &signers, &reason);
	CHECK(s != NULL && desk_store_intact(s));
	cJSON_ArrayForEach (row, member(all, "rows")) {
		const char *kind = text_of(row, "kind"),
			   *id = text_of(row, "id");
		const cJSON *plain = member(row, "plain");
		const char *of =
		    strcmp(kind, "outbox") == 0 ? text_of(plain, "case") : id;
		bool keyed =
		    (strcmp(kind, "case") == 0 || strcmp(kind, "source") == 0 ||
			strcmp(kind, "outbox") == 0) &&
		    strcmp(of, "00000003") != 0;
		cJSON *got = desk_store_get(s, kind, id, &reason);

		CHECK((got == NULL) == keyed);
		CHECK(!keyed || strstr(reason.text, "keys of cases") != NULL);
		cJSON_Delete(got);
	}
	desk_store_close(s);
	make_keys(all);
}

static void
journal(const cJSON *all)
{
	const char *vkey = text_of(all, "signer");
	struct journal_count count;
	const cJSON *reject;
	uint8_t head[32];
	int fd = mkstemp(path);

	CHECK(fd >= 0 && close(fd) == 0 && atexit(remove_all) == 0);
	make_keys(all);
	check_keys(all);
	hex_of(all, "head", head, sizeof(head));
	CHECK(vkey_parse(vkey, strlen(vkey), &signer.key));
	make_store(all);
	CHECK(verifies(&count));
	CHECK(memcmp(count.head, head, sizeof(head)) == 0);
	CHECK((int)count.lines == cJSON_GetArraySize(member(all, "lines")));
	CHECK(opens_whole(all));
	without_keys(all);
	cJSON_ArrayForEach (reject, member(all, "reject")) {
		cJSON *other = changed(all, reject);
		bool taken = cJSON_HasObjectItem(reject, "taken");

		about = text_of(reject, "what");
		make_store(other);
		CHECK(verifies(&count) ==
		    !cJSON_IsTrue(member(reject, "public")));
		CHECK(opens_whole(all) == taken);
		/* A head that was written down tells the rest. */
		if (taken)
			CHECK(memcmp(count.head, head, sizeof(head)) != 0);
		cJSON_Delete(other);
	}
}

/* --- who told it */

static void
vault(const cJSON *all)
{
	struct journal_signer nobody = {.from = 0};
	const struct journal_signers none = {1, &nobody};
	struct age_identity *key = secret_alloc(sizeof(*key));
	uint8_t wanted[JOURNAL_LABEL_BYTES], seed[32];
	int fd = mkstemp(path);
	const cJSON *holder, *item;
	struct case_voice voice;
	struct byte_writer plain;
	struct desk_store *s;
	struct reason reason;

	CHECK(key != NULL && fd >= 0 && close(fd) == 0 &&
	    atexit(remove_all) == 0);
	make_keys(all);
	s = desk_store_open(path, keys_path, &keys, &none, &reason);
	CHECK(s != NULL);
	CHECK(case_voice_of(s, all, &voice) && voice.any);
	hex_of(all, "voice", wanted, sizeof(wanted));
	CHECK(memcmp(voice.key, wanted, sizeof(wanted)) == 0);
	hex_of(all, "reply", wanted, sizeof(wanted));
	CHECK(memcmp(voice.reply, wanted, sizeof(wanted)) == 0);
	case_source_trial(s, key);
	hex_of(all, "trial", seed, sizeof(seed));
	CHECK(memcmp(key->secret, seed, sizeof(seed)) == 0);
	desk_store_close(s);

	/* The holder's copy of the source key, and what is sealed to it. */
	key->type = AGE_HYBRID;
	hex_of(all, "holder", key->secret, AGE_SECRET_BYTES);
	holder = cJSON_GetArrayItem(member(member(all, "row"), "holders"), 0);
	CHECK(!case_source_unseal(text_of(all, "source"), key, &plain));
	byte_writer_finish(&plain);
	CHECK(case_source_unseal(text_of(holder, "key"), key, &plain));
	CHECK(plain.len == AGE_SECRET_BYTES);
	memcpy(key->secret, plain.data, AGE_SECRET_BYTES);
	byte_writer_finish(&plain);
	CHECK(case_source_unseal(text_of(all, "source"), key, &plain));
	CHECK(strcmp((char *)plain.data, text_of(all, "told")) == 0);
	byte_writer_finish(&plain);

	cJSON_ArrayForEach (item, member(all, "parted")) {
		static const uint8_t file_key[AGE_FILE_KEY_BYTES] = {1};
		const char *report = cJSON_GetArrayItem(item, 0)->valuestring;
		char apart[512], hex[2 * AGE_FILE_KEY_BYTES + 1];
		cJSON *row = cJSON_CreateObject();
		struct age_recipient to;

		about = report;
		age_identity_recipient(key, &to);
		CHECK(case_source_part(
		    report, strlen(report), file_key, &to, row));
		CHECK(strcmp(text_of(row, "report"),
			  cJSON_GetArrayItem(item, 1)->valuestring) == 0);
		hex_encode(file_key, sizeof(file_key), hex);
		/* The pattern has one %s. */
		(void)snprintf(apart, sizeof(apart), "%.*s%s%s", 13,
		    cJSON_GetArrayItem(item, 2)->valuestring, hex,
		    cJSON_GetArrayItem(item, 2)->valuestring + 15);
		CHECK(case_source_unseal(text_of(row, "source"), key, &plain));
		CHECK(strcmp((char *)plain.data, apart) == 0);
		byte_writer_finish(&plain);
		cJSON_Delete(row);
	}
	secret_free(key);
}

/* --- shares */

/* The text with one of its texts in place of another. */
static char *
with(const char *text, const char *what, const char *instead)
{
	const char *at = strstr(text, what);
	char *made;

	CHECK(at != NULL);
	CHECK(asprintf(&made, "%.*s%s%s", (int)(at - text), text, instead,
		  at + strlen(what)) > 0);
	return made;
}

static void
shares(const cJSON *all)
{
	static const char *const secrets[] = {
	    [SHARE_STORE] = "store", [SHARE_CUSTODY] = "custody"};
	const char *text = text_of(all, "text");
	struct person *people[3];
	uint8_t mac[32], wanted[32], secret[SHAMIR_BYTES];
	struct share_set *set;
	struct reason reason;
	const cJSON *item;

	for (int i = 0; i < 3; i++) {
		item = cJSON_GetArrayItem(member(all, "people"), i);
		people[i] = secret_alloc(sizeof(*people[i]));
		CHECK(people[i] != NULL);
		(void)snprintf(people[i]->id, sizeof(people[i]->id), "%s",
		    text_of(item, "id"));
		hex_of(item, "seed", people[i]->seed, NOTE_SEED_BYTES);
		people[i]->identity.type = AGE_HYBRID;
		hex_of(item, "identity", people[i]->identity.secret,
		    AGE_SECRET_BYTES);
	}
	set = share_set_read(text, strlen(text), &reason);
	CHECK(set != NULL && set->copies == SHARE_COPIES);
	hex_of(all, "row_key", keys.rows, sizeof(keys.rows));
	hex_of(all, "mac", wanted, sizeof(wanted));
	CHECK(share_set_mac(set, keys.rows, mac));
	CHECK(memcmp(mac, wanted, sizeof(mac)) == 0);
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		hex_of(all, secrets[kind], wanted, sizeof(wanted));
		CHECK(share_list_combine(&set->lists[kind], people,
		    set->lists[kind].threshold, secret, &reason));
		CHECK(memcmp(secret, wanted, sizeof(secret)) == 0);
		CHECK(!share_list_combine(&set->lists[kind], people,
		    set->lists[kind].threshold - 1, secret, &reason));
	}
	free(set);
	cJSON_ArrayForEach (item, member(all, "reject")) {
		char *other;

		about = cJSON_GetArrayItem(item, 0)->valuestring;
		other = with(text, cJSON_GetArrayItem(item, 1)->valuestring,
		    cJSON_GetArrayItem(item, 2)->valuestring);
		CHECK(share_set_read(other, strlen(other), &reason) == NULL);
		free(other);
	}
	cJSON_ArrayForEach (item, member(all, "unopened")) {
		char *other;

		about = cJSON_GetArrayItem(item, 0)->valuestring;
		other = with(text, cJSON_GetArrayItem(item, 1)->valuestring,
		    cJSON_GetArrayItem(item, 2)->valuestring);
		set = share_set_read(other, strlen(other), &reason);
		CHECK(set != NULL);
		CHECK(!share_list_combine(
		    &set->lists[SHARE_STORE], people, 2, secret, &reason));
		/* Nor is it what whoever opened the store wrote. */
		CHECK(share_set_mac(set, keys.rows, mac));
		hex_of(all, "mac", wanted, sizeof(wanted));
		CHECK(memcmp(mac, wanted, sizeof(mac)) != 0);
		free(set);
		free(other);
	}
	for (int i = 0; i < 3; i++)
		secret_free(people[i]);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(const cJSON *all);
	} kinds[] = {
	    {"journal", journal}, {"vault", vault}, {"shares", shares}};
	struct reason reason;
	uint8_t *text;
	size_t len;
	cJSON *all;
	bool ran = false;

	CHECK(argc == 3 && sodium_init() >= 0);
	CHECK(durable_file_read(argv[2], 1u << 20, &text, &len));
	all = json_text_read((char *)text, len, &reason);
	CHECK(all != NULL);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].run(all);
			ran = true;
		}
	CHECK(ran);
	cJSON_Delete(all);
	free(text);
	return 0;
}
