#include "tests/unit/unit.h"

#include <errno.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/case_looks.h"
#include "client/desk/cases/case_source_parts.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/cases.h"
#include "common/bytes/secret.h"
#include "common/json/json_member.h"
#include "common/json/json_text.h"
#include "tests/unit/client/desk/temp_store.h"

#define PEOPLE 4

/* All that tells who told it, beside what it tells. */
#define REPORT \
	"{\"kind\":\"new\",\"narrative\":\"It rained.\",\"sender\":{" \
	"\"identity\":\"Amal\",\"role\":\"victim\"," \
	"\"safe_contact\":{\"how\":\"the baker\"}},\"reply_recipient\":\"r\"," \
	"\"voice_key\":\"v\",\"follows\":{\"reference\":\"123456789012\"}}"

static struct temp_store temp;
static struct age_identity *people[PEOPLE];
static struct case_holders holders;
static const uint8_t file_key[AGE_FILE_KEY_BYTES] = {7};

static void
hold_by(struct case_holders *h, int a, int b)
{
	const int both[] = {a, b};

	memset(h, 0, sizeof(*h));
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(h->list[i].id, sizeof(h->list[i].id),
		    "person%d.example", both[i]);
		age_identity_recipient(people[both[i]], &h->list[i].recipient);
	}
	h->n = 2;
}

static int
set_up(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return 1;
	for (int i = 0; i < PEOPLE; i++) {
		people[i] = secret_alloc(sizeof(*people[i]));
		people[i]->type = AGE_HYBRID;
		memset(people[i]->secret, i + 1, AGE_SECRET_BYTES);
	}
	hold_by(&holders, 0, 1);
	return temp_store_open(&temp) ? 0 : 1;
}

static int
tear_down(void **state)
{
	(void)state;
	temp_store_close(&temp);
	for (int i = 0; i < PEOPLE; i++)
		secret_free(people[i]);
	return 0;
}

/* Stores REPORT, as a case or as an item of `joins`. */
static void
store(uint8_t number, const char *joins, const char *wanted_id)
{
	struct manifest_entry entry = {.size = 1000, .publication = "0"};
	struct case_content content = {.parts = cJSON_CreateObject()};
	char id[CASE_ID_BYTES];
	struct age_recipient to;
	struct reason reason;

	memset(entry.sha256, number, sizeof(entry.sha256));
	if (*joins != '\0') {
		content.link.verdict = CASE_SIGNED;
		(void)strcpy(content.link.voice_case, joins);
	}
	assert_int_equal(case_source_recipient(temp.store, joins, &holders, &to,
			     &content.source, &reason),
	    CASE_SOURCE_FOUND);
	assert_int_equal(content.source == NULL, *joins != '\0');
	assert_true(case_source_part(
	    REPORT, strlen(REPORT), file_key, &to, content.parts));
	assert_true(cases_add(
	    temp.store, &entry, 1, "relay.example", &content, id, &reason));
	assert_string_equal(id, wanted_id);
	cJSON_Delete(content.parts);
	cJSON_Delete(content.source);
}

/* Whether that person opens it; what was apart is then all there. */
static bool
opens(const char *id, int person, const char *as)
{
	struct reason reason;
	struct case_row *row = cases_get(temp.store, id, &reason);
	struct case_source *source;
	const cJSON *sender;
	bool ok;

	assert_non_null(row);
	source = case_source_open(temp.store, row, as, people[person], &reason);
	ok = source != NULL;
	if (ok) {
		sender = cJSON_GetObjectItem(source->told, "sender");
		assert_string_equal(
		    json_text_string(sender, "identity"), "Amal");
		assert_non_null(cJSON_GetObjectItem(sender, "safe_contact"));
		assert_string_equal(
		    json_text_string(source->told, "reply_recipient"), "r");
		assert_string_equal(
		    json_text_string(source->told, "voice_key"), "v");
		assert_non_null(cJSON_GetObjectItem(source->told, "follows"));
		assert_memory_equal(
		    source->file_key, file_key, sizeof(file_key));
	}
	case_source_close(source);
	case_row_destroy(row);
	return ok;
}

static void
what_is_told_is_without_who_told_it(void **state)
{
	struct case_row *row;
	struct reason reason;

	(void)state;
	store(1, "", "00000001");
	row = cases_get(temp.store, "00000001", &reason);
	assert_non_null(row);
	assert_string_equal(row->report,
	    "{\"kind\":\"new\",\"narrative\":\"It rained.\","
	    "\"sender\":{\"role\":\"victim\"}}");
	case_row_destroy(row);
}

static void
its_holders_open_it_and_nobody_else(void **state)
{
	(void)state;
	assert_true(opens("00000001", 0, "person0.example"));
	assert_true(opens("00000001", 1, "person1.example"));
	/* Not a third; not under another's name; not with another's key. */
	assert_false(opens("00000001", 2, "person2.example"));
	assert_false(opens("00000001", 2, "person0.example"));
	assert_false(opens("00000001", 0, "person1.example"));
	/* To be told from want of memory: a copy to an earlier key is none. */
	assert_int_equal(errno, EACCES);
}

static void
a_follow_up_is_held_with_its_case(void **state)
{
	(void)state;
	store(2, "00000001", "00000001.0001");
	assert_true(opens("00000001.0001", 0, "person0.example"));
	assert_false(opens("00000001.0001", 2, "person2.example"));
}

static bool
count(void *context, const char *id)
{
	(void)id;
	++*(int *)context;
	return true;
}

static void
a_change_of_holders_is_a_new_key(void **state)
{
	struct case_holders next;
	struct reason reason;
	cJSON *before, *row;
	int n = 0;

	(void)state;
	before = desk_store_get(temp.store, TABLE_SOURCES, "00000001", &reason);
	hold_by(&next, 1, 2);
	/* One who holds nothing changes nothing. */
	assert_true(desk_store_begin(temp.store));
	assert_false(case_source_hold(temp.store, "00000001", "person3.example",
	    people[3], &next, &reason));
	(void)desk_store_end(temp.store, false);
	assert_true(opens("00000001", 0, "person0.example"));
	assert_true(desk_store_begin(temp.store));
	assert_true(case_source_hold(temp.store, "00000001", "person0.example",
	    people[0], &next, &reason));
	assert_true(desk_store_end(temp.store, true));
	assert_false(opens("00000001", 0, "person0.example"));
	assert_true(opens("00000001", 1, "person1.example"));
	assert_true(opens("00000001", 2, "person2.example"));
	assert_true(opens("00000001.0001", 2, "person2.example"));
	assert_false(opens("00000001.0001", 0, "person0.example"));
	assert_true(
	    case_source_each(temp.store, "00000001", count, &n, &reason));
	assert_int_equal(n, 2);
	/* With the copies of before, what is sealed now does not open. */
	row = desk_store_get(temp.store, TABLE_SOURCES, "00000001", &reason);
	assert_string_not_equal(json_text_string(row, "recipient"),
	    json_text_string(before, "recipient"));
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_put(temp.store, TABLE_SOURCES, "00000001", before));
	assert_false(opens("00000001", 0, "person0.example"));
	assert_true(desk_store_put(temp.store, TABLE_SOURCES, "00000001", row));
	assert_true(desk_store_end(temp.store, true));
	cJSON_Delete(before);
	cJSON_Delete(row);
}

/* A case whose source key can't be read costs no follow-up its own. */
static void
an_item_may_have_one_of_its_own(void **state)
{
	struct manifest_entry entry = {.size = 1000, .publication = "0"};
	struct case_content content = {.parts = cJSON_CreateObject(),
	    .link = {.verdict = CASE_SIGNED, .voice_case = "00000001"}};
	char id[CASE_ID_BYTES];
	struct age_recipient to;
	struct reason reason;

	(void)state;
	memset(entry.sha256, 9, sizeof(entry.sha256));
	assert_int_equal(case_source_recipient(temp.store, "", &holders, &to,
			     &content.source, &reason),
	    CASE_SOURCE_FOUND);
	assert_true(case_source_part(
	    REPORT, strlen(REPORT), file_key, &to, content.parts));
	assert_true(cases_add(
	    temp.store, &entry, 1, "relay.example", &content, id, &reason));
	assert_string_equal(id, "00000001.0002");
	/* Its own holders, and not those whom its case has by now. */
	assert_true(opens(id, 0, "person0.example"));
	assert_false(opens(id, 2, "person2.example"));
	assert_true(opens("00000001", 2, "person2.example"));
	cJSON_Delete(content.parts);
	cJSON_Delete(content.source);
}

static bool
any_member(void *context, const struct json_member *m)
{
	(void)context;
	return m->value_len > 0;
}

/* A row that is gone, or is none, is no want of memory. */
static void
one_that_is_damaged_is_told_apart(void **state)
{
	cJSON *kept, *empty = cJSON_CreateObject();
	struct case_holders next;
	struct age_recipient to;
	struct reason reason;
	cJSON *row;

	(void)state;
	kept = desk_store_get(temp.store, TABLE_SOURCES, "00000001", &reason);
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_put(temp.store, TABLE_SOURCES, "00000001", empty));
	assert_true(desk_store_end(temp.store, true));
	assert_false(opens("00000001", 2, "person2.example"));
	assert_int_equal(errno, EACCES);
	assert_int_equal(case_source_recipient(temp.store, "00000001", &holders,
			     &to, &row, &reason),
	    CASE_SOURCE_DAMAGED);
	hold_by(&next, 0, 1);
	assert_true(desk_store_begin(temp.store));
	assert_false(case_source_hold(temp.store, "00000001", "person2.example",
	    people[2], &next, &reason));
	assert_false(desk_store_end(temp.store, false));
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_put(temp.store, TABLE_SOURCES, "00000001", kept));
	assert_true(desk_store_end(temp.store, true));
	assert_true(opens("00000001", 2, "person2.example"));
	cJSON_Delete(kept);
	cJSON_Delete(empty);
}

/* A counter that can't be read must not part follow-ups from their source. */
static void
nothing_changes_hands_by_half(void **state)
{
	cJSON *broken = cJSON_CreateObject(), *kept;
	struct case_holders next;
	struct reason reason;

	(void)state;
	hold_by(&next, 0, 3);
	kept =
	    desk_store_get(temp.store, TABLE_META, "items-00000001", &reason);
	assert_non_null(kept);
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_put(temp.store, TABLE_META, "items-00000001", broken));
	assert_true(desk_store_end(temp.store, true));
	assert_true(desk_store_begin(temp.store));
	assert_false(case_source_hold(temp.store, "00000001", "person2.example",
	    people[2], &next, &reason));
	assert_false(desk_store_end(temp.store, false));
	assert_true(opens("00000001.0001", 2, "person2.example"));
	assert_true(opens("00000001", 2, "person2.example"));
	assert_true(desk_store_begin(temp.store));
	assert_true(
	    desk_store_put(temp.store, TABLE_META, "items-00000001", kept));
	assert_true(desk_store_end(temp.store, true));
	cJSON_Delete(broken);
	cJSON_Delete(kept);
}

/* Numbers that no program can write again, names that are spelled with escapes,
 * a sender that is no object: what stays, stays as it was spelled. */
static void
it_is_parted_as_it_is_spelled(void **state)
{
	static const struct {
		const char *report;
		const char *rest;
		const char *apart; /* in what is sealed */
	} all[] = {
	    {"{\"x\":[1e999,-0.0,9007199254740993],\"voice_key\":1e999}",
		"{\"x\":[1e999,-0.0,9007199254740993]}", "\"voice_key\":1e999"},
	    {" { \"\\u0073ender\" : { \"\\u0069dentity\" : \"A\" } , \"a\":1 "
	     "} ",
		"{\"sender\":{},\"a\":1}", "\"\\u0069dentity\" : \"A\""},
	    {"{\"sender\":\"Amal\",\"b\":\"}{\\\"\"}", "{\"b\":\"}{\\\"\"}",
		"\"sender\":\"Amal\""},
	    {"{}", "{}", "\"file_key\":\"07000000000000000000000000000000\""},
	    {"{\"reply_recipient\":\"r\"}", "{}", "\"reply_recipient\":\"r\""},
	};
	struct age_recipient to;

	(void)state;
	age_identity_recipient(people[0], &to);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cJSON *row = cJSON_CreateObject();
		struct byte_writer told;

		assert_true(case_source_part(
		    all[i].report, strlen(all[i].report), file_key, &to, row));
		assert_string_equal(
		    json_text_string(row, "report"), all[i].rest);
		assert_true(case_source_unseal(
		    json_text_string(row, "source"), people[0], &told));
		assert_non_null(strstr((const char *)told.data, all[i].apart));
		assert_true(json_members(
		    (const char *)told.data, told.len, any_member, NULL));
		byte_writer_finish(&told);
		cJSON_Delete(row);
	}
}

static void
nobody_is_no_holder(void **state)
{
	const struct case_holders none = {.n = 0};
	struct age_recipient to;
	struct reason reason;
	cJSON *row;

	(void)state;
	assert_int_equal(
	    case_source_recipient(temp.store, "", &none, &to, &row, &reason),
	    CASE_SOURCE_FAILED);
	assert_null(row);
}

static bool
is_that(void *context, const struct case_look *look)
{
	++*(int *)context;
	assert_string_equal(look->id, "00000001");
	assert_string_equal(look->act, "source-shown");
	assert_string_equal(look->why, "to reply");
	return true;
}

static void
who_looked_is_known(void **state)
{
	struct reason reason;
	int n = 0;

	(void)state;
	assert_true(case_look_before(
	    temp.store, "source-shown", "00000001", "to reply", &reason));
	assert_true(case_looks_each(temp.store, is_that, &n, NULL, &reason));
	assert_int_equal(n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_told_is_without_who_told_it),
	    cmocka_unit_test(its_holders_open_it_and_nobody_else),
	    cmocka_unit_test(a_follow_up_is_held_with_its_case),
	    cmocka_unit_test(a_change_of_holders_is_a_new_key),
	    cmocka_unit_test(an_item_may_have_one_of_its_own),
	    cmocka_unit_test(one_that_is_damaged_is_told_apart),
	    cmocka_unit_test(nothing_changes_hands_by_half),
	    cmocka_unit_test(it_is_parted_as_it_is_spelled),
	    cmocka_unit_test(nobody_is_no_holder),
	    cmocka_unit_test(who_looked_is_known),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
