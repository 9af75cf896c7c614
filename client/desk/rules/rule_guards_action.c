/* What must hold before something goes out. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/byte_writer.h"
#include "common/json/json_text.h"
#include "consent.h"
#include "rule_days.h"
#include "rule_guards.h"

static bool
is_yes(const cJSON *object, const char *member)
{
	return strcmp(work_text(object, member), "yes") == 0;
}

static bool
is_kind(const struct rule_try *t, const char *kinds)
{
	return rule_code_is(kinds, work_text(t->action, "kind"));
}

static bool
is_urgent(const struct rule_try *t)
{
	return is_yes(t->action, "urgent");
}

bool
guard_credible(const struct rule_try *t, struct reason *ret_reason)
{
	if (!is_kind(t, "entry"))
		return true;
	/* A source that was graded anew since takes its reviews along. */
	if (work_state(t->work) == STATE_CREDIBLE)
		return verification_met(t->work, ret_reason);
	reason_set(ret_reason,
	    "a case is alleged until it is CREDIBLE, and "
	    "this one is %s",
	    rule_state_word(work_state(t->work)));
	return false;
}

bool
guard_state_said(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "what did the State say? action text "
	    "--state-said, or that it said nothing");
	return !is_kind(t, "entry") ||
	    *work_text(t->action, "state_said") != '\0';
}

bool
guard_raised(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *action;

	if (!is_kind(t, "entry") || *work_text(t->action, "raised_in") != '\0')
		return true;
	cJSON_ArrayForEach (action, work_look(t->work, WORK_ACTIONS)) {
		const unsigned out = STATE(STATUS_SENT) |
		    STATE(STATUS_ANSWERED) | STATE(STATUS_NO_ANSWER) |
		    STATE(STATUS_CLOSED);

		if (rule_code_is(
			RULE_LETTERS " quiet", work_text(action, "kind")) &&
		    (out & STATE(work_status(action))) != 0)
			return true;
	}
	reason_set(ret_reason,
	    "it was raised with the State in no letter and "
	    "no quiet action: --raised-in SYMBOL");
	return false;
}

bool
guard_text(const struct rule_try *t, struct reason *ret_reason)
{
	if (!is_kind(t, RULE_LETTERS)) {
		reason_set(ret_reason,
		    is_kind(t, "entry")
			? "an entry has a text and says where it stands: "
			  "action text --text and --annex body, I or II"
			: "it has no text yet: action text --text");
		return *work_text(t->action, "text") != '\0' &&
		    (!is_kind(t, "entry") ||
			*work_text(t->action, "annex") != '\0');
	}
	for (size_t i = 0; i < RULE_PARTS_N; i++) {
		if (*work_text(t->action, rule_parts[i]) != '\0')
			continue;
		reason_set(ret_reason,
		    "a communication has four parts, and this one has no "
		    "%s: action text",
		    rule_parts[i]);
		return false;
	}
	return true;
}

bool
guard_tests(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *tests =
	    cJSON_GetObjectItemCaseSensitive(t->action, "tests");

	if (!is_kind(t, RULE_LETTERS) || is_urgent(t))
		return true;
	for (size_t i = 0; i < RULE_TESTS_N; i++) {
		const cJSON *test;
		bool passed = false;

		cJSON_ArrayForEach (test, tests)
			passed = passed ||
			    strcmp(cJSON_GetStringValue(test), rule_tests[i]) ==
				0;
		if (passed)
			continue;
		reason_set(ret_reason,
		    "the test \"%s\" is not passed: action tests",
		    rule_tests[i]);
		return false;
	}
	return true;
}

bool
guard_elements_begun(const struct rule_try *t, struct reason *ret_reason)
{
	/* Asked of the case itself, where what was skipped is caught up. */
	if (t->action != NULL && (!is_kind(t, RULE_LETTERS) || is_urgent(t)))
		return true;
	return verification_begun(t->work, ret_reason);
}

bool
guard_consent(const struct rule_try *t, struct reason *ret_reason)
{
	return consent_allows(t->work, t->action, t->now->day, ret_reason);
}

bool
guard_consent_public(const struct rule_try *t, struct reason *ret_reason)
{
	return *work_text(t->action, "public") == '\0' ||
	    consent_allows_public(t->work, t->action, t->now->day, ret_reason);
}

/* A text of the action without a name that is not among these. */
static bool
is_without(const cJSON *work, const cJSON *action, const char *member,
    const char *names, struct reason *reason)
{
	uint64_t person = 0;
	const enum consent_stray stray = consent_stray_name(work,
	    cJSON_GetObjectItemCaseSensitive(action, names),
	    cJSON_GetObjectItemCaseSensitive(action, "not_names"),
	    work_text(action, member), &person);

	if (stray == STRAY_NONE)
		return true;
	if (stray == STRAY_NAME)
		reason_set(reason,
		    "the text %s names person %" PRIu64
		    ", who is not among the %s: action text --%s",
		    member, person, names,
		    strcmp(names, "named") == 0 ? "named" : "public-named");
	else
		reason_set(reason,
		    "the text %s has a word of the name of person %" PRIu64
		    "; where it is another's: action text --not-names %" PRIu64,
		    member, person, person);
	return false;
}

bool
rules_names_apart(
    const cJSON *work, const cJSON *action, struct reason *ret_reason)
{
	static const char *const members[] = {"facts", "norms", "questions",
	    "follow_up", "text", "state_said", "to", "joint"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!is_without(work, action, members[i], "named", ret_reason))
			return false;
	return is_without(work, action, "public", "public_named", ret_reason);
}

bool
guard_names_apart(const struct rule_try *t, struct reason *ret_reason)
{
	return rules_names_apart(t->work, t->action, ret_reason);
}

bool
guard_harm(const struct rule_try *t, struct reason *ret_reason)
{
	return is_urgent(t) ||
	    harm_in_force(t->work, t->now->day, ret_reason) != NULL;
}

/* Whether a head let two of the three be one, and it is not over. */
static bool
is_overridden(const struct rule_try *t)
{
	const cJSON *override =
	    cJSON_GetObjectItemCaseSensitive(t->action, "override");

	return override != NULL &&
	    strcmp(work_text(override, "until"), t->now->day) >= 0;
}

/* Whether that one wrote of it, the last author or one before. */
static bool
is_author(const struct rule_try *t, const char *who)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(t->action, "authors"))
		if (strcmp(cJSON_GetStringValue(item), who) == 0)
			return true;
	return strcmp(work_text(t->action, "author"), who) == 0;
}

bool
guard_three_persons(const struct rule_try *t, struct reason *ret_reason)
{
	const char *reviewer = work_text(t->action, "reviewer");
	const char *who = t->now->who;
	const bool two = is_urgent(t) || is_overridden(t);
	const bool approves = work_status(t->action) == STATUS_REVIEWED;

	if (!approves && (two || !is_author(t, who)))
		return true;
	/* Never one alone. */
	if (approves && strcmp(reviewer, who) != 0 &&
	    (two || (!is_author(t, who) && !is_author(t, reviewer))))
		return true;
	reason_set(ret_reason,
	    "author, reviewer and approver are three persons: %s wrote of "
	    "it%s%s",
	    is_author(t, who) ? who : work_text(t->action, "author"),
	    approves ? ", reviewed by " : "", approves ? reviewer : "");
	return false;
}

bool
guard_urgent_path(const struct rule_try *t, struct reason *ret_reason)
{
	const bool asked =
	    t->action == NULL ? is_yes(t->given, "urgent") : is_urgent(t);
	const char *kind = t->action == NULL ? try_text(t, "kind")
					     : work_text(t->action, "kind");

	reason_set(ret_reason,
	    "the urgent path is for an urgent appeal (UA) on danger to life: "
	    "case assess --urgency life");
	return !asked ||
	    (strcmp(kind, "UA") == 0 &&
		strcmp(work_text(t->work, "urgency"), "life") == 0);
}

bool
guard_overdue(const struct rule_try *t, struct reason *ret_reason)
{
	const char *by = work_text(t->action, "reply_by");

	reason_set(ret_reason, "the State has until %s", by);
	return *by != '\0' && strcmp(by, t->now->day) < 0;
}

bool
guard_answer(const struct rule_try *t, struct reason *ret_reason)
{
	const bool judged = *try_text(t, "position") != '\0' ||
	    *try_text(t, "adequacy") != '\0';

	if (judged && !rule_code_is("substantive late", try_text(t, "receipt")))
		reason_set(ret_reason,
		    "where nothing was answered in "
		    "substance, nothing of it is judged");
	else if (*try_text(t, "adequacy") != '\0' &&
	    *try_text(t, "opinion") == '\0')
		reason_set(ret_reason,
		    "how adequate it is, is an opinion: --opinion TEXT");
	else
		return true;
	return false;
}

bool
guard_override(const struct rule_try *t, struct reason *ret_reason)
{
	char last[UTC_DAY_BYTES];
	const char *until = try_text(t, "until");

	rule_day_add(t->now->day, RULE_OVERRIDE_DAYS, last);
	reason_set(ret_reason, "it ends between today and %s", last);
	return strcmp(until, t->now->day) >= 0 && strcmp(until, last) <= 0;
}

bool
guard_entry(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason, "only an entry in a report is left out");
	return is_kind(t, "entry");
}

bool
guard_written(const struct rule_try *t, struct reason *ret_reason)
{
	const char *written = work_text(t->action, "manifest");

	reason_set(
	    ret_reason, "that folder is not what action write made last of it");
	return *written != '\0' &&
	    strcmp(written, try_text(t, "manifest")) == 0;
}

bool
guard_other_signer(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *one;

	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(t->action, "signatures")) {
		const bool same_key =
		    strcmp(work_text(one, "key"), try_text(t, "key")) == 0;
		const bool same_person =
		    strcmp(work_text(one, "by"), t->now->who) == 0;

		/* The same once more writes the same file again. */
		if (same_key == same_person)
			continue;
		reason_set(ret_reason, "%s signed with %s already",
		    work_text(one, "by"), work_text(one, "key"));
		return false;
	}
	return true;
}

bool
guard_signed(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *list =
	    cJSON_GetObjectItemCaseSensitive(t->action, "signatures");
	const unsigned n = (unsigned)cJSON_GetArraySize(list);

	reason_set(ret_reason, "it takes %u signature(s), and has %u: %s",
	    t->now->signatures, n,
	    *work_text(t->action, "manifest") == '\0'
		? "action write, then action sign"
		: "action sign by another custodian");
	return t->now->signatures > 0 && n >= t->now->signatures;
}
