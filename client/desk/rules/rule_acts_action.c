/* What is done outward, each with a life of its own (docs/CASES.md 2). */
#include <string.h>

#include "common/json/json_text.h"
#include "rule_days.h"
#include "rule_parts.h"

#define POSITIONS \
	"none denies justifies accepts-part accepts investigates other"
#define RECEIPTS "none acknowledged translation substantive late"

static const struct rule_field none[] = {{0}};
static const struct rule_field reason_field[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static const struct rule_field draft_fields[] = {
    {"kind", RULE_CODE, RULE_MUST, RULE_KINDS, "what it is"},
    {"to", RULE_LINE, RULE_MUST, NULL, "whom it goes to"},
    {"joint", RULE_LINE, RULE_MAY, NULL, "with which mandates"},
    {"urgent", RULE_CODE, RULE_MAY, "yes no", "danger to life"},
    {"about", RULE_NUMBERS, RULE_MAY, NULL, "which persons; else all"}, {0}};

/* Each who ever wrote of it: none of them reviews or approves it. */
static bool
add_author(const struct rule_try *t, cJSON *action)
{
	cJSON *list = work_list(action, "authors"), *name;
	const cJSON *item;

	cJSON_ArrayForEach (item, list)
		if (strcmp(cJSON_GetStringValue(item), t->now->who) == 0)
			return true;
	name = cJSON_CreateString(t->now->who);
	if (list != NULL && name != NULL && cJSON_AddItemToArray(list, name))
		return true;
	cJSON_Delete(name);
	return false;
}

static bool
apply_draft(struct rule_try *t)
{
	static const char *const members[] = {
	    "kind", "to", "joint", "urgent", "about", NULL};
	cJSON *action = try_add(t, t->work, WORK_ACTIONS);

	return action != NULL && try_copy(t, action, members) &&
	    try_sign(t, action, "author", "drafted") && add_author(t, action) &&
	    work_set_status(action, STATUS_DRAFT);
}

static const struct rule_field text_fields[] = {
    {"facts", RULE_TEXT, RULE_MAY, NULL, "what is alleged"},
    {"norms", RULE_TEXT, RULE_MAY, NULL, "which norms it concerns"},
    {"questions", RULE_TEXT, RULE_MAY, NULL, "concerns and questions"},
    {"follow-up", RULE_TEXT, RULE_MAY, NULL, "what is asked for"},
    {"text", RULE_TEXT, RULE_MAY, NULL, "of what is no communication"},
    {"public", RULE_TEXT, RULE_MAY, NULL, "as it is published"},
    {"state-said", RULE_TEXT, RULE_MAY, NULL, "of an entry"},
    {"raised-in", RULE_LINE, RULE_MAY, NULL, "a UN document's symbol"},
    {"annex", RULE_CODE, RULE_MAY, "body I II", "of an entry"},
    {"year", RULE_NUMBER, RULE_MAY, "9999", "of the report"},
    {"paragraph", RULE_NUMBER, RULE_MAY, NULL, "of the report"},
    {"to", RULE_LINE, RULE_MAY, NULL, "whom it goes to"},
    {"about", RULE_NUMBERS, RULE_MAY, NULL, "which persons"},
    {"named", RULE_NUMBERS, RULE_MAY, NULL, "whom the text names"},
    {"public-named", RULE_NUMBERS, RULE_MAY, NULL,
	"whom the published text names"},
    {"not-names", RULE_NUMBERS, RULE_MAY, NULL,
	"persons a word of whose name stands there as another word"},
    {"language", RULE_CODE, RULE_MAY, "ar en es fr ru zh",
	"of its headings; else en"},
    {"reply-days", RULE_NUMBER, RULE_MAY, "366", "for an answer; else 60"},
    {"tests", RULE_CODES, RULE_MAY, RULE_TESTS,
	"of admissibility, that are passed"},
    {0}};

void
try_forget_approval(cJSON *action)
{
	static const char *const members[] = {"reviewer", "reviewed",
	    "approver", "approved", "approved_line", "manifest", "journal",
	    "signatures"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		cJSON_DeleteItemFromObjectCaseSensitive(action, members[i]);
}

/* Whoever changes it is its author, and what was reviewed is a draft again. */
static bool
apply_text(struct rule_try *t)
{
	static const char *const members[] = {"facts", "norms", "questions",
	    "follow_up", "text", "public", "state_said", "raised_in", "annex",
	    "year", "paragraph", "to", "about", "named", "public_named",
	    "not_names", "reply_days", "tests", "language", NULL};

	try_forget_approval(t->action);
	return try_copy(t, t->action, members) &&
	    try_sign(t, t->action, "author", "drafted") &&
	    add_author(t, t->action) &&
	    work_set_status(t->action, STATUS_DRAFT);
}

static bool
apply_review(struct rule_try *t)
{
	return try_sign(t, t->action, "reviewer", "reviewed") &&
	    work_set_status(t->action, STATUS_REVIEWED);
}

static bool
apply_approve(struct rule_try *t)
{
	return try_sign(t, t->action, "approver", "approved") &&
	    work_put_number(t->action, "approved_line", work_last(t->work)) &&
	    work_set_status(t->action, STATUS_APPROVED);
}

/* What the folder has, and up to which line of the journal; signed anew. */
static const struct rule_field write_fields[] = {
    {"manifest", RULE_LINE, RULE_MUST, NULL, "SHA-256 of the folder's list"},
    {"journal", RULE_NUMBER, RULE_MUST, NULL, "line up to which it quotes"},
    {0}};

static bool
apply_write(struct rule_try *t)
{
	static const char *const members[] = {"manifest", "journal", NULL};

	cJSON_DeleteItemFromObjectCaseSensitive(t->action, "signatures");
	return try_copy(t, t->action, members);
}

static const struct rule_field sign_fields[] = {
    {"manifest", RULE_LINE, RULE_MUST, NULL, "SHA-256 of the folder's list"},
    {"key", RULE_LINE, RULE_MUST, NULL, "the desk key that signs it"}, {0}};

static bool
apply_sign(struct rule_try *t)
{
	static const char *const members[] = {"key", NULL};
	const cJSON *one;
	cJSON *own;

	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(t->action, "signatures"))
		if (strcmp(work_text(one, "key"), try_text(t, "key")) == 0)
			return true;
	own = try_add(t, t->action, "signatures");
	return own != NULL && try_copy(t, own, members) &&
	    try_sign(t, own, "by", "day");
}

static bool
apply_return(struct rule_try *t)
{
	try_forget_approval(t->action);
	return work_put(t->action, "returned", try_text(t, "reason")) &&
	    work_set_status(t->action, STATUS_DRAFT);
}

/* What was skipped on the urgent path falls due. */
static bool
apply_send(struct rule_try *t)
{
	uint64_t days = RULE_REPLY_DAYS;
	char day[UTC_DAY_BYTES];
	bool ok = true;

	(void)json_text_integer(t->action, "reply_days", &days);
	rule_day_add(t->now->day, (int)days, day);
	if (rule_code_is(RULE_LETTERS " note-verbale quiet",
		work_text(t->action, "kind")))
		ok = work_put(t->action, "reply_by", day);
	if (strcmp(work_text(t->action, "urgent"), "yes") == 0) {
		rule_day_add(t->now->day, RULE_RECORDS_DAYS, day);
		if (*work_text(t->work, "records_due") == '\0')
			ok = ok && work_put(t->work, "records_due", day);
	}
	return ok && try_sign(t, t->action, "sent_by", "sent") &&
	    work_set_status(t->action, STATUS_SENT);
}

static const struct rule_field answer_fields[] = {
    {"receipt", RULE_CODE, RULE_MUST, RECEIPTS, "what came"},
    {"day", RULE_DAY, RULE_MUST, NULL, "when it came"},
    {"position", RULE_CODE, RULE_MAY, POSITIONS, "what the State holds"},
    {"adequacy", RULE_CODE, RULE_MAY, "1 2 3 4 5",
	"how far it answers: 1 nothing, 5 all of it"},
    {"opinion", RULE_TEXT, RULE_MAY, NULL, "on what that rests"},
    {"text", RULE_TEXT, RULE_MAY, NULL, "what it says"}, {0}};

/* An acknowledgement is no answer: the clock goes on. */
static bool
apply_answer(struct rule_try *t)
{
	static const char *const members[] = {
	    "receipt", "day", "position", "adequacy", "opinion", "text", NULL};
	cJSON *answer = try_add(t, t->action, "answers");

	return answer != NULL && try_copy(t, answer, members) &&
	    work_put(answer, "by", t->now->who) &&
	    (!rule_code_is("substantive late", try_text(t, "receipt")) ||
		work_set_status(t->action, STATUS_ANSWERED));
}

static bool
apply_no_answer(struct rule_try *t)
{
	return work_set_status(t->action, STATUS_NO_ANSWER);
}

static bool
apply_close(struct rule_try *t)
{
	return work_set_status(t->action, STATUS_CLOSED);
}

static bool
apply_drop(struct rule_try *t)
{
	return work_put(t->action, "dropped", try_text(t, "reason")) &&
	    work_set_status(t->action, STATUS_DROPPED);
}

static const struct rule_field leave_fields[] = {
    {"for", RULE_CODE, RULE_MUST, "wish fear other",
	"at the source's wish, for fear, or other"},
    {"reason", RULE_LINE, RULE_MUST, NULL, "why"}, {0}};

static bool
apply_leave_out(struct rule_try *t)
{
	static const char *const members[] = {"for", NULL};

	return try_copy(t, t->action, members) &&
	    work_set_status(t->action, STATUS_LEFT_OUT);
}

static bool
apply_resume(struct rule_try *t)
{
	try_forget_approval(t->action);
	return work_set_status(t->action, STATUS_DRAFT);
}

static const struct rule_field override_fields[] = {
    {"reason", RULE_LINE, RULE_MUST, NULL, "why two must do"},
    {"until", RULE_DAY, RULE_MUST, NULL, "within 30 days"}, {0}};

static bool
apply_override(struct rule_try *t)
{
	static const char *const members[] = {"reason", "until", NULL};
	cJSON *override;

	cJSON_DeleteItemFromObjectCaseSensitive(t->action, "override");
	override = cJSON_AddObjectToObject(t->action, "override");
	return override != NULL && try_copy(t, override, members) &&
	    try_sign(t, override, "by", "day");
}

static const enum rule_guard assigned[] = {GUARD_ASSIGNED, GUARD_END};
static const enum rule_guard draft[] = {
    GUARD_ASSIGNED, GUARD_PERSON, GUARD_URGENT_PATH, GUARD_END};
static const enum rule_guard text[] = {GUARD_ASSIGNED, GUARD_PERSON, GUARD_END};
/* What is to go out, each time anew. */
#define OUT \
	GUARD_TEXT, GUARD_CREDIBLE, GUARD_STATE_SAID, GUARD_RAISED, \
	    GUARD_URGENT_PATH, GUARD_TESTS, GUARD_ELEMENTS_BEGUN, GUARD_HARM, \
	    GUARD_TAKEN, GUARD_CONSENT, GUARD_CONSENT_PUBLIC, \
	    GUARD_NAMES_APART
static const enum rule_guard checked[] = {OUT, GUARD_THREE_PERSONS, GUARD_END};
static const enum rule_guard written[] = {GUARD_ASSIGNED, OUT, GUARD_END};
static const enum rule_guard signs[] = {
    OUT, GUARD_WRITTEN, GUARD_OTHER_SIGNER, GUARD_END};
static const enum rule_guard sent[] = {
    GUARD_ASSIGNED, OUT, GUARD_SIGNED, GUARD_END};
static const enum rule_guard answer[] = {
    GUARD_ASSIGNED, GUARD_CONSENT_DAYS, GUARD_ANSWER, GUARD_END};
static const enum rule_guard overdue[] = {
    GUARD_ASSIGNED, GUARD_OVERDUE, GUARD_END};
static const enum rule_guard entry[] = {GUARD_ASSIGNED, GUARD_ENTRY, GUARD_END};
static const enum rule_guard override[] = {GUARD_OVERRIDE, GUARD_END};
static const enum rule_guard no_guards[] = {GUARD_END};

#define RAISED \
	(STATE(STATE_VERIFYING) | STATE(STATE_CREDIBLE) | \
	    STATE(STATE_NEEDS_INFO) | STATE(STATE_REFERRED))
#define OUT_ALREADY \
	(STATE(STATUS_SENT) | STATE(STATUS_ANSWERED) | STATE(STATUS_NO_ANSWER))

const struct rule_act rule_acts_action[] = {
    {"action", "draft", "officer head", STATES_WORKED, 0, draft_fields, draft,
	apply_draft, "a letter or another thing that goes out"},
    {"action", "text", "officer head", STATES_WORKED, STATUSES_BEFORE,
	text_fields, text, apply_text, "what it says, and whom it names"},
    {"action", "review", "verifier", RAISED, STATE(STATUS_DRAFT), none, checked,
	apply_review, "by a second person"},
    {"action", "approve", "head", RAISED, STATE(STATUS_REVIEWED), none, checked,
	apply_approve, "by a third"},
    {"action", "return", "verifier head", STATES_WORKED,
	STATE(STATUS_DRAFT) | STATE(STATUS_REVIEWED) | STATE(STATUS_APPROVED),
	reason_field, no_guards, apply_return, "back to its author"},
    {"action", "write", "officer head", RAISED, STATE(STATUS_APPROVED),
	write_fields, written, apply_write,
	"makes its files, in a folder that is listed"},
    {"action", "sign", RULE_ALL, RAISED, STATE(STATUS_APPROVED), sign_fields,
	signs, apply_sign, "a custodian's desk key signs that list"},
    {"action", "send", "officer head", RAISED, STATE(STATUS_APPROVED), none,
	sent, apply_send, "it left, signed"},
    /* Late answers are normal: also to what was closed. */
    {"action", "answer", "officer head", STATES_ANY,
	OUT_ALREADY | STATE(STATUS_CLOSED), answer_fields, answer, apply_answer,
	"what the State answered"},
    {"action", "no-answer", "officer head", STATES_ANY, STATE(STATUS_SENT),
	none, overdue, apply_no_answer, "its day is over"},
    {"action", "close", "officer head", STATES_ANY, OUT_ALREADY, none, assigned,
	apply_close, "nothing more comes of it"},
    {"action", "drop", "officer head", STATES_ANY,
	STATUSES_BEFORE | STATE(STATUS_STOPPED), reason_field, assigned,
	apply_drop, "it never leaves"},
    {"action", "leave-out", "officer head", STATES_ANY,
	STATUSES_BEFORE | STATE(STATUS_STOPPED), leave_fields, entry,
	apply_leave_out, "an entry that is not printed"},
    {"action", "resume", "officer head", STATES_WORKED, STATE(STATUS_STOPPED),
	none, assigned, apply_resume, "a draft again, after a hold"},
    {"action", "override", "head", STATES_WORKED, STATUSES_BEFORE,
	override_fields, override, apply_override,
	"two persons are enough, for a while"},
    {0}};
