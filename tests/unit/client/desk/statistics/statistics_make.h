/* Invented cases by number: the same each time, and nobody's. */
#ifndef VALISE_TESTS_STATISTICS_MAKE_H
#define VALISE_TESTS_STATISTICS_MAKE_H

#include "client/desk/statistics/stat_count.h"

#define MAKE_YEARS 3
#define MAKE_TODAY "2028-06-01"

struct made_case {
	cJSON *report, *work;
	char week[UTC_WEEK_BYTES];
	char teller[16];
	struct stat_case one; /* points into the rest */
};

/* Year 0 is 1 May 2025 to 30 April 2026. */
void statistics_make_period(unsigned year, struct stat_period *ret);
/* The number of a case says its year, who told it, and what. */
void statistics_make_case(unsigned number, struct made_case *ret);
void statistics_make_end(struct made_case *made);

/* Counts these of year 0. */
void statistics_make_count(
    const struct made_case *made, size_t n, struct stat_counted *ret);
/* Counts cases 0 to n - 1 (with `teller`: those that this one told). */
void statistics_make_counts(
    unsigned n, unsigned year, const char *teller, struct stat_counted *ret);

#endif
