/* What one case has in each cell (docs/STATISTICS.md 1). */
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/consent.h"
#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "stat_parts.h"

struct telling {
	const struct stat_case *one;
	const struct stat_period *period;
	const char *today;
	uint16_t *n;
};

static void
put(struct telling *t, const char *table, const char *code)
{
	const size_t cell = stat_cell_find(table, code);

	if (cell != STAT_NONE && t->n[cell] < UINT16_MAX)
		t->n[cell]++;
}

/* Once a case, however often it is told of. */
static void
put_once(struct telling *t, const char *table, const char *code)
{
	const size_t cell = stat_cell_find(table, code);

	if (cell != STAT_NONE)
		t->n[cell] = 1;
}

bool
stat_week_day(const char *week, char ret_day[static UTC_DAY_BYTES])
{
	char day[UTC_DAY_BYTES], found[UTC_WEEK_BYTES];
	int64_t seconds;
	char time[UTC_TIME_BYTES];

	if (week == NULL || strlen(week) != UTC_WEEK_BYTES - 1)
		return false;
	/* Week 1 has the fourth of January; a Monday is the first of its week.
	 */
	(void)snprintf(day, sizeof(day), "%.4s-01-04", week);
	if (!rule_day_is(day))
		return false;
	rule_day_add(day, -11, day);
	for (int i = 0; i < 380; i++) {
		(void)snprintf(time, sizeof(time), "%sT00:00:00Z", day);
		if (!utc_time_parse(time, strlen(time), &seconds))
			return false;
		utc_time_week(seconds, found);
		if (strcmp(found, week) == 0) {
			memcpy(ret_day, day, UTC_DAY_BYTES);
			return true;
		}
		rule_day_add(day, 1, day);
	}
	return false;
}

static bool
in_period(const struct telling *t, const char *day)
{
	return *day != '\0' && strcmp(day, t->period->from) >= 0 &&
	    strcmp(day, t->period->to) <= 0;
}

enum stat_stand
stat_stand_at(const cJSON *work, const char *day)
{
	static const struct {
		const char *act;
		enum stat_stand stand;
	} steps[] = {{"case-triage", STAND_EXAMINED},
	    {"case-verifying", STAND_EXAMINED},
	    {"case-needs-info", STAND_EXAMINED},
	    {"case-reopen", STAND_EXAMINED}, {"case-dormant", STAND_ENDED},
	    {"case-not-pursued", STAND_ENDED}, {"case-refer", STAND_ENDED},
	    {"case-credible", STAND_CREDIBLE},
	    {"case-not-established", STAND_NOT_ESTABLISHED}};
	enum stat_stand stand = STAND_EXAMINED;
	const cJSON *line;

	cJSON_ArrayForEach (line, work_look(work, WORK_LOG)) {
		if (strcmp(work_text(line, "day"), day) > 0)
			break;
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			if (strcmp(work_text(line, "act"), steps[i].act) == 0)
				stand = steps[i].stand;
	}
	return stand;
}

/* --- cases --- */

static void
put_stand(struct telling *t, bool before, bool received)
{
	static const char *const codes[] = {
	    "examined", "credible", "not-established", "ended"};
	const cJSON *work = t->one->work;
	char eve[UTC_DAY_BYTES];
	enum stat_stand at_end = stat_stand_at(work, t->period->to);
	bool was_open;

	rule_day_add(t->period->from, -1, eve);
	was_open = before && stat_stand_at(work, eve) == STAND_EXAMINED;
	if (received) {
		put(t, "flow", "received");
		put(t, "stand", codes[at_end]);
	}
	if (was_open)
		put(t, "flow", "before");
	if (at_end == STAND_EXAMINED)
		put(t, "flow", "after");
	if (before && !was_open && at_end == STAND_EXAMINED)
		put(t, "flow", "again");
	if ((was_open || received) && at_end != STAND_EXAMINED)
		put(t, "flow", "concluded");
}

static void
put_codes(
    struct telling *t, const char *list, const char *member, const char *table)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, work_look(t->one->work, list))
		put_once(t, table, work_text(item, member));
}

static void
put_bodies(struct telling *t)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(t->one->report, "un_bodies"))
		put_once(
		    t, "bodies", cJSON_IsString(item) ? item->valuestring : "");
}

/* --- persons --- */

static bool
has_profile(const cJSON *person, const char *code)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(person, "profile"))
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, code) == 0)
			return true;
	return false;
}

#define COMPARED_MAX 1000

static bool
shares_name(const cJSON *a, const cJSON *b)
{
	static const char *const members[] = {"label", "name", "name_latin"};

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			if (*work_text(a, members[i]) != '\0' &&
			    strcmp(work_text(a, members[i]),
				work_text(b, members[k])) == 0)
				return true;
	return false;
}

/* Who said no to being counted is not, under whatever number it was said. */
static bool
is_counted(const struct telling *t, const cJSON *person)
{
	const cJSON *other;
	unsigned n = 0;

	cJSON_ArrayForEach (other, work_look(t->one->work, WORK_PEOPLE)) {
		enum consent_state state;

		if (other != person &&
		    (++n > COMPARED_MAX || !shares_name(other, person)))
			continue;
		state = consent_of(
		    t->one->work, work_number(other), "C7", t->today);
		if (state != CONSENT_GIVEN && state != CONSENT_NEVER)
			return false;
	}
	return true;
}

static void
put_person(struct telling *t, const cJSON *person)
{
	const char *age = work_text(person, "age_band");
	bool had[STAT_CELLS_MAX] = {false};
	const cJSON *item;

	put(t, "persons", "all");
	if (has_profile(person, "R02") || has_profile(person, "R03"))
		put(t, "persons", "women");
	if (strcmp(age, "0-11") == 0 || strcmp(age, "12-17") == 0)
		put(t, "persons", "minors");
	if (has_profile(person, "R12"))
		put(t, "persons", "indigenous");
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(person, "profile")) {
		const size_t cell =
		    stat_cell_find("profiles", cJSON_GetStringValue(item));

		/* Once a person, however often it stands there. */
		if (cell != STAT_NONE && !had[cell])
			put(t, "profiles", cJSON_GetStringValue(item));
		if (cell != STAT_NONE)
			had[cell] = true;
	}
}

/* Whom a consent alone names is no victim; staff wrote those without `of`. */
static bool
is_victim(const cJSON *person)
{
	return *work_text(person, "of") == '\0' ||
	    cJSON_GetObjectItemCaseSensitive(person, "place") != NULL;
}

/* Whether a report before it, of the same case, has the same one. */
static bool
is_again(const cJSON *people, const cJSON *person)
{
	const char *label = work_person_label(person);
	const cJSON *earlier;
	unsigned n = 0;

	cJSON_ArrayForEach (earlier, people) {
		if (earlier == person || ++n > COMPARED_MAX)
			break;
		if (*label != '\0' && is_victim(earlier) &&
		    strcmp(work_person_label(earlier), label) == 0 &&
		    strcmp(work_text(earlier, "of"), work_text(person, "of")) !=
			0)
			return true;
	}
	return false;
}

static void
put_people(struct telling *t)
{
	const cJSON *people = work_look(t->one->work, WORK_PEOPLE), *person;

	cJSON_ArrayForEach (person, people) {
		const char *unit = work_text(person, "unit");

		if (!is_counted(t, person) || !is_victim(person) ||
		    is_again(people, person))
			continue;
		if (*unit == '\0' || strcmp(unit, "person") == 0)
			put_person(t, person);
		else if (strcmp(unit, "organisation") == 0)
			put(t, "groups", "organisations");
		else
			put(t, "groups", "groups");
	}
}

/* --- what went out --- */

/* What came of it until the period ended: an acknowledgement, an answer. */
static const char *
answer_of(const struct telling *t, const cJSON *action)
{
	const char *best = "none";
	const cJSON *answer;

	cJSON_ArrayForEach (
	    answer, cJSON_GetObjectItemCaseSensitive(action, "answers")) {
		const char *receipt = work_text(answer, "receipt");

		if (strcmp(work_text(answer, "day"), t->period->to) > 0)
			continue;
		if (strcmp(receipt, "substantive") == 0 ||
		    strcmp(receipt, "late") == 0)
			best = receipt;
		else if (strcmp(best, "none") == 0 &&
		    strcmp(receipt, "none") != 0)
			best = "acknowledged";
	}
	return best;
}

static bool
was_sent(const cJSON *action)
{
	const unsigned sent = STATE(STATUS_SENT) | STATE(STATUS_ANSWERED) |
	    STATE(STATUS_NO_ANSWER) | STATE(STATUS_CLOSED);

	return (sent & STATE(work_status(action))) != 0;
}

/* The day of the line that says so; an act on an action has its number. */
static const char *
left_out_on(const cJSON *work, const cJSON *action)
{
	const char *day = "";
	const cJSON *line;
	uint64_t number = 0;

	cJSON_ArrayForEach (line, work_look(work, WORK_LOG))
		if (strcmp(work_text(line, "act"), "action-leave-out") == 0 &&
		    json_text_integer(
			cJSON_GetObjectItemCaseSensitive(line, "given"),
			"number", &number) &&
		    number == work_number(action))
			day = work_text(line, "day");
	return day;
}

/* Whether one of its printed entries is of the period. */
static bool
put_action(struct telling *t, const cJSON *action)
{
	const char *kind = work_text(action, "kind");
	const char *annex = work_text(action, "annex");

	if (strcmp(kind, "entry") == 0 &&
	    work_status(action) == STATUS_LEFT_OUT &&
	    strcmp(work_text(action, "for"), "fear") == 0 &&
	    in_period(t, left_out_on(t->one->work, action)))
		put(t, "left-out", "fear");
	if (!was_sent(action) || !in_period(t, work_text(action, "sent")))
		return false;
	if (rule_code_is(RULE_LETTERS, kind)) {
		put(t, "letters", "all");
		put(t, "letters", kind);
		put(t, "answers", answer_of(t, action));
		return false;
	}
	if (strcmp(kind, "entry") != 0)
		return false;
	put(t, "entries", "all");
	put(t, "entries", *annex == '\0' ? "body" : annex);
	return true;
}

/* --- what was reported of States that the report names --- */

/* Where it happened, or the person lives: elsewhere than in that State. */
static bool
is_elsewhere(const cJSON *report, const char *state)
{
	const cJSON *act;

	cJSON_ArrayForEach (
	    act, cJSON_GetObjectItemCaseSensitive(report, "acts")) {
		const cJSON *place =
		    cJSON_GetObjectItemCaseSensitive(act, "place");
		const char *area = work_text(place, "m49");

		if (*area != '\0' && strcmp(area, state) != 0)
			return true;
	}
	return false;
}

static bool
has_act(const cJSON *work, const char *codes)
{
	const cJSON *act;

	cJSON_ArrayForEach (act, work_look(work, WORK_ACTS))
		if (rule_code_is(codes, work_text(act, "type")))
			return true;
	return false;
}

static void
put_states(struct telling *t,
    void (*put_area)(void *context, const char *code, unsigned what),
    void *context)
{
	const char *effect = work_text(t->one->report, "effect_on_cooperation");
	const size_t all = stat_cell_find("states", "all");
	const cJSON *state;
	unsigned what = AREA_MENTIONED;

	if (strcmp(effect, "anonymous-only") == 0)
		what |= AREA_ANONYMITY;
	if (rule_code_is("stopped limited others-stopped", effect))
		what |= AREA_SELF_CENSORSHIP;
	if (has_act(t->one->work, "A14 A15"))
		what |= AREA_SURVEILLANCE;
	if (has_act(t->one->work, "A21"))
		what |= AREA_LAWS;
	cJSON_ArrayForEach (state,
	    cJSON_GetObjectItemCaseSensitive(
		t->one->report, "state_concerned")) {
		const char *code = cJSON_GetStringValue(state);
		unsigned of = what;

		if (!rule_code_is("@members @observers", code))
			continue;
		if (is_elsewhere(t->one->report, code))
			of |= AREA_TRANSNATIONAL;
		put_area(context, code, of);
		for (size_t bit = 0; bit < STAT_AREA_KINDS; bit++)
			if ((of & (1u << bit)) != 0)
				t->n[all + bit]++;
	}
}

void
stat_case_cells(const struct stat_case *one, const struct stat_period *period,
    const char *today, uint16_t ret_n[static STAT_CELLS_MAX],
    void (*put_area)(void *context, const char *code, unsigned what),
    void *context)
{
	struct telling t = {one, period, today, ret_n};
	char came[UTC_DAY_BYTES] = "";
	const cJSON *action;
	bool printed = false, received, before;

	/* What has no week was there before anything. */
	(void)stat_week_day(one->week, came);
	received = in_period(&t, came);
	before = strcmp(came, period->from) < 0;
	if (received || before)
		put_stand(&t, before, received);
	if (received) {
		put_codes(&t, WORK_ACTS, "type", "acts");
		put_codes(&t, WORK_ACTS, "channel", "channels");
		put_codes(&t, WORK_ACTORS, "code", "actors");
		put_bodies(&t);
		put_people(&t);
	}
	cJSON_ArrayForEach (action, work_look(one->work, WORK_ACTIONS))
		printed = put_action(&t, action) || printed;
	if (printed)
		put_states(&t, put_area, context);
}
