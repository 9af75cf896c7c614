/* The desk's notes, fetched from an upstream relay. */
#ifndef VALISE_RELAY_FORWARD_NOTES_H
#define VALISE_RELAY_FORWARD_NOTES_H

#include <stdatomic.h>

#include "common/net/http_client.h"
#include "relay/commit/desk_notes.h"

struct forward_notes {
	struct store *store;
	struct http_client *http;
	const char *base;
	const char *authority; /* of it */
	const char *name;      /* of this relay, which signs */
	const uint8_t *seed;   /* of its promise key */
	const struct directory_intake *intake;
	const atomic_bool *stop;
	uint64_t grace_seconds;
	uint64_t publication_seconds;
};

/*
 * Takes every import note and bulletin that upstream has beyond what the spool
 * holds, each only where the desk signed it and it is next in its series. False
 * with a reason where one did not come or was refused; true with a reason where
 * that is so of those alone which are older than the desk's keys.
 */
bool forward_notes_fetch(
    const struct forward_notes *f, struct reason *ret_reason);

#endif
