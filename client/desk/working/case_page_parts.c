/* Consent, verification and actions of a case, as pages. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "case_page.h"
#include "client/desk/rules/consent.h"
#include "client/desk/rules/work.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "page_lines.h"

static void
write_consents_of(const struct case_work *w, uint64_t person, const char *day)
{
	char use[] = "C0";

	(void)printf(" %s%" PRIu64 ":",
	    person == 0 ? "who told it, " : "person ", person);
	for (; use[1] <= '9'; use[1]++) {
		const enum consent_state state =
		    consent_of(w->work, person, use, day);

		if (state != CONSENT_NEVER)
			(void)printf(" %s %s;", use, consent_word(state));
	}
	(void)printf(" all else: never asked\n");
}

void
case_page_consents(const struct case_work *w, const char *day)
{
	const cJSON *person;

	(void)printf("consent:\n");
	write_consents_of(w, WORK_SOURCE_PERSON, day);
	cJSON_ArrayForEach (person, work_look(w->work, WORK_PEOPLE))
		write_consents_of(w, work_number(person), day);
}

void
case_page_verification(const struct case_work *w)
{
	const cJSON *item;

	(void)printf("sources:\n");
	cJSON_ArrayForEach (item, work_look(w->work, WORK_SOURCES)) {
		(void)printf(" source %" PRIu64 ": %s of %s, graded %s%s, %s\n",
		    work_number(item), work_text(item, "kind"),
		    work_text(item, "connection"),
		    work_text(item, "person_grade"),
		    work_text(item, "information_grade"),
		    strcmp(work_text(item, "first_hand"), "yes") == 0
			? "first-hand"
			: "not first-hand");
		page_told("group", item, "group");
		page_told("item", item, "item");
		page_text("says", item, "text");
	}
	(void)printf("elements:\n");
	for (size_t i = 0; i < RULE_ELEMENTS_N; i++) {
		item = cJSON_GetObjectItemCaseSensitive(
		    work_look(w->work, WORK_ELEMENTS), rule_elements[i]);
		(void)printf(" %s: %s\n", rule_elements[i],
		    item == NULL ? "nothing recorded"
				 : work_text(item, "finding"));
		if (item == NULL)
			continue;
		page_numbers("sources", item, "sources", "none");
		page_text("against it", item, "contradicting");
		page_text("digital checks", item, "checks");
		page_text("gaps", item, "gaps");
		page_told("standard", item, "standard");
		page_code("analyst", item, "analyst");
		page_code("reviewer", item, "reviewer");
		page_text("remark", item, "remark");
	}
	cJSON_ArrayForEach (item, work_look(w->work, WORK_HARM)) {
		(void)printf("harm, assessed by %s on %s, until %s: likelihood "
			     "%s, severity %s\n",
		    work_text(item, "by"), work_text(item, "day"),
		    work_text(item, "until"), work_text(item, "likelihood"),
		    work_text(item, "severity"));
		page_text("at risk", item, "at_risk");
		page_text("their own view", item, "own_view");
		page_text("what lessens it", item, "lessens");
	}
}

static void
write_action_line(const cJSON *action)
{
	const char *by = work_text(action, "reply_by");

	(void)printf(" action %" PRIu64 ": %s  %s%s%s%s\n", work_number(action),
	    work_text(action, "kind"), rule_status_word(work_status(action)),
	    strcmp(work_text(action, "urgent"), "yes") == 0 ? "  urgent" : "",
	    *by == '\0' ? "" : "  answer due ", by);
}

void
case_page_actions(const struct case_work *w)
{
	const cJSON *action;

	(void)printf("actions:\n");
	cJSON_ArrayForEach (action, work_look(w->work, WORK_ACTIONS))
		write_action_line(action);
}

static void
write_allows(const struct case_work *w, const cJSON *action, const char *day)
{
	struct reason reason = {""};

	if (consent_allows(w->work, action, day, &reason))
		(void)printf("consent allows it today\n");
	else
		(void)printf("consent does not allow it: %s\n", reason.text);
	if (*work_text(action, "public") == '\0')
		return;
	if (consent_allows_public(w->work, action, day, &reason))
		(void)printf("and allows what is published\n");
	else
		(void)printf("nor what would be published: %s\n", reason.text);
}

static void
write_answers(const cJSON *action)
{
	const cJSON *answer;

	cJSON_ArrayForEach (
	    answer, cJSON_GetObjectItemCaseSensitive(action, "answers")) {
		(void)printf(" answer %" PRIu64 " of %s: %s\n",
		    work_number(answer), work_text(answer, "day"),
		    work_text(answer, "receipt"));
		page_code("position", answer, "position");
		page_code("adequacy, 1 to 5", answer, "adequacy");
		page_code("judged by", answer, "by");
		page_text("opinion", answer, "opinion");
		page_text("text", answer, "text");
	}
}

void
case_page_action(
    const struct case_work *w, const cJSON *action, const char *day)
{
	write_action_line(action);
	page_told("to", action, "to");
	page_told("joint with", action, "joint");
	page_code("author", action, "author");
	page_code("reviewer", action, "reviewer");
	page_code("approver", action, "approver");
	page_code("sent", action, "sent");
	page_code("stopped by", action, "stopped_why");
	page_code("left out for", action, "for");
	page_code("annex", action, "annex");
	page_numbers("about persons", action, "about", "all");
	page_numbers("names persons", action, "named", "none");
	page_text("facts", action, "facts");
	page_text("norms", action, "norms");
	page_text("concerns and questions", action, "questions");
	page_text("follow-up asked", action, "follow_up");
	page_text("text", action, "text");
	page_text("what the State said", action, "state_said");
	page_told("raised in", action, "raised_in");
	page_text("as published", action, "public");
	page_numbers(
	    "published with names of persons", action, "public_named", "none");
	if (cJSON_GetObjectItemCaseSensitive(action, "not_names") != NULL)
		page_numbers("has words of names of persons, and does not "
			     "name them",
		    action, "not_names", "none");
	page_codes("tests passed", action, "tests");
	page_text("sent back because", action, "returned");
	page_text("dropped because", action, "dropped");
	write_answers(action);
	write_allows(w, action, day);
}
