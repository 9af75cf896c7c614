#include "listener.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <microhttpd.h>

#include "admin.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/utc_time.h"
#include "connections.h"
#include "ends_log.h"
#include "relay/site/privileges.h"
#include "relay/site/sockets.h"
#include "reload.h"
#include "request.h"
#include "upload_jobs.h"

/*
 * Of each connection; the default is four times as much.  Larger ones cost a
 * tenth less at 32 KiB, and stay: 9,000 idle ones would hold 300 MiB.
 */
#define POOL_BYTES 8192u
#define CLOSING_SECONDS 30

void
listener_job_done(void *context, struct job *job)
{
	const uint64_t one = 1;
	struct server *server = context;

	(void)pthread_mutex_lock(&server->done_lock);
	job->next = server->done_first;
	server->done_first = job;
	(void)pthread_mutex_unlock(&server->done_lock);
	/* Can only fail when the counter is full, and then it is readable. */
	if (write(server->done_event, &one, sizeof(one)) != sizeof(one))
		return;
}

static void
take_back_jobs(struct server *server)
{
	struct job *job, *next;
	uint64_t count;

	if (read(server->done_event, &count, sizeof(count)) < 0 &&
	    errno != EAGAIN)
		return;
	(void)pthread_mutex_lock(&server->done_lock);
	job = server->done_first;
	server->done_first = NULL;
	(void)pthread_mutex_unlock(&server->done_lock);
	for (; job != NULL; job = next) {
		next = job->next;
		upload_job_back(server, job);
	}
}

static struct MHD_Daemon *
start_daemon(struct server *server, int fd)
{
	const struct config *c = server->site->config;

	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
		MHD_USE_SUPPRESS_DATE_NO_CLOCK,
	    0, NULL, NULL, request_on_access, server, MHD_OPTION_LISTEN_SOCKET,
	    fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
	    MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)(c->max_connections +
		CONNECTIONS_BEYOND(c->max_connections)),
	    MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)c->connection_timeout_seconds,
	    MHD_OPTION_URI_LOG_CALLBACK, request_on_uri, server,
	    MHD_OPTION_NOTIFY_CONNECTION, connections_on_notify, server,
	    MHD_OPTION_NOTIFY_COMPLETED, request_on_completed, server,
	    /* What a proxy in front could read otherwise is refused. */
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    /* SIGPIPE is ignored; without this files go in 4 KiB steps. */
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

/* Milliseconds until libmicrohttpd wants to run again, at most a second. */
static int
next_timeout(struct server *server)
{
	MHD_UNSIGNED_LONG_LONG ms = 0;

	if (MHD_get_timeout(server->daemon, &ms) != MHD_YES || ms > 1000)
		return 1000;
	return (int)ms;
}

struct loop {
	struct server *server;
	int epoll;
	int signals;
	int64_t closing_since;
};

void
listener_signals(sigset_t *ret_set)
{
	(void)sigemptyset(ret_set);
	(void)sigaddset(ret_set, SIGTERM);
	(void)sigaddset(ret_set, SIGINT);
	(void)sigaddset(ret_set, SIGHUP);
}

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

	if (!l->server->closing)
		return false;
	info = MHD_get_daemon_info(
	    l->server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	return info == NULL || info->num_connections == 0 ||
	    utc_time_now() - l->closing_since > CLOSING_SECONDS;
}

static void
begin_closing(struct loop *l)
{
	MHD_socket fd;

	if (l->server->closing)
		return;
	l->server->closing = true;
	l->closing_since = utc_time_now();
	fd = MHD_quiesce_daemon(l->server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		(void)close(fd);
}

bool
listener_reload(struct server *server, struct reason *ret_reason)
{
	bool ok = reload(server, ret_reason);

	if (ok)
		(void)fprintf(stderr, "valise-relay: reloaded\n");
	else
		(void)fprintf(stderr,
		    "valise-relay: not reloaded, everything goes on as it was: "
		    "%s\n",
		    ret_reason->text);
	return ok;
}

static void
take_signals(struct loop *l)
{
	struct signalfd_siginfo info;
	struct reason reason = {""};

	while (read(l->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGHUP)
			(void)listener_reload(l->server, &reason);
		else
			begin_closing(l);
}

/* Once when it begins, and once when it is over. */
static void
say_room(struct server *server)
{
	bool none = !room_takes(server, ROOM_SMALL_MAX, ROOM_WHOLE, 0);

	if (none == server->no_room)
		return;
	server->no_room = none;
	(void)fprintf(stderr, "valise-relay: %s\n",
	    none ? "THERE IS NO ROOM for another envelope: senders are told to "
		   "try again"
		 : "there is room for envelopes again");
}

/* What is looked at once a second: who does something, and how much is asked.
 */
static void
look_around(struct server *server)
{
	int64_t now = steady_clock_seconds();

	if (now == server->looked)
		return;
	server->looked = now;
	uploads_look(
	    &server->uploads, now, server->site->config->upload_minute_bytes);
	work_asked_look(server);
	ends_log_look(server);
	say_room(server);
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
		(void)epoll_wait(l->epoll, events, 8, next_timeout(l->server));
		take_signals(l);
		take_back_jobs(l->server);
		(void)MHD_run(l->server->daemon);
		committer_go(l->server->committer);
		admin_run(l->server->admin);
		connections_sweep(l->server);
		look_around(l->server);
		upload_expire(l->server, utc_time_now());
	}
}

/* What was accepted is finished before the connections go. */
static void
finish(struct server *server)
{
	const union MHD_DaemonInfo *info;

	committer_stop(server->committer);
	server->committer = NULL;
	for (int i = 0; i < 1000; i++) {
		take_back_jobs(server);
		(void)MHD_run(server->daemon);
		info = MHD_get_daemon_info(
		    server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
		if (info == NULL || info->num_connections == 0)
			break;
	}
	MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
}

bool
listener_run(struct server *server, struct reason *ret_reason)
{
	struct loop l = {.server = server, .epoll = -1, .signals = -1};
	const union MHD_DaemonInfo *info;
	bool ok = false;
	sigset_t set;
	int listen_fd;

	reason_set(ret_reason, "the listener could not start");
	listener_signals(&set);
	l.signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	server->daemon = start_daemon(server, server->listen_fd);
	if (server->daemon == NULL)
		goto out;
	listen_fd = server->listen_fd;
	server->listen_fd = -1; /* the daemon's now */
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	if (info == NULL || l.signals < 0 || l.epoll < 0 ||
	    !watch(l.epoll, info->epoll_fd) ||
	    !watch(l.epoll, server->done_event) || !watch(l.epoll, l.signals) ||
	    !sockets_write_port(server->site->config, listen_fd, ret_reason))
		goto out;
	if (server->admin_fd >= 0) {
		server->admin = admin_start(server);
		if (server->admin == NULL ||
		    !watch(l.epoll, admin_epoll(server->admin)))
			goto out;
	}
	/* All files and threads that need more are there now. */
	if (!privileges_filter(ret_reason))
		goto out;
	upload_resume(server);
	(void)fprintf(stderr, "valise-relay: serving\n");
	run(&l);
	ok = true;
out:
	if (server->daemon != NULL)
		finish(server);
	admin_stop(server->admin);
	server->admin = NULL;
	if (l.signals >= 0)
		(void)close(l.signals);
	if (l.epoll >= 0)
		(void)close(l.epoll);
	return ok;
}
