/* How the report of a period rounds, and that nobody is found in it. */
#include "tests/unit/unit.h"

#include <string.h>

#include <sodium.h>

#include "client/desk/rules/work.h"
#include "client/desk/statistics/stat_attack.h"
#include "client/desk/statistics/stat_json.h"
#include "client/desk/statistics/stat_parts.h"
#include "client/desk/statistics/stat_words.h"
#include "statistics_make.h"

static const uint8_t seed[STAT_SEED_BYTES] = {7};

/* Up with rest / base, else down; a multiple stays; the same each time. */
static void
test_rounding(void **state)
{
	unsigned ups = 0;
	char name[32];

	(void)state;
	for (unsigned n = 0; n < 40; n++) {
		const uint32_t printed = stat_round(n, 5, seed, "a");

		assert_int_equal(printed % 5, 0);
		assert_true(printed < n + 5 && n < printed + 5);
		assert_int_equal(printed, stat_round(n, 5, seed, "a"));
		if (n % 5 == 0)
			assert_int_equal(printed, n);
	}
	for (unsigned i = 0; i < 10000; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		ups += stat_round(2, 5, seed, name) == 5;
	}
	/* Two fifths of them: four standard deviations are 196. */
	assert_in_range(ups, 4000 - 196, 4000 + 196);
}

/* Of a desk that had nothing before, what it has at the end is what it got and
 * did not conclude; also a year later. */
static void
test_new_desk(void **state)
{
	const size_t after = stat_cell_find("flow", "after");
	struct stat_release r[2];
	struct stat_target targets[] = {
	    {&r[0], NULL, false}, {&r[1], NULL, true}};
	struct stat_findings found;
	struct reason reason = {""};

	(void)state;
	memset(r, 0, sizeof(r));
	for (unsigned i = 0; i < 2; i++) {
		statistics_make_period(1 - i, &r[i].period);
		r[i].base[0] = 5;
	}
	/* 1 to 9 received, 1 to 9 concluded: 8 are left at most, and printed
	 * is 10 for 6 to 14. */
	r[1].printed[stat_cell_find("flow", "received")] = 5;
	r[1].printed[stat_cell_find("flow", "concluded")] = 5;
	r[1].printed[after] = 10;
	r[0].printed[stat_cell_find("flow", "before")] = 10;
	r[0].printed[stat_cell_find("flow", "concluded")] = 5;
	r[0].printed[after] = 5;
	assert_true(stat_attack(targets + 1, 1, INT64_MAX, &found, &reason));
	assert_true(found.count[after]);
	assert_true(stat_attack(targets, 2, INT64_MAX, &found, &reason));
	assert_true(found.count[stat_cell_find("flow", "before")]);
	targets[1].first = false;
	assert_true(stat_attack(targets, 2, INT64_MAX, &found, &reason));
	assert_false(found.count[stat_cell_find("flow", "before")]);
}

static size_t
found_in(const struct stat_findings *f)
{
	size_t n = 0;

	for (size_t i = 0; i < STAT_CELLS_MAX; i++)
		n += f->count[i] || f->beside[i];
	return n;
}

static void
attack(const struct stat_target *target, struct stat_findings *ret)
{
	struct reason reason = {""};

	if (!stat_attack(target, 1, INT64_MAX, ret, &reason))
		fail_msg("%s", reason.text);
}

/* Whom the attacker finds without rounding, it does not find with it. */
static void
test_attack(void **state)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	struct stat_before before = {0};
	struct stat_findings found;
	struct stat_counted counted;
	struct stat_release r = {0};
	struct stat_target target = {&r, NULL, false};
	struct reason reason = {""};
	size_t printed = 0;

	(void)state;
	statistics_make_counts(300, 1, NULL, &counted);
	statistics_make_period(1, &r.period);
	for (size_t i = 0; i < STAT_TABLES; i++)
		r.base[i] = 1;
	stat_release_round(&r, &counted, seed);
	attack(&target, &found);
	for (size_t i = 0; i < n; i++)
		assert_true(found.count[i]);
	if (!stat_release_make(&r.period, &counted, seed, &before, &r, &reason))
		fail_msg("%s", reason.text);
	target.counted = &counted;
	attack(&target, &found);
	assert_int_equal(found_in(&found), 0);
	for (size_t i = 0; i < STAT_TABLES; i++)
		printed += r.base[i] > 0;
	/* It is not so that nothing is found because nothing is printed. */
	assert_true(printed > STAT_TABLES / 2);
}

/* A table of letters alone, all of it printed at the base of 5. */
static void
print_letters(struct stat_release *r, const uint32_t printed[4])
{
	const size_t all = stat_cell_find("letters", "all");
	const struct stat_cell *cells;

	(void)stat_cells(&cells);
	memset(r, 0, sizeof(*r));
	statistics_make_period(1, &r->period);
	r->base[cells[all].table] = 5;
	for (size_t i = 0; i < 4; i++)
		r->printed[all + i] = printed[i];
}

/* Parts that leave no choice give each other away, rounded as they are. */
static void
test_parts_give_away(void **state)
{
	static const uint32_t tight[] = {30, 5, 5, 5}, loose[] = {15, 5, 5, 5};
	const size_t all = stat_cell_find("letters", "all");
	struct stat_findings found;
	struct stat_release r;
	struct stat_counted counted = {0};
	struct stat_target target = {&r, NULL, false};

	(void)state;
	/* Three parts of at most 9 are 26 only where each is at least 8. */
	print_letters(&r, tight);
	attack(&target, &found);
	for (size_t i = 0; i < 4; i++)
		assert_true(found.count[all + i]);
	print_letters(&r, loose);
	attack(&target, &found);
	assert_int_equal(found_in(&found), 0);
	/* Two who told 6 of the 1 to 9 leave 3 or less for all others. */
	target.counted = &counted;
	attack(&target, &found);
	assert_false(found.count[all + 1]);
	counted.most[all] = counted.most[all + 1] = 6;
	attack(&target, &found);
	assert_true(found.count[all + 1]);
}

/* A printed 0 is 0 to 4; who has one case in it knows of 1 to 4. */
static void
test_nobody_is_nobody(void **state)
{
	static const uint32_t none[] = {0, 0, 0, 0};
	const size_t all = stat_cell_find("letters", "all");
	struct stat_findings found;
	struct stat_release r;
	struct stat_counted counted;
	const struct stat_target target = {&r, &counted, false};

	(void)state;
	statistics_make_counts(0, 1, NULL, &counted);
	assert_int_equal(counted.n[all], 0);
	assert_int_equal(counted.most[all], 2);
	print_letters(&r, none);
	attack(&target, &found);
	assert_true(found.count[all]);
}

/* One year's end is the next one's beginning: both together say more. */
static void
test_years_together(void **state)
{
	const size_t before = stat_cell_find("flow", "before");
	const size_t after = stat_cell_find("flow", "after");
	struct stat_release r[3];
	const struct stat_target targets[] = {
	    {&r[0], NULL, false}, {&r[1], NULL, false}, {&r[2], NULL, false}};
	struct stat_findings found;
	struct reason reason = {""};

	(void)state;
	memset(r, 0, sizeof(r));
	for (unsigned i = 0; i < 2; i++) {
		statistics_make_period(1 - i, &r[i].period);
		r[i].base[0] = 5;
		for (size_t k = before; k <= after; k++)
			r[i].printed[k] = 20;
	}
	for (unsigned i = 0; i < 2; i++)
		r[i].printed[stat_cell_find("flow", "concluded")] = 40;
	r[1].printed[after] = 25;
	assert_true(stat_attack(targets, 1, INT64_MAX, &found, &reason));
	assert_false(found.count[before]);
	/* 16 to 24, and 21 to 29: 21 to 24. */
	assert_true(stat_attack(targets, 2, INT64_MAX, &found, &reason));
	assert_true(found.count[before]);
	/* A year before that does not fit, for a case was withdrawn, leaves
	 * these two as they are. */
	r[2] = r[1];
	statistics_make_period(0, &r[2].period);
	(void)snprintf(
	    r[2].period.from, sizeof(r[2].period.from), "2024-05-01");
	(void)snprintf(r[2].period.to, sizeof(r[2].period.to), "2025-04-30");
	r[2].printed[after] = 60;
	r[2].printed[stat_cell_find("flow", "concluded")] = 0;
	assert_true(stat_attack(targets, 3, INT64_MAX, &found, &reason));
	assert_true(found.count[before]);
	/* What fits no more is by itself again. */
	r[1].printed[after] = 40;
	r[1].printed[stat_cell_find("flow", "concluded")] = 20;
	assert_true(stat_attack(targets, 2, INT64_MAX, &found, &reason));
	assert_false(found.count[before]);
}

/* What is printed is read back the same; a newer program's codes are not. */
static void
test_json(void **state)
{
	const struct stat_about about = {"an-intake", "2028-06-01"};
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	struct stat_release r = {0}, back;
	cJSON *json;

	(void)state;
	statistics_make_period(1, &r.period);
	for (size_t i = 0; i < STAT_TABLES; i++)
		r.base[i] = i % 3 == 0 ? 0 : 10;
	for (size_t i = 0; i < STAT_CELLS_MAX; i++)
		r.printed[i] = 0;
	r.printed[stat_cell_find("stand", "credible")] = 20;
	/* In a table that is printed, and in one that is not. */
	for (size_t i = 0; i < STAT_CELLS_MAX; i++)
		r.left_out[i] = i >= n || r.base[cells[i].table] == 0;
	r.left_out[stat_cell_find("persons", "minors")] = true;
	json = stat_json_write(&r, &about);
	assert_non_null(json);
	assert_true(stat_json_read(json, &back));
	assert_memory_equal(&r, &back, sizeof(r));
	assert_true(work_put(json, "format", "valise-statistics/2"));
	assert_false(stat_json_read(json, &back));
	cJSON_Delete(json);
}

/* Every table and count has a name, and its codes are all there. */
static void
test_words(void **state)
{
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);

	(void)state;
	assert_in_range(n, 140, STAT_CELLS_MAX - 1);
	for (size_t i = 0; i < n; i++)
		for (int l = 0; l < LANGUAGES_N; l++) {
			const char *word = stat_words_cell(i, (enum language)l);

			assert_true(*word != '\0');
			if (strcmp(word, cells[i].code) == 0)
				assert_int_equal(strlen(word), 2); /* UA */
		}
	assert_true(cells[stat_cell_find("acts", "A05")].delicate);
	assert_true(cells[stat_cell_find("persons", "minors")].delicate);
	assert_int_equal(stat_cell_find("profiles", "R12"), STAT_NONE);
	assert_false(cells[stat_cell_find("entries", "I")].delicate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rounding),
	    cmocka_unit_test(test_new_desk),
	    cmocka_unit_test(test_attack),
	    cmocka_unit_test(test_parts_give_away),
	    cmocka_unit_test(test_nobody_is_nobody),
	    cmocka_unit_test(test_years_together),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_words),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
