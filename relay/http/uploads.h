/* Unfinished uploads: the table in memory of what the index keeps. */
#ifndef VALISE_RELAY_UPLOADS_H
#define VALISE_RELAY_UPLOADS_H

#include <stdbool.h>
#include <stddef.h>

#include "relay/store/index.h"

struct upload_open {
	struct upload_row row;
	bool busy;       /* a request or a job works on it */
	int64_t touched; /* when something last did; in memory alone */
	struct upload_open *next;
};

struct uploads {
	struct upload_open *first;
	size_t n;
};

/* From the index, at start; a whole one is reported to `each`. */
bool uploads_load(struct uploads *u, struct index *x);
void uploads_finish(struct uploads *u);

struct upload_open *uploads_find(const struct uploads *u, const char *id);
/* A copy of the row; NULL when out of memory. */
struct upload_open *uploads_add(
    struct uploads *u, const struct upload_row *row);
/*
 * The one to give up first where there is no more place: idle since `before`,
 * with the fewest bytes, and the longest idle of those.  NULL where all are at
 * work.
 */
struct upload_open *uploads_weakest(const struct uploads *u, int64_t before);
void uploads_remove(struct uploads *u, struct upload_open *upload);

#endif
