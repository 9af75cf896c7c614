/* Sources, findings, and the harm that an act may do. */
#include <string.h>

#include "rule_days.h"
#include "rule_parts.h"

#define GRADES_PERSON "A B C D E F"
#define GRADES_INFORMATION "1 2 3 4 5 6"

static const struct rule_field source_fields[] = {
    {"kind", RULE_CODE, RULE_MUST,
	"account document digital expert state-answer media", "what it is"},
    {"connection", RULE_CODE, RULE_MUST,
	"victim relative witness organisation lawyer official un media other",
	"to what happened"},
    {"person-grade", RULE_CODE, RULE_MUST, GRADES_PERSON,
	"how reliable who says it is: A always, F can't be judged"},
    {"information-grade", RULE_CODE, RULE_MUST, GRADES_INFORMATION,
	"how credible what is said is: 1 confirmed, 6 can't be judged"},
    {"group", RULE_LINE, RULE_MUST, NULL,
	"a word: sources that hang on each other have the same"},
    {"first-hand", RULE_CODE, RULE_MUST, "yes no", "saw or lived it"},
    {"item", RULE_LINE, RULE_MAY, NULL, "where it lies, as 1.2, attachment 3"},
    {"action", RULE_NUMBER, RULE_MAY, NULL, "that was answered"},
    {"text", RULE_TEXT, RULE_MAY, NULL, "what it says"}, {0}};

static bool
apply_source(struct rule_try *t)
{
	static const char *const members[] = {"kind", "connection",
	    "person_grade", "information_grade", "group", "first_hand", "item",
	    "action", "text", NULL};
	cJSON *source = try_add(t, t->work, WORK_SOURCES);

	return source != NULL && try_copy(t, source, members) &&
	    try_sign(t, source, "by", "day");
}

static const struct rule_field grade_fields[] = {
    {"source", RULE_NUMBER, RULE_MUST, NULL, "which"},
    {"person-grade", RULE_CODE, RULE_MAY, GRADES_PERSON, "anew"},
    {"information-grade", RULE_CODE, RULE_MAY, GRADES_INFORMATION, "anew"},
    {"group", RULE_LINE, RULE_MAY, NULL, "another"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
uses_source(const cJSON *element, uint64_t number)
{
	return work_has_number(
	    cJSON_GetObjectItemCaseSensitive(element, "sources"), number);
}

/* Findings that rest on it are to be reviewed again. */
static bool
apply_grade(struct rule_try *t)
{
	static const char *const members[] = {
	    "person_grade", "information_grade", "group", NULL};
	uint64_t number = 0;
	cJSON *element;

	(void)try_number(t, "source", &number);
	cJSON_ArrayForEach (
	    element, cJSON_GetObjectItemCaseSensitive(t->work, WORK_ELEMENTS))
		if (uses_source(element, number))
			cJSON_DeleteItemFromObjectCaseSensitive(
			    element, "reviewer");
	return try_copy(t, work_item(t->work, WORK_SOURCES, number), members);
}

static const struct rule_field record_fields[] = {
    {"element", RULE_CODE, RULE_MUST, RULE_ELEMENTS, "which of the four"},
    {"finding", RULE_CODE, RULE_MUST, "met not-met inconclusive",
	"what was found"},
    {"sources", RULE_NUMBERS, RULE_MUST, NULL, "on which it rests"},
    {"contradicting", RULE_TEXT, RULE_MAY, NULL, "what speaks against it"},
    {"checks", RULE_TEXT, RULE_MAY, NULL,
	"of what is digital: link, day, hash, tool"},
    {"gaps", RULE_TEXT, RULE_MAY, NULL, "what is not known"},
    {"standard", RULE_LINE, RULE_MAY, NULL,
	"else: reasonable grounds to believe"},
    {0}};

static bool
apply_record(struct rule_try *t)
{
	static const char *const members[] = {"finding", "sources",
	    "contradicting", "checks", "gaps", "standard", NULL};
	cJSON *element = work_element(t->work, try_text(t, "element"));

	if (element == NULL)
		return false;
	/* A finding is a whole: nothing of one before stays in it. */
	for (size_t i = 0; members[i] != NULL; i++)
		cJSON_DeleteItemFromObjectCaseSensitive(element, members[i]);
	cJSON_DeleteItemFromObjectCaseSensitive(element, "reviewer");
	cJSON_DeleteItemFromObjectCaseSensitive(element, "reviewed");
	cJSON_DeleteItemFromObjectCaseSensitive(element, "remark");
	return try_copy(t, element, members) &&
	    try_sign(t, element, "analyst", "day");
}

static const struct rule_field review_fields[] = {
    {"element", RULE_CODE, RULE_MUST, RULE_ELEMENTS, "which of the four"},
    {"remark", RULE_TEXT, RULE_MAY, NULL, "what the reviewer adds"}, {0}};

static bool
apply_review(struct rule_try *t)
{
	static const char *const members[] = {"remark", NULL};
	cJSON *element = work_element(t->work, try_text(t, "element"));

	return element != NULL && try_copy(t, element, members) &&
	    try_sign(t, element, "reviewer", "reviewed");
}

static const struct rule_field harm_fields[] = {
    {"at-risk", RULE_TEXT, RULE_MUST, NULL, "who, beyond the victim"},
    {"own-view", RULE_TEXT, RULE_MUST, NULL, "of the person at risk"},
    {"likelihood", RULE_CODE, RULE_MUST, "low medium high", "of harm"},
    {"severity", RULE_CODE, RULE_MUST, "low medium high", "of harm"},
    {"lessens", RULE_TEXT, RULE_MUST, NULL, "what makes it less"},
    {"until", RULE_DAY, RULE_MUST, NULL, "how long this holds"}, {0}};

static bool
apply_harm(struct rule_try *t)
{
	static const char *const members[] = {"at_risk", "own_view",
	    "likelihood", "severity", "lessens", "until", NULL};
	cJSON *harm = try_add(t, t->work, WORK_HARM);

	return harm != NULL && try_copy(t, harm, members) &&
	    try_sign(t, harm, "by", "day") &&
	    work_put_number(harm, "line", work_last(t->work));
}

static const struct rule_field caught_up_fields[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "what was recorded"}, {0}};

/* What an urgent appeal skipped was recorded. */
static bool
apply_caught_up(struct rule_try *t)
{
	cJSON_DeleteItemFromObjectCaseSensitive(t->work, "records_due");
	return true;
}

static const enum rule_guard source[] = {
    GUARD_ASSIGNED, GUARD_NO_SILENCE, GUARD_END};
static const enum rule_guard grade[] = {
    GUARD_ASSIGNED, GUARD_SOURCES, GUARD_END};
static const enum rule_guard record[] = {GUARD_ASSIGNED, GUARD_SOURCES,
    GUARD_CONTRADICTING, GUARD_NOT_MEDIA_ALONE, GUARD_CORROBORATED, GUARD_END};
static const enum rule_guard review[] = {GUARD_OTHER_ANALYST, GUARD_END};
static const enum rule_guard harm[] = {GUARD_ASSIGNED, GUARD_FUTURE, GUARD_END};
static const enum rule_guard caught_up[] = {
    GUARD_ASSIGNED, GUARD_ELEMENTS_BEGUN, GUARD_END};

#define WORKED (STATES_WORKED | STATE(STATE_HOLD))

const struct rule_act rule_acts_verify[] = {
    {"source", "add", "officer verifier head", WORKED, 0, source_fields, source,
	apply_source, "what the case rests on, graded"},
    {"source", "grade", "officer verifier head", WORKED, 0, grade_fields, grade,
	apply_grade, "graded anew"},
    {"verify", "record", "officer head", STATE(STATE_VERIFYING), 0,
	record_fields, record, apply_record, "a finding on one element"},
    {"verify", "review", "verifier", STATE(STATE_VERIFYING), 0, review_fields,
	review, apply_review, "of another's finding"},
    {"verify", "harm", "officer head", WORKED, 0, harm_fields, harm, apply_harm,
	"what raising it may do to people"},
    {"verify", "caught-up", "officer head", STATES_WORKED, 0, caught_up_fields,
	caught_up, apply_caught_up,
	"what an urgent appeal skipped is recorded"},
    {0}};
