/*
 * Who gets how much of what is left: nothing is held for who does nothing
 * (docs/RELAY-API.md 6).  Of the main thread alone.
 */
#ifndef VALISE_RELAY_ROOM_H
#define VALISE_RELAY_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#define ROOM_SMALL_MAX (72u << 10) /* the two smallest buckets, sealed */

struct server;

/* As it was looked at last; in `struct server`. */
struct room {
	int64_t looked; /* seconds, steady */
	uint64_t free;
	uint64_t total;  /* with all that is held, unfinished uploads too */
	uint64_t coming; /* kept for requests under way, beside `free` */
};

enum room_manner {
	ROOM_WHOLE, /* all of it comes with this request */
	ROOM_PARTS  /* an unfinished upload: with its next part */
};

/*
 * Whether `size` more bytes are taken now, or would be where `back` more were
 * free.  The last quarter of the room is for
 * what comes whole, the last eighth for what is small, too.
 */
bool room_takes(struct server *server, uint64_t size, enum room_manner manner,
    uint64_t back);
/* Whether an upload in parts may become as long as that. */
bool room_promises(struct server *server, uint64_t size);
/*
 * What a request may bring is kept for it until it has come or the request is
 * over, and nothing longer.
 */
struct request;
void room_keep(struct request *r, uint64_t size);
void room_came(struct request *r, uint64_t size);
void room_let_go(struct request *r);
/* Looked at anew: something was given back. */
void room_look(struct server *server);

/* What unfinished uploads announced and have not brought: nothing of it is
 * held.
 */
uint64_t room_to_come(const struct server *server);

/* How often the free room was halved, down to the configured floor. */
unsigned room_halvings(struct server *server);

#endif
