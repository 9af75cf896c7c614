/* Everything that one running relay is made of. */
#ifndef VALISE_RELAY_RELAY_H
#define VALISE_RELAY_RELAY_H

#include <microhttpd.h>

#include "auth.h"
#include "committer.h"
#include "common/notes/directory.h"
#include "config.h"
#include "directory_box.h"
#include "keys.h"
#include "store.h"
#include "upload_name.h"
#include "uploads.h"

struct admin;
struct cosigner;
struct forwarder;
struct connection;
struct request;

/* Since the start; told on the admin socket alone. */
struct relay_counters {
	uint64_t requests;
	uint64_t accepted;       /* envelopes that got a promise */
	uint64_t accepted_bytes; /* of those */
	uint64_t refused_work;   /* no stamp, a weak or a used one */
	uint64_t refused_room;   /* no room, too many uploads, memory */
	uint64_t failed;         /* could not be stored */
	uint64_t connections;    /* open now */
};

struct relay {
	struct config config;
	const char *config_path;
	struct relay_keys *keys;
	struct directory_box directories;
	struct store *store;
	struct committer *committer;
	struct MHD_Daemon *daemon;
	struct forwarder *forwarder; /* NULL where nothing goes on */
	struct cosigner *cosigner;   /* NULL where no witness is asked */
	struct admin *admin;         /* NULL where there is no admin_socket */
	int listen_fd;               /* until the daemon has it */
	int admin_fd;
	struct uploads uploads;
	struct auth auth;
	uint64_t flight_bytes;  /* of envelopes on their way in memory */
	uint64_t courier_bytes; /* of signed bodies in memory */
	uint8_t
	    name_key[UPLOAD_NAME_KEY_BYTES]; /* of uploads that came whole */
	struct request *stamped; /* creations in memory, for their stamps */
	struct connection *connections;
	int64_t swept; /* the second of the last sweep */
	bool closing;
	/* Work bits asked for before they were raised; good until then. */
	uint64_t work_before;
	int64_t work_until;
	struct relay_counters counters;
	/* Jobs that are done, handed over by the committer's threads. */
	pthread_mutex_t done_lock;
	struct job *done_first;
	int done_event; /* eventfd */
};

#endif
