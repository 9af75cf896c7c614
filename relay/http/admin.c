#include "admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "admin_parts.h"
#include "answer.h"
#include "common/bytes/utc_time.h"
#include "relay/commit/publication.h"
#include "listener.h"

#define CONNECTIONS_MAX 8
#define TIMEOUT_SECONDS 10

static void
count(struct admin *a)
{
	struct server *server = a->server;
	char publication[PUBLICATION_MAX + 1];
	struct directory_ref *ref;
	const struct directory *d;
	int64_t now = utc_time_now();

	/* Further ahead than a period: the clock was set back. */
	if (now < a->next_tally &&
	    a->next_tally - now <=
		(int64_t)server->site->config->publication_seconds)
		return;
	publication_name(now, server->site->config->publication_seconds,
	    publication, &a->next_tally);
	a->counters = server->counters;
	ref = directory_box_get(&server->site->directories);
	d = ref->directory;
	free(a->tallies);
	a->n = 0;
	a->tallies = calloc(d->n_intakes + 1, sizeof(*a->tallies));
	a->incomplete = a->tallies == NULL;
	for (size_t i = 0; i < d->n_intakes && a->tallies != NULL; i++) {
		struct tally *t = &a->tallies[a->n];

		if (relay_intake(d, server->site->config->name,
			d->intakes[i].id) == NULL)
			continue;
		if (!index_counts(store_index(server->store), d->intakes[i].id,
			&t->counts)) {
			a->incomplete = true;
			continue;
		}
		memcpy(
		    t->intake, d->intakes[i].id, strlen(d->intakes[i].id) + 1);
		a->n++;
	}
	directory_ref_put(ref);
}

static enum answer_result
answer_health(struct admin *a, struct MHD_Connection *c)
{
	const char *good = "ok\n";

	if (a->server->closing)
		return answer_problem(c, 503, "closing", 0);
	if (a->server->paused)
		return answer_problem(
		    c, 503, "paused: see valise-relay resume", 0);
	if (!admin_has_room(a))
		return answer_problem(
		    c, 503, "no room for another envelope", 0);
	if (directory_time(a->server->site->directories.current->directory,
		utc_time_now()) == DIRECTORY_EXPIRED)
		return answer_problem(
		    c, 503, "the directory has expired: senders refuse it", 0);
	if (a->incomplete)
		return answer_problem(
		    c, 503, "what is held could not be counted", 0);
	for (size_t i = 0; i < a->n; i++)
		if (a->tallies[i].counts.damaged > 0)
			return answer_problem(
			    c, 503, "envelopes are damaged: see verify", 0);
	if (!room_takes(a->server, SEGMENT_INLINE_MAX, ROOM_WHOLE, 0))
		good = "ok, but little room: small envelopes alone\n";
	else if (!room_takes(a->server, 1, ROOM_PARTS, 0))
		good = "ok, but little room: nothing in parts\n";
	return answer_bytes(c, 200, "text/plain", good, strlen(good), NULL);
}

static enum answer_result
answer_text(struct MHD_Connection *c, unsigned status, const char *text)
{
	return answer_bytes(
	    c, status, "text/plain; charset=utf-8", text, strlen(text), NULL);
}

/* As SIGHUP, and whoever asked is told what came of it. */
static enum answer_result
answer_reload(struct admin *a, struct MHD_Connection *c)
{
	struct reason reason = {""};

	return listener_reload(a->server, &reason)
	    ? answer_text(c, 200, "reloaded\n")
	    : answer_text(c, 409, reason.text);
}

/* The index remembers it, so that a restart does not end it. */
static enum answer_result
answer_pause(struct admin *a, struct MHD_Connection *c, bool paused)
{
	struct server *server = a->server;

	if (!index_meta_set(
		store_index(server->store), "paused", paused ? "1" : "0"))
		return answer_text(c, 409, "the index can't be written");
	server->paused = paused;
	return answer_text(c, 200, paused ? "paused\n" : "resumed\n");
}

/* Who reads metrics may be of the group; who changes anything is the relay's
 * own user, or root. */
static bool
may_control(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return info != NULL &&
	    getsockopt(
		info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	    (peer.uid == 0 || peer.uid == geteuid());
}

static enum answer_result
answer(struct admin *a, struct MHD_Connection *c, const char *method,
    const char *url)
{
	bool get = strcmp(method, "GET") == 0;
	bool post = strcmp(method, "POST") == 0;

	if (post && !may_control(c))
		return answer_text(c, 403,
		    "only the relay's own user, or root, may ask for that");

	if (get && strcmp(url, "/metrics") == 0)
		return admin_metrics(a, c);
	if (get && strcmp(url, "/health") == 0)
		return answer_health(a, c);
	if (post && strcmp(url, "/reload") == 0)
		return answer_reload(a, c);
	if (post && strcmp(url, "/pause") == 0)
		return answer_pause(a, c, true);
	if (post && strcmp(url, "/resume") == 0)
		return answer_pause(a, c, false);
	return answer_none(c);
}

static enum MHD_Result
on_access(void *context, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data,
    size_t *data_size, void **request)
{
	(void)version;
	(void)data;
	if (*data_size > 0)
		return MHD_NO; /* nothing here takes a body */
	if (*request == NULL) {
		*request = context; /* its head; answered when it is whole */
		return MHD_YES;
	}
	return answer(context, connection, method, url) == ANSWER_OK ? MHD_YES
								     : MHD_NO;
}

struct admin *
admin_start(struct server *server)
{
	struct admin *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	a->server = server;
	a->daemon =
	    MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0,
		NULL, NULL, on_access, a, MHD_OPTION_LISTEN_SOCKET,
		server->admin_fd, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)TIMEOUT_SECONDS, MHD_OPTION_END);
	if (a->daemon == NULL) {
		free(a);
		return NULL;
	}
	server->admin_fd = -1; /* the daemon's now */
	count(a);
	return a;
}

void
admin_stop(struct admin *a)
{
	if (a == NULL)
		return;
	MHD_stop_daemon(a->daemon);
	/* May fail where the folder is no longer ours; then it is left. */
	(void)unlink(a->server->site->config->admin_socket);
	free(a->tallies);
	free(a);
}

int
admin_epoll(const struct admin *a)
{
	const union MHD_DaemonInfo *info =
	    MHD_get_daemon_info(a->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info == NULL ? -1 : info->epoll_fd;
}

void
admin_run(struct admin *a)
{
	if (a == NULL)
		return;
	count(a);
	(void)MHD_run(a->daemon);
}
