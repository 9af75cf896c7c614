#include "connections.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/bytes/utc_time.h"
#include "request.h"

void
connections_on_notify(void *context, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode code)
{
	struct server *server = context;
	const union MHD_ConnectionInfo *info;
	struct connection *c, **at;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		c = info == NULL ? NULL : calloc(1, sizeof(*c));
		if (c == NULL)
			return;
		c->fd = info->connect_fd;
		c->since = utc_time_now();
		c->next = server->connections;
		server->connections = c;
		server->counters.connections++;
		*socket_context = c;
		return;
	}
	c = *socket_context;
	for (at = &server->connections; *at != NULL && *at != c;
	     at = &(*at)->next)
		;
	if (*at != NULL) {
		*at = c->next;
		server->counters.connections--;
	}
	free(c);
	*socket_context = NULL;
}

struct connection *
connections_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

/* The peer has closed its side, and everything it sent was read. */
static bool
is_gone(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLRDHUP};
	int unread = 0;

	return poll(&p, 1, 0) == 1 &&
	    (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0 &&
	    ioctl(fd, FIONREAD, &unread) == 0 && unread == 0;
}

static bool
is_over(const struct server *server, const struct connection *c, int64_t now)
{
	const struct request *r = c->request;

	if (r == NULL) /* between requests, or in a head */
		return now - c->since >
		    (int64_t)server->site->config->connection_timeout_seconds ||
		    is_gone(c->fd);
	if (r->waiting)
		return false; /* it is being committed */
	if (now - r->started > (int64_t)server->site->config->request_seconds)
		return true;
	/* Of a body that is not whole the rest will never come. */
	return !r->whole && !r->answered && is_gone(c->fd);
}

void
connections_sweep(struct server *server, int64_t now)
{
	struct connection *c;

	if (now == server->swept)
		return;
	server->swept = now;
	for (c = server->connections; c != NULL; c = c->next)
		if (is_over(server, c, now))
			(void)shutdown(c->fd, SHUT_RDWR);
}
