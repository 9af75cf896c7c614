/* Consent, verification and actions of a case, as pages. */
#include <inttypes.h>
#include <string.h>

#include "case_page.h"
#include "client/desk/rules/consent.h"
#include "client/words/casework_words.h"
#include "common/json/json_text.h"
#include "rule_words.h"

static void
write_consents_of(const struct page *p, const struct case_work *w,
    uint64_t person, const char *day)
{
	char use[] = "C0", number[24];

	(void)snprintf(number, sizeof(number), "%" PRIu64, person);
	if (person == WORK_SOURCE_PERSON)
		page_line(p, " ", WORD_PAGE_WHO_TOLD, NULL, NULL, NULL);
	else
		page_line(p, " ", WORD_PAGE_PERSON, number, NULL, NULL);
	(void)fprintf(p->out, "  ");
	for (; use[1] <= '9'; use[1]++) {
		const enum consent_state state =
		    consent_of(w->work, person, use, day);

		if (state != CONSENT_NEVER)
			(void)fprintf(p->out, "%s %s; ", use,
			    rule_words_consent(state, p->language));
	}
	(void)fprintf(
	    p->out, "%s\n", words_get(WORD_PAGE_ELSE_NEVER, p->language));
}

void
case_page_consents(
    const struct page *p, const struct case_work *w, const char *day)
{
	const cJSON *person;

	page_heading(p, WORD_PAGE_CONSENTS);
	write_consents_of(p, w, WORK_SOURCE_PERSON, day);
	cJSON_ArrayForEach (person, work_look(w->work, WORK_PEOPLE))
		write_consents_of(p, w, work_number(person), day);
}

void
case_page_source(const struct page *p, const cJSON *source)
{
	char number[24], grade[64];
	const char *const values[] = {number,
	    rule_words_code(work_text(source, "kind"), p->language),
	    rule_words_code(work_text(source, "connection"), p->language),
	    grade};
	char text[400];

	(void)snprintf(number, sizeof(number), "%" PRIu64, work_number(source));
	(void)snprintf(grade, sizeof(grade), "%.8s%.8s",
	    work_text(source, "person_grade"),
	    work_text(source, "information_grade"));
	(void)words_fill(
	    WORD_PAGE_SOURCE, p->language, values, 4, text, sizeof(text));
	(void)fprintf(p->out, " %s\n", text);
	page_code(p, WORD_PAGE_FIRST_HAND, source, "first_hand");
	page_told(p, WORD_PAGE_GROUP, source, "group");
	page_told(p, WORD_PAGE_ITEM, source, "item");
	page_text(p, WORD_PAGE_SAYS, source, "text");
}

static void
write_harm(const struct page *p, const cJSON *work)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, work_look(work, WORK_HARM)) {
		page_line(p, "", WORD_PAGE_HARM, work_text(item, "by"),
		    work_text(item, "day"), work_text(item, "until"));
		page_code(p, WORD_PAGE_LIKELIHOOD, item, "likelihood");
		page_code(p, WORD_PAGE_SEVERITY, item, "severity");
		page_text(p, WORD_PAGE_AT_RISK, item, "at_risk");
		page_text(p, WORD_PAGE_OWN_VIEW, item, "own_view");
		page_text(p, WORD_PAGE_LESSENS, item, "lessens");
	}
}

void
case_page_verification(const struct page *p, const struct case_work *w)
{
	const cJSON *item;

	page_heading(p, WORD_PAGE_SOURCES);
	cJSON_ArrayForEach (item, work_look(w->work, WORK_SOURCES))
		case_page_source(p, item);
	page_heading(p, WORD_PAGE_ELEMENTS);
	for (size_t i = 0; i < RULE_ELEMENTS_N; i++) {
		const char *finding;

		item = cJSON_GetObjectItemCaseSensitive(
		    work_look(w->work, WORK_ELEMENTS), rule_elements[i]);
		finding = work_text(item, "finding");
		(void)fprintf(p->out, " %s: %s\n",
		    rule_words_code(rule_elements[i], p->language),
		    *finding == '\0'
			? words_get(WORD_PAGE_NOT_RECORDED, p->language)
			: rule_words_code(finding, p->language));
		if (item == NULL)
			continue;
		page_numbers(p, WORD_PAGE_ON_SOURCES, item, "sources", false);
		page_text(p, WORD_PAGE_AGAINST, item, "contradicting");
		page_text(p, WORD_PAGE_CHECKS, item, "checks");
		page_text(p, WORD_PAGE_GAPS, item, "gaps");
		page_told(p, WORD_PAGE_STANDARD, item, "standard");
		page_own(p, WORD_PAGE_ANALYST, work_text(item, "analyst"));
		page_own(p, WORD_PAGE_REVIEWER, work_text(item, "reviewer"));
		page_text(p, WORD_PAGE_REMARK, item, "remark");
	}
	write_harm(p, w->work);
}

void
case_page_action_line(const struct page *p, const cJSON *action)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%" PRIu64, work_number(action));
	page_line(p, " ", WORD_PAGE_ACTION, number,
	    rule_words_code(work_text(action, "kind"), p->language),
	    rule_words_status(work_status(action), p->language));
}

void
case_page_actions(const struct page *p, const struct case_work *w)
{
	const cJSON *action;

	page_heading(p, WORD_PAGE_ACTIONS);
	cJSON_ArrayForEach (action, work_look(w->work, WORK_ACTIONS)) {
		case_page_action_line(p, action);
		page_own(p, WORD_PAGE_ANSWER_DUE,
		    work_status(action) == STATUS_SENT
			? work_text(action, "reply_by")
			: "");
	}
}

static void
write_allows(const struct page *p, const struct case_work *w,
    const cJSON *action, const char *day)
{
	struct reason reason = {""};

	if (!rules_names_apart(w->work, action, &reason))
		page_line(
		    p, "", WORD_PAGE_NAMES_WRONG, reason.text, NULL, NULL);
	if (consent_allows(w->work, action, day, &reason))
		page_line(p, "", WORD_PAGE_ALLOWED, NULL, NULL, NULL);
	else
		page_line(
		    p, "", WORD_PAGE_NOT_ALLOWED, reason.text, NULL, NULL);
	if (*work_text(action, "public") == '\0')
		return;
	if (consent_allows_public(w->work, action, day, &reason))
		page_line(p, "", WORD_PAGE_PUBLIC_ALLOWED, NULL, NULL, NULL);
	else
		page_line(p, "", WORD_PAGE_PUBLIC_NOT_ALLOWED, reason.text,
		    NULL, NULL);
}

static void
write_answers(const struct page *p, const cJSON *action)
{
	const cJSON *answer;
	char number[24];

	cJSON_ArrayForEach (
	    answer, cJSON_GetObjectItemCaseSensitive(action, "answers")) {
		(void)snprintf(
		    number, sizeof(number), "%" PRIu64, work_number(answer));
		page_line(p, " ", WORD_PAGE_ANSWER, number,
		    work_text(answer, "day"), NULL);
		page_code(p, WORD_FIELD_RECEIPT, answer, "receipt");
		page_code(p, WORD_PAGE_POSITION, answer, "position");
		page_own(p, WORD_PAGE_ADEQUACY, work_text(answer, "adequacy"));
		page_own(p, WORD_PAGE_JUDGED_BY, work_text(answer, "by"));
		page_text(p, WORD_PAGE_OPINION, answer, "opinion");
		page_text(p, WORD_PAGE_TEXT, answer, "text");
	}
}

/* Whom it is of, and where it stands. */
/* Where in a report it stands: all that is printed is seen by who approves. */
static void
write_place(const struct page *p, const struct word *name, const cJSON *action,
    const char *member)
{
	uint64_t number;
	char text[24];

	if (!json_text_integer(action, member, &number))
		return;
	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	page_own(p, name, text);
}

static void
write_action_head(const struct page *p, const cJSON *action)
{
	const cJSON *one;

	case_page_action_line(p, action);
	page_code(p, WORD_PAGE_URGENT, action, "urgent");
	page_told(p, WORD_FIELD_TO, action, "to");
	page_told(p, WORD_FIELD_JOINT, action, "joint");
	page_own(p, WORD_PAGE_AUTHOR, work_text(action, "author"));
	page_own(p, WORD_PAGE_REVIEWER, work_text(action, "reviewer"));
	page_own(p, WORD_PAGE_APPROVER, work_text(action, "approver"));
	cJSON_ArrayForEach (
	    one, cJSON_GetObjectItemCaseSensitive(action, "signatures"))
		page_own(p, WORD_PAGE_SIGNATURES, work_text(one, "by"));
	page_own(p, WORD_PAGE_SENT, work_text(action, "sent"));
	page_own(p, WORD_PAGE_ANSWER_DUE,
	    work_status(action) == STATUS_SENT ? work_text(action, "reply_by")
					       : "");
	page_own(p, WORD_PAGE_STOPPED_BY, work_text(action, "stopped_why"));
	page_code(p, WORD_PAGE_LEFT_OUT, action, "for");
	page_code(p, WORD_FIELD_ANNEX, action, "annex");
	write_place(p, WORD_FIELD_YEAR, action, "year");
	write_place(p, WORD_FIELD_PARAGRAPH, action, "paragraph");
	page_numbers(p, WORD_PAGE_ABOUT, action, "about", true);
	page_numbers(p, WORD_PAGE_NAMES, action, "named", false);
}

void
case_page_action(const struct page *p, const struct case_work *w,
    const cJSON *action, const char *day)
{
	write_action_head(p, action);
	page_text(p, WORD_FIELD_FACTS, action, "facts");
	page_text(p, WORD_FIELD_NORMS, action, "norms");
	page_text(p, WORD_FIELD_QUESTIONS, action, "questions");
	page_text(p, WORD_FIELD_FOLLOW_UP, action, "follow_up");
	page_text(p, WORD_PAGE_TEXT, action, "text");
	page_text(p, WORD_FIELD_STATE_SAID, action, "state_said");
	page_told(p, WORD_FIELD_RAISED_IN, action, "raised_in");
	page_text(p, WORD_PAGE_PUBLIC, action, "public");
	page_numbers(p, WORD_PAGE_PUBLIC_NAMES, action, "public_named", false);
	if (cJSON_GetObjectItemCaseSensitive(action, "not_names") != NULL)
		page_numbers(
		    p, WORD_PAGE_NOT_NAMES, action, "not_names", false);
	page_codes(p, WORD_PAGE_TESTS, action, "tests");
	page_told(p, WORD_PAGE_RETURNED, action, "returned");
	page_told(p, WORD_PAGE_DROPPED, action, "dropped");
	write_answers(p, action);
	write_allows(p, w, action, day);
}
