/* What must hold of a case, its people and their consent. */
#include <inttypes.h>
#include <string.h>

#include "common/json/json_text.h"
#include "consent.h"
#include "rule_days.h"
#include "rule_guards.h"

bool
guard_assigned(const struct rule_try *t, struct reason *ret_reason)
{
	const char *officer = work_text(t->work, "officer");

	if (strcmp(t->now->who, officer) == 0 ||
	    strcmp(t->now->who, work_text(t->work, "alternate")) == 0 ||
	    rule_has_role(t->now, t->now->who, "head"))
		return true;
	reason_set(ret_reason, "%s answers for this case, or the alternate",
	    *officer == '\0' ? "nobody yet" : officer);
	return false;
}

bool
guard_staff_fits(const struct rule_try *t, struct reason *ret_reason)
{
	const char *officer = try_text(t, "officer");
	const char *alternate = try_text(t, "alternate");

	if (!rule_has_role(t->now, officer, "officer"))
		reason_set(ret_reason, "%s is no officer today", officer);
	else if (!rule_has_role(t->now, alternate, "officer head"))
		reason_set(
		    ret_reason, "%s is no officer or head today", alternate);
	else if (strcmp(officer, alternate) == 0)
		reason_set(ret_reason, "the alternate is another person");
	else
		return true;
	return false;
}

/* A text of the case, or one that comes with the act. */
static bool
has_text(const struct rule_try *t, const char *member)
{
	return *work_text(t->work, member) != '\0' ||
	    *try_text(t, member) != '\0';
}

bool
guard_limb(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "which limb of which resolution is it? case "
	    "assess --limb");
	return has_text(t, "limb");
}

bool
guard_urgency(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "nobody decided how urgent it is: case assess --urgency");
	return has_text(t, "urgency");
}

bool
guard_summary(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "what is consented to is not summed up: case "
	    "assess --consent-summary");
	return has_text(t, "consent_summary");
}

/* Each number of a list that was given is one of the case's. */
static bool
all_there(const struct rule_try *t, const char *member, const char *list,
    struct reason *reason)
{
	const cJSON *given = cJSON_GetObjectItemCaseSensitive(t->given, member);
	const cJSON *number;

	cJSON_ArrayForEach (number, given) {
		if (work_item(t->work, list, (uint64_t)number->valuedouble) !=
		    NULL)
			continue;
		reason_set(reason, "the case has no number %.0f of its %s",
		    number->valuedouble, list);
		return false;
	}
	return true;
}

bool
guard_person(const struct rule_try *t, struct reason *ret_reason)
{
	uint64_t person;

	/* Who told it is described nowhere here. */
	if (try_number(t, "person", &person) &&
	    (person != WORK_SOURCE_PERSON ||
		strcmp(t->act->family, "case") == 0) &&
	    work_item(t->work, WORK_PEOPLE, person) == NULL) {
		reason_set(ret_reason,
		    "the case has no person %" PRIu64 "; 0 is who told it",
		    person);
		return false;
	}
	return all_there(t, "about", WORK_PEOPLE, ret_reason) &&
	    all_there(t, "named", WORK_PEOPLE, ret_reason) &&
	    all_there(t, "public_named", WORK_PEOPLE, ret_reason) &&
	    all_there(t, "not_names", WORK_PEOPLE, ret_reason);
}

bool
guard_linked(const struct rule_try *t, struct reason *ret_reason)
{
	uint64_t act;

	if (try_number(t, "act", &act) &&
	    work_item(t->work, WORK_ACTS, act) == NULL) {
		reason_set(ret_reason, "the case has no act %" PRIu64, act);
		return false;
	}
	return all_there(t, "victims", WORK_PEOPLE, ret_reason) &&
	    all_there(t, "actors", WORK_ACTORS, ret_reason);
}

bool
guard_consent_days(const struct rule_try *t, struct reason *ret_reason)
{
	const char *day = try_text(t, "day"), *until = try_text(t, "until");

	if (strcmp(day, t->now->day) > 0)
		reason_set(ret_reason, "%s is still to come", day);
	else if (*until != '\0' && strcmp(until, t->now->day) < 0)
		reason_set(ret_reason, "%s is over", until);
	else
		return true;
	return false;
}

bool
guard_risks_told(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *use;

	if (strcmp(try_text(t, "value"), "yes") != 0 ||
	    *try_text(t, "risks") != '\0')
		return true;
	cJSON_ArrayForEach (
	    use, cJSON_GetObjectItemCaseSensitive(t->given, "use")) {
		/* To hold it, count it and answer it. */
		if (rule_code_is("C0 C7 C8", cJSON_GetStringValue(use)))
			continue;
		reason_set(ret_reason,
		    "a yes to %s counts where it was said which risks it has: "
		    "--risks",
		    cJSON_GetStringValue(use));
		return false;
	}
	return true;
}

bool
guard_fresh_consent(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *record = consent_record(t->work, WORK_SOURCE_PERSON, "C0");

	reason_set(ret_reason,
	    "who told it did not consent anew (C0): consent "
	    "record --person 0 --use C0");
	if (consent_of(t->work, WORK_SOURCE_PERSON, "C0", t->now->day) !=
	    CONSENT_GIVEN)
		return false;
	/* One person's word does not undo what the source signed. */
	reason_set(ret_reason,
	    "%s recorded that consent: another person goes on with it",
	    t->now->who);
	return strcmp(work_text(record, "recorded_by"), t->now->who) != 0;
}

bool
guard_future(const struct rule_try *t, struct reason *ret_reason)
{
	static const char *const members[] = {
	    "review", "day", "until", "keep_until"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const char *day = try_text(t, members[i]);

		if (*day == '\0' || strcmp(day, t->now->day) > 0)
			continue;
		reason_set(ret_reason, "%s is not to come", day);
		return false;
	}
	return true;
}

bool
guard_other_case(const struct rule_try *t, struct reason *ret_reason)
{
	uint64_t with, own = 0;

	(void)json_text_integer(t->work, "case", &own);
	reason_set(ret_reason, "that is this case itself, or none");
	return try_number(t, "with", &with) && with != own && with != 0;
}

bool
guard_item(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *item;
	uint64_t number = 0;

	if (try_number(t, "due", &number)) {
		item = work_item(t->work, "dues", number);
		reason_set(
		    ret_reason, "nothing of number %" PRIu64 " is due", number);
		return item != NULL && *work_text(item, "done") == '\0';
	}
	(void)try_number(t, "link", &number);
	item = work_item(t->work, WORK_LINKS, number);
	reason_set(ret_reason, "there is no link %" PRIu64, number);
	return item != NULL && *work_text(item, "undone") == '\0';
}

bool
guard_settled(const struct rule_try *t, struct reason *ret_reason)
{
	const cJSON *action;

	if (*work_text(t->work, "records_due") != '\0') {
		reason_set(ret_reason,
		    "records that an urgent appeal skipped are due: verify "
		    "caught-up");
		return false;
	}
	cJSON_ArrayForEach (action, work_look(t->work, WORK_ACTIONS)) {
		const enum rule_status status = work_status(action);

		if (((STATUSES_BEFORE | STATE(STATUS_SENT)) & STATE(status)) ==
		    0)
			continue;
		reason_set(ret_reason, "action %" PRIu64 " is %s: %s",
		    work_number(action), rule_status_word(status),
		    status == STATUS_SENT
			? "action answer, no-answer or close"
			: "it is sent first, or dropped: action drop");
		return false;
	}
	return true;
}

bool
guard_taken(const struct rule_try *t, struct reason *ret_reason)
{
	reason_set(ret_reason,
	    "a follow-up came whose people and consents nobody took yet: case "
	    "take");
	return t->now->untaken == 0;
}
