#include "uploads.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/steady_clock.h"

#define MINUTE 60
#define FIRST 10 /* seconds to a first byte */

static bool
add_row(void *context, const struct upload_row *row)
{
	return uploads_add(context, row) != NULL;
}

bool
uploads_load(struct uploads *u, struct index *x)
{
	return index_uploads(x, add_row, u);
}

void
uploads_finish(struct uploads *u)
{
	while (u->first != NULL)
		uploads_remove(u, u->first);
}

struct upload_open *
uploads_find(const struct uploads *u, const char *id)
{
	struct upload_open *upload = u->first;

	while (upload != NULL && strcmp(upload->row.id, id) != 0)
		upload = upload->next;
	return upload;
}

struct upload_open *
uploads_add(struct uploads *u, const struct upload_row *row)
{
	struct upload_open *upload = calloc(1, sizeof(*upload));

	if (upload == NULL)
		return NULL;
	upload->row = *row;
	upload->begun = steady_clock_seconds();
	upload->moved = upload->minute = upload->begun;
	upload->minute_had = row->offset;
	upload->next = u->first;
	u->first = upload;
	u->n++;
	return upload;
}

static uint64_t
bytes_of(const struct upload_open *u)
{
	return u->row.offset + u->arriving;
}

void
uploads_look(struct uploads *u, int64_t now, uint64_t least)
{
	for (struct upload_open *x = u->first; x != NULL; x = x->next) {
		uint64_t has = bytes_of(x);

		if (has >= x->minute_had && has - x->minute_had >= least)
			x->idle = false; /* it goes on */
		if (now - x->minute < MINUTE)
			continue;
		x->idle = has < x->minute_had || has - x->minute_had < least;
		x->minute = now;
		x->minute_had = has;
	}
}

static bool
is_at_rest(const struct upload_open *u, int64_t now, int64_t seconds)
{
	return !u->busy && u->row.offset < u->row.size &&
	    (u->idle || now - u->moved >= seconds);
}

/* In which order they go; 0: it stays. */
static int
rank(const struct upload_open *u, int64_t now, uint64_t least)
{
	int64_t age = now - u->begun;

	if (is_at_rest(u, now, u->row.offset == 0 ? FIRST : MINUTE))
		return 2;
	return !u->busy && u->row.offset < u->row.size && age >= MINUTE &&
	    uploads_slow(u->row.offset, age * 1000, least);
}

bool
uploads_slow(uint64_t bytes, int64_t ms, uint64_t least)
{
	return (double)bytes * MINUTE * 1000 <
	    (double)least * UPLOADS_SLOW_TIMES * (double)ms;
}

/* Whether one goes before another of its rank. */
static bool
is_weaker(const struct upload_open *a, const struct upload_open *b, int rank,
    int64_t now)
{
	if (rank == 2)
		return a->row.offset < b->row.offset ||
		    (a->row.offset == b->row.offset && a->begun < b->begun);
	/* The slower on the whole. */
	return (double)a->row.offset * (double)(now - b->begun) <
	    (double)b->row.offset * (double)(now - a->begun);
}

struct upload_open *
uploads_weakest(const struct uploads *u, int64_t now, uint64_t least)
{
	struct upload_open *weakest = NULL;
	int of_weakest = 0;

	for (struct upload_open *x = u->first; x != NULL; x = x->next) {
		int r = rank(x, now, least);

		if (r > of_weakest ||
		    (r > 0 && r == of_weakest &&
			is_weaker(x, weakest, r, now))) {
			weakest = x;
			of_weakest = r;
		}
	}
	return weakest;
}

/* What holds room and does nothing for it. */
static bool
holds_idly(const struct upload_open *u, int64_t now)
{
	return is_at_rest(u, now, MINUTE) && u->row.offset > 0;
}

uint64_t
uploads_idle_bytes(const struct uploads *u, int64_t now)
{
	uint64_t sum = 0;

	for (const struct upload_open *x = u->first; x != NULL; x = x->next)
		sum += holds_idly(x, now) ? x->row.offset : 0;
	return sum;
}

struct upload_open *
uploads_idlest(const struct uploads *u, int64_t now)
{
	struct upload_open *least = NULL;

	for (struct upload_open *x = u->first; x != NULL; x = x->next)
		if (holds_idly(x, now) &&
		    (least == NULL || x->row.offset < least->row.offset))
			least = x;
	return least;
}

void
uploads_remove(struct uploads *u, struct upload_open *upload)
{
	struct upload_open **at = &u->first;

	while (*at != NULL && *at != upload)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	*at = upload->next;
	u->n--;
	free(upload);
}
