/* Every guard refuses once and allows once, by name (docs/CASES.md 6). */
#include "tests/unit/unit.h"

#include "client/desk/rules/rule_codes.h"
#include "client/desk/rules/work.h"
#include "rules_make.h"

/* An act that a guard refuses; the same with the other half is allowed. */
static const struct {
	const char *guard, *family, *act;
	const char *who, *work, *given;                /* refused */
	const char *good_who, *good_work, *good_given; /* NULL: as before */
} rows[] = {
    {"assigned", "case", "assess", "emil", "{\"alternate\":\"anna\"}", "{}",
	"ben", NULL, NULL},
    {"staff-fits", "case", "assign", "anna", NULL,
	"{\"officer\":\"cleo\",\"alternate\":\"emil\",\"reason\":\"r\"}", NULL,
	NULL, "{\"officer\":\"ben\",\"alternate\":\"emil\",\"reason\":\"r\"}"},
    {"limb", "case", "verifying", "ben", "{\"state\":\"TRIAGE\",\"limb\":null}",
	"{}", NULL, "{\"state\":\"TRIAGE\"}", NULL},
    {"urgency", "case", "verifying", "ben",
	"{\"state\":\"TRIAGE\",\"urgency\":null}", "{}", NULL,
	"{\"state\":\"TRIAGE\"}", NULL},
    {"consent-summary", "case", "verifying", "ben",
	"{\"state\":\"TRIAGE\",\"consent_summary\":null}", "{}", NULL,
	"{\"state\":\"TRIAGE\"}", NULL},
    {"person", "consent", "changed", "ben", NULL,
	"{\"person\":3,\"reason\":\"r\"}", NULL, NULL,
	"{\"person\":0,\"reason\":\"r\"}"},
    {"linked", "case", "act", "ben", NULL, "{\"victims\":[3],\"actors\":[1]}",
	NULL, NULL, "{\"victims\":[2],\"actors\":[1]}"},
    {"consent-days", "consent", "record", "ben", NULL,
	"{\"person\":1,\"use\":[\"C2\"],\"value\":\"no\",\"by\":\"self\","
	"\"how\":\"oral\",\"day\":\"2026-12-01\"}",
	NULL, NULL,
	"{\"person\":1,\"use\":[\"C2\"],\"value\":\"no\",\"by\":\"self\","
	"\"how\":\"oral\",\"day\":\"2026-11-30\"}"},
    {"risks-told", "consent", "record", "ben", NULL,
	"{\"person\":1,\"use\":[\"C3\"],\"value\":\"yes\",\"by\":\"self\","
	"\"how\":\"oral\",\"day\":\"2026-11-30\"}",
	NULL, NULL,
	"{\"person\":1,\"use\":[\"C3\"],\"value\":\"yes\",\"by\":\"self\","
	"\"how\":\"oral\",\"day\":\"2026-11-30\",\"risks\":\"r\"}"},
    {"fresh-consent", "case", "renew", "ben",
	"{\"state\":\"WITHDRAWN\",\"fresh_from\":10}", "{\"reason\":\"r\"}",
	NULL, "{\"state\":\"WITHDRAWN\",\"fresh_from\":9}", NULL},
    {"future", "case", "close", "ben",
	"{\"state\":\"CREDIBLE\",\"action\":{\"status\":\"ANSWERED\"}}",
	"{\"review\":\"2026-11-30\",\"reason\":\"r\"}", NULL, NULL,
	"{\"review\":\"2026-12-01\",\"reason\":\"r\"}"},
    {"sources", "verify", "record", "ben", NULL,
	"{\"element\":\"act\",\"finding\":\"not-met\",\"sources\":[4],"
	"\"contradicting\":\"none found\"}",
	NULL, NULL,
	"{\"element\":\"act\",\"finding\":\"not-met\",\"sources\":[1],"
	"\"contradicting\":\"none found\"}"},
    {"no-silence", "source", "add", "ben", NULL,
	"{\"kind\":\"state-answer\",\"connection\":\"official\","
	"\"person_grade\":\"C\",\"information_grade\":\"3\",\"group\":\"d\","
	"\"first_hand\":\"no\",\"action\":1}",
	NULL, "{\"action\":{\"answers\":[{\"receipt\":\"substantive\"}]}}",
	NULL},
    {"contradicting", "verify", "record", "ben", NULL,
	"{\"element\":\"act\",\"finding\":\"not-met\",\"sources\":[1]}", NULL,
	NULL,
	"{\"element\":\"act\",\"finding\":\"not-met\",\"sources\":[1],"
	"\"contradicting\":\"none found\"}"},
    {"corroborated", "verify", "record", "ben", NULL,
	"{\"element\":\"act\",\"finding\":\"met\",\"sources\":[1],"
	"\"contradicting\":\"none found\"}",
	NULL, NULL,
	"{\"element\":\"act\",\"finding\":\"met\",\"sources\":[1,2],"
	"\"contradicting\":\"none found\"}"},
    {"not-media-alone", "verify", "record", "ben", NULL,
	"{\"element\":\"act\",\"finding\":\"met\",\"sources\":[3],"
	"\"contradicting\":\"none found\"}",
	NULL, NULL,
	"{\"element\":\"act\",\"finding\":\"met\",\"sources\":[1,3],"
	"\"contradicting\":\"none found\"}"},
    {"other-analyst", "verify", "review", "dara",
	"{\"elements\":{\"act\":{\"analyst\":\"dara\"}}}",
	"{\"element\":\"act\"}", "fay", NULL, NULL},
    {"elements-met", "case", "credible", "ben",
	"{\"elements\":{\"link\":{\"finding\":\"inconclusive\"}}}", "{}", NULL,
	"{}", NULL},
    {"elements-recorded", "case", "not-established", "ben",
	"{\"elements\":{\"link\":{\"finding\":\"not-met\",\"reviewer\":"
	"null}}}",
	"{}", NULL, "{\"elements\":{\"link\":{\"finding\":\"not-met\"}}}",
	NULL},
    {"not-reviewer", "case", "credible", "ben",
	"{\"elements\":{\"link\":{\"analyst\":\"emil\",\"reviewer\":"
	"\"ben\"}}}",
	"{}", NULL, "{}", NULL},
    {"credible", "action", "review", "dara",
	"{\"action\":{\"kind\":\"entry\",\"annex\":\"I\",\"text\":\"t\","
	"\"state_said\":\"s\","
	"\"raised_in\":\"A/HRC/1\",\"named\":[1]}}",
	"{\"number\":1}", NULL,
	"{\"state\":\"CREDIBLE\",\"action\":{\"kind\":\"entry\",\"annex\":"
	"\"I\",\"text\":"
	"\"t\",\"state_said\":\"s\",\"raised_in\":\"A/HRC/1\"}}",
	NULL},
    {"state-said", "action", "review", "dara",
	"{\"state\":\"CREDIBLE\",\"action\":{\"kind\":\"entry\",\"annex\":"
	"\"I\",\"text\":"
	"\"t\",\"raised_in\":\"A/HRC/1\"}}",
	"{\"number\":1}", NULL,
	"{\"state\":\"CREDIBLE\",\"action\":{\"kind\":\"entry\",\"annex\":"
	"\"I\",\"text\":"
	"\"t\",\"state_said\":\"s\",\"raised_in\":\"A/HRC/1\"}}",
	NULL},
    {"raised", "action", "review", "dara",
	"{\"state\":\"CREDIBLE\",\"action\":{\"kind\":\"entry\",\"annex\":"
	"\"I\",\"text\":"
	"\"t\",\"state_said\":\"s\"}}",
	"{\"number\":1}", NULL,
	"{\"state\":\"CREDIBLE\",\"actions\":[{\"number\":1,\"kind\":"
	"\"entry\",\"annex\":\"I\",\"status\":\"DRAFT\",\"author\":\"ben\","
	"\"text\":\"t\","
	"\"state_said\":\"s\",\"named\":[1]},{\"number\":2,\"kind\":\"quiet\","
	"\"status\":\"SENT\"}]}",
	NULL},
    {"text", "action", "review", "dara", "{\"action\":{\"follow_up\":null}}",
	"{\"number\":1}", NULL, "{}", NULL},
    {"tests", "action", "review", "dara",
	"{\"action\":{\"tests\":[\"founded\",\"described\",\"language\","
	"\"credible\"]}}",
	"{\"number\":1}", NULL, "{}", NULL},
    {"elements-begun", "action", "review", "dara",
	"{\"elements\":{\"link\":null}}", "{\"number\":1}", NULL, "{}", NULL},
    {"consent", "action", "review", "dara", "{\"action\":{\"named\":[1,2]}}",
	"{\"number\":1}", NULL, "{}", NULL},
    {"consent-public", "action", "review", "dara",
	"{\"action\":{\"public_named\":[2]}}", "{\"number\":1}", NULL,
	"{\"action\":{\"public_named\":[1]}}", NULL},
    {"names-apart", "action", "review", "dara",
	"{\"action\":{\"public\":\"Amal Noor was held.\"}}", "{\"number\":1}",
	NULL, "{}", NULL},
    {"harm", "action", "review", "dara",
	"{\"harm\":[{\"number\":1,\"until\":\"2026-11-29\",\"line\":9}]}",
	"{\"number\":1}", NULL, "{}", NULL},
    {"three-persons", "action", "approve", "anna",
	"{\"action\":{\"status\":\"REVIEWED\",\"author\":\"anna\","
	"\"reviewer\":\"dara\"}}",
	"{\"number\":1}", NULL,
	"{\"action\":{\"status\":\"REVIEWED\",\"reviewer\":\"dara\"}}", NULL},
    {"urgent-path", "action", "draft", "ben", NULL,
	"{\"kind\":\"UA\",\"to\":\"a State\",\"urgent\":\"yes\"}", NULL,
	"{\"urgency\":\"life\"}", NULL},
    {"overdue", "action", "no-answer", "ben",
	"{\"action\":{\"status\":\"SENT\",\"reply_by\":\"2026-11-30\"}}",
	"{\"number\":1}", NULL,
	"{\"action\":{\"status\":\"SENT\",\"reply_by\":\"2026-11-29\"}}", NULL},
    {"answer", "action", "answer", "ben", "{\"action\":{\"status\":\"SENT\"}}",
	"{\"number\":1,\"receipt\":\"acknowledged\",\"day\":\"2026-11-30\","
	"\"position\":\"denies\"}",
	NULL, NULL,
	"{\"number\":1,\"receipt\":\"substantive\",\"day\":\"2026-11-30\","
	"\"position\":\"denies\"}"},
    {"override", "action", "override", "anna", NULL,
	"{\"number\":1,\"reason\":\"r\",\"until\":\"2026-12-31\"}", NULL, NULL,
	"{\"number\":1,\"reason\":\"r\",\"until\":\"2026-12-30\"}"},
    {"entry", "action", "leave-out", "ben", NULL,
	"{\"number\":1,\"for\":\"fear\",\"reason\":\"r\"}", NULL,
	"{\"action\":{\"kind\":\"entry\"}}", NULL},
    {"written", "action", "sign", "cleo",
	"{\"action\":{\"status\":\"APPROVED\",\"manifest\":\"aa\"}}",
	"{\"number\":1,\"manifest\":\"bb\",\"key\":\"k\"}", NULL, NULL,
	"{\"number\":1,\"manifest\":\"aa\",\"key\":\"k\"}"},
    {"other-signer", "action", "sign", "cleo",
	"{\"action\":{\"status\":\"APPROVED\",\"manifest\":\"aa\","
	"\"signatures\":[{\"key\":\"j\",\"by\":\"cleo\"}]}}",
	"{\"number\":1,\"manifest\":\"aa\",\"key\":\"k\"}", "ben", NULL, NULL},
    {"signed", "action", "send", "ben",
	"{\"action\":{\"status\":\"APPROVED\",\"signatures\":[{\"key\":"
	"\"j\"}]}}",
	"{\"number\":1}", NULL,
	"{\"action\":{\"status\":\"APPROVED\",\"signatures\":[{\"key\":"
	"\"j\"},{\"key\":\"k\"}]}}",
	NULL},
    {"settled", "case", "close", "ben",
	"{\"state\":\"CREDIBLE\",\"action\":{\"status\":\"SENT\"}}",
	"{\"review\":\"2026-12-01\",\"reason\":\"r\"}", NULL,
	"{\"state\":\"CREDIBLE\",\"action\":{\"status\":\"ANSWERED\"}}", NULL},
    {"other-case", "case", "link", "ben", NULL,
	"{\"with\":7,\"relation\":\"duplicate\",\"reason\":\"r\"}", NULL, NULL,
	"{\"with\":8,\"relation\":\"duplicate\",\"reason\":\"r\"}"},
    {"item", "case", "done", "ben", NULL, "{\"due\":1}", NULL,
	"{\"dues\":[{\"number\":1}]}", NULL},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *
either(const char *good, const char *bad)
{
	return good == NULL ? bad : good;
}

static bool
is_allowed(const char *family, const char *name, const char *who,
    const char *patch, const char *given_text, struct rule_refusal *refusal)
{
	const struct rule_act *act = rule_act_find(family, name);
	cJSON *work = rules_make_work(patch);
	cJSON *given = rules_make_json(given_text);
	const struct rule_now now = rules_make_now(who);
	bool ok;

	assert_non_null(act);
	refusal->by = "nothing";
	refusal->reason.text[0] = '\0';
	ok = rules_allow(work, act, given, &now, refusal);
	cJSON_Delete(given);
	cJSON_Delete(work);
	return ok;
}

static void
test_each(void **state)
{
	struct rule_refusal refusal;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		if (is_allowed(rows[i].family, rows[i].act, rows[i].who,
			rows[i].work, rows[i].given, &refusal))
			fail_msg("%s allows", rows[i].guard);
		if (strcmp(refusal.by, rows[i].guard) != 0)
			fail_msg("%s: %s: %s", rows[i].guard, refusal.by,
			    refusal.reason.text);
		assert_true(refusal.reason.text[0] != '\0');
		if (!is_allowed(rows[i].family, rows[i].act,
			either(rows[i].good_who, rows[i].who),
			either(rows[i].good_work, rows[i].work),
			either(rows[i].good_given, rows[i].given), &refusal))
			fail_msg("%s refuses: %s: %s", rows[i].guard,
			    refusal.by, refusal.reason.text);
	}
}

/* None is without its row. */
static void
test_all_are_here(void **state)
{
	(void)state;
	for (int g = GUARD_END + 1; g < GUARDS_N; g++) {
		size_t n = g == GUARD_TAKEN; /* of what came: below */

		for (size_t i = 0; i < ROWS; i++)
			if (strcmp(rows[i].guard,
				rule_guard_name((enum rule_guard)g)) == 0)
				n++;
		if (n != 1)
			fail_msg("%s has %zu rows",
			    rule_guard_name((enum rule_guard)g), n);
		assert_true(*rule_guard_source((enum rule_guard)g) != '\0');
	}
}

/* "taken": what came hangs on no row of the work. */
static void
test_taken(void **state)
{
	const struct rule_act *act = rule_act_find("action", "review");
	struct rule_now now = rules_make_now("dara");
	cJSON *work = rules_make_work(NULL);
	cJSON *given = rules_make_json("{\"number\":1}");
	struct rule_refusal refusal = {.by = "nothing"};

	(void)state;
	now.untaken = 1;
	assert_false(rules_allow(work, act, given, &now, &refusal));
	assert_string_equal(refusal.by, rule_guard_name(GUARD_TAKEN));
	now.untaken = 0;
	assert_true(rules_allow(work, act, given, &now, &refusal));
	cJSON_Delete(given);
	cJSON_Delete(work);
}

/* Role, state, status, fields: what is asked before any guard. */
static void
test_before_guards(void **state)
{
	static const struct {
		const char *by, *family, *act, *who, *work, *given;
	} all[] = {
	    {"role", "case", "assess", "dara", NULL, "{}"},
	    {"role", "case", "assess", "gina", NULL, "{}"},
	    {"state", "case", "verifying", "ben", NULL, "{}"},
	    {"status", "action", "review", "dara",
		"{\"action\":{\"status\":\"SENT\"}}", "{\"number\":1}"},
	    {"field", "action", "review", "dara", NULL, "{\"number\":2}"},
	    {"field", "action", "review", "dara", NULL, "{}"},
	    {"field", "case", "note", "ben", NULL, "{}"},
	    {"field", "case", "note", "ben", NULL,
		"{\"text\":\"t\",\"state\":\"CREDIBLE\"}"},
	    {"state", "action", "review", "dara", "{\"state\":\"HOLD\"}",
		"{\"number\":1}"},
	    {"state", "action", "send", "ben",
		"{\"state\":\"WITHDRAWN\",\"action\":{\"status\":"
		"\"APPROVED\"}}",
		"{\"number\":1}"},
	};
	struct rule_refusal refusal;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_false(is_allowed(all[i].family, all[i].act, all[i].who,
		    all[i].work, all[i].given, &refusal));
		assert_string_equal(refusal.by, all[i].by);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each),
	    cmocka_unit_test(test_all_are_here),
	    cmocka_unit_test(test_taken),
	    cmocka_unit_test(test_before_guards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
