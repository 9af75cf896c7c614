/* What eases the work on a case, and its links with others (docs/CASES.md). */
#include <string.h>

#include "common/json/json_text.h"
#include "rule_parts.h"

#define HARD "sexual-violence torture death child self-harm"

static const struct rule_field note_fields[] = {
    {"text", RULE_TEXT, RULE_MUST, NULL, "for staff alone"}, {0}};

static bool
apply_note(struct rule_try *t)
{
	static const char *const members[] = {"text", NULL};
	cJSON *note = try_add(t, t->work, WORK_NOTES);

	return note != NULL && try_copy(t, note, members) &&
	    try_sign(t, note, "by", "day");
}

static const struct rule_field due_fields[] = {
    {"day", RULE_DAY, RULE_MUST, NULL, "when"},
    {"text", RULE_LINE, RULE_MUST, NULL, "what"}, {0}};

static bool
apply_due(struct rule_try *t)
{
	static const char *const members[] = {"day", "text", NULL};
	cJSON *due = try_add(t, t->work, "dues");

	return due != NULL && try_copy(t, due, members) &&
	    work_put(due, "by", t->now->who);
}

static const struct rule_field done_fields[] = {
    {"due", RULE_NUMBER, RULE_MUST, NULL, "of what was due"}, {0}};

static bool
apply_done(struct rule_try *t)
{
	uint64_t number = 0;
	cJSON *due;

	(void)try_number(t, "due", &number);
	due = work_item(t->work, "dues", number);
	return due != NULL && work_put(due, "done", t->now->day);
}

static const struct rule_field warn_fields[] = {
    {"of", RULE_CODES, RULE_MUST, HARD, "what is hard to read"}, {0}};

static bool
apply_warn(struct rule_try *t)
{
	return work_put_copy(t->work, "warnings",
	    cJSON_GetObjectItemCaseSensitive(t->given, "of"));
}

static const struct rule_field fold_fields[] = {
    {"abusive", RULE_CODE, RULE_MUST, "yes no", "whether it is folded away"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
apply_fold(struct rule_try *t)
{
	return work_put(t->work, "abusive", try_text(t, "abusive"));
}

static const struct rule_field link_fields[] = {
    {"with", RULE_CASE, RULE_MUST, NULL, "the other case"},
    {"relation", RULE_CODE, RULE_MUST, "duplicate related follow-up",
	"what they are to each other"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "on what it rests"}, {0}};

static bool
apply_link(struct rule_try *t)
{
	static const char *const members[] = {
	    "with", "relation", "reason", NULL};
	cJSON *link = try_add(t, t->work, WORK_LINKS);

	return link != NULL && try_copy(t, link, members) &&
	    try_sign(t, link, "by", "day");
}

static const struct rule_field unlink_fields[] = {
    {"link", RULE_NUMBER, RULE_MUST, NULL, "its number"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
apply_unlink(struct rule_try *t)
{
	uint64_t number = 0;
	cJSON *link;

	(void)try_number(t, "link", &number);
	link = work_item(t->work, WORK_LINKS, number);
	return link != NULL && try_sign(t, link, "undone_by", "undone");
}

/* A proposal that a person looked at, and did not take. */
static const struct rule_field dismiss_fields[] = {
    {"with", RULE_CASE, RULE_MUST, NULL, "the other case"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why they are not the same"}, {0}};

static bool
apply_dismiss(struct rule_try *t)
{
	static const char *const members[] = {"with", "reason", NULL};
	cJSON *link = try_add(t, t->work, "dismissed");

	return link != NULL && try_copy(t, link, members) &&
	    try_sign(t, link, "by", "day");
}

static const struct rule_field schedule_fields[] = {
    {"schedule", RULE_LINE, RULE_MUST, NULL, "a code, as HRC-4.2"},
    {"keep-until", RULE_DAY, RULE_MAY, NULL, "not to be disposed of before"},
    {0}};

static bool
apply_schedule(struct rule_try *t)
{
	static const char *const members[] = {"schedule", "keep_until", NULL};

	return try_copy(t, t->work, members);
}

static const struct rule_field take_fields[] = {
    {"item", RULE_LINE, RULE_MUST, NULL, "of the case, as 1.2"}, {0}};

/* What it brings is taken by whoever has the report. */
static bool
apply_take(struct rule_try *t)
{
	(void)t;
	return true;
}

static const enum rule_guard no_guards[] = {GUARD_END};
static const enum rule_guard assigned[] = {GUARD_ASSIGNED, GUARD_END};
static const enum rule_guard scheduled[] = {
    GUARD_ASSIGNED, GUARD_FUTURE, GUARD_END};
static const enum rule_guard future[] = {GUARD_FUTURE, GUARD_END};
static const enum rule_guard item[] = {GUARD_ITEM, GUARD_END};
static const enum rule_guard other_case[] = {GUARD_OTHER_CASE, GUARD_END};

const struct rule_act rule_acts_desk[] = {
    {"case", "note", RULE_ALL, STATES_ANY, 0, note_fields, no_guards,
	apply_note, "for staff alone; it never leaves"},
    {"case", "due", RULE_ALL, STATES_ANY, 0, due_fields, future, apply_due,
	"what is to be done by when"},
    {"case", "done", RULE_ALL, STATES_ANY, 0, done_fields, item, apply_done,
	"what was due is done"},
    {"case", "warn", RULE_ALL, STATES_ANY, 0, warn_fields, no_guards,
	apply_warn, "whoever opens it is warned of what is hard to read"},
    {"case", "fold", RULE_ALL, STATES_ANY, 0, fold_fields, no_guards,
	apply_fold, "an abusive sender's words are shown on demand alone"},
    {"case", "link", RULE_ALL, STATES_ANY, 0, link_fields, other_case,
	apply_link, "with another case"},
    {"case", "unlink", RULE_ALL, STATES_ANY, 0, unlink_fields, item,
	apply_unlink, "undoes a link; it stays to be read"},
    {"case", "dismiss", RULE_ALL, STATES_ANY, 0, dismiss_fields, other_case,
	apply_dismiss, "a proposed link is none"},
    {"case", "schedule", "officer head", STATES_ANY, 0, schedule_fields,
	scheduled, apply_schedule, "how long its records are kept"},
    {"case", "take", "officer head", STATES_WORKED, 0, take_fields, assigned,
	apply_take, "victims, acts and consents of a follow-up"},
    {0}};
