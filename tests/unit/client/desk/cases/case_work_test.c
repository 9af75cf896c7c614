/* The work on a case in a store: what came changes it, or nothing does. */
#include "tests/unit/unit.h"

#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/cases/cases.h"
#include "client/desk/rules/work.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/secret.h"
#include "common/json/json_text.h"
#include "tests/unit/client/desk/rules/rules_make.h"
#include "tests/unit/client/desk/temp_store.h"

#define HEAD "00000001"
#define REPORT \
	"{\"narrative\":\"It rained.\",\"victims\":[{\"name\":\"Amal\"}]}"

static struct temp_store temp;

static int
set_up(void **state)
{
	(void)state;
	return secret_protect_process() && temp_store_open(&temp) ? 0 : 1;
}

static int
tear_down(void **state)
{
	(void)state;
	temp_store_close(&temp);
	return 0;
}

/* A case of that report; another envelope has another hash. */
static void
put_case(const char *id, const char *report, char hash)
{
	char sha256[65] = "";
	cJSON *row = cJSON_CreateObject();

	memset(sha256, hash, 64);
	cJSON_AddStringToObject(row, "report", report);
	cJSON_AddStringToObject(row, "state", "OPENED");
	cJSON_AddStringToObject(row, "sha256", sha256);
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(
	    temp.store, desk_store_put(temp.store, TABLE_CASES, id, row)));
	cJSON_Delete(row);
}

static void
put_work(const char *patch)
{
	cJSON *work = rules_make_work(patch);

	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(
	    temp.store, desk_store_put(temp.store, TABLE_WORK, HEAD, work)));
	json_text_wipe(work);
}

static void
expect(enum rule_state state, enum rule_status status)
{
	struct reason reason = {""};
	struct case_work w;

	if (!case_work_open(temp.store, "1", &w, &reason))
		fail_msg("%s", reason.text);
	assert_int_equal(work_state(w.work), state);
	assert_int_equal(
	    work_status(work_item(w.work, WORK_ACTIONS, 1)), status);
	case_work_finish(&w);
}

/* An approved letter is stopped with what stopped it, or neither is there. */
static void
test_one_transaction(void **state)
{
	(void)state;
	put_case(HEAD, REPORT, 'a');
	put_work("{\"action\":{\"status\":\"APPROVED\"}}");
	assert_true(desk_store_begin(temp.store));
	assert_true(case_work_withdraw(temp.store, HEAD, HEAD ".0001"));
	assert_false(desk_store_end(temp.store, false));
	expect(STATE_VERIFYING, STATUS_APPROVED);
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(
	    temp.store, case_work_withdraw(temp.store, HEAD, HEAD ".0001")));
	expect(STATE_WITHDRAWN, STATUS_STOPPED);
	put_work("{\"action\":{\"status\":\"APPROVED\"}}");
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(
	    temp.store, case_work_hold(temp.store, HEAD, "00000009")));
	expect(STATE_HOLD, STATUS_STOPPED);
	/* One that names a case that is not here stops nothing, and stays. */
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(
	    temp.store, case_work_hold(temp.store, "00000077", "00000009")));
}

static bool
try_act(const char *who, const char *family, const char *name,
    const char *given_text, struct rule_refusal *refusal)
{
	const struct rule_now now = rules_make_now(who);
	cJSON *given = rules_make_json(given_text);
	struct rule_done done;
	bool ok;

	refusal->by = "nothing";
	ok = case_work_do(temp.store, "1", rule_act_find(family, name), given,
	    &now, &done, refusal);
	json_text_wipe(given);
	return ok;
}

#define TRIAGE \
	"{\"class\":\"confidential\",\"officer\":\"ben\",\"alternate\":" \
	"\"emil\"}"

static void
does(const char *who, const char *family, const char *name, const char *given)
{
	struct rule_refusal refusal;

	if (!try_act(who, family, name, given, &refusal))
		fail_msg("%s %s: %s: %s", family, name, refusal.by,
		    refusal.reason.text);
}

/* The largest that a report may say of acts ends no work on it. */
static void
test_large(void **state)
{
	struct byte_writer w;

	(void)state;
	byte_writer_init(&w, 1u << 21);
	byte_writer_text(&w, "{\"narrative\":\"n\",\"victims\":[{}");
	for (int i = 1; i < 1000; i++)
		byte_writer_text(&w, ",{}");
	byte_writer_text(&w, "],\"acts\":[");
	for (int i = 0; i < 240; i++) {
		byte_writer_text(&w, i == 0 ? "{" : ",{");
		byte_writer_text(&w, "\"victims\":[2");
		for (int n = 3; n <= 1000; n++)
			byte_writer_printf(&w, ",%d", n);
		byte_writer_text(&w, "]}");
	}
	byte_writer_text(&w, "]}");
	assert_false(w.failed);
	put_case(HEAD, (const char *)w.data, 'a');
	byte_writer_finish(&w);
	does("cleo", "case", "triage", TRIAGE);
	does("fay", "case", "hold", "{\"reason\":\"r\"}");
}

/* Fills it with notes of that size, until one does not fit. */
static void
fill(size_t size)
{
	static char text[70000], given[70100];
	struct rule_refusal refusal;

	memset(text, 'a', size);
	text[size] = '\0';
	(void)snprintf(given, sizeof(given), "{\"text\":\"%s\"}", text);
	for (int i = 0; try_act("fay", "case", "note", given, &refusal); i++)
		assert_true(i < 200);
	assert_string_equal(refusal.by, "full");
}

/* What is filled to the last byte can still be stopped. */
static void
test_full(void **state)
{
	(void)state;
	put_case(HEAD, REPORT, 'a');
	does("cleo", "case", "triage", TRIAGE);
	for (size_t size = 65000; size > 0; size /= 8)
		fill(size);
	does("fay", "case", "hold", "{\"reason\":\"r\"}");
}

/* A first report that comes behind its follow-up is of the work too. */
static void
test_head(void **state)
{
	struct reason reason = {""};
	struct case_work w;

	(void)state;
	put_case(HEAD, REPORT, 'a');
	does("cleo", "case", "triage", TRIAGE);
	put_case(HEAD,
	    "{\"narrative\":\"n\",\"victims\":[{\"name\":\"Karim\"}]}", 'b');
	assert_true(case_work_open(temp.store, "1", &w, &reason));
	assert_string_equal(
	    work_text(work_item(w.work, WORK_PEOPLE, 2), "name"), "Karim");
	case_work_finish(&w);
	/* Once. */
	does("ben", "case", "note", "{\"text\":\"t\"}");
	assert_true(case_work_open(temp.store, "1", &w, &reason));
	assert_null(work_item(w.work, WORK_PEOPLE, 3));
	case_work_finish(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_one_transaction, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_large, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_full, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_head, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
