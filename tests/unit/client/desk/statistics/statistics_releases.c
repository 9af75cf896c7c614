/*
 * statistics_releases N FOLDER [unrounded|alone]: three years of reports over N
 * invented cases, as a desk prints them, and what single persons know of them,
 * for an attacker that is another program (tests/tools/statistics_attack.py).
 * unrounded: as they are; alone: rounded to 5 and not checked by anybody.  With
 * either the attacker must find somebody.
 */
#include "statistics_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/statistics/stat_json.h"
#include "common/json/json_text.h"
#include "tests/unit/unit.h"

static FILE *
open_file(const char *folder, const char *name)
{
	char path[4096];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	return f;
}

static void
write_release(const char *folder, unsigned year, const struct stat_release *r)
{
	const struct stat_about about = {"an-intake", "2028-06-01"};
	cJSON *json = stat_json_write(r, &about);
	struct byte_writer w;
	char name[32];
	FILE *f;

	assert_non_null(json);
	byte_writer_init(&w, 1u << 20);
	json_text_write(&w, json);
	assert_false(w.failed);
	(void)snprintf(name, sizeof(name), "year%u.json", year);
	f = open_file(folder, name);
	assert_int_equal(fwrite(w.data, 1, w.len, f), w.len);
	assert_int_equal(fclose(f), 0);
	byte_writer_finish(&w);
	cJSON_Delete(json);
}

/* Lines: teller year table.code count; teller "-" is all of them. */
static void
write_known(FILE *f, unsigned n, const char *teller)
{
	const struct stat_cell *cells;
	const size_t n_cells = stat_cells(&cells);

	for (unsigned year = 0; year < MAKE_YEARS; year++) {
		struct stat_counted own;

		statistics_make_counts(n, year, teller, &own);
		for (size_t i = 0; i < n_cells; i++)
			if (own.n[i] > 0)
				fprintf(f, "%s %u %s.%s %u\n",
				    teller == NULL ? "-" : teller, year,
				    stat_table(cells[i].table)->id,
				    cells[i].code, own.n[i]);
	}
}

int
main(int argc, char **argv)
{
	const uint8_t seed[STAT_SEED_BYTES] = {7};
	const char *const tellers[] = {
	    NULL, "T0", "T1", "T2", "T3", "T4", "T5", "T8", "T17"};
	struct stat_before before = {0};
	const unsigned base = argc < 4          ? 0
	    : strcmp(argv[3], "unrounded") == 0 ? 1
						: 5;
	unsigned n;
	FILE *f;

	if (argc < 3 || sodium_init() < 0)
		return 2;
	n = (unsigned)strtoul(argv[1], NULL, 10);
	for (unsigned year = 0; year < MAKE_YEARS; year++) {
		struct stat_period period;
		struct stat_counted counted;
		struct stat_release r = {0};
		struct reason reason = {""};

		statistics_make_period(year, &period);
		statistics_make_counts(n, year, NULL, &counted);
		if (base > 0) {
			r.period = period;
			for (size_t i = 0; i < STAT_TABLES; i++)
				r.base[i] = base;
			stat_release_round(&r, &counted, seed);
		} else if (!stat_release_make(
			       &period, &counted, seed, &before, &r, &reason)) {
			fprintf(stderr, "%s\n", reason.text);
			return 1;
		}
		write_release(argv[2], year, &r);
		before.release[1] = before.release[0];
		before.counted[1] = before.counted[0];
		before.release[0] = r;
		before.counted[0] = counted;
		if (before.n < STAT_RELEASES - 1)
			before.n++;
	}
	f = open_file(argv[2], "known");
	for (size_t i = 0; i < sizeof(tellers) / sizeof(tellers[0]); i++)
		write_known(f, n, tellers[i]);
	return fclose(f) == 0 ? 0 : 1;
}
