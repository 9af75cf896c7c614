/* The sockets to listen on: one for the network, one for the operator. */
#ifndef VALISE_RELAY_SOCKETS_H
#define VALISE_RELAY_SOCKETS_H

#include "config.h"

/* Bound and listening; -1 with a reason.  The caller's. */
int sockets_listen(const struct config *c, struct reason *ret_reason);
/* A UNIX socket that its owner and group may use (0660). */
int sockets_admin(const struct config *c, struct reason *ret_reason);
/* Writes the port that was given, where port_file asks for it. */
bool sockets_write_port(
    const struct config *c, int fd, struct reason *ret_reason);

#endif
