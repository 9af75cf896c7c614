/*
 * What the operator may ask on the UNIX socket: /health and /metrics
 * (docs/OPERATING.md).  Counts of envelopes are those of the last publication:
 * whoever scrapes them every minute must not learn when one came.
 */
#ifndef VALISE_RELAY_ADMIN_H
#define VALISE_RELAY_ADMIN_H

#include "server.h"

struct admin;

/* On server->admin_fd, which it takes over.  NULL on failure. */
struct admin *admin_start(struct server *server);
void admin_stop(struct admin *a); /* takes NULL */
int admin_epoll(const struct admin *a);
/* Answers what waits, and counts anew where a publication is over. */
void admin_run(struct admin *a); /* takes NULL */

#endif
