/* A relay that serves: what its requests share.  Of the main thread alone. */
#ifndef VALISE_RELAY_SERVER_H
#define VALISE_RELAY_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "auth.h"
#include "relay/commit/committer.h"
#include "relay/site/site.h"
#include "relay/site/upload_name.h"
#include "relay/store/store.h"
#include "room.h"
#include "uploads.h"
#include "work_asked.h"

struct admin;
struct connection;
struct request;
struct MHD_Daemon;

/* Since the start; told on the admin socket alone. */
struct server_counters {
	uint64_t requests;
	uint64_t accepted;       /* envelopes that got a promise */
	uint64_t accepted_bytes; /* of those */
	uint64_t refused_work;   /* no stamp, a weak or a used one */
	uint64_t refused_room;   /* no room, too many uploads, memory */
	uint64_t failed;         /* could not be stored */
	uint64_t connections;    /* open now */
};

struct server {
	struct site *site;           /* the caller's */
	struct store *store;         /* the caller's */
	struct committer *committer; /* NULL once the end has come */
	struct MHD_Daemon *daemon;
	struct admin *admin; /* NULL where there is no admin_socket */
	int listen_fd;       /* until the daemon has it */
	int admin_fd;        /* until the admin has it; -1: none */
	struct uploads uploads;
	struct auth auth;
	uint64_t flight_bytes;  /* of envelopes on their way in memory */
	uint64_t courier_bytes; /* of signed bodies in memory */
	uint8_t
	    name_key[UPLOAD_NAME_KEY_BYTES]; /* of uploads that came whole */
	struct request *stamped; /* creations in memory, for their stamps */
	struct connection *connections;
	int64_t swept;            /* the second of the last sweep, steady */
	int64_t looked;           /* the same, at who does something */
	int64_t ends_looked;      /* when it was last said what ends soon */
	uint64_t ends_version;    /* of the directory then */
	enum site_next next_seen; /* how far new keys were */
	bool no_room;             /* and it was said */
	bool closing;
	bool paused; /* uploads are kept out; all else goes on */
	struct room room;
	struct work_asked work;
	struct server_counters counters;
	/* Jobs that are done, handed over by the committer's threads. */
	pthread_mutex_t done_lock;
	struct job *done_first;
	int done_event; /* eventfd */
};

/*
 * With the uploads that the index has, the work that was asked for before, and
 * a committer that runs.  Site and store must outlive it; the sockets are its
 * own, also where it fails (NULL).
 */
struct server *server_create(
    struct site *site, struct store *store, int listen_fd, int admin_fd);
/* Ends the committer first, where it still runs.  Takes NULL. */
void server_destroy(struct server *server);

#endif
