/* What one case has in each cell (docs/STATISTICS.md 1). */
#include <stdio.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "stat_parts.h"

void
stat_put(struct stat_telling *t, const char *table, const char *code)
{
	const size_t cell = stat_cell_find(table, code);

	if (cell != STAT_NONE && t->n[cell] < UINT16_MAX)
		t->n[cell]++;
}

/* Once a case, however often it is told of. */
static void
put_once(struct stat_telling *t, const char *table, const char *code)
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
in_period(const struct stat_telling *t, const char *day)
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
put_stand(struct stat_telling *t, bool before, bool received)
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
		stat_put(t, "flow", "received");
		stat_put(t, "stand", codes[at_end]);
	}
	if (was_open)
		stat_put(t, "flow", "before");
	if (at_end == STAND_EXAMINED)
		stat_put(t, "flow", "after");
	if (before && !was_open && at_end == STAND_EXAMINED)
		stat_put(t, "flow", "again");
	if ((was_open || received) && at_end != STAND_EXAMINED)
		stat_put(t, "flow", "concluded");
}

static void
put_codes(struct stat_telling *t, const char *list, const char *member,
    const char *table)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, work_look(t->one->work, list))
		put_once(t, table, work_text(item, member));
}

static void
put_bodies(struct stat_telling *t)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(t->one->report, "un_bodies"))
		put_once(
		    t, "bodies", cJSON_IsString(item) ? item->valuestring : "");
}

/* --- what went out --- */

/* What came of it until the period ended: an acknowledgement, an answer. */
static const char *
answer_of(const struct stat_telling *t, const cJSON *action)
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
put_action(struct stat_telling *t, const cJSON *action)
{
	const char *kind = work_text(action, "kind");
	const char *annex = work_text(action, "annex");

	if (strcmp(kind, "entry") == 0 &&
	    work_status(action) == STATUS_LEFT_OUT &&
	    strcmp(work_text(action, "for"), "fear") == 0 &&
	    in_period(t, left_out_on(t->one->work, action)))
		stat_put(t, "left-out", "fear");
	if (!was_sent(action) || !in_period(t, work_text(action, "sent")))
		return false;
	if (rule_code_is(RULE_LETTERS, kind)) {
		stat_put(t, "letters", "all");
		stat_put(t, "letters", kind);
		stat_put(t, "answers", answer_of(t, action));
		return false;
	}
	if (strcmp(kind, "entry") != 0)
		return false;
	stat_put(t, "entries", "all");
	stat_put(t, "entries", *annex == '\0' ? "body" : annex);
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
put_states(struct stat_telling *t,
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

bool
stat_case_cells(const struct stat_case *one, const struct stat_period *period,
    const char *today, uint16_t ret_n[static STAT_CELLS_MAX],
    void (*put_area)(void *context, const char *code, unsigned what),
    void *context)
{
	struct stat_telling t = {one, period, today, ret_n};
	char came[UTC_DAY_BYTES] = "";
	const cJSON *action;
	bool printed = false, received, before, ok = true;

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
		ok = stat_put_people(&t);
	}
	cJSON_ArrayForEach (action, work_look(one->work, WORK_ACTIONS))
		printed = put_action(&t, action) || printed;
	if (printed)
		put_states(&t, put_area, context);
	return ok;
}
