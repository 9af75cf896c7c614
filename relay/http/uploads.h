/* Unfinished uploads: the table in memory of what the index keeps. */
#ifndef VALISE_RELAY_UPLOADS_H
#define VALISE_RELAY_UPLOADS_H

#include <stdbool.h>
#include <stddef.h>

#include "relay/store/index.h"

struct upload_open {
	struct upload_row row;
	bool busy; /* a request or a job works on it */
	/* What it does for its place; in memory alone, seconds steady. */
	int64_t begun;
	int64_t moved;       /* the last time that a byte came */
	int64_t minute;      /* when the last look at it was */
	uint64_t minute_had; /* bytes it had then */
	bool idle;           /* brought less than it must between two looks */
	uint64_t arriving;   /* of a part that is on its way */
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
 * Each minute: who brought less than `least` bytes in it is idle, whatever it
 * asked meanwhile.
 */
void uploads_look(struct uploads *u, int64_t now, uint64_t least);
/*
 * The one to give up first where there is no more place.  Of those that no one
 * works on: what has no byte after ten seconds, has brought nothing for a
 * minute or is idle, those with the fewest bytes first; then the slowest of
 * those that had a minute and are slow.  NULL where there is none of these:
 * whoever comes with nothing but a stamp moves none that goes on well.
 */
struct upload_open *uploads_weakest(
    const struct uploads *u, int64_t now, uint64_t least);

/* Fewer bytes in that time than so many times `least` a minute. */
#define UPLOADS_SLOW_TIMES 16
bool uploads_slow(uint64_t bytes, int64_t ms, uint64_t least);

/*
 * Where there is no room: bytes of all that no one works on and that are idle
 * or have brought nothing for a minute, and the one of those with the fewest,
 * or NULL.
 */
uint64_t uploads_idle_bytes(const struct uploads *u, int64_t now);
struct upload_open *uploads_idlest(const struct uploads *u, int64_t now);
void uploads_remove(struct uploads *u, struct upload_open *upload);

#endif
