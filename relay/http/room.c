#include "room.h"

#include "common/bytes/steady_clock.h"
#include "request.h"
#include "server.h"

static uint64_t
brought(const struct server *server)
{
	uint64_t sum = 0;

	for (const struct upload_open *u = server->uploads.first; u != NULL;
	     u = u->next)
		sum += u->row.offset + u->arriving;
	return sum;
}

uint64_t
room_to_come(const struct server *server)
{
	uint64_t sum = 0;

	for (const struct upload_open *u = server->uploads.first; u != NULL;
	     u = u->next)
		sum += u->row.size - u->row.offset;
	return sum;
}

void
room_look(struct server *server)
{
	uint64_t quota = server->site->config->max_spool_bytes;
	uint64_t parts = brought(server), held, left;
	struct room *r = &server->room;

	r->looked = steady_clock_seconds();
	(void)store_room(server->store, &r->free, &held);
	/* The disk counts the files of unfinished uploads; a quota does not. */
	if (quota > 0) {
		left = held + parts < quota ? quota - held - parts : 0;
		if (r->free > left)
			r->free = left;
	}
	r->total = r->free + held + parts;
}

/* Once a second is often enough: between, what was given away is counted. */
static const struct room *
now(struct server *server)
{
	if (steady_clock_seconds() != server->room.looked)
		room_look(server);
	return &server->room;
}

bool
room_takes(struct server *server, uint64_t size, enum room_manner manner,
    uint64_t back)
{
	const struct room *r = now(server);
	uint64_t left = r->free + back;

	left -= r->coming < left ? r->coming : left;
	if (size > left)
		return false;
	left -= size;
	if (size <= ROOM_SMALL_MAX && manner == ROOM_WHOLE)
		return true;
	return left >= r->total / (manner == ROOM_WHOLE ? 8 : 4);
}

bool
room_promises(struct server *server, uint64_t size)
{
	uint64_t share = server->site->config->upload_share_percent;

	return size <= now(server)->free / 100 * share;
}

void
room_keep(struct request *r, uint64_t size)
{
	r->coming = size;
	r->server->room.coming += size;
}

void
room_came(struct request *r, uint64_t size)
{
	struct room *room = &r->server->room;
	uint64_t kept = size < r->coming ? size : r->coming;

	r->coming -= kept;
	room->coming -= kept;
	room->free -= size < room->free ? size : room->free;
}

void
room_let_go(struct request *r)
{
	struct room *room = &r->server->room;

	room->coming -= r->coming;
	/* What came into memory is stored by now, or will be looked at soon. */
	if (r->whole && r->charged > 0)
		room->free -= r->coming < room->free ? r->coming : room->free;
	r->coming = 0;
}

unsigned
room_halvings(struct server *server)
{
	const struct room *r = now(server);
	uint64_t floor = server->site->config->work_floor_bytes;
	uint64_t left = r->free > floor ? r->free : floor;
	unsigned n = 0;

	for (uint64_t total = r->total; total / 2 >= left; total /= 2)
		n++;
	return n;
}
