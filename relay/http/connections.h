/*
 * Every open connection, swept for those that will never finish: a peer that is
 * gone, a head or a request that takes too long.  libmicrohttpd's own time-out
 * starts anew with each byte, and an end that arrives together with data may
 * go unnoticed by it.  Where there are more than the configuration allows,
 * those that do least go, so that one more can always come.
 */
#ifndef VALISE_RELAY_CONNECTIONS_H
#define VALISE_RELAY_CONNECTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

struct server;
struct request;

struct connection {
	struct connection *next;
	int fd;
	int64_t since; /* when it opened, or its last answer ended: ms steady */
	struct request *request; /* the one under way, or NULL */
	bool ending;             /* it was shut down */
};

/* MHD_OPTION_NOTIFY_CONNECTION; the context is the server. */
void connections_on_notify(void *context, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode code);

/* The entry of a connection, or NULL. */
struct connection *connections_of(struct MHD_Connection *connection);

/*
 * So many are taken beyond `max_connections`, until it is decided who goes; the
 * configuration's own are those that stay.
 */
#define CONNECTIONS_BEYOND(most) ((most) / 8 + 16)

/*
 * Where all places of unfinished uploads are at work: ends the part that came
 * the slowest, of those that had a minute and are slow (uploads_slow()), so
 * that its place can be another's.
 */
void connections_end_slowest(struct server *server);

/* Shuts down what is over its limits: once a second, and where there are more.
 */
void connections_sweep(struct server *server);

#endif
