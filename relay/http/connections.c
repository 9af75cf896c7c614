#include "connections.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/bytes/steady_clock.h"
#include "request.h"

#define HEAD_MS 1000    /* in which an honest head is there, if all is full */
#define BODY_MS 10000   /* in which a body is not measured */
#define SLOW_MS 60000   /* in which a part is not called slow */
#define ANSWER_MS 60000 /* in which an answer may be read */
#define IDLE_RANK (INT64_C(3) << 60)
#define BODY_RANK (INT64_C(2) << 60)
#define ANSWER_RANK (INT64_C(1) << 60)

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
		c->since = steady_clock_ms();
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

/* The library notices and frees it in its next round. */
static void
connection_end(struct connection *c)
{
	c->ending = true;
	(void)shutdown(c->fd, SHUT_RDWR);
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

/* A body that brings less than an upload must, where its place is wanted. */
static bool
stands_in_the_way(
    const struct server *server, const struct connection *c, int64_t now)
{
	const struct config *config = server->site->config;
	const struct request *r = c->request;
	uint64_t age = (uint64_t)(now - c->since);
	bool wanted = (r->upload != NULL &&
			  server->uploads.n >=
			      config->max_uploads - config->max_uploads / 8) ||
	    (r->charged > 0 &&
		server->flight_bytes >= config->max_flight_bytes / 4 * 3);

	return wanted && !r->whole && age >= BODY_MS &&
	    r->received * 60000 < config->upload_minute_bytes * age;
}

/* In ms; the head's deadline counts from when it could have come. */
static bool
is_over(const struct server *server, const struct connection *c, int64_t now)
{
	const struct config *config = server->site->config;
	const struct request *r = c->request;

	if (r == NULL || !r->begun) /* between requests, or in a head */
		return now - c->since >
		    (int64_t)config->connection_timeout_seconds * 1000 ||
		    (r == NULL && is_gone(c->fd));
	if (r->waiting)
		return false; /* it is being committed */
	if (now - c->since > (int64_t)config->request_seconds * 1000)
		return true;
	/* Of a body that is not whole the rest will never come. */
	return stands_in_the_way(server, c, now) ||
	    (!r->whole && !r->answered && is_gone(c->fd));
}

/*
 * What there is to say for its end where there are too many, more for one that
 * goes sooner; 0: it stays.  First who has no request, or a body that was
 * refused; then the slowest body; then who takes long to read an answer; then
 * who has only just come, for the head of an honest one is there with it.
 */
static int64_t
dispensable(const struct connection *c, int64_t now)
{
	const struct request *r = c->request;
	int64_t age = now - c->since;

	if (r == NULL || !r->begun)
		return age < HEAD_MS ? 1 + age : IDLE_RANK + age;
	if (r->waiting)
		return 0;
	if (r->answered && !r->whole)
		return age < HEAD_MS ? 0 : IDLE_RANK + age;
	if (r->answered)
		return age < ANSWER_MS ? 0 : ANSWER_RANK + age;
	if (age < BODY_MS)
		return 0;
	/* Bytes a second, of which more are better. */
	return BODY_RANK - (int64_t)(r->received * 1000 / (uint64_t)age);
}

void
connections_end_slowest(struct server *server)
{
	struct connection *slowest = NULL;
	int64_t now = steady_clock_ms();
	double least = 0;

	for (struct connection *c = server->connections; c != NULL;
	     c = c->next) {
		const struct request *r = c->request;
		double speed;

		if (r == NULL || r->upload == NULL || r->whole || c->ending ||
		    now - c->since < SLOW_MS ||
		    !uploads_slow(r->received, now - c->since,
			server->site->config->upload_minute_bytes))
			continue;
		speed = (double)r->received / (double)(now - c->since);
		if (slowest == NULL || speed < least) {
			slowest = c;
			least = speed;
		}
	}
	if (slowest != NULL)
		connection_end(slowest);
}

struct ranked {
	struct connection *connection;
	int64_t rank;
};

static int
compare_ranked(const void *one, const void *other)
{
	const struct ranked *a = one, *b = other;

	return a->rank > b->rank ? -1 : a->rank < b->rank;
}

/* Those that do least, down to what the configuration allows. */
static void
relieve(struct server *server, int64_t now)
{
	size_t most = server->site->config->max_connections, n = 0;
	size_t all = server->counters.connections, ending = 0;
	struct ranked *ranked = calloc(all + 1, sizeof(*ranked));

	if (ranked == NULL)
		return; /* the library takes no more than it may */
	for (struct connection *c = server->connections; c != NULL && n < all;
	     c = c->next) {
		ending += c->ending;
		ranked[n].connection = c;
		ranked[n].rank = c->ending ? 0 : dispensable(c, now);
		n++;
	}
	qsort(ranked, n, sizeof(*ranked), compare_ranked);
	for (size_t i = 0; i < n && all - ending > most && ranked[i].rank > 0;
	     i++, ending++)
		connection_end(ranked[i].connection);
	free(ranked);
}

void
connections_sweep(struct server *server)
{
	int64_t now = steady_clock_ms();

	if (server->counters.connections >
	    server->site->config->max_connections)
		relieve(server, now);
	if (now / 1000 == server->swept)
		return;
	server->swept = now / 1000;
	for (struct connection *c = server->connections; c != NULL; c = c->next)
		if (is_over(server, c, now))
			connection_end(c);
}
