/* What a report of a period counts, and whom it does not. */
#include "tests/unit/unit.h"

#include <string.h>

#include <sodium.h>

#include "client/desk/rules/work.h"
#include "client/desk/statistics/stat_parts.h"
#include "statistics_make.h"

static void
test_weeks(void **state)
{
	char day[UTC_DAY_BYTES];

	(void)state;
	assert_true(stat_week_day("2026-W01", day));
	assert_string_equal(day, "2025-12-29");
	assert_true(stat_week_day("2026-W53", day));
	assert_string_equal(day, "2026-12-28");
	assert_false(stat_week_day("2025-W53", day));
	assert_false(stat_week_day("2026-49", day));
	assert_false(stat_week_day(NULL, day));
}

/* Each cell by a plain walk over the cases, another way than the program's. */
static void
test_counts(void **state)
{
	struct stat_counted counted;
	uint32_t received = 0, arrests = 0, persons = 0;

	(void)state;
	statistics_make_counts(300, 1, NULL, &counted);
	for (unsigned i = 0; i < 300; i++) {
		struct made_case made;
		struct stat_period period;
		char day[UTC_DAY_BYTES];

		statistics_make_case(i, &made);
		statistics_make_period(1, &period);
		assert_true(stat_week_day(made.week, day));
		if (strcmp(day, period.from) >= 0 &&
		    strcmp(day, period.to) <= 0) {
			const cJSON *acts = work_look(made.work, WORK_ACTS);
			const char *a =
			    work_text(cJSON_GetArrayItem(acts, 0), "type");
			const char *b =
			    work_text(cJSON_GetArrayItem(acts, 1), "type");

			received++;
			persons++;
			arrests +=
			    strcmp(a, "A07") == 0 || strcmp(b, "A07") == 0;
		}
		statistics_make_end(&made);
	}
	assert_true(received > 50);
	assert_int_equal(
	    counted.n[stat_cell_find("flow", "received")], received);
	assert_int_equal(counted.n[stat_cell_find("acts", "A07")], arrests);
	assert_int_equal(counted.n[stat_cell_find("persons", "all")], persons);
	/* Each has it, and some have it twice. */
	assert_int_equal(counted.n[stat_cell_find("profiles", "R01")], persons);
	assert_int_equal(
	    counted.n[stat_cell_find("groups", "organisations")], persons);
	assert_int_equal(counted.n[stat_cell_find("flow", "before")] +
		counted.n[stat_cell_find("flow", "received")] +
		counted.n[stat_cell_find("flow", "again")],
	    counted.n[stat_cell_find("flow", "concluded")] +
		counted.n[stat_cell_find("flow", "after")]);
	assert_int_equal(counted.n[stat_cell_find("stand", "examined")] +
		counted.n[stat_cell_find("stand", "credible")] +
		counted.n[stat_cell_find("stand", "not-established")] +
		counted.n[stat_cell_find("stand", "ended")],
	    received);
	assert_int_equal(counted.n[stat_cell_find("states", "all")], 4);
}

static uint32_t
counted_with(const struct made_case *made)
{
	struct stat_counted counted;

	statistics_make_count(made, 1, &counted);
	return counted.n[stat_cell_find("flow", "received")];
}

/* Nobody is counted who did not agree to it, or does no more. */
static void
test_not_counted(void **state)
{
	struct made_case made;
	cJSON *item;

	(void)state;
	statistics_make_case(0, &made);
	assert_int_equal(counted_with(&made), 1);
	assert_true(work_set_state(made.work, STATE_HOLD));
	assert_int_equal(counted_with(&made), 0);
	assert_true(work_set_state(made.work, STATE_WITHDRAWN));
	assert_int_equal(counted_with(&made), 0);
	assert_true(work_set_state(made.work, STATE_TRIAGE));
	item = work_add(made.work, WORK_CONSENTS);
	assert_true(work_put_number(item, "person", 0) &&
	    work_put(item, "use", "C7") && work_put(item, "value", "no") &&
	    work_put(item, "day", MAKE_TODAY));
	assert_int_equal(counted_with(&made), 0);
	statistics_make_end(&made);
}

static void
link_to(struct made_case *made, uint64_t own, uint64_t with)
{
	cJSON *item;

	assert_true(work_put_number(made->work, "case", own));
	if (with == 0)
		return;
	item = work_add(made->work, WORK_LINKS);
	assert_true(work_put(item, "relation", "duplicate") &&
	    work_put_number(item, "with", with));
}

/* What was found to be told twice counts once, whichever says so, by the first
 * that counts; and each who told it knows it. */
static void
test_told_twice(void **state)
{
	const size_t received = stat_cell_find("flow", "received");
	struct stat_counted counted;

	(void)state;
	for (unsigned way = 0; way < 4; way++) {
		struct made_case made[2];

		statistics_make_case(0, &made[0]);
		statistics_make_case(3, &made[1]);
		link_to(&made[0], 3, way == 0 ? 9 : 0);
		link_to(&made[1], 9, way > 0 ? 3 : 0);
		if (way == 2)
			assert_true(
			    work_set_state(made[0].work, STATE_WITHDRAWN));
		if (way == 3)
			assert_true(
			    work_put(work_item(made[1].work, WORK_LINKS, 1),
				"undone", "2026-01-01"));
		statistics_make_count(made, 2, &counted);
		assert_int_equal(counted.n[received], way == 3 ? 2 : 1);
		/* T0 and T3, of one case each. */
		assert_int_equal(counted.most[received], 2);
		statistics_make_end(&made[0]);
		statistics_make_end(&made[1]);
	}
}

/* Also through one that does not count any more. */
static void
test_told_thrice(void **state)
{
	struct stat_counted counted;
	struct made_case made[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		statistics_make_case(3 * i, &made[i]);
		link_to(&made[i], 5 + i, i < 2 ? 6 + i : 0);
	}
	assert_true(work_set_state(made[1].work, STATE_WITHDRAWN));
	statistics_make_count(made, 3, &counted);
	assert_int_equal(counted.n[stat_cell_find("flow", "received")], 1);
	for (unsigned i = 0; i < 3; i++)
		statistics_make_end(&made[i]);
}

/* A person whom a consent alone names is none, and one whom two reports of a
 * case name is one. */
static void
test_persons(void **state)
{
	struct stat_counted counted;
	struct made_case made;
	cJSON *more = cJSON_Parse(
	    "{\"victims\":[{\"unit\":\"person\",\"name\":\"N\"},"
	    "{\"unit\":\"person\",\"name\":\"Other\"}],\"consent\":["
	    "{\"person\":\"Neighbour\",\"C2\":\"yes\"}]}");

	(void)state;
	statistics_make_case(0, &made);
	assert_true(work_take(made.work, "00000001.0001", more, MAKE_TODAY));
	statistics_make_count(&made, 1, &counted);
	assert_int_equal(counted.n[stat_cell_find("persons", "all")], 2);
	statistics_make_end(&made);
	cJSON_Delete(more);
}

/* A no of a person whom a further report calls the same is that person's. */
static void
test_refusal_later(void **state)
{
	struct made_case made;
	struct stat_counted counted;
	cJSON *more =
	    cJSON_Parse("{\"consent\":[{\"person\":\"N\",\"C7\":\"no\"}]}");

	(void)state;
	statistics_make_case(0, &made);
	/* However many stand between. */
	for (unsigned i = 0; i < 2000; i++)
		assert_true(work_put(
		    work_add(made.work, WORK_PEOPLE), "of", "00000001.0002"));
	assert_true(work_take(made.work, "00000001.0001", more, MAKE_TODAY));
	statistics_make_count(&made, 1, &counted);
	assert_int_equal(counted.n[stat_cell_find("persons", "all")], 0);
	assert_int_equal(counted.n[stat_cell_find("flow", "received")], 1);
	statistics_make_end(&made);
	cJSON_Delete(more);
}

/* Where examination stands is what was done until that day. */
static void
test_stand(void **state)
{
	cJSON *work = cJSON_Parse(
	    "{\"log\":[{\"act\":\"case-triage\",\"day\":\"2026-01-01\"},"
	    "{\"act\":\"case-credible\",\"day\":\"2026-02-01\"},"
	    "{\"act\":\"case-close\",\"day\":\"2026-03-01\"},"
	    "{\"act\":\"case-reopen\",\"day\":\"2026-04-01\"},"
	    "{\"act\":\"case-refer\",\"day\":\"2026-05-01\"}]}");

	(void)state;
	assert_int_equal(stat_stand_at(work, "2026-01-31"), STAND_EXAMINED);
	assert_int_equal(stat_stand_at(work, "2026-02-01"), STAND_CREDIBLE);
	assert_int_equal(stat_stand_at(work, "2026-03-15"), STAND_CREDIBLE);
	assert_int_equal(stat_stand_at(work, "2026-04-01"), STAND_EXAMINED);
	assert_int_equal(stat_stand_at(work, "2026-06-01"), STAND_ENDED);
	cJSON_Delete(work);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_weeks),
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_not_counted),
	    cmocka_unit_test(test_told_twice),
	    cmocka_unit_test(test_told_thrice),
	    cmocka_unit_test(test_persons),
	    cmocka_unit_test(test_refusal_later),
	    cmocka_unit_test(test_stand),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
