/* The relay's one INI file (docs/man/valise-relay.1.scd). */
#ifndef VALISE_RELAY_CONFIG_H
#define VALISE_RELAY_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/net/http_client.h"

#define CONFIG_TEXT_MAX 1024
#define CONFIG_FORWARDS_MAX 16

/* A section [forward INTAKE]: where its envelopes go on to. */
struct config_forward {
	char intake[CONFIG_TEXT_MAX];
	char relay[CONFIG_TEXT_MAX]; /* upstream's name, as in the directory */
	enum http_way way;
	char socks[CONFIG_TEXT_MAX]; /* HOST:PORT, or "" */
	uint64_t delay_seconds;      /* longest random wait before sending */
	uint64_t retry_seconds;      /* longest wait between two tries */
	uint64_t notes_seconds; /* between two looks for the desk's notes */
};

/* What the spool lies on. */
enum config_store {
	CONFIG_STORE_FOLDER,
	CONFIG_STORE_MEMORY /* nothing is kept when the relay ends: for tests */
};

/* Whether the directory's witnesses are asked to cosign, and how. */
enum config_witnesses {
	CONFIG_WITNESSES_NONE,
	CONFIG_WITNESSES_SOCKS,
	CONFIG_WITNESSES_DIRECT
};

struct config {
	char name[CONFIG_TEXT_MAX];    /* the relay's, as in the directory */
	char address[CONFIG_TEXT_MAX]; /* to listen on */
	uint64_t port;                 /* 0: any free one */
	char spool[CONFIG_TEXT_MAX];   /* folder */
	enum config_store store;
	char directory[CONFIG_TEXT_MAX]; /* file */
	char persons[CONFIG_TEXT_MAX];   /* file, or "": no courier is known */
	char fingerprint[CONFIG_TEXT_MAX];
	char port_file[CONFIG_TEXT_MAX]; /* where the port is written; or "" */
	char user[CONFIG_TEXT_MAX];      /* to become, or "" */
	char admin_socket[CONFIG_TEXT_MAX]; /* path, or "" */
	enum config_witnesses witnesses;
	char witness_socks[CONFIG_TEXT_MAX]; /* HOST:PORT, or "" */
	uint64_t witness_retry_seconds; /* longest wait between two tries */
	uint64_t publication_seconds;
	uint64_t grace_seconds;
	uint64_t work_bits;        /* while the room is free */
	uint64_t work_floor_bytes; /* below, halving it adds no bit */
	uint64_t max_envelope_bytes;
	uint64_t part_bytes;
	uint64_t segment_bytes;
	uint64_t max_connections;
	uint64_t connection_timeout_seconds;
	uint64_t request_seconds; /* longest that one request may take */
	uint64_t max_uploads;
	uint64_t upload_expiry_seconds;
	uint64_t upload_share_percent; /* of the free room, for one in parts */
	uint64_t upload_minute_bytes;  /* that one must bring, or gives way */
	uint64_t max_spool_bytes;      /* 0: as much as the disk has */
	uint64_t max_flight_bytes;     /* of bodies in memory */
	size_t n_forwards;
	struct config_forward forwards[CONFIG_FORWARDS_MAX];
};

/*
 * Reads and checks every value.  The caller holds what comes, and whoever
 * points at it for longer than a call holds it too.  NULL with a reason that
 * names the line or the option.
 */
const struct config *config_read(const char *path, struct reason *ret_reason);

/* One more who points at it, from any thread; gives it back. */
const struct config *config_hold(const struct config *config);
/* One fewer; the last one frees it.  Takes NULL. */
void config_let_go(const struct config *config);

/* The way to the witnesses, where they are asked. */
enum http_way config_witness_way(const struct config *config);

/*
 * Whether only what may change while the relay serves differs; otherwise a
 * reason that names the option.
 */
bool config_may_reload(const struct config *config,
    const struct config *changed, struct reason *ret_reason);

#endif
