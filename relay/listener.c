#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "connections.h"
#include "request.h"

#define POOL_BYTES \
	8192u /* of each connection; the default is four times it \
	       */
#define CLOSING_SECONDS 30

void
listener_job_done(void *context, struct job *job)
{
	const uint64_t one = 1;
	struct relay *relay = context;

	(void)pthread_mutex_lock(&relay->done_lock);
	job->next = relay->done_first;
	relay->done_first = job;
	(void)pthread_mutex_unlock(&relay->done_lock);
	/* Can only fail when the counter is full, and then it is readable. */
	if (write(relay->done_event, &one, sizeof(one)) != sizeof(one))
		return;
}

static void
take_back_jobs(struct relay *relay)
{
	struct job *job, *next;
	uint64_t count;

	if (read(relay->done_event, &count, sizeof(count)) < 0 &&
	    errno != EAGAIN)
		return;
	(void)pthread_mutex_lock(&relay->done_lock);
	job = relay->done_first;
	relay->done_first = NULL;
	(void)pthread_mutex_unlock(&relay->done_lock);
	for (; job != NULL; job = next) {
		next = job->next;
		request_job_back(relay, job);
	}
}

static int
bind_socket(const struct config *c, struct reason *reason)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr *address = (struct sockaddr *)&four;
	socklen_t len = sizeof(four);
	const int on = 1;
	int fd;

	four.sin_port = htons((uint16_t)c->port);
	six.sin6_port = htons((uint16_t)c->port);
	if (inet_pton(AF_INET6, c->address, &six.sin6_addr) == 1) {
		address = (struct sockaddr *)&six;
		len = sizeof(six);
	} else if (inet_pton(AF_INET, c->address, &four.sin_addr) != 1) {
		reason_set(reason, "%s is not an address", c->address);
		return -1;
	}
	fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, address, len) != 0 || listen(fd, 1024) != 0) {
		reason_set(reason, "%s port %u: %s", c->address,
		    (unsigned)c->port, strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	return fd;
}

/* For port 0: tests and the demonstration read what was given. */
static bool
write_port(const struct config *c, int fd, struct reason *reason)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} found;
	socklen_t len = sizeof(found);
	char text[16];
	unsigned port;

	if (c->port_file[0] == '\0')
		return true;
	memset(&found, 0, sizeof(found));
	if (getsockname(fd, &found.any, &len) != 0)
		return false;
	port = ntohs(found.any.sa_family == AF_INET6 ? found.six.sin6_port
						     : found.four.sin_port);
	(void)snprintf(text, sizeof(text), "%u\n", port);
	if (durable_file_write(
		c->port_file, text, strlen(text), 0644, DURABLE_REPLACE))
		return true;
	reason_set(reason, "%s: %s", c->port_file, strerror(errno));
	return false;
}

static struct MHD_Daemon *
start_daemon(struct relay *relay, int fd)
{
	const struct config *c = &relay->config;

	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
		MHD_USE_SUPPRESS_DATE_NO_CLOCK,
	    0, NULL, NULL, request_on_access, relay, MHD_OPTION_LISTEN_SOCKET,
	    fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->max_connections,
	    MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)c->connection_timeout_seconds,
	    MHD_OPTION_URI_LOG_CALLBACK, request_on_uri, relay,
	    MHD_OPTION_NOTIFY_CONNECTION, connections_on_notify, relay,
	    MHD_OPTION_NOTIFY_COMPLETED, request_on_completed, relay,
	    MHD_OPTION_END);
}

/* Milliseconds until libmicrohttpd wants to run again, at most a second. */
static int
next_timeout(struct relay *relay)
{
	MHD_UNSIGNED_LONG_LONG ms = 0;

	if (MHD_get_timeout(relay->daemon, &ms) != MHD_YES || ms > 1000)
		return 1000;
	return (int)ms;
}

struct loop {
	struct relay *relay;
	int epoll;
	int signals;
	int64_t closing_since;
};

static bool
watch(int epoll, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data = {.fd = fd}};

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

static bool
has_ended(struct loop *l)
{
	const union MHD_DaemonInfo *info;

	if (!l->relay->closing)
		return false;
	info = MHD_get_daemon_info(
	    l->relay->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	return info == NULL || info->num_connections == 0 ||
	    utc_time_now() - l->closing_since > CLOSING_SECONDS;
}

static void
begin_closing(struct loop *l)
{
	struct signalfd_siginfo info;
	MHD_socket fd;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info))
		if (!l->relay->closing) {
			l->relay->closing = true;
			l->closing_since = utc_time_now();
			fd = MHD_quiesce_daemon(l->relay->daemon);
			if (fd != MHD_INVALID_SOCKET)
				(void)close(fd);
		}
}

/*
 * libmicrohttpd's own epoll thread stalls when one wake-up brings an exact
 * multiple of 128 events; driven from outside it does not.
 */
static void
run(struct loop *l)
{
	struct epoll_event events[8];

	while (!has_ended(l)) {
		(void)epoll_wait(l->epoll, events, 8, next_timeout(l->relay));
		begin_closing(l);
		take_back_jobs(l->relay);
		(void)MHD_run(l->relay->daemon);
		connections_sweep(l->relay, utc_time_now());
		request_expire_uploads(l->relay, utc_time_now());
	}
}

/* What was accepted is finished before the connections go. */
static void
finish(struct relay *relay)
{
	const union MHD_DaemonInfo *info;

	committer_stop(relay->committer);
	relay->committer = NULL;
	for (int i = 0; i < 1000; i++) {
		take_back_jobs(relay);
		(void)MHD_run(relay->daemon);
		info = MHD_get_daemon_info(
		    relay->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
		if (info == NULL || info->num_connections == 0)
			break;
	}
	MHD_stop_daemon(relay->daemon);
	relay->daemon = NULL;
}

bool
listener_run(struct relay *relay, struct reason *ret_reason)
{
	struct loop l = {.relay = relay, .epoll = -1, .signals = -1};
	const union MHD_DaemonInfo *info;
	bool ok = false;
	sigset_t set;
	int fd;

	fd = bind_socket(&relay->config, ret_reason);
	if (fd < 0)
		return false;
	reason_set(ret_reason, "the listener could not start");
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	l.signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	relay->daemon = start_daemon(relay, fd);
	if (relay->daemon == NULL) {
		(void)close(fd);
		goto out;
	}
	info = MHD_get_daemon_info(relay->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL || l.signals < 0 || l.epoll < 0 ||
	    !watch(l.epoll, info->epoll_fd) ||
	    !watch(l.epoll, relay->done_event) || !watch(l.epoll, l.signals) ||
	    !write_port(&relay->config, fd, ret_reason))
		goto out;
	request_resume_uploads(relay);
	(void)fprintf(stderr, "valise-relay: serving\n");
	run(&l);
	ok = true;
out:
	if (relay->daemon != NULL)
		finish(relay);
	if (l.signals >= 0)
		(void)close(l.signals);
	if (l.epoll >= 0)
		(void)close(l.epoll);
	return ok;
}
