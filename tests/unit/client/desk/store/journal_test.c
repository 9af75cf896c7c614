/* Whoever has the file and not the keys: each thing he or she can do to it. */
#include "tests/unit/unit.h"

#include <cjson/cJSON.h>
#include <sodium.h>
#include <sqlite3.h>

#include "client/desk/store/journal.h"
#include "tests/unit/client/desk/temp_store.h"

static struct temp_store temp;

static int
set_up(void **state)
{
	(void)state;
	return temp_store_open(&temp) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	temp_store_close(&temp);
	return 0;
}

static bool
put(const char *id, int number)
{
	cJSON *row = cJSON_CreateObject();
	bool ok = cJSON_AddNumberToObject(row, "n", number) != NULL &&
	    desk_store_put(temp.store, "case", id, row);

	cJSON_Delete(row);
	return ok;
}

static void
change(const char *id, int number)
{
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(temp.store,
	    put(id, number) && journal_add(temp.store, "opened", id)));
}

/* What a row holds; -1 where it can't be read. */
static int
held(const char *id)
{
	struct reason reason;
	cJSON *row = desk_store_get(temp.store, "case", id, &reason);
	int n = row == NULL
	    ? -1
	    : cJSON_GetObjectItemCaseSensitive(row, "n")->valueint;

	cJSON_Delete(row);
	return n;
}

/* The file in other hands; the desk has it again afterwards. */
static void
meddle(const char *statements)
{
	sqlite3 *db;
	char *error = NULL;

	desk_store_close(temp.store);
	temp.store = NULL;
	assert_int_equal(sqlite3_open(temp.path, &db), SQLITE_OK);
	if (sqlite3_exec(db, statements, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s", error);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_true(temp_store_reopen(&temp));
}

struct found {
	size_t n[3];
	size_t slot;
};

static bool
count(void *context, const struct desk_difference *d)
{
	struct found *f = context;

	f->n[d->kind]++;
	f->slot = d->slot;
	return true;
}

static bool
verify(struct found *ret_found, struct journal_count *ret_count)
{
	struct journal_signer signer = {.from = 0};
	struct reason reason;

	memset(ret_found, 0, sizeof(*ret_found));
	signer.key = temp.signer;
	return journal_verify(temp.path,
	    &(struct journal_signers){.n = 1, .list = &signer},
	    &(struct desk_difference_seen){count, ret_found}, ret_count,
	    &reason);
}

/* At unlocking and by `journal verify`, which agree: so many of each kind. */
static void
expect(size_t changed, size_t missing, size_t unknown)
{
	struct journal_count lines;
	struct found found, again = {{0}, 0};

	assert_false(desk_store_intact(temp.store));
	assert_true(desk_store_differences(
	    temp.store, &(struct desk_difference_seen){count, &again}));
	assert_int_equal(again.n[DESK_ROW_CHANGED], changed);
	assert_int_equal(again.n[DESK_ROW_MISSING], missing);
	assert_int_equal(again.n[DESK_ROW_UNKNOWN], unknown);
	assert_false(verify(&found, &lines));
	if (found.n[0] + found.n[1] + found.n[2] > 0)
		assert_memory_equal(&found, &again, sizeof(found));
}

#define KEEP "CREATE TABLE kept AS SELECT * FROM sealed;"
#define BACK \
	"UPDATE sealed SET version = k.version, nonce = k.nonce," \
	" sealed = k.sealed FROM kept k WHERE k.kind = sealed.kind" \
	" AND k.id = sealed.id;"

static void
what_was_written_is_read_and_verifies(void **state)
{
	struct journal_count lines;
	struct found found;

	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	change("00000001", 3);
	assert_int_equal(held("00000001"), 3);
	meddle("");
	assert_true(desk_store_intact(temp.store));
	assert_int_equal(held("00000001"), 3);
	assert_int_equal(held("00000002"), 2);
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 3);
	assert_int_equal(lines.rows, 2);
}

static void
a_row_set_back_is_named_and_not_read(void **state)
{
	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	meddle(KEEP);
	change("00000002", 5);
	meddle(BACK);
	expect(1, 0, 0);
	assert_int_equal(held("00000002"), -1);
	assert_int_equal(held("00000001"), 1);
}

static void
a_row_swapped_or_moved_is_named(void **state)
{
	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	change("00000003", 3);
	/* Their slots, not what is sealed: nothing but the state tells. */
	meddle("UPDATE sealed SET slot = 9 WHERE slot = 0;"
	       "UPDATE sealed SET slot = 0 WHERE slot = 1;"
	       "UPDATE sealed SET slot = 1 WHERE slot = 9;");
	expect(2, 0, 0);
	meddle("UPDATE sealed SET slot = 7 WHERE slot = 2;");
	expect(2, 1, 1);
}

static void
a_row_deleted_or_added_is_named(void **state)
{
	(void)state;
	for (int i = 1; i <= 5; i++) {
		char id[9];

		(void)snprintf(id, sizeof(id), "%08d", i);
		change(id, i);
	}
	meddle("DELETE FROM sealed WHERE slot IN (1, 4);");
	expect(0, 2, 0);
	assert_int_equal(held("00000002"), -1);
	assert_int_equal(held("00000003"), 3);
	meddle("INSERT INTO sealed SELECT kind, 'x', version, nonce, sealed, 9"
	       " FROM sealed WHERE slot = 0;"
	       "INSERT INTO sealed SELECT kind, 'y', version, nonce, sealed,"
	       " NULL FROM sealed WHERE slot = 0;");
	expect(0, 2, 2);
}

static void
the_end_of_the_journal_cut_off_is_named(void **state)
{
	(void)state;
	change("00000001", 1);
	change("00000001", 2);
	change("00000002", 3);
	meddle("DELETE FROM journal WHERE sequence = 3;");
	expect(0, 0, 1);
	meddle("DELETE FROM journal WHERE sequence = 2;");
	expect(1, 0, 1);
	meddle("DELETE FROM journal;");
	expect(0, 0, 2);
}

static void
an_older_store_under_a_newer_journal_is_named(void **state)
{
	(void)state;
	change("00000001", 1);
	meddle(KEEP);
	change("00000001", 2);
	change("00000002", 2);
	meddle("DELETE FROM sealed; INSERT INTO sealed SELECT * FROM kept;");
	expect(1, 1, 0);
}

/* Each by itself; what stands before it holds. */
static void
a_line_that_was_changed_ends_the_walk(void **state)
{
	static const char *const changes[] = {
	    "UPDATE journal SET line = substr(line, 2) WHERE sequence = 2;",
	    "UPDATE journal SET changes = X'' WHERE sequence = 2;",
	    "UPDATE journal SET signature = zeroblob(64) WHERE sequence = 2;",
	    "DELETE FROM journal WHERE sequence = 2;",
	    "UPDATE journal SET sequence = 9 WHERE sequence = 3;",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct journal_count lines;
		struct found found;

		change("00000001", 1);
		change("00000002", 2);
		change("00000003", 3);
		meddle(changes[i]);
		assert_false(verify(&found, &lines));
		assert_int_equal(lines.lines, strstr(changes[i], "9") ? 2 : 1);
		temp_store_close(&temp);
		assert_true(temp_store_open(&temp));
	}
}

static void
look(const char *id)
{
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_end(temp.store, journal_add(temp.store, "shown", id)));
}

/* The state is the same: what a line says it changed is signed all the same. */
static void
a_line_keeps_its_own_changes(void **state)
{
	struct journal_count lines;
	struct found found;

	(void)state;
	change("00000001", 1);
	look("00000001");
	meddle("UPDATE journal SET changes = (SELECT changes FROM journal"
	       " WHERE sequence = 1) WHERE sequence = 2;");
	assert_false(verify(&found, &lines));
	assert_int_equal(lines.lines, 1);
}

/* The same signer, the same number, the same state: and another history. */
static void
a_line_of_another_history_does_not_follow(void **state)
{
	struct temp_store other;
	struct journal_count lines;
	struct found found;
	char statements[256];

	(void)state;
	look("00000001");
	look("00000002");
	other = temp;
	assert_true(temp_store_open(&temp));
	look("00000001");
	look("00000003");
	(void)snprintf(statements, sizeof(statements),
	    "ATTACH '%s' AS o; UPDATE main.journal SET line = b.line, signature"
	    " = b.signature FROM o.journal b WHERE b.sequence = 2 AND"
	    " main.journal.sequence = 2;",
	    other.path);
	meddle(statements);
	assert_false(verify(&found, &lines));
	assert_int_equal(lines.lines, 1);
	assert_false(desk_store_intact(temp.store));
	temp_store_close(&other);
}

/* Staff with a key that signs, and the disk, and not the key of the rows. */
static void
a_line_by_who_has_no_key_of_the_rows_counts_for_nothing(void **state)
{
	static const struct desk_store_keys others = {{9}, {3}};
	char case_keys[sizeof(temp.path) + 8];
	static const uint8_t seed[NOTE_SEED_BYTES] = {2};
	struct temp_store own, other;
	struct journal_signer signer = {.from = 0};
	struct journal_count lines;
	struct reason reason;
	struct found found;
	char statements[256];

	(void)state;
	own = temp;
	assert_true(temp_store_open(&temp));
	desk_store_close(temp.store);
	signer.key = temp.signer;
	(void)snprintf(case_keys, sizeof(case_keys), "%s.keys", temp.path);
	temp.store = desk_store_open(temp.path, case_keys, &others,
	    &(struct journal_signers){.n = 1, .list = &signer}, &reason);
	assert_non_null(temp.store);
	desk_store_act_as(temp.store, &signer.key, seed, "desk");
	look("00000001");
	desk_store_close(temp.store);
	(void)snprintf(statements, sizeof(statements),
	    "ATTACH '%s' AS o; INSERT INTO main.journal SELECT * FROM"
	    " o.journal;",
	    temp.path);
	temp.store = NULL;
	other = temp;
	temp = own;
	meddle(statements);
	temp_store_close(&other);
	/* By public keys alone it is right; who has the key knows better. */
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 1);
	assert_false(desk_store_intact(temp.store));
}

/* Nothing is built on what is off; persons who looked at it go on from it. */
static void
what_is_off_is_written_on_only_after_a_repair(void **state)
{
	struct journal_count lines;
	struct reason reason;
	struct found found;
	uint64_t gone = 0;

	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	change("00000001", 3);
	assert_false(desk_store_repair(temp.store, &gone, &reason));
	meddle(
	    "DELETE FROM journal WHERE sequence = 2;"
	    "UPDATE sealed SET sealed = zeroblob(40) WHERE id = '00000002';");
	assert_false(desk_store_intact(temp.store));
	assert_false(desk_store_begin(temp.store));
	assert_int_equal(held("00000001"), -1);
	desk_store_act_as(temp.store, NULL, NULL, NULL);
	assert_false(desk_store_repair(temp.store, &gone, &reason));
	meddle("");
	assert_true(desk_store_repair(temp.store, &gone, &reason));
	assert_int_equal(gone, 1);
	assert_true(desk_store_intact(temp.store));
	assert_int_equal(held("00000001"), 3);
	assert_int_equal(held("00000002"), -1);
	change("00000003", 4);
	meddle("");
	assert_true(desk_store_intact(temp.store));
	assert_int_equal(held("00000003"), 4);
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 3);
	assert_int_equal(lines.rows, 3);
}

/* A row that changed costs itself alone; one that lacks, all that is written.
 */
static void
one_row_that_is_off_stops_no_other(void **state)
{
	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	meddle(
	    "UPDATE sealed SET sealed = zeroblob(40) WHERE id = '00000001';");
	assert_false(desk_store_intact(temp.store));
	assert_true(desk_store_writable(temp.store));
	change("00000002", 3);
	change("00000003", 4);
	/* Nothing follows on what is not what it was. */
	assert_true(desk_store_begin(temp.store));
	assert_false(put("00000001", 5));
	assert_false(desk_store_end(temp.store, false));
	meddle("");
	expect(1, 0, 0);
	assert_int_equal(held("00000002"), 3);
	assert_int_equal(held("00000003"), 4);
	meddle("DELETE FROM sealed WHERE id = '00000003';");
	assert_false(desk_store_writable(temp.store));
	assert_false(desk_store_begin(temp.store));
}

/* Lines that change no row, and rows behind them that no line says. */
static void
rows_are_compared_though_the_lines_left_say_none(void **state)
{
	(void)state;
	look("00000001");
	change("00000001", 1);
	meddle("DELETE FROM journal WHERE sequence = 2;");
	expect(0, 0, 1);
}

/* The last line's signature stands for all before it at unlocking. */
static void
a_last_line_of_nobody_counts_for_nothing(void **state)
{
	(void)state;
	change("00000001", 1);
	change("00000001", 2);
	meddle(
	    "UPDATE journal SET signature = zeroblob(64) WHERE sequence = 2;");
	expect(1, 0, 0);
	assert_int_equal(held("00000001"), -1);
}

static void
whoever_may_not_act_on_that_day_wrote_nothing(void **state)
{
	struct journal_signer signer = {.from = 1, .until = 2};
	struct journal_count lines;
	struct reason reason;

	(void)state;
	change("00000001", 1);
	signer.key = temp.signer;
	assert_false(journal_verify(temp.path,
	    &(struct journal_signers){.n = 1, .list = &signer}, NULL, &lines,
	    &reason));
	signer.until = INT64_MAX;
	assert_true(journal_verify(temp.path,
	    &(struct journal_signers){.n = 1, .list = &signer}, NULL, &lines,
	    &reason));
	assert_false(journal_verify(temp.path,
	    &(struct journal_signers){.n = 0, .list = NULL}, NULL, &lines,
	    &reason));
}

/* Nobody acts: nothing is changed; and what is rolled back never was. */
static void
what_was_not_kept_is_not_there(void **state)
{
	struct journal_count lines;
	struct found found;

	(void)state;
	change("00000001", 1);
	assert_true(desk_store_begin(temp.store));
	assert_true(put("00000001", 2) && put("00000001", 3) &&
	    put("00000002", 4) && put("00000003", 5) &&
	    journal_add(temp.store, "opened", "x") && put("00000003", 6));
	assert_false(desk_store_end(temp.store, false));
	assert_int_equal(held("00000001"), 1);
	assert_int_equal(held("00000002"), -1);
	change("00000002", 7);
	assert_int_equal(held("00000002"), 7);
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 2);
	desk_store_act_as(temp.store, NULL, NULL, NULL);
	assert_false(desk_store_begin(temp.store));
	meddle("");
	assert_true(desk_store_intact(temp.store));
}

/* No row is written without a line that says so. */
static void
a_row_without_a_line_gets_one(void **state)
{
	struct journal_count lines;
	struct found found;

	(void)state;
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(temp.store, put("00000001", 1)));
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 1);
	assert_int_equal(lines.rows, 1);
}

static bool
has_no_object(void *context, const char *line, size_t len,
    const uint8_t *signature, size_t signature_len)
{
	char text[JOURNAL_LINE_MAX];

	(void)signature;
	(void)snprintf(text, sizeof(text), "%.*s", (int)len, line);
	assert_null(strstr(text, "00000007"));
	assert_non_null(strstr(text, " reprisals/desk desk opened "));
	assert_int_equal(signature_len, 64);
	++*(int *)context;
	return true;
}

static void
a_line_tells_no_case(void **state)
{
	uint8_t one[JOURNAL_LABEL_BYTES], other[JOURNAL_LABEL_BYTES];
	struct reason reason;
	int n = 0;

	(void)state;
	change("00000007", 1);
	assert_true(journal_each(temp.path, has_no_object, &n, &reason));
	assert_int_equal(n, 1);
	journal_label(temp.store, "00000007", one);
	journal_label(temp.store, "00000008", other);
	assert_memory_not_equal(one, other, sizeof(one));
}

/* As a program from before the state made it. */
static void
what_an_older_program_left_is_taken_as_it_is(void **state)
{
	char line[512], insert[1400], hex[129];
	uint8_t signature[64], secret[64], public_key[32];
	static const uint8_t seed[NOTE_SEED_BYTES] = {2};
	struct journal_count lines;
	struct found found;

	(void)state;
	change("00000001", 1);
	change("00000002", 2);
	(void)snprintf(line, sizeof(line),
	    "valise-journal/1 000102030405060708090a0b0c0d0e0f 1 %064d "
	    "reprisals/desk 2026-11-25T11:56:00Z opened 00000001",
	    0);
	(void)crypto_sign_seed_keypair(public_key, secret, seed);
	(void)crypto_sign_detached(
	    signature, NULL, (const uint8_t *)line, strlen(line), secret);
	sodium_bin2hex(hex, sizeof(hex), signature, sizeof(signature));
	(void)snprintf(insert, sizeof(insert),
	    "DELETE FROM journal; DROP INDEX sealed_slot;"
	    "ALTER TABLE sealed DROP COLUMN slot;"
	    "ALTER TABLE journal DROP COLUMN changes;"
	    "INSERT INTO journal VALUES (1, '%s', X'%s');"
	    "PRAGMA user_version = 1;",
	    line, hex);
	meddle(insert);
	assert_true(desk_store_intact(temp.store));
	assert_int_equal(held("00000001"), 1);
	assert_int_equal(held("00000002"), 2);
	change("00000003", 3);
	assert_true(verify(&found, &lines));
	assert_int_equal(lines.lines, 2);
	assert_int_equal(lines.rows, 3);
	/* From then on there is no way back. */
	meddle("UPDATE sealed SET version = version + 1 WHERE slot = 0;");
	expect(1, 0, 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    EACH(what_was_written_is_read_and_verifies),
	    EACH(a_row_set_back_is_named_and_not_read),
	    EACH(a_row_swapped_or_moved_is_named),
	    EACH(a_row_deleted_or_added_is_named),
	    EACH(the_end_of_the_journal_cut_off_is_named),
	    EACH(an_older_store_under_a_newer_journal_is_named),
	    EACH(a_line_that_was_changed_ends_the_walk),
	    EACH(a_line_keeps_its_own_changes),
	    EACH(a_line_of_another_history_does_not_follow),
	    EACH(a_line_by_who_has_no_key_of_the_rows_counts_for_nothing),
	    EACH(what_is_off_is_written_on_only_after_a_repair),
	    EACH(one_row_that_is_off_stops_no_other),
	    EACH(rows_are_compared_though_the_lines_left_say_none),
	    EACH(a_last_line_of_nobody_counts_for_nothing),
	    EACH(whoever_may_not_act_on_that_day_wrote_nothing),
	    EACH(what_was_not_kept_is_not_there),
	    EACH(a_row_without_a_line_gets_one),
	    EACH(a_line_tells_no_case),
	    EACH(what_an_older_program_left_is_taken_as_it_is),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
