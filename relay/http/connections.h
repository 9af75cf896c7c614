/*
 * Every open connection, swept for those that will never finish: a peer that is
 * gone, a head or a request that takes too long.  libmicrohttpd's own time-out
 * starts anew with each byte, and an end that arrives together with data may
 * go unnoticed by it.
 */
#ifndef VALISE_RELAY_CONNECTIONS_H
#define VALISE_RELAY_CONNECTIONS_H

#include <stdint.h>

#include <microhttpd.h>

struct server;
struct request;

struct connection {
	struct connection *next;
	int fd;
	int64_t since;           /* when it opened, or its last answer ended */
	struct request *request; /* the one under way, or NULL */
};

/* MHD_OPTION_NOTIFY_CONNECTION; the context is the server. */
void connections_on_notify(void *context, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode code);

/* The entry of a connection, or NULL. */
struct connection *connections_of(struct MHD_Connection *connection);

/* Shuts down what is over its limits.  Cheap; at most once a second. */
void connections_sweep(struct server *server, int64_t now);

#endif
