/*
 * Counts the cells of one period over the cases of a desk, and how much of each
 * any two who told cases know themselves (docs/STATISTICS.md 1, 4).
 */
#ifndef VALISE_DESK_STAT_COUNT_H
#define VALISE_DESK_STAT_COUNT_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/utc_time.h"
#include "stat_tables.h"

#define STAT_TELLER_BYTES 48

struct stat_period {
	char from[UTC_DAY_BYTES], to[UTC_DAY_BYTES]; /* both in it */
};
/* One case, as it stands. */
struct stat_case {
	const cJSON *report, *work;
	const char *week;   /* in which it was opened here: "2026-W49" */
	const char *teller; /* the same for the same who told it */
};

struct stat_count;
/* Consents are those of `today`.  NULL: memory. */
struct stat_count *stat_count_begin(
    const struct stat_period *period, const char *today);
/* One more; what is not to be counted (docs/STATISTICS.md 1) is passed over.
 * False: memory. */
bool stat_count_add(struct stat_count *c, const struct stat_case *one);

struct stat_counted {
	uint32_t n[STAT_CELLS_MAX];
	/* Of it, the most that any two know to be theirs, where each may have
	 * one in it even if none has; and of the whole beside it. */
	uint32_t most[STAT_CELLS_MAX];
	uint32_t most_beside[STAT_CELLS_MAX];
};
/* False: memory. */
bool stat_count_end(struct stat_count *c, struct stat_counted *ret_counted);
void stat_count_destroy(struct stat_count *c); /* wipes; takes NULL */

/* The day that is the Monday of a week; false where it is none. */
bool stat_week_day(const char *week, char ret_day[static UTC_DAY_BYTES]);

#endif
