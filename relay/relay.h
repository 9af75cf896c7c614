/* Everything that one running relay is made of. */
#ifndef VALISE_RELAY_RELAY_H
#define VALISE_RELAY_RELAY_H

#include <microhttpd.h>

#include "auth.h"
#include "committer.h"
#include "common/notes/directory.h"
#include "config.h"
#include "keys.h"
#include "store.h"
#include "uploads.h"

struct connection;
struct request;

struct relay {
	struct config config;
	struct relay_keys *keys;
	struct directory *directory;
	uint8_t *directory_bytes;
	size_t directory_len;
	struct store *store;
	struct committer *committer;
	struct MHD_Daemon *daemon;
	struct uploads uploads;
	struct auth auth;
	uint64_t flight_bytes;   /* of envelopes on their way in memory */
	uint64_t courier_bytes;  /* of signed bodies in memory */
	struct request *stamped; /* creations in memory, for their stamps */
	struct connection *connections;
	int64_t swept; /* the second of the last sweep */
	bool closing;
	/* Jobs that are done, handed over by the committer's threads. */
	pthread_mutex_t done_lock;
	struct job *done_first;
	int done_event; /* eventfd */
};

/* The intake that this relay serves under that name, or NULL. */
const struct directory_intake *relay_intake(
    const struct relay *relay, const char *id);

#endif
