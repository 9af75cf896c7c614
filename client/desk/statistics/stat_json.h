/* A release as data: JSON, and a table with commas (docs/STATISTICS.md 5). */
#ifndef VALISE_DESK_STAT_JSON_H
#define VALISE_DESK_STAT_JSON_H

#include "common/bytes/byte_writer.h"
#include "stat_release.h"

#define STAT_FORMAT "valise-statistics/1"

/* What stands beside the counts. */
struct stat_about {
	const char *intake;
	const char *issued; /* day; "" of a draft */
};

/* NULL: memory. */
cJSON *stat_json_write(
    const struct stat_release *r, const struct stat_about *about);
/* Reads one back; codes that this program lacks are passed over.  False: it is
 * none. */
bool stat_json_read(const cJSON *json, struct stat_release *ret_release);

/* A line a cell, what it is of on each: UTF-8, labels in English. */
void stat_csv_write(const struct stat_release *r,
    const struct stat_about *about, struct byte_writer *w);

#endif
