/* What acts change, beyond whether they are allowed. */
#include "tests/unit/unit.h"

#include "client/desk/rules/consent.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/urgency.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "rules_make.h"

static bool
try_act(cJSON *work, const char *who, const char *family, const char *name,
    const char *given_text, struct rule_refusal *refusal)
{
	const struct rule_act *act = rule_act_find(family, name);
	const struct rule_now now = rules_make_now(who);
	cJSON *given = rules_make_json(given_text);
	struct rule_done done;
	bool ok;

	assert_non_null(act);
	refusal->by = "nothing";
	ok = rules_do(work, act, given, &now, &done, refusal);
	cJSON_Delete(given);
	return ok;
}

static void
does(cJSON *work, const char *who, const char *family, const char *name,
    const char *given)
{
	struct rule_refusal refusal;

	if (!try_act(work, who, family, name, given, &refusal))
		fail_msg("%s %s: %s: %s", family, name, refusal.by,
		    refusal.reason.text);
}

static void
refuses(cJSON *work, const char *who, const char *family, const char *name,
    const char *given, const char *by)
{
	struct rule_refusal refusal;

	assert_false(try_act(work, who, family, name, given, &refusal));
	assert_string_equal(refusal.by, by);
}

static enum rule_status
status_of(const cJSON *work)
{
	return work_status(work_item(work, WORK_ACTIONS, 1));
}

static void
sign(cJSON *work)
{
	does(work, "ben", "action", "write",
	    "{\"number\":1,\"manifest\":\"aa\",\"journal\":3}");
	does(work, "cleo", "action", "sign",
	    "{\"number\":1,\"manifest\":\"aa\",\"key\":\"j\"}");
	/* The same once more changes nothing. */
	does(work, "cleo", "action", "sign",
	    "{\"number\":1,\"manifest\":\"aa\",\"key\":\"j\"}");
	refuses(work, "ben", "action", "send", "{\"number\":1}", "signed");
	does(work, "anna", "action", "sign",
	    "{\"number\":1,\"manifest\":\"aa\",\"key\":\"k\"}");
}

/* A letter's life, with the three persons it takes. */
static void
test_letter(void **state)
{
	cJSON *work = rules_make_work(NULL);
	const cJSON *letter = work_item(work, WORK_ACTIONS, 1);

	(void)state;
	refuses(work, "anna", "action", "approve", "{\"number\":1}", "status");
	does(work, "dara", "action", "review", "{\"number\":1}");
	does(work, "anna", "action", "approve", "{\"number\":1}");
	/* Whoever changes it after that makes it a draft of his or her own. */
	does(work, "ben", "action", "text",
	    "{\"number\":1,\"facts\":\"Other facts.\"}");
	assert_int_equal(status_of(work), STATUS_DRAFT);
	assert_string_equal(work_text(letter, "reviewer"), "");
	does(work, "dara", "action", "review", "{\"number\":1}");
	does(work, "anna", "action", "approve", "{\"number\":1}");
	sign(work);
	does(work, "emil", "action", "send", "{\"number\":1}");
	assert_int_equal(status_of(work), STATUS_SENT);
	assert_string_equal(work_text(letter, "reply_by"), "2027-01-29");
	refuses(work, "ben", "action", "text", "{\"number\":1,\"facts\":\"x\"}",
	    "status");
	/* That it came is no answer, and a late one is one. */
	does(work, "ben", "action", "answer",
	    "{\"number\":1,\"receipt\":\"acknowledged\",\"day\":\"2026-11-"
	    "30\"}");
	assert_int_equal(status_of(work), STATUS_SENT);
	does(work, "ben", "action", "answer",
	    "{\"number\":1,\"receipt\":\"late\",\"day\":\"2026-11-30\","
	    "\"position\":\"denies\",\"adequacy\":\"2\",\"opinion\":\"o\"}");
	assert_int_equal(status_of(work), STATUS_ANSWERED);
	/* Also when it was closed: an answer opens it, and that it came does
	 * not. */
	does(work, "ben", "action", "close", "{\"number\":1}");
	does(work, "ben", "action", "answer",
	    "{\"number\":1,\"receipt\":\"acknowledged\",\"day\":\"2026-11-"
	    "30\"}");
	assert_int_equal(status_of(work), STATUS_CLOSED);
	does(work, "ben", "action", "answer",
	    "{\"number\":1,\"receipt\":\"late\",\"day\":\"2026-11-30\"}");
	assert_int_equal(status_of(work), STATUS_ANSWERED);
	json_text_wipe(work);
}

/* Before the first moment in which it could go out again, it is stopped. */
static void
test_withdrawal(void **state)
{
	cJSON *work = rules_make_work("{\"action\":{\"status\":\"APPROVED\"}}");

	(void)state;
	assert_true(rules_withdraw(work, "00000007.1", TODAY));
	assert_int_equal(work_state(work), STATE_WITHDRAWN);
	assert_int_equal(status_of(work), STATUS_STOPPED);
	assert_int_equal(consent_of(work, 1, "C3", TODAY), CONSENT_WITHDRAWN);
	refuses(work, "ben", "action", "send", "{\"number\":1}", "state");
	refuses(work, "ben", "case", "renew", "{\"reason\":\"r\"}",
	    "fresh-consent");
	does(work, "ben", "consent", "record",
	    "{\"person\":0,\"use\":[\"C0\"],\"value\":\"yes\",\"by\":\"self\","
	    "\"how\":\"oral\",\"day\":\"2026-11-30\"}");
	refuses(work, "ben", "case", "renew", "{\"reason\":\"r\"}",
	    "fresh-consent");
	does(work, "emil", "case", "renew", "{\"reason\":\"r\"}");
	assert_int_equal(work_state(work), STATE_VERIFYING);
	does(work, "ben", "action", "resume", "{\"number\":1}");
	/* Each use is to be asked for anew. */
	refuses(work, "dara", "action", "review", "{\"number\":1}", "harm");
	json_text_wipe(work);
}

static void
test_hold(void **state)
{
	cJSON *work = rules_make_work("{\"action\":{\"status\":\"REVIEWED\"}}");

	(void)state;
	assert_true(rules_hold_for(work, "00000009", TODAY));
	assert_int_equal(work_state(work), STATE_HOLD);
	assert_int_equal(status_of(work), STATUS_STOPPED);
	refuses(work, "fay", "case", "lift", "{\"reason\":\"r\"}", "role");
	does(work, "ben", "case", "lift", "{\"reason\":\"it was no one\"}");
	assert_int_equal(work_state(work), STATE_VERIFYING);
	/* Who knows the number can't stop it for ever. */
	assert_true(rules_hold_for(work, "00000010", TODAY));
	assert_int_equal(work_state(work), STATE_VERIFYING);
	/* A person always can; and it is withdrawn out of a hold too. */
	does(work, "fay", "case", "hold", "{\"reason\":\"risk\"}");
	assert_true(rules_withdraw(work, "00000007.1", TODAY));
	assert_true(rules_hold_for(work, "00000011", TODAY));
	assert_int_equal(work_state(work), STATE_WITHDRAWN);
	assert_string_equal(work_text(work, "before"), "VERIFYING");
	json_text_wipe(work);
}

/* The urgent path: two persons, and what is skipped falls due. */
static void
test_urgent(void **state)
{
	cJSON *work = rules_make_work(
	    "{\"urgency\":\"life\",\"harm\":null,\"elements\":null,\"action\":"
	    "{\"kind\":\"UA\",\"urgent\":\"yes\",\"tests\":null}}");

	(void)state;
	does(work, "dara", "action", "review", "{\"number\":1}");
	does(work, "anna", "action", "approve", "{\"number\":1}");
	sign(work);
	does(work, "ben", "action", "send", "{\"number\":1}");
	assert_string_equal(work_text(work, "records_due"), "2026-12-07");
	refuses(work, "ben", "verify", "caught-up", "{\"reason\":\"r\"}",
	    "elements-begun");
	json_text_wipe(work);
}

static void
test_override(void **state)
{
	cJSON *work =
	    rules_make_work("{\"action\":{\"status\":\"REVIEWED\",\"author\":"
			    "\"anna\",\"reviewer\":\"dara\"}}");

	(void)state;
	does(work, "anna", "action", "override",
	    "{\"number\":1,\"reason\":\"r\",\"until\":\"2026-11-30\"}");
	does(work, "anna", "action", "approve", "{\"number\":1}");
	json_text_wipe(work);
	/* Never one alone, and not once it ended. */
	work = rules_make_work(
	    "{\"action\":{\"status\":\"REVIEWED\",\"author\":\"anna\","
	    "\"reviewer\":\"anna\",\"override\":{\"until\":\"2026-11-30\"}}}");
	refuses(work, "anna", "action", "approve", "{\"number\":1}",
	    "three-persons");
	json_text_wipe(work);
	work = rules_make_work(
	    "{\"action\":{\"status\":\"REVIEWED\",\"author\":\"anna\","
	    "\"reviewer\":\"dara\",\"override\":{\"until\":\"2026-11-29\"}}}");
	refuses(work, "anna", "action", "approve", "{\"number\":1}",
	    "three-persons");
	json_text_wipe(work);
}

/* A grade that changes asks for a review of what rests on it. */
static void
test_grade(void **state)
{
	cJSON *work = rules_make_work(NULL);

	(void)state;
	does(work, "ben", "source", "grade",
	    "{\"source\":2,\"person_grade\":\"E\",\"reason\":\"forged\"}");
	refuses(work, "ben", "case", "credible", "{}", "elements-met");
	refuses(work, "ben", "verify", "record",
	    "{\"element\":\"act\",\"finding\":\"met\",\"sources\":[1,2],"
	    "\"contradicting\":\"none found\"}",
	    "corroborated");
	json_text_wipe(work);
}

/* What hangs on each other is one. */
static void
test_groups(void **state)
{
	static const struct {
		const char *sources;
		unsigned asked;
		bool met;
	} all[] = {
#define S(n, kind, group, hand, grade) \
	"{\"number\":" #n ",\"kind\":\"" kind "\",\"group\":\"" group \
	"\",\"first_hand\":\"" hand "\",\"person_grade\":\"" grade "\"}"
	    {"[" S(1, "account", "a", "no", "B") "," S(
		 2, "expert", "b", "no", "B") "]",
		0, true},
	    {"[" S(1, "account", "a", "no", "B") "," S(
		 2, "expert", "a", "no", "B") "]",
		0, false},
	    {"[" S(1, "account", "a", "yes", "B") "," S(
		 2, "document", "a", "no", "B") "]",
		0, true},
	    {"[" S(1, "account", "a", "no", "B") "," S(
		 2, "document", "a", "no", "B") "]",
		0, false},
	    {"[" S(1, "account", "a", "no", "B") "," S(
		 2, "expert", "b", "no", "E") "]",
		0, false},
	    {"[" S(1, "account", "a", "no", "B") "," S(
		 2, "expert", "b", "no", "B") "]",
		3, false},
#undef S
	};
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cJSON *work = cJSON_CreateObject();
		cJSON *numbers = rules_make_json("[1,2]");
		struct verification_standard standard = {all[i].asked};
		struct reason reason;

		cJSON_AddItemToObject(
		    work, "sources", rules_make_json(all[i].sources));
		if (verification_corroborated(
			work, numbers, &standard, &reason) != all[i].met)
			fail_msg("%s", all[i].sources);
		cJSON_Delete(numbers);
		cJSON_Delete(work);
	}
}

static void
test_consent(void **state)
{
	static const struct {
		const char *record;
		enum consent_state state;
	} all[] = {
	    {"{\"value\":\"yes\"}", CONSENT_GIVEN},
	    {"{\"value\":\"no\"}", CONSENT_REFUSED},
	    {"{\"value\":\"ask-first\"}", CONSENT_ASK_FIRST},
	    {"{\"value\":\"not-asked\"}", CONSENT_NEVER},
	    {"{\"value\":\"YES\"}", CONSENT_NEVER},
	    {"{\"value\":\"changed\"}", CONSENT_CHANGED},
	    {"{\"value\":\"yes\",\"until\":\"2026-11-29\"}", CONSENT_EXPIRED},
	    {"{\"value\":\"yes\",\"until\":\"2026-11-30\"}", CONSENT_GIVEN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cJSON *work = cJSON_CreateObject();
		cJSON *list = cJSON_AddArrayToObject(work, "consents");
		cJSON *record = rules_make_json(all[i].record);

		cJSON_AddStringToObject(record, "use", "C2");
		cJSON_AddNumberToObject(record, "person", 4);
		cJSON_AddItemToArray(list, record);
		assert_int_equal(
		    consent_of(work, 4, "C2", TODAY), all[i].state);
		assert_int_equal(
		    consent_of(work, 4, "C3", TODAY), CONSENT_NEVER);
		assert_int_equal(
		    consent_of(work, 5, "C2", TODAY), CONSENT_NEVER);
		cJSON_Delete(work);
	}
}

static void
test_names(void **state)
{
	static const struct {
		const char *text;
		enum consent_stray found;
	} all[] = {
	    {"A person was held.", STRAY_NONE},
	    {"Bashir Qadim was held.", STRAY_NAME},
	    {"QADIM, bashir", STRAY_NAME},
	    {"Mr Qadim was held.", STRAY_WORD},
	    {"The Qadimi quarter", STRAY_NONE},
	    {"Amal Noor was held.", STRAY_NONE}, /* she is named */
	    {"The noor of it", STRAY_NONE},
	    {"\xe2\x80\x9c"
	     "Bashir Qadim\xe2\x80\x9d",
		STRAY_NAME},
	    {"\xc2\xab"
	     "Bashir Qadim\xc2\xbb",
		STRAY_NAME},
	    {"受害人Bashir Qadim被捕", STRAY_NAME},
	    {"(Bashir-Qadim)", STRAY_NAME},
	};
	cJSON *work = rules_make_work(NULL);
	cJSON *named = rules_make_json("[1]"), *looked = rules_make_json("[2]");
	uint64_t person = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		enum consent_stray found =
		    consent_stray_name(work, named, NULL, all[i].text, &person);

		if (found != all[i].found)
			fail_msg("%s: %d", all[i].text, (int)found);
		if (found != STRAY_NONE)
			assert_int_equal(person, 2);
	}
	assert_int_equal(STRAY_NONE,
	    consent_stray_name(work, named, looked, "Mr Qadim", &person));
	assert_int_equal(STRAY_NAME,
	    consent_stray_name(work, named, looked, "Bashir Qadim", &person));
	cJSON_Delete(named);
	cJSON_Delete(looked);
	json_text_wipe(work);
	/* Scripts that part no words, or join them with others. */
	work =
	    rules_make_json("{\"people\":[{\"number\":1,\"name\":\"王小明\"},"
			    "{\"number\":2,\"name\":\"نور القاضي\"}]}");
	assert_int_equal(STRAY_NAME,
	    consent_stray_name(work, NULL, NULL, "警察带走王小明。", &person));
	assert_int_equal(person, 1);
	assert_int_equal(STRAY_WORD,
	    consent_stray_name(work, NULL, NULL, "ذهبت ونور إلى", &person));
	assert_int_equal(person, 2);
	json_text_wipe(work);
}

/* Nor does a change of what they hang on let anything out. */
static void
test_around(void **state)
{
	cJSON *work = rules_make_work("{\"action\":{\"public\":\"\",\"facts\":"
				      "\"Bashir Qadim was held.\"}}");

	(void)state;
	refuses(
	    work, "dara", "action", "review", "{\"number\":1}", "names-apart");
	does(work, "ben", "case", "person",
	    "{\"person\":2,\"name\":\"B.\",\"name_latin\":\"B.\"}");
	refuses(
	    work, "dara", "action", "review", "{\"number\":1}", "names-apart");
	json_text_wipe(work);
	/* About nobody is no way around their consent. */
	work = rules_make_work(
	    "{\"consents\":[],\"action\":{\"about\":[],\"named\":[]}}");
	refuses(work, "dara", "action", "review", "{\"number\":1}", "consent");
	json_text_wipe(work);
	/* A package has everybody in it, whomever it is said to be about. */
	work = rules_make_work("{\"action\":{\"kind\":\"package\",\"text\":"
			       "\"t\",\"about\":[1],\"named\":[]}}");
	refuses(work, "dara", "action", "review", "{\"number\":1}", "consent");
	json_text_wipe(work);
	/* A source graded anew stops an entry of a case that was credible. */
	work = rules_make_work(
	    "{\"state\":\"CREDIBLE\",\"action\":{\"kind\":\"entry\",\"text\":"
	    "\"t\",\"state_said\":\"s\",\"raised_in\":\"A/HRC/1\"}}");
	/* An entry that stands nowhere. */
	refuses(work, "dara", "action", "review", "{\"number\":1}", "text");
	assert_true(work_put(work_item(work, WORK_ACTIONS, 1), "annex", "I"));
	does(work, "ben", "source", "grade",
	    "{\"source\":2,\"person_grade\":\"C\",\"reason\":\"r\"}");
	refuses(work, "dara", "action", "review", "{\"number\":1}", "credible");
	json_text_wipe(work);
}

/* What an approval was of does not change behind it. */
static void
test_approved(void **state)
{
	static const char approved[] =
	    "{\"action\":{\"status\":\"APPROVED\",\"reviewer\":\"dara\","
	    "\"manifest\":\"aa\"}}";
	static const struct {
		const char *family, *act, *given;
	} all[] = {
	    {"case", "assess", "{\"class\":\"unclassified\"}"},
	    {"case", "person", "{\"person\":2,\"label\":\"x\"}"},
	    {"case", "act", "{\"victims\":[1],\"actors\":[1]}"},
	    {"source", "grade",
		"{\"source\":3,\"person_grade\":\"A\",\"reason\":\"r\"}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cJSON *work = rules_make_work(approved);

		does(work, "ben", all[i].family, all[i].act, all[i].given);
		assert_int_equal(status_of(work), STATUS_DRAFT);
		assert_string_equal(
		    work_text(work_item(work, WORK_ACTIONS, 1), "manifest"),
		    "");
		json_text_wipe(work);
	}
}

/* Whoever ever wrote of it neither reviews nor approves it. */
static void
test_authors(void **state)
{
	cJSON *work =
	    rules_make_work("{\"action\":{\"author\":\"anna\",\"authors\":["
			    "\"anna\"]}}");

	(void)state;
	does(work, "ben", "action", "text",
	    "{\"number\":1,\"language\":\"en\"}");
	does(work, "dara", "action", "review", "{\"number\":1}");
	refuses(work, "anna", "action", "approve", "{\"number\":1}",
	    "three-persons");
	json_text_wipe(work);
}

/* The later word counts, and on one day a no is not undone by a report. */
static void
test_later(void **state)
{
	static const struct {
		const char *first, *second;
		enum consent_state state;
	} all[] = {
	    {"\"value\":\"no\",\"day\":\"2026-07-09\"",
		"\"value\":\"yes\",\"day\":\"2024-01-01\"", CONSENT_REFUSED},
	    {"\"value\":\"no\",\"day\":\"2026-07-09\"",
		"\"value\":\"yes\",\"day\":\"2026-07-09\"", CONSENT_REFUSED},
	    {"\"value\":\"no\",\"day\":\"2026-07-09\"",
		"\"value\":\"yes\",\"day\":\"2026-07-09\",\"recorded_by\":"
		"\"ben\"",
		CONSENT_GIVEN},
	    {"\"value\":\"yes\",\"day\":\"2026-07-09\"",
		"\"value\":\"no\",\"day\":\"2026-07-10\"", CONSENT_REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char text[400];
		cJSON *work;

		(void)snprintf(text, sizeof(text),
		    "{\"consents\":[{\"person\":1,\"use\":\"C2\",%s},{"
		    "\"person\":"
		    "1,\"use\":\"C2\",%s}]}",
		    all[i].first, all[i].second);
		work = rules_make_json(text);
		assert_int_equal(
		    consent_of(work, 1, "C2", TODAY), all[i].state);
		cJSON_Delete(work);
	}
}

/* A report whose numbers no row may have, or that are of nobody. */
static void
test_odd_reports(void **state)
{
	cJSON *report = rules_make_json(
	    "{\"victims\":[{\"name\":\"A\",\"count\":{\"number\":3,\"share\":"
	    "1.5,\"far\":1e300,\"less\":-1}},{}],\"acts\":[{\"victims\":[0,1,1,"
	    "7]},{\"victims\":[2,1]}]}");
	cJSON *work = work_create("00000007", report, TODAY);
	const cJSON *count, *act;

	(void)state;
	assert_non_null(work);
	count = cJSON_GetObjectItemCaseSensitive(
	    work_item(work, WORK_PEOPLE, 1), "count");
	assert_int_equal(cJSON_GetArraySize(count), 1);
	act = cJSON_GetObjectItemCaseSensitive(
	    work_item(work, WORK_ACTS, 1), "victims");
	assert_int_equal(cJSON_GetArraySize(act), 1);
	assert_true(work_has_number(act, 1));
	/* All of them is no list. */
	assert_null(cJSON_GetObjectItemCaseSensitive(
	    work_item(work, WORK_ACTS, 2), "victims"));
	json_text_wipe(work);
	json_text_wipe(report);
}

/* What a report brings, numbered anew behind what was there. */
static void
test_take(void **state)
{
	static const char report_text[] =
	    "{\"victims\":[{\"name\":"
	    "\"Amal\"},{}],\"actors\":[{\"code\":\"police\"}],\"acts\":[{"
	    "\"type\":"
	    "\"detention\",\"victims\":[1]},{\"type\":\"threat\"}],"
	    "\"consent\":[{\"person\":\"self\",\"C2\":\"yes\",\"C3\":\"no\"},"
	    "{\"person\":\"Karim\",\"C2\":\"yes\"}]}";
	cJSON *report = rules_make_json(report_text);
	cJSON *work = work_create("00000007", report, TODAY);
	const cJSON *act;

	(void)state;
	assert_non_null(work);
	assert_int_equal(work_state(work), STATE_OPENED);
	/* Whether who told it is the victim is held apart. */
	assert_int_equal(consent_of(work, 0, "C2", TODAY), CONSENT_GIVEN);
	assert_int_equal(consent_of(work, 0, "C3", TODAY), CONSENT_REFUSED);
	assert_int_equal(consent_of(work, 1, "C2", TODAY), CONSENT_NEVER);
	/* A person of whom the consent alone tells is one of the case's. */
	assert_string_equal(
	    work_text(work_item(work, WORK_PEOPLE, 3), "name"), "Karim");
	/* That is a claim of another, until it was asked. */
	assert_int_equal(consent_of(work, 3, "C2", TODAY), CONSENT_ASK_FIRST);
	assert_true(work_take(work, "00000007.1", report, TODAY));
	act = work_item(work, WORK_ACTS, 3);
	assert_true(work_has_number(
	    cJSON_GetObjectItemCaseSensitive(act, "victims"), 4));
	assert_null(cJSON_GetObjectItemCaseSensitive(
	    work_item(work, WORK_ACTS, 4), "victims"));
	json_text_wipe(work);
	json_text_wipe(report);
}

static void
test_urgency(void **state)
{
	static const struct {
		const char *report;
		enum urgency urgency;
		const char *why;
	} all[] = {
	    {"{}", URGENCY_ORDINARY, ""},
	    {"{\"danger_now\":\"life\",\"situation_now\":\"detained\"}",
		URGENCY_LIFE, "danger_now life"},
	    {"{\"situation_now\":\"missing\"}", URGENCY_DANGER,
		"situation_now missing"},
	    {"{\"situation_now\":\"detained\"}", URGENCY_OPEN,
		"situation_now detained"},
	    {"{\"deadline\":{\"date\":\"2026-12-14\"}}", URGENCY_SOON,
		"deadline 2026-12-14"},
	    {"{\"deadline\":{\"date\":\"2026-12-15\"}}", URGENCY_ORDINARY, ""},
	    {"{\"deadline\":{\"date\":\"2026-11-29\"}}", URGENCY_ORDINARY, ""},
	    {"{\"danger_now\":\"life \"}", URGENCY_ORDINARY, ""},
	};
	char why[URGENCY_WHY_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cJSON *report = rules_make_json(all[i].report);

		assert_int_equal(
		    urgency_of_report(report, TODAY, why), all[i].urgency);
		assert_string_equal(why, all[i].why);
		cJSON_Delete(report);
	}
}

struct dues {
	char text[1024];
};

static bool
take_due(void *context, const struct due *due)
{
	struct dues *d = context;
	const size_t len = strlen(d->text);

	(void)snprintf(d->text + len, sizeof(d->text) - len, "%s %s %d\n",
	    due->day, due_word(due->kind), (int)due->number);
	return true;
}

static void
test_due(void **state)
{
	struct dues d = {""};
	cJSON *work = rules_make_work(
	    "{\"records_due\":\"2026-12-07\",\"dues\":[{\"number\":1,\"day\":"
	    "\"2026-12-01\",\"text\":\"call\"},{\"number\":2,\"day\":"
	    "\"2026-12-02\",\"text\":\"done\",\"done\":\"2026-11-30\"}],"
	    "\"action\":{\"status\":\"SENT\",\"reply_by\":\"2027-01-29\"},"
	    "\"consents\":[{\"number\":1,\"person\":1,\"use\":\"C2\","
	    "\"value\":\"yes\",\"until\":\"2027-02-01\"},{\"number\":2,"
	    "\"person\":1,\"use\":\"C3\",\"value\":\"yes\",\"until\":"
	    "\"2027-02-02\"},{\"number\":3,\"person\":1,\"use\":\"C3\","
	    "\"value\":\"no\"}]}");

	(void)state;
	assert_true(due_each(work, NULL, take_due, &d));
	assert_string_equal(d.text,
	    "2027-01-29 answer of the State 1\n"
	    "2026-12-07 record that was skipped 0\n"
	    "2027-02-01 consent ends 1\n"
	    "2026-12-31 assessment of harm ends 0\n"
	    "2026-12-01 set 1\n");
	json_text_wipe(work);
}

static void
test_fields(void **state)
{
	static const struct {
		enum rule_field_kind kind;
		const char *codes, *typed;
		bool ok;
	} all[] = {
	    {RULE_LINE, NULL, "a line", true},
	    {RULE_LINE, NULL, "", false},
	    {RULE_LINE, NULL, "two\nlines", false},
	    {RULE_LINE, NULL, "\xe2\x80\xae reversed", false},
	    {RULE_LINE, NULL, "not UTF-8 \xff", false},
	    {RULE_TEXT, NULL, "two\nlines", true},
	    {RULE_TEXT, NULL, "bell \a", false},
	    {RULE_CODE, "yes no", "yes", true},
	    {RULE_CODE, "yes no", "ye", false},
	    {RULE_CODE, "@consents", "C3", true},
	    {RULE_CODES, "a b", "a,b", true},
	    {RULE_CODES, "a b", "a,,b", false},
	    {RULE_DAY, NULL, "2028-02-29", true},
	    {RULE_DAY, NULL, "2027-02-29", false},
	    {RULE_NUMBER, "366", "366", true},
	    {RULE_NUMBER, "366", "367", false},
	    {RULE_NUMBERS, NULL, "1,3", true},
	    {RULE_NUMBERS, NULL, "none", true},
	    {RULE_NUMBERS, NULL, "1,", false},
	    {RULE_CASE, NULL, "00000007", true},
	    {RULE_CASE, NULL, "7", true},
	    {RULE_CASE, NULL, "0", false},
	    {RULE_CASE, NULL, "000000007", false},
	    {RULE_CASE, NULL, "7.2", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct rule_field f = {
		    "x", all[i].kind, RULE_MAY, all[i].codes, "h"};
		struct rule_refusal refusal;
		cJSON *value = rule_field_read(&f, all[i].typed, &refusal);

		if ((value != NULL) != all[i].ok)
			fail_msg("%s", all[i].typed);
		cJSON_Delete(value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_letter),
	    cmocka_unit_test(test_withdrawal),
	    cmocka_unit_test(test_hold),
	    cmocka_unit_test(test_urgent),
	    cmocka_unit_test(test_override),
	    cmocka_unit_test(test_grade),
	    cmocka_unit_test(test_groups),
	    cmocka_unit_test(test_consent),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_around),
	    cmocka_unit_test(test_approved),
	    cmocka_unit_test(test_authors),
	    cmocka_unit_test(test_later),
	    cmocka_unit_test(test_odd_reports),
	    cmocka_unit_test(test_take),
	    cmocka_unit_test(test_urgency),
	    cmocka_unit_test(test_due),
	    cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
