#include "urgency.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_text.h"
#include "rule_days.h"
#include "work.h"

static const char *const urgency_words[URGENCIES_N] = {
    "life", "danger", "soon", "open", "ordinary"};

const char *
urgency_word(enum urgency urgency)
{
	return urgency_words[urgency];
}

bool
urgency_find(const char *word, enum urgency *ret_urgency)
{
	for (int i = 0; i < URGENCIES_N && word != NULL; i++)
		if (strcmp(urgency_words[i], word) == 0) {
			*ret_urgency = (enum urgency)i;
			return true;
		}
	return false;
}

/* Codes and what they make of a case; what is not here says nothing. */
static const struct {
	const char *member, *code;
	enum urgency urgency;
} says[] = {
    {"danger_now", "life", URGENCY_LIFE},
    {"danger_now", "liberty", URGENCY_DANGER},
    {"danger_now", "return", URGENCY_DANGER},
    {"danger_now", "harm", URGENCY_DANGER},
    {"situation_now", "missing", URGENCY_DANGER},
    {"situation_now", "detained", URGENCY_OPEN},
    {"situation_now", "hiding", URGENCY_OPEN},
    {"situation_now", "on-trial", URGENCY_OPEN},
    {"situation_now", "house-arrest", URGENCY_OPEN},
    {"danger_now", "unsure", URGENCY_OPEN},
};

/* A day that the report names, and it is near; a month counts from its
 * first. */
static bool
deadline_of(const cJSON *report, char ret_day[static UTC_DAY_BYTES])
{
	const char *date = work_text(
	    cJSON_GetObjectItemCaseSensitive(report, "deadline"), "date");
	char day[UTC_DAY_BYTES];

	(void)snprintf(day, sizeof(day), "%s%s", date,
	    strlen(date) == 7       ? "-01"
		: strlen(date) == 4 ? "-01-01"
				    : "");
	if (!rule_day_is(day))
		return false;
	memcpy(ret_day, day, sizeof(day));
	return true;
}

enum urgency
urgency_of_report(const cJSON *report, const char *day,
    char ret_why[static URGENCY_WHY_BYTES])
{
	enum urgency best = URGENCY_ORDINARY;
	char deadline[UTC_DAY_BYTES], soon[UTC_DAY_BYTES];

	(void)snprintf(ret_why, URGENCY_WHY_BYTES, "%s", "");
	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
		const char *said = work_text(report, says[i].member);

		if (strcmp(said, says[i].code) != 0 || says[i].urgency >= best)
			continue;
		best = says[i].urgency;
		(void)snprintf(ret_why, URGENCY_WHY_BYTES, "%s %s",
		    says[i].member, says[i].code);
	}
	rule_day_add(day, RULE_SOON_DAYS, soon);
	if (best > URGENCY_SOON && deadline_of(report, deadline) &&
	    strcmp(deadline, soon) <= 0 && strcmp(deadline, day) >= 0) {
		best = URGENCY_SOON;
		(void)snprintf(
		    ret_why, URGENCY_WHY_BYTES, "deadline %s", deadline);
	}
	return best;
}

enum urgency
urgency_of(const cJSON *work, const cJSON *report, const char *day,
    char ret_why[static URGENCY_WHY_BYTES])
{
	enum urgency decided;

	if (!urgency_find(work_text(work, "urgency"), &decided))
		return urgency_of_report(report, day, ret_why);
	(void)snprintf(ret_why, URGENCY_WHY_BYTES, "decided by %s",
	    work_text(work, "urgency_by"));
	return decided;
}

static const char *const due_words[] = {"answer of the State",
    "record that was skipped", "review of a closed case", "consent ends",
    "assessment of harm ends", "override ends", "information asked for",
    "deadline in the report", "set"};

const char *
due_word(enum due_kind kind)
{
	return due_words[kind];
}

struct telling {
	bool (*each)(void *context, const struct due *due);
	void *context;
};

static bool
tell(const struct telling *t, enum due_kind kind, const char *day,
    uint64_t number, const char *why)
{
	struct due due = {.kind = kind, .number = number, .why = why};

	if (!rule_day_is(day))
		return true;
	(void)snprintf(due.day, sizeof(due.day), "%s", day);
	return t->each(t->context, &due);
}

static bool
tell_actions(const struct telling *t, const cJSON *work)
{
	const cJSON *action;
	bool more = true;

	cJSON_ArrayForEach (action, work_look(work, WORK_ACTIONS)) {
		const uint64_t number = work_number(action);
		const cJSON *override =
		    cJSON_GetObjectItemCaseSensitive(action, "override");

		if (more && work_status(action) == STATUS_SENT)
			more = tell(t, DUE_REPLY, work_text(action, "reply_by"),
			    number, NULL);
		if (more && (STATUSES_BEFORE & STATE(work_status(action))) != 0)
			more = tell(t, DUE_OVERRIDE,
			    work_text(override, "until"), number, NULL);
	}
	return more;
}

/* The records that count, and expire: a later one of the same kind ends it. */
static bool
tell_consents(const struct telling *t, const cJSON *work)
{
	const cJSON *record, *later;
	bool more = true;

	cJSON_ArrayForEach (record, work_look(work, WORK_CONSENTS)) {
		const char *until = work_text(record, "until");
		uint64_t person = 0, other;
		bool counts = *until != '\0' &&
		    strcmp(work_text(record, "value"), "yes") == 0;

		for (later = record->next; later != NULL && counts;
		     later = later->next)
			counts = strcmp(work_text(later, "use"),
				     work_text(record, "use")) != 0 ||
			    !json_text_integer(later, "person", &other) ||
			    !json_text_integer(record, "person", &person) ||
			    other != person;
		if (!counts)
			continue;
		(void)json_text_integer(record, "person", &person);
		more = more &&
		    tell(t, DUE_CONSENT, until, person,
			work_text(record, "use"));
	}
	return more;
}

bool
due_each(const cJSON *work, const cJSON *report,
    bool (*each)(void *context, const struct due *due), void *context)
{
	const struct telling t = {each, context};
	const enum rule_state state = work_state(work);
	const cJSON *harm = work_look(work, WORK_HARM), *one;
	char deadline[UTC_DAY_BYTES];
	bool more;

	/* What is owed stays, whatever becomes of the case. */
	more = tell_actions(&t, work) &&
	    tell(&t, DUE_RECORD, work_text(work, "records_due"), 0, NULL);
	if (state == STATE_CLOSED)
		return more &&
		    tell(&t, DUE_REVIEW, work_text(work, "review"), 0, NULL);
	if (state == STATE_WITHDRAWN)
		return more;
	more = more && tell_consents(&t, work) &&
	    (state != STATE_NEEDS_INFO ||
		tell(&t, DUE_INFO, work_text(work, "info_due"), 0, NULL));
	one = cJSON_GetArrayItem(harm, cJSON_GetArraySize(harm) - 1);
	more = more && tell(&t, DUE_HARM, work_text(one, "until"), 0, NULL);
	cJSON_ArrayForEach (one, work_look(work, "dues"))
		if (*work_text(one, "done") == '\0')
			more = more &&
			    tell(&t, DUE_SET, work_text(one, "day"),
				work_number(one), work_text(one, "text"));
	return more &&
	    (!deadline_of(report, deadline) ||
		tell(&t, DUE_DEADLINE, deadline, 0, NULL));
}
