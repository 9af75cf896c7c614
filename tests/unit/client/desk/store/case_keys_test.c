/* Keys of cases in their file: made once, durable, found again, by nobody else.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/store/case_keys.h"
#include "common/bytes/durable_file.h"
#include "tests/unit/client/desk/temp_store.h"

#define RECORD 76
#define HEAD 19

static const uint8_t wrap[CASE_KEY_BYTES] = {3};
static const uint8_t other_wrap[CASE_KEY_BYTES] = {4};
static char folder[] = "/tmp/valise-case-keys-XXXXXX";
static char path[64], path_2[64];

static struct case_keys *
open_keys(const char *file, const uint8_t *with)
{
	struct reason reason = {""};
	struct case_keys *k = case_keys_open(file, with, &reason);

	if (k == NULL)
		(void)fprintf(stderr, "%s\n", reason.text);
	return k;
}

static off_t
size_of(const char *file)
{
	struct stat found;

	assert_int_equal(stat(file, &found), 0);
	return found.st_size;
}

static int
make_folder(void **state)
{
	struct reason reason;

	(void)state;
	(void)strcpy(strrchr(folder, '-'), "-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/one", folder);
	(void)snprintf(path_2, sizeof(path_2), "%s/two", folder);
	return case_keys_make(path, &reason) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(path_2);
	return rmdir(folder);
}

static void
numbers_are_those_of_rows(void **state)
{
	(void)state;
	assert_int_equal(case_keys_number("00000001"), 1);
	assert_int_equal(case_keys_number("00999999.0012"), 999999);
	assert_int_equal(case_keys_number("1"), 0);
	assert_int_equal(case_keys_number("000000011"), 0);
	assert_int_equal(case_keys_number("0000000a"), 0);
	assert_int_equal(case_keys_number("00000001x"), 0);
	assert_int_equal(case_keys_number(""), 0);
}

static void
each_case_has_one_key_that_stays(void **state)
{
	uint8_t one[CASE_KEY_BYTES], two[CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap);

	(void)state;
	assert_non_null(k);
	assert_false(case_keys_get(k, 1, one));
	assert_false(case_keys_need(k, 0, one));
	assert_true(case_keys_need(k, 1, one));
	assert_true(case_keys_need(k, 2, two));
	assert_memory_not_equal(one, two, sizeof(one));
	/* Some were made for those to come, with one sync. */
	assert_int_equal(size_of(path), HEAD + 32 * RECORD);
	assert_true(case_keys_need(k, 32, again));
	assert_int_equal(size_of(path), HEAD + 32 * RECORD);
	assert_true(case_keys_need(k, 33, again));
	assert_int_equal(size_of(path), HEAD + 64 * RECORD);
	case_keys_close(k);
	k = open_keys(path, wrap);
	assert_true(case_keys_get(k, 1, again));
	assert_memory_equal(again, one, sizeof(one));
	assert_true(case_keys_need(k, 2, again));
	assert_memory_equal(again, two, sizeof(two));
	case_keys_close(k);
	k = open_keys(path, other_wrap);
	assert_non_null(k);
	assert_false(case_keys_get(k, 1, again));
	case_keys_close(k);
}

/* What an end in the middle left, and what somebody changed. */
static void
a_record_that_does_not_open_hides_no_other(void **state)
{
	uint8_t key[CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap);
	uint8_t *bytes;
	size_t len;

	(void)state;
	assert_true(case_keys_need(k, 1, key));
	case_keys_close(k);
	assert_true(durable_file_read(path, 1u << 20, &bytes, &len));
	bytes[HEAD + 5 * RECORD + 40] ^= 1; /* the sixth */
	/* The second under the number of the first. */
	bytes[HEAD + RECORD + 3] = 1;
	assert_true(
	    durable_file_write(path, bytes, len - 30, 0600, DURABLE_REPLACE));
	free(bytes);
	k = open_keys(path, wrap);
	assert_non_null(k);
	assert_true(case_keys_get(k, 1, again));
	assert_memory_equal(again, key, sizeof(key));
	assert_false(case_keys_get(k, 2, again));
	assert_false(case_keys_get(k, 6, again));
	assert_true(case_keys_get(k, 31, again));
	assert_false(case_keys_get(k, 32, again));
	/* Half a record is written over. */
	assert_true(case_keys_need(k, 32, key));
	case_keys_close(k);
	assert_int_equal((size_of(path) - HEAD) % RECORD, 0);
	k = open_keys(path, wrap);
	assert_true(case_keys_get(k, 32, again));
	assert_memory_equal(again, key, sizeof(key));
	case_keys_close(k);
}

/* Two that open under one number: what is sealed with the first stays open. */
static void
the_first_of_two_counts(void **state)
{
	uint8_t key[CASE_KEY_BYTES], other[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap);
	uint8_t *bytes, *more;
	struct reason reason;
	size_t len, more_len;

	(void)state;
	assert_true(case_keys_need(k, 1, key));
	case_keys_close(k);
	assert_true(case_keys_make(path_2, &reason));
	k = open_keys(path_2, wrap);
	assert_true(case_keys_need(k, 1, other));
	assert_memory_not_equal(key, other, sizeof(key));
	case_keys_close(k);
	assert_true(durable_file_read(path, 1u << 20, &bytes, &len));
	assert_true(durable_file_read(path_2, 1u << 20, &more, &more_len));
	bytes = realloc(bytes, len + RECORD);
	assert_non_null(bytes);
	memcpy(bytes + len, more + HEAD, RECORD);
	assert_true(durable_file_write(
	    path, bytes, len + RECORD, 0600, DURABLE_REPLACE));
	free(bytes);
	free(more);
	k = open_keys(path, wrap);
	assert_true(case_keys_get(k, 1, other));
	assert_memory_equal(key, other, sizeof(key));
	case_keys_close(k);
}

static void
what_is_no_such_file_is_refused(void **state)
{
	struct reason reason;

	(void)state;
	assert_false(case_keys_make(path, &reason));
	assert_null(case_keys_open(path_2, wrap, &reason));
	assert_non_null(strstr(reason.text, "where the keys are copied"));
	assert_true(durable_file_write(
	    path_2, "valise-case-keys/2\n", HEAD, 0600, DURABLE_REPLACE));
	assert_null(case_keys_open(path_2, wrap, &reason));
	assert_non_null(strstr(reason.text, "something else"));
	assert_true(durable_file_write(path_2, "", 0, 0600, DURABLE_REPLACE));
	assert_null(case_keys_open(path_2, wrap, &reason));
}

/* A disk that takes no more: nothing counts, and the next one is right again.
 */
static void
a_key_that_was_not_written_is_none(void **state)
{
	struct rlimit old, small = {HEAD + RECORD, 0};
	uint8_t key[CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap);

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(case_keys_need(k, 1, key));
	assert_false(case_keys_get(k, 1, key));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(size_of(path), HEAD);
	assert_true(case_keys_need(k, 1, key));
	case_keys_close(k);
	k = open_keys(path, wrap);
	assert_true(case_keys_get(k, 1, again));
	assert_memory_equal(again, key, sizeof(key));
	case_keys_close(k);
}

static void
another_wrapping_has_the_same_keys(void **state)
{
	uint8_t key[CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap), *other;
	struct reason reason;

	(void)state;
	assert_true(case_keys_need(k, 7, key));
	other =
	    case_keys_wrap_again(k, &(const struct case_keys_next){.last = 8},
		path_2, other_wrap, &reason);
	assert_non_null(other);
	assert_true(case_keys_get(other, 7, again));
	/* Who has the file of before has none for what comes. */
	assert_true(case_keys_get(k, 9, again));
	assert_false(case_keys_get(other, 9, again));
	assert_true(case_keys_get(other, 7, again));
	assert_memory_equal(again, key, sizeof(key));
	assert_true(case_keys_need(other, 100, key));
	case_keys_close(other);
	assert_false(case_keys_get(k, 100, again));
	/* Never over one that is there. */
	assert_null(
	    case_keys_wrap_again(k, &(const struct case_keys_next){.last = 8},
		path_2, other_wrap, &reason));
	case_keys_close(k);
	k = open_keys(path_2, wrap);
	assert_false(case_keys_get(k, 7, again));
	case_keys_close(k);
	k = open_keys(path_2, other_wrap);
	assert_true(case_keys_get(k, 100, again));
	assert_memory_equal(again, key, sizeof(key));
	case_keys_close(k);
}

/* docs/DISPOSAL.md 3: what was under the key of before opens by nothing that
 * is there. */
static void
a_case_that_ends_has_another_key(void **state)
{
	static const uint32_t gone[] = {2, 7};
	uint8_t keys[10][CASE_KEY_BYTES], again[CASE_KEY_BYTES];
	struct case_keys *k = open_keys(path, wrap), *other;
	struct reason reason;

	(void)state;
	for (uint32_t i = 1; i < 10; i++)
		assert_true(case_keys_need(k, i, keys[i]));
	other = case_keys_wrap_again(k,
	    &(const struct case_keys_next){
		.last = 9, .gone = gone, .n_gone = 2},
	    path_2, other_wrap, &reason);
	assert_non_null(other);
	case_keys_close(k);
	case_keys_close(other);
	k = open_keys(path_2, other_wrap);
	assert_int_equal(case_keys_count(k), 9);
	for (uint32_t i = 1; i < 10; i++) {
		assert_true(case_keys_get(k, i, again));
		assert_int_equal(memcmp(again, keys[i], sizeof(again)) == 0,
		    i != 2 && i != 7);
	}
	case_keys_close(k);
}

/* --- in the store */

static struct temp_store temp;

static bool
put(const char *table, const char *id, const char *text)
{
	cJSON *row = cJSON_Parse(text);
	bool ok = desk_store_begin(temp.store) &&
	    desk_store_end(
		temp.store, desk_store_put(temp.store, table, id, row));

	cJSON_Delete(row);
	return ok;
}

static bool
opens(const char *table, const char *id)
{
	struct reason reason;
	cJSON *row = desk_store_get(temp.store, table, id, &reason);

	cJSON_Delete(row);
	return row != NULL;
}

static bool
ends_it(void *context, const char *id, const cJSON *row)
{
	(void)context;
	(void)id;
	(void)row;
	return false;
}

static void
rows_of_a_case_are_under_its_key(void **state)
{
	char keys[64], away[64];
	struct reason reason;

	(void)state;
	assert_true(temp_store_open(&temp));
	assert_true(put("case", "00000001", "{\"a\": 1}"));
	assert_true(opens("case", "00000001"));
	assert_true(desk_store_was_keyed(temp.store));
	assert_true(put("source", "00000002", "{\"a\": 1}"));
	assert_true(put("outbox", "0011223344556677",
	    "{\"case\": \"00000002\", \"text\": \"invented\"}"));
	assert_true(put("meta", "cases", "{\"last\": 2}"));
	/* No case has such a name, and nothing of one is stored otherwise. */
	assert_false(put("case", "1", "{}"));
	assert_false(put("case", "", "{}"));
	assert_false(put("outbox", "1", "{\"case\": \"2\"}"));
	assert_true(opens("outbox", "0011223344556677"));
	assert_true(desk_store_was_keyed(temp.store));
	/* Walks give them as they are. */
	assert_false(desk_store_each(
	    temp.store, "outbox", ends_it, NULL, NULL, &reason));

	(void)snprintf(keys, sizeof(keys), "%s.keys", temp.path);
	(void)snprintf(away, sizeof(away), "%s.away", temp.path);
	desk_store_close(temp.store);
	assert_int_equal(rename(keys, away), 0);
	assert_true(temp_store_reopen(&temp)); /* an empty one */
	assert_true(desk_store_intact(temp.store));
	assert_false(opens("case", "00000001"));
	assert_false(opens("source", "00000002"));
	assert_false(opens("outbox", "0011223344556677"));
	assert_true(opens("meta", "cases"));
	desk_store_close(temp.store);
	assert_int_equal(rename(away, keys), 0);
	assert_true(temp_store_reopen(&temp));
	assert_true(opens("outbox", "0011223344556677"));
	temp_store_close(&temp);
}

int
main(void)
{
#define EACH(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_are_those_of_rows),
	    EACH(each_case_has_one_key_that_stays),
	    EACH(a_record_that_does_not_open_hides_no_other),
	    EACH(the_first_of_two_counts),
	    EACH(what_is_no_such_file_is_refused),
	    EACH(a_key_that_was_not_written_is_none),
	    EACH(another_wrapping_has_the_same_keys),
	    EACH(a_case_that_ends_has_another_key),
	    cmocka_unit_test(rows_of_a_case_are_under_its_key),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
