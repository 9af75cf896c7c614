#include "statistics_make.h"

#include <stdio.h>
#include <string.h>

#include "client/desk/rules/rule_days.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "tests/unit/unit.h"

#define FIRST_DAY "2025-05-05" /* a Monday */

struct draw {
	uint64_t state;
};

static unsigned
draw(struct draw *d, unsigned n)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(d->state >> 33) % n;
}

void
statistics_make_period(unsigned year, struct stat_period *ret)
{
	(void)snprintf(ret->from, sizeof(ret->from), "%u-05-01", 2025 + year);
	(void)snprintf(ret->to, sizeof(ret->to), "%u-04-30", 2026 + year);
}

static const char *
pick(struct draw *d, const char *const *codes, unsigned n)
{
	return codes[draw(d, n)];
}

static cJSON *
make_report(struct draw *d)
{
	static const char *const acts[] = {
	    "A05", "A07", "A10", "A12", "A13", "A14", "A15", "A21"};
	static const char *const profiles[] = {"R01", "R02", "R04", "R12"};
	static const char *const bodies[] = {"HRC", "SP", "CAT"};
	static const char *const states[] = {"008", "012", "024", "032"};
	static const char *const effects[] = {
	    "stopped", "anonymous-only", "none"};
	char text[1024];
	cJSON *report;

	(void)snprintf(text, sizeof(text),
	    "{\"kind\":\"new\",\"state_concerned\":[\"%s\"],"
	    "\"un_bodies\":[\"%s\"],\"effect_on_cooperation\":\"%s\","
	    "\"victims\":[{\"unit\":\"person\",\"name\":\"N\",\"profile\":["
	    "\"%s\",\"R01\",\"R01\"],\"age_band\":\"%s\"},{\"unit\":"
	    "\"organisation\"}],"
	    "\"actors\":[{\"code\":\"S%u\"}],\"acts\":[{\"type\":\"%s\","
	    "\"channel\":\"online\",\"place\":{\"m49\":\"008\"}},"
	    "{\"type\":\"%s\",\"channel\":\"offline\"}],"
	    "\"consent\":[{\"person\":\"self\",\"C0\":\"yes\",\"C7\":"
	    "\"yes\"}]}",
	    pick(d, states, 4), pick(d, bodies, 3), pick(d, effects, 3),
	    pick(d, profiles, 4), draw(d, 6) == 0 ? "12-17" : "25-59",
	    1 + draw(d, 5), pick(d, acts, 8), pick(d, acts, 8));
	report = cJSON_Parse(text);
	assert_non_null(report);
	return report;
}

static void
put_line(cJSON *work, const char *act, const char *day)
{
	cJSON *line = work_add(work, WORK_LOG);

	assert_true(work_put(line, "act", act) && work_put(line, "day", day));
}

static void
put_action(cJSON *work, struct draw *d, const char *kind, const char *day)
{
	static const char *const receipts[] = {
	    "none", "acknowledged", "substantive"};
	static const char *const annexes[] = {"body", "I", "II"};
	cJSON *action = work_add(work, WORK_ACTIONS), *answer;

	assert_true(work_put(action, "kind", kind) &&
	    work_set_status(action, STATUS_SENT) &&
	    work_put(action, "sent", day) &&
	    work_put(action, "annex", pick(d, annexes, 3)));
	answer = work_add(action, "answers");
	assert_true(work_put(answer, "receipt", pick(d, receipts, 3)) &&
	    work_put(answer, "day", day));
}

void
statistics_make_case(unsigned number, struct made_case *ret)
{
	static const char *const ends[] = {
	    "case-credible", "case-not-established", "case-not-pursued"};
	static const char *const letters[] = {"UA", "AL", "OL"};
	struct draw d = {number * 2654435761u + 12345};
	char day[UTC_DAY_BYTES];
	int64_t seconds;
	char time[UTC_TIME_BYTES];

	rule_day_add(
	    FIRST_DAY, (int)(365 * (number % MAKE_YEARS) + draw(&d, 350)), day);
	(void)snprintf(time, sizeof(time), "%sT00:00:00Z", day);
	assert_true(utc_time_parse(time, strlen(time), &seconds));
	utc_time_week(seconds, ret->week);
	/* A few tell many. */
	(void)snprintf(ret->teller, sizeof(ret->teller), "T%u",
	    number % 10 == 0       ? 0
		: number % 15 == 1 ? 1
		: number % 20 == 2 ? 2
				   : number);
	ret->report = make_report(&d);
	ret->work = work_create("00000001", ret->report, day);
	assert_non_null(ret->work);
	put_line(ret->work, "case-triage", day);
	if (draw(&d, 10) < 7) {
		rule_day_add(day, (int)draw(&d, 400), day);
		put_line(ret->work, pick(&d, ends, 3), day);
		if (draw(&d, 4) == 0) {
			rule_day_add(day, (int)draw(&d, 200), day);
			put_line(ret->work, "case-reopen", day);
		}
	}
	if (draw(&d, 2) == 0)
		put_action(ret->work, &d, pick(&d, letters, 3), day);
	if (draw(&d, 3) == 0)
		put_action(ret->work, &d, "entry", day);
	ret->one =
	    (struct stat_case){ret->report, ret->work, ret->week, ret->teller};
}

void
statistics_make_end(struct made_case *made)
{
	cJSON_Delete(made->report);
	cJSON_Delete(made->work);
}

void
statistics_make_count(
    const struct made_case *made, size_t n, struct stat_counted *ret)
{
	struct stat_period period;
	struct stat_count *count;

	statistics_make_period(0, &period);
	count = stat_count_begin(&period, MAKE_TODAY);
	assert_non_null(count);
	for (size_t i = 0; i < n; i++)
		assert_true(stat_count_add(count, &made[i].one));
	assert_true(stat_count_end(count, ret));
	stat_count_destroy(count);
}

void
statistics_make_counts(
    unsigned n, unsigned year, const char *teller, struct stat_counted *ret)
{
	struct stat_period period;
	struct stat_count *count;

	statistics_make_period(year, &period);
	count = stat_count_begin(&period, MAKE_TODAY);
	assert_non_null(count);
	for (unsigned i = 0; i < n; i++) {
		struct made_case made;

		statistics_make_case(i, &made);
		if (teller == NULL || strcmp(made.teller, teller) == 0)
			assert_true(stat_count_add(count, &made.one));
		statistics_make_end(&made);
	}
	assert_true(stat_count_end(count, ret));
	stat_count_destroy(count);
}
