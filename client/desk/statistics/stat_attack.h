/*
 * What can be found out from printed counts by whoever knows how they hang
 * together and how they were rounded, and by any two who told cases: by integer
 * programming (docs/STATISTICS.md 4).
 */
#ifndef VALISE_DESK_STAT_ATTACK_H
#define VALISE_DESK_STAT_ATTACK_H

#include "stat_release.h"

/* One release as it is attacked. */
struct stat_target {
	const struct stat_release *release;
	const struct stat_counted *counted; /* NULL: nobody knows a case */
	bool first;                         /* nothing was issued before it */
};
/*
 * What an attack found: a count, or its whole without it, of which less values
 * are left than are asked (stat_cell_asked()).
 */
struct stat_findings {
	bool count[STAT_CELLS_MAX];
	bool beside[STAT_CELLS_MAX];
};

/*
 * Attacks the first release, together with the others (the last one first).
 * What can't be decided is found.  False with a reason: the solver can't be
 * run, was not over by `until` (steady_clock_ms()), or said something else.
 */
bool stat_attack(const struct stat_target *targets, size_t n, int64_t until,
    struct stat_findings *ret_findings, struct reason *ret_reason);

#endif
