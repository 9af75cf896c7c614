#include "tests/unit/unit.h"

#include <unistd.h>

#include <cjson/cJSON.h>
#include <sodium.h>

#include "client/desk/people/secret_file.h"
#include "client/desk/people/share_set.h"
#include "common/bytes/secret.h"

#define PEOPLE 5
#define PASSPHRASE "six words that chance chose"

static struct person *people[PEOPLE];
static const char *ids[PEOPLE];
static uint8_t secret[SHAMIR_BYTES];
static struct share_set *set;

/* Five persons; the store 2 of 3, the custody 3 of 5. */
static int
set_up(void **state)
{
	struct reason reason;

	(void)state;
	randombytes_buf(secret, sizeof(secret));
	set = calloc(1, sizeof(*set));
	assert_non_null(set);
	(void)strcpy(set->intake, "reprisals");
	set->copies = 3;
	for (size_t i = 0; i < PEOPLE; i++) {
		struct person *p = secret_alloc(sizeof(*p));

		assert_non_null(p);
		(void)snprintf(p->id, sizeof(p->id), "person.example/%zu", i);
		randombytes_buf(p->seed, sizeof(p->seed));
		p->identity.type = AGE_HYBRID;
		randombytes_buf(p->identity.secret, AGE_SECRET_BYTES);
		assert_true(person_publish(p, "reprisals", &set->people[i]));
		people[i] = p;
		ids[i] = p->id;
	}
	set->n_people = PEOPLE;
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		set->lists[kind].generation = 1;
		assert_true(share_list_make(set, &set->lists[kind], secret,
		    kind == SHARE_STORE ? 2 : 3, ids,
		    kind == SHARE_STORE ? 3 : PEOPLE, &reason));
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		secret_free(people[i]);
	free(set);
	return 0;
}

/* By these persons, a bit each; "" or why not. */
static const char *
combine(const struct share_list *list, unsigned which)
{
	static struct reason reason;
	struct person *some[PEOPLE];
	uint8_t again[SHAMIR_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < PEOPLE; i++)
		if ((which >> i & 1) != 0)
			some[n++] = people[i];
	if (share_list_combine(list, some, n, again, &reason)) {
		assert_memory_equal(again, secret, sizeof(again));
		return "";
	}
	assert_true(sodium_is_zero(again, sizeof(again)));
	return reason.text;
}

static void
says(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" does not say: %s", text, part);
}

static void
as_many_as_it_takes(void **state)
{
	(void)state;
	for (unsigned which = 0; which < 1u << PEOPLE; which++) {
		const char *why = combine(&set->lists[SHARE_CUSTODY], which);

		if (__builtin_popcount(which) >= 3)
			assert_string_equal(why, "");
		else
			says(why, "it takes the shares of 3 persons");
		/* Of the store the last two hold none, and may be there. */
		why = combine(&set->lists[SHARE_STORE], which);
		if (__builtin_popcount(which & 7) >= 2)
			assert_string_equal(why, "");
		else
			says(why, "it takes the shares of 2 persons");
	}
}

static void
one_person_twice_is_one(void **state)
{
	struct person *twice[] = {people[0], people[0]};
	uint8_t again[SHAMIR_BYTES];
	struct reason reason;

	(void)state;
	assert_false(share_list_combine(
	    &set->lists[SHARE_STORE], twice, 2, again, &reason));
	says(reason.text, "1 is here");
}

static void
a_bad_share_is_named(void **state)
{
	struct share_list *list = &set->lists[SHARE_STORE];
	struct share_list before = *list;
	struct reason reason;

	(void)state;
	/* Another's, sealed to another key. */
	memcpy(list->shares[1].sealed, list->shares[0].sealed,
	    list->shares[0].sealed_len);
	says(combine(list, 3), "the share of person.example/1 is not");
	assert_string_equal(combine(list, 5), "");
	*list = before;
	list->shares[1].sealed[list->shares[1].sealed_len - 1] ^= 1;
	says(combine(list, 3), "the share of person.example/1 is not");
	*list = before;
	list->shares[1].x ^= 4;
	says(combine(list, 3), "the share of person.example/1 is not");
	*list = before;
	list->shares[1].salt[0] ^= 1;
	says(combine(list, 3), "the share of person.example/1 is not");
	/* Sealed rightly, to the right person: of another split. */
	*list = before;
	assert_true(share_list_make(set, list, secret, 2, ids, 3, &reason));
	memcpy(
	    before.shares[1].sealed, list->shares[1].sealed, SHARE_SEALED_MAX);
	*list = before;
	says(combine(list, 3), "the share of person.example/1 is not");
}

static void
another_secret_is_none(void **state)
{
	struct share_list *list = &set->lists[SHARE_STORE];

	(void)state;
	list->check[31] ^= 1;
	says(combine(list, 3), "do not give the secret");
	/* A threshold that somebody lowered gives nonsense, which is seen. */
	list->check[31] ^= 1;
	list->threshold = 1;
	says(combine(list, 1), "do not give the secret");
	assert_string_equal(combine(list, 3), "");
}

static void
no_threshold_is_none(void **state)
{
	struct share_list list;
	struct reason reason;
	const char *nobody[] = {"nobody.example"};

	(void)state;
	assert_false(share_list_make(set, &list, secret, 0, ids, 3, &reason));
	assert_false(share_list_make(set, &list, secret, 4, ids, 3, &reason));
	assert_false(
	    share_list_make(set, &list, secret, 1, nobody, 1, &reason));
	says(reason.text, "nobody here is called nobody.example");
}

/* Its text with one member of `path` (names and indices) set to `value`. */
static bool
reads_with(const char *text, const char *path, const char *value,
    struct reason *ret_reason)
{
	cJSON *json = cJSON_Parse(text), *at = json;
	char copy[128], *rest, *name, *last = NULL;
	struct share_set *read;
	char *printed;

	assert_non_null(json);
	(void)snprintf(copy, sizeof(copy), "%s", path);
	for (name = strtok_r(copy, "/", &rest); name != NULL;
	     name = strtok_r(NULL, "/", &rest)) {
		if (last != NULL)
			at = cJSON_IsArray(at)
			    ? cJSON_GetArrayItem(at, atoi(last))
			    : cJSON_GetObjectItemCaseSensitive(at, last);
		assert_non_null(at);
		last = name;
	}
	if (last != NULL) {
		cJSON *item = cJSON_Parse(value);

		assert_non_null(item);
		assert_true(
		    cJSON_ReplaceItemInObjectCaseSensitive(at, last, item));
	}
	printed = cJSON_PrintUnformatted(json);
	assert_non_null(printed);
	read = share_set_read(printed, strlen(printed), ret_reason);
	free(printed);
	free(read);
	cJSON_Delete(json);
	return read != NULL;
}

static void
the_file_reads_back_and_nothing_else(void **state)
{
	static const char *const wrong[][2] = {
	    {"format", "\"valise-shares/2\""},
	    {"intake", "\"No Intake\""},
	    {"copies", "0"},
	    {"copies", "2"},
	    {"copies", "10"},
	    {"copies", "\"3\""},
	    {"people/0/id", "\"person.example/1\""},
	    {"people/1/recipient", "\"age1qqqq\""},
	    {"people/1/desk_key", "\"x\""},
	    {"people/1/key", "7"},
	    {"store/threshold", "0"},
	    {"store/threshold", "4"},
	    {"store/generation", "0"},
	    {"store/check", "\"00\""},
	    {"custody/shares/1/x", "0"},
	    {"custody/shares/1/x", "1"},
	    {"custody/shares/1/x", "256"},
	    {"custody/shares/1/person", "\"person.example/0\""},
	    {"custody/shares/1/person", "\"person.example/9\""},
	    {"custody/shares/1/hash", "\"\""},
	    {"custody/shares/1/salt", "\"zz\""},
	    {"custody/shares/1/sealed", "\"!\""},
	    {"custody/shares/1/sealed", "null"},
	    {"custody", "{}"},
	};
	struct byte_writer text, again;
	struct share_set *read;
	struct reason reason;

	(void)state;
	byte_writer_init(&text, SHARE_SET_MAX);
	byte_writer_init(&again, SHARE_SET_MAX);
	assert_true(share_set_write(set, &text));
	read = share_set_read((const char *)text.data, text.len, &reason);
	assert_non_null(read);
	assert_int_equal(read->copies, 3);
	assert_true(share_set_write(read, &again));
	assert_int_equal(again.len, text.len);
	assert_memory_equal(again.data, text.data, text.len);
	free(read);
	assert_true(reads_with((char *)text.data, "", "", &reason));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		reason_set(&reason, "%s", "");
		if (reads_with(
			(char *)text.data, wrong[i][0], wrong[i][1], &reason))
			fail_msg("taken: %s %s", wrong[i][0], wrong[i][1]);
		assert_string_not_equal(reason.text, "");
	}
	byte_writer_finish(&text);
	byte_writer_finish(&again);
}

static void
a_person_has_a_file(void **state)
{
	char folder[] = "/tmp/valise-person-XXXXXX", path[64];
	struct person_public one, other;
	struct person *p, *again;
	struct reason reason;
	cJSON *json;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/anna", folder);
	assert_false(person_make(path, "two words", PASSPHRASE, &reason));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(person_make(path, "anna.example", PASSPHRASE, &reason));
	assert_false(person_make(path, "anna.example", PASSPHRASE, &reason));
	assert_null(person_open(path, "another passphrase", &reason));
	says(reason.text, "the passphrase is wrong");
	p = person_open(path, PASSPHRASE, &reason);
	assert_non_null(p);
	assert_string_equal(p->id, "anna.example");
	assert_false(person_change_passphrase(
	    path, "another passphrase", "new words", &reason));
	assert_true(person_change_passphrase(
	    path, PASSPHRASE, "quite other new words", &reason));
	assert_null(person_open(path, PASSPHRASE, &reason));
	again = person_open(path, "quite other new words", &reason);
	assert_non_null(again);
	assert_memory_equal(p, again, sizeof(*p));
	/* Another key for each intake, and its name is nobody's. */
	assert_true(person_publish(p, "reprisals", &one));
	assert_true(person_publish(p, "torture", &other));
	assert_memory_equal(&one.key, &other.key, sizeof(one.key));
	assert_memory_not_equal(one.desk_key.public_key,
	    other.desk_key.public_key, sizeof(one.desk_key.public_key));
	assert_null(strstr(one.desk_key.name, "anna"));
	assert_int_equal(strlen(one.desk_key.name), strlen("reprisals/") + 8);
	json = person_public_json(&one);
	assert_true(person_public_read(json, &other, &reason));
	assert_memory_equal(&one.key, &other.key, sizeof(one.key));
	cJSON_Delete(json);
	secret_free(p);
	secret_free(again);
	(void)unlink(path);
	/* Sealed rightly, and no person. */
	assert_true(secret_file_write(path, secret, 32, PASSPHRASE, &reason));
	assert_null(person_open(path, PASSPHRASE, &reason));
	(void)unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

/* One line of somebody, with another id; with a key of before the lattice. */
static void
lines_of_nobody_are_refused(void **state)
{
	struct age_identity *old = secret_alloc(sizeof(*old));
	char text[AGE_RECIPIENT_TEXT_BYTES];
	char one[PERSON_CHECK_BYTES], other[PERSON_CHECK_BYTES];
	struct age_recipient recipient;
	struct person_public read;
	struct reason reason;
	cJSON *json = person_public_json(&set->people[0]);

	(void)state;
	assert_true(person_public_read(json, &read, &reason));
	/* What is compared by voice is the same there, and another's is not. */
	person_check_text(&set->people[0], one);
	person_check_text(&read, other);
	assert_string_equal(one, other);
	assert_int_equal(strlen(one), 32 + 7);
	read.recipient.hybrid[XWING_PUBLIC_BYTES - 1] ^= 1;
	person_check_text(&read, other);
	assert_string_not_equal(one, other);
	read = set->people[0];
	read.desk_key = set->people[1].desk_key;
	person_check_text(&read, other);
	assert_string_not_equal(one, other);
	assert_true(cJSON_ReplaceItemInObjectCaseSensitive(
	    json, "id", cJSON_CreateString("somebody.example")));
	assert_false(person_public_read(json, &read, &reason));
	says(reason.text, "its id is not the name of its key");
	cJSON_Delete(json);
	old->type = AGE_X25519;
	randombytes_buf(old->secret, sizeof(old->secret));
	age_identity_recipient(old, &recipient);
	age_recipient_format(&recipient, text);
	json = person_public_json(&set->people[0]);
	assert_true(cJSON_ReplaceItemInObjectCaseSensitive(
	    json, "recipient", cJSON_CreateString(text)));
	assert_false(person_public_read(json, &read, &reason));
	says(reason.text, "its recipient is not age1pq1");
	cJSON_Delete(json);
	secret_free(old);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    EACH(as_many_as_it_takes),
	    EACH(one_person_twice_is_one),
	    EACH(a_bad_share_is_named),
	    EACH(another_secret_is_none),
	    EACH(no_threshold_is_none),
	    EACH(the_file_reads_back_and_nothing_else),
	    EACH(lines_of_nobody_are_refused),
	    EACH(a_person_has_a_file),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
