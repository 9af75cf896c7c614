/*
 * The printed counts of one period: each rounded to a base by itself, up or
 * down by a seed that is kept (docs/STATISTICS.md 3).
 */
#ifndef VALISE_DESK_STAT_RELEASE_H
#define VALISE_DESK_STAT_RELEASE_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "common/bytes/reason.h"
#include "stat_count.h"

#define STAT_SEED_BYTES 32
#define STAT_BASE 10u
#define STAT_BASE_MOST 40 /* coarser is left out */
#define STAT_SECONDS 120  /* for all of an attack */
#define STAT_RELEASES 3   /* this one, and those before that are checked with */

struct stat_release {
	struct stat_period period;
	uint32_t printed[STAT_CELLS_MAX];
	bool left_out[STAT_CELLS_MAX]; /* that cell alone */
	unsigned base[STAT_TABLES];    /* of a delicate cell twice that; 0: the
					  table is left out */
};

/* The base of a cell; 0: it or its table is left out. */
unsigned stat_release_base(const struct stat_release *r, size_t cell);
/* What a printed count may be: `base` - 1 less or more, and not below 0. */
uint32_t stat_release_least(const struct stat_release *r, size_t cell);
uint32_t stat_release_most(const struct stat_release *r, size_t cell);

/*
 * `n` rounded to the base, drawn anew for each base: down with (base - rest) /
 * base, else up, by the seed and what the count is called; a multiple stays.
 */
uint32_t stat_round(uint32_t n, unsigned base,
    const uint8_t seed[static STAT_SEED_BYTES], const char *name);

/* Rounds all of its counts anew, to the bases that it has. */
void stat_release_round(struct stat_release *r,
    const struct stat_counted *counted,
    const uint8_t seed[static STAT_SEED_BYTES]);

/* Releases of before, the last one first, with what two know of each. */
struct stat_before {
	size_t n;
	size_t older; /* that were issued before these */
	struct stat_release release[STAT_RELEASES - 1];
	struct stat_counted counted[STAT_RELEASES - 1];
};
/*
 * Makes one that no two find anybody in, together with those before: each table
 * at the smallest base of 10, 20, 40 that holds, or left out.  False with a
 * reason: it could not be checked, and nothing is printed.
 */
bool stat_release_make(const struct stat_period *period,
    const struct stat_counted *counted,
    const uint8_t seed[static STAT_SEED_BYTES],
    const struct stat_before *before, struct stat_release *ret_release,
    struct reason *ret_reason);

#endif
