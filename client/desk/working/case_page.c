#include "case_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/consent.h"
#include "client/desk/rules/urgency.h"
#include "client/desk/rules/work.h"
#include "common/cli/outside.h"
#include "common/json/json_text.h"
#include "page_lines.h"

static bool
has(const cJSON *work, const char *list)
{
	return cJSON_GetArraySize(work_look(work, list)) > 0;
}

bool
case_page_warns(const struct case_work *w)
{
	const cJSON *warnings = work_look(w->work, "warnings");

	if (cJSON_GetArraySize(warnings) == 0)
		return false;
	(void)printf("case %.8s is hard to read:\n", w->row->id);
	page_codes("of", w->work, "warnings");
	(void)printf("  --anyway shows it.\n");
	return true;
}

static bool
print_due(void *context, const struct due *due)
{
	(void)context;
	(void)printf("  due %s: %s", due->day, due_word(due->kind));
	if (due->kind == DUE_REPLY || due->kind == DUE_OVERRIDE)
		(void)printf(" (action %" PRIu64 ")", due->number);
	else if (due->kind == DUE_CONSENT)
		(void)printf(" (person %" PRIu64 ")", due->number);
	else if (due->kind == DUE_SET)
		(void)printf(" (number %" PRIu64 ")", due->number);
	(void)printf("\n");
	if (due->why != NULL && *due->why != '\0')
		outside_write(stdout, due->why, strlen(due->why));
	return true;
}

static void
write_head(const struct case_work *w, const char *day)
{
	char why[URGENCY_WHY_BYTES];
	const enum urgency urgency = urgency_of(w->work, w->report, day, why);

	(void)printf("case %.8s  %s\n", w->row->id,
	    rule_state_word(work_state(w->work)));
	page_code("class", w->work, "class");
	page_code("opened", w->work, "opened");
	page_code("officer", w->work, "officer");
	page_code("alternate", w->work, "alternate");
	(void)printf("  urgency: %s%s%s\n", urgency_word(urgency),
	    *why == '\0' ? "" : ", for: ", why);
	page_code("limb", w->work, "limb");
	page_told("urgency, why", w->work, "urgency_why");
	page_text("consent, summed up", w->work, "consent_summary");
	page_code("referred to", w->work, "referred_to");
	page_code("schedule", w->work, "schedule");
	page_code("kept until", w->work, "keep_until");
	page_code("review", w->work, "review");
	if (*work_text(w->work, "interrupted_by") != '\0')
		page_code("stopped by", w->work, "interrupted_by");
	(void)due_each(w->work, w->report, print_due, NULL);
}

static void
write_people(const cJSON *work)
{
	const cJSON *item;

	(void)printf("people (0 is who told it):\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_PEOPLE)) {
		(void)printf(" person %" PRIu64 "\n", work_number(item));
		page_told("called", item, "label");
		page_told("name", item, "name");
		page_told("name in Latin letters", item, "name_latin");
		page_told("unit", item, "unit");
		page_told("gender", item, "gender");
		page_told("age", item, "age_band");
		page_told_list("what they do", item, "profile");
		page_told_list("protected as", item, "protected_status");
	}
}

static void
write_acts(const cJSON *work)
{
	const cJSON *item;

	(void)printf("acts:\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_ACTS)) {
		(void)printf(" act %" PRIu64 "\n", work_number(item));
		page_told("type", item, "type");
		page_numbers("to persons", item, "victims", "all");
		page_numbers("by actors", item, "actors", "all");
		page_told("channel", item, "channel");
		page_text("told as", item, "text");
	}
	(void)printf("actors:\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_ACTORS)) {
		(void)printf(" actor %" PRIu64 "\n", work_number(item));
		page_told("what", item, "code");
		page_told("relation", item, "relation");
		page_told("name", item, "name");
	}
}

/* Notes, links, proposals that were dismissed. */
static void
write_rest(const cJSON *work)
{
	const cJSON *item;

	if (has(work, WORK_LINKS))
		(void)printf("links:\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_LINKS)) {
		double with = 0;
		const cJSON *number =
		    cJSON_GetObjectItemCaseSensitive(item, "with");

		if (cJSON_IsNumber(number))
			with = number->valuedouble;
		(void)printf(" link %" PRIu64 ": %s of case %.0f, by %s, %s\n",
		    work_number(item), work_text(item, "relation"), with,
		    work_text(item, "by"), work_text(item, "day"));
		page_text("because", item, "reason");
		page_code("undone", item, "undone");
	}
	if (has(work, WORK_NOTES))
		(void)printf("notes, for staff alone:\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_NOTES)) {
		(void)printf(" note %" PRIu64 ", %s, %s:\n", work_number(item),
		    work_text(item, "by"), work_text(item, "day"));
		outside_write(stdout, work_text(item, "text"),
		    strlen(work_text(item, "text")));
	}
}

static void
write_log(const cJSON *work)
{
	const cJSON *item;

	(void)printf("what was done:\n");
	cJSON_ArrayForEach (item, work_look(work, WORK_LOG)) {
		const cJSON *given =
		    cJSON_GetObjectItemCaseSensitive(item, "given");

		(void)printf(" %" PRIu64 "  %s  %s  %s\n", work_number(item),
		    work_text(item, "day"), work_text(item, "by"),
		    work_text(item, "act"));
		page_text("reason", given, "reason");
	}
}

void
case_page_write(const struct case_work *w, const char *day, bool open)
{
	const char *account = work_text(w->report, "narrative");
	const bool folded =
	    strcmp(work_text(w->work, "abusive"), "yes") == 0 && !open;

	write_head(w, day);
	(void)printf("what is told%s:\n",
	    work_state(w->work) == STATE_CREDIBLE ? "" : " (alleged)");
	if (folded)
		(void)printf("  (its sender is abusive: --anyway shows it)\n");
	else
		outside_write(stdout, account, strlen(account));
	write_people(w->work);
	write_acts(w->work);
	case_page_consents(w, day);
	case_page_verification(w);
	case_page_actions(w);
	write_rest(w->work);
	write_log(w->work);
}
