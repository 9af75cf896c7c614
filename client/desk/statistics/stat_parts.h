/* For the files of this room alone. */
#ifndef VALISE_DESK_STAT_PARTS_H
#define VALISE_DESK_STAT_PARTS_H

#include "stat_count.h"

/* What is told of a State, in the order of the cells of the table `states`. */
#define STAT_AREA_KINDS 6
enum stat_area_kind {
	AREA_MENTIONED = 1,
	AREA_ANONYMITY = 2,
	AREA_SELF_CENSORSHIP = 4,
	AREA_SURVEILLANCE = 8,
	AREA_LAWS = 16,
	AREA_TRANSNATIONAL = 32
};
struct stat_area {
	char code[16];
	unsigned what;
};

/*
 * What the case has in each cell of the period.  `put_area` is told of the
 * States of its printed entries.  False: memory.
 */
bool stat_case_cells(const struct stat_case *one,
    const struct stat_period *period, const char *today,
    uint16_t ret_n[static STAT_CELLS_MAX],
    void (*put_area)(void *context, const char *code, unsigned what),
    void *context);

/* A case under way: what it has in each cell of the period so far. */
struct stat_telling {
	const struct stat_case *one;
	const struct stat_period *period;
	const char *today;
	uint16_t *n;
};
void stat_put(struct stat_telling *t, const char *table, const char *code);
/* Its persons, and groups.  False: memory. */
bool stat_put_people(struct stat_telling *t);

/* Where the examination of a case stood at the end of a day. */
enum stat_stand {
	STAND_EXAMINED,
	STAND_CREDIBLE,
	STAND_NOT_ESTABLISHED,
	STAND_ENDED
};
enum stat_stand stat_stand_at(const cJSON *work, const char *day);

#endif
