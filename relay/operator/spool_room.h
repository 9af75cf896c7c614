/* What room a spool has, as its relay counts it. */
#ifndef VALISE_RELAY_SPOOL_ROOM_H
#define VALISE_RELAY_SPOOL_ROOM_H

#include "relay/site/site.h"
#include "relay/store/index.h"

#define SPOOL_ROOM_SMALL (72u << 10) /* what the last of it is for */

struct spool_room {
	uint64_t held;     /* bytes of envelopes */
	uint64_t left;     /* for more of them, quota and disk */
	uint64_t in_parts; /* the longest upload that is begun now */
};

/* False with a reason where disk or index can't be asked. */
bool spool_room(const struct config *config, struct index *x,
    struct spool_room *ret_room, struct reason *ret_reason);

#endif
