#include "case_page.h"

#include <inttypes.h>
#include <string.h>

#include "client/desk/rules/urgency.h"
#include "client/words/casework_words.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "rule_words.h"

/* A number as text, for a sentence. */
struct digits {
	char text[24];
};

static const char *
number(struct digits *d, uint64_t n)
{
	(void)snprintf(d->text, sizeof(d->text), "%" PRIu64, n);
	return d->text;
}

bool
case_page_warns(const struct page *p, const struct case_work *w)
{
	if (cJSON_GetArraySize(work_look(w->work, "warnings")) == 0)
		return false;
	page_line(p, "", WORD_PAGE_HARD, NULL, NULL, NULL);
	page_codes(p, WORD_FIELD_OF, w->work, "warnings");
	return true;
}

static bool
print_due(void *context, const struct due *due)
{
	const struct page *p = context;

	page_line(p, "  ", WORD_PAGE_DUE, due->day,
	    rule_words_due(due->kind, p->language), NULL);
	if (due->why != NULL && *due->why != '\0')
		outside_write(p->out, due->why, strlen(due->why));
	return true;
}

static void
write_head(const struct page *p, const struct case_work *w, const char *day)
{
	char id[16], why[URGENCY_WHY_BYTES];
	const enum urgency urgency = urgency_of(w->work, w->report, day, why);

	(void)snprintf(id, sizeof(id), "%.8s", w->row->id);
	page_line(p, "", WORD_PAGE_CASE, id, NULL, NULL);
	(void)fprintf(p->out, "  %s\n",
	    rule_words_state(work_state(w->work), p->language));
	page_code(p, WORD_PAGE_CLASS, w->work, "class");
	page_own(p, WORD_PAGE_OPENED, work_text(w->work, "opened"));
	page_own(p, WORD_PAGE_OFFICER, work_text(w->work, "officer"));
	page_own(p, WORD_PAGE_ALTERNATE, work_text(w->work, "alternate"));
	page_own(p, WORD_PAGE_URGENCY,
	    rule_words_code(urgency_word(urgency), p->language));
	if (*work_text(w->work, "urgency") != '\0')
		page_line(p, "  ", WORD_PAGE_DECIDED,
		    work_text(w->work, "urgency_by"), NULL, NULL);
	else if (*why != '\0')
		page_line(p, "  ", WORD_PAGE_URGENCY_FOR, why, NULL, NULL);
	page_code(p, WORD_PAGE_LIMB, w->work, "limb");
	page_told(p, WORD_FIELD_URGENCY_WHY, w->work, "urgency_why");
	page_text(p, WORD_PAGE_CONSENT_SUMMARY, w->work, "consent_summary");
	page_told(p, WORD_PAGE_REFERRED, w->work, "referred_to");
	page_told(p, WORD_PAGE_SCHEDULE, w->work, "schedule");
	page_own(p, WORD_PAGE_KEPT, work_text(w->work, "keep_until"));
	page_own(p, WORD_PAGE_REVIEW, work_text(w->work, "review"));
	if (work_state(w->work) == STATE_HOLD ||
	    work_state(w->work) == STATE_WITHDRAWN)
		page_own(p, WORD_PAGE_STOPPED_BY,
		    work_text(w->work, "interrupted_by"));
	(void)due_each(w->work, w->report, print_due, (void *)p);
}

void
case_page_facts(
    const struct page *p, const struct case_work *w, const char *day, bool open)
{
	const char *account = work_text(w->report, "narrative");

	write_head(p, w, day);
	page_heading(p,
	    work_state(w->work) == STATE_CREDIBLE ? WORD_PAGE_TOLD
						  : WORD_PAGE_TOLD_ALLEGED);
	if (strcmp(work_text(w->work, "abusive"), "yes") == 0 && !open)
		page_line(p, "  ", WORD_PAGE_FOLDED, NULL, NULL, NULL);
	else
		outside_write(p->out, account, strlen(account));
	if (strcmp(work_text(w->work, "abusive"), "yes") == 0 && !open)
		return;
	page_text(p, WORD_PAGE_WHY_LINKED, w->report, "why_linked");
	page_text(p, WORD_PAGE_COOPERATION,
	    cJSON_GetObjectItemCaseSensitive(w->report, "cooperation"), "what");
}

static void
write_persons(const struct page *p, const cJSON *work)
{
	const cJSON *item;
	struct digits d;

	page_heading(p, WORD_PAGE_PEOPLE);
	cJSON_ArrayForEach (item, work_look(work, WORK_PEOPLE)) {
		page_line(p, " ", WORD_PAGE_PERSON,
		    number(&d, work_number(item)), NULL, NULL);
		page_told(p, WORD_PAGE_CALLED, item, "label");
		page_told(p, WORD_PAGE_NAME, item, "name");
		page_told(p, WORD_PAGE_NAME_LATIN, item, "name_latin");
		page_told(p, WORD_PAGE_UNIT, item, "unit");
		page_told(p, WORD_PAGE_GENDER, item, "gender");
		page_told(p, WORD_PAGE_AGE, item, "age_band");
		page_told_list(p, WORD_PAGE_PROFILE, item, "profile");
		page_told_list(
		    p, WORD_PAGE_PROTECTED, item, "protected_status");
	}
}

void
case_page_people(const struct page *p, const struct case_work *w)
{
	const cJSON *item;
	struct digits d;

	write_persons(p, w->work);
	page_heading(p, WORD_PAGE_ACTS);
	cJSON_ArrayForEach (item, work_look(w->work, WORK_ACTS)) {
		page_line(p, " ", WORD_PAGE_ACT, number(&d, work_number(item)),
		    NULL, NULL);
		page_told(p, WORD_FIELD_TYPE, item, "type");
		page_numbers(p, WORD_PAGE_TO_PERSONS, item, "victims", true);
		page_numbers(p, WORD_PAGE_BY_ACTORS, item, "actors", true);
		page_told(p, WORD_PAGE_CHANNEL, item, "channel");
		page_text(p, WORD_PAGE_TOLD_AS, item, "text");
	}
	page_heading(p, WORD_PAGE_ACTORS);
	cJSON_ArrayForEach (item, work_look(w->work, WORK_ACTORS)) {
		page_line(p, " ", WORD_PAGE_ACTOR,
		    number(&d, work_number(item)), NULL, NULL);
		page_told(p, WORD_FIELD_CODE, item, "code");
		page_told(p, WORD_PAGE_RELATION, item, "relation");
		page_told(p, WORD_PAGE_NAME, item, "name");
	}
}

static void
write_links(const struct page *p, const cJSON *work)
{
	const cJSON *item;
	struct digits d, other;

	cJSON_ArrayForEach (item, work_look(work, WORK_LINKS)) {
		uint64_t with = 0;

		(void)json_text_integer(item, "with", &with);
		page_line(p, " ", WORD_PAGE_LINK, number(&d, work_number(item)),
		    rule_words_code(work_text(item, "relation"), p->language),
		    number(&other, with));
		page_own(p, WORD_PAGE_AUTHOR, work_text(item, "by"));
		page_text(p, WORD_PAGE_BECAUSE, item, "reason");
		page_own(p, WORD_PAGE_UNDONE, work_text(item, "undone"));
	}
}

void
case_page_rest(const struct page *p, const struct case_work *w)
{
	const cJSON *item;
	struct digits d;

	if (cJSON_GetArraySize(work_look(w->work, WORK_LINKS)) > 0)
		page_heading(p, WORD_PAGE_LINKS);
	write_links(p, w->work);
	if (cJSON_GetArraySize(work_look(w->work, WORK_NOTES)) > 0)
		page_heading(p, WORD_PAGE_NOTES);
	cJSON_ArrayForEach (item, work_look(w->work, WORK_NOTES)) {
		page_line(p, " ", WORD_PAGE_NOTE, number(&d, work_number(item)),
		    work_text(item, "by"), work_text(item, "day"));
		outside_write(p->out, work_text(item, "text"),
		    strlen(work_text(item, "text")));
	}
	page_heading(p, WORD_PAGE_LOG);
	cJSON_ArrayForEach (item, work_look(w->work, WORK_LOG)) {
		(void)fprintf(p->out, " %" PRIu64 "  %s  %s  %s\n",
		    work_number(item), work_text(item, "day"),
		    work_text(item, "by"), work_text(item, "act"));
		page_text(p, WORD_FIELD_REASON,
		    cJSON_GetObjectItemCaseSensitive(item, "given"), "reason");
	}
}

void
case_page_write(
    const struct page *p, const struct case_work *w, const char *day, bool open)
{
	case_page_facts(p, w, day, open);
	/* Of an abusive sender these are words too. */
	if (open || strcmp(work_text(w->work, "abusive"), "yes") != 0)
		case_page_people(p, w);
	case_page_consents(p, w, day);
	case_page_verification(p, w);
	case_page_actions(p, w);
	case_page_rest(p, w);
}
