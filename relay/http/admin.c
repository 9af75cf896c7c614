#include "admin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <microhttpd.h>

#include "answer.h"
#include "common/bytes/utc_time.h"
#include "relay/commit/publication.h"
#include "relay/store/index_witness.h"

#define CONNECTIONS_MAX 8
#define TIMEOUT_SECONDS 10
#define METRICS_MAX (1u << 20)

/* One intake, as it was when the last publication ended. */
struct tally {
	char intake[DIRECTORY_ID_MAX + 1];
	struct index_counts counts;
};

struct admin {
	struct server *server;
	struct MHD_Daemon *daemon;
	int64_t next_tally;
	size_t n;
	struct tally *tallies;
	struct server_counters counters;
};

static void
count(struct admin *a)
{
	struct server *server = a->server;
	char publication[PUBLICATION_MAX + 1];
	struct directory_ref *ref;
	const struct directory *d;
	int64_t now = utc_time_now();

	if (now < a->next_tally)
		return;
	publication_name(now, server->site->config->publication_seconds,
	    publication, &a->next_tally);
	a->counters = server->counters;
	ref = directory_box_get(&server->site->directories);
	d = ref->directory;
	free(a->tallies);
	a->n = 0;
	a->tallies = calloc(d->n_intakes, sizeof(*a->tallies));
	for (size_t i = 0; i < d->n_intakes && a->tallies != NULL; i++) {
		struct tally *t = &a->tallies[a->n];

		if (relay_intake(d, server->site->config->name,
			d->intakes[i].id) == NULL ||
		    !index_counts(store_index(server->store), d->intakes[i].id,
			&t->counts))
			continue;
		memcpy(
		    t->intake, d->intakes[i].id, strlen(d->intakes[i].id) + 1);
		a->n++;
	}
	directory_ref_put(ref);
}

/* Whether an upload of the smallest size would be taken now. */
static bool
has_room(const struct admin *a)
{
	return room_takes(a->server, ROOM_SMALL_MAX, ROOM_WHOLE, 0);
}

static void
put_states(struct byte_writer *w, const struct admin *a)
{
	static const char *const names[] = {
	    "stored", "taken", "settled", "erased"};
	static const char *const forwards[] = {
	    "waiting", "promised", "proven", "refused"};

	byte_writer_printf(w, "# TYPE valise_envelopes gauge\n");
	for (size_t i = 0; i < a->n; i++)
		for (size_t s = 0; s < 4; s++)
			byte_writer_printf(w,
			    "valise_envelopes{intake=\"%s\",state=\"%s\"} "
			    "%" PRIu64 "\n",
			    a->tallies[i].intake, names[s],
			    a->tallies[i].counts.envelopes[s]);
	byte_writer_printf(w, "# TYPE valise_forwards gauge\n");
	for (size_t i = 0; i < a->n; i++)
		for (size_t s = 0; s < 4; s++)
			byte_writer_printf(w,
			    "valise_forwards{intake=\"%s\",state=\"%s\"} "
			    "%" PRIu64 "\n",
			    a->tallies[i].intake, forwards[s],
			    a->tallies[i].counts.forwards[s]);
	byte_writer_printf(w, "# TYPE valise_bytes gauge\n");
	for (size_t i = 0; i < a->n; i++)
		byte_writer_printf(w,
		    "valise_bytes{intake=\"%s\"} %" PRIu64 "\n",
		    a->tallies[i].intake, a->tallies[i].counts.bytes);
	byte_writer_printf(w,
	    "# HELP valise_unfinished Uploads that are not whole.\n"
	    "# TYPE valise_unfinished gauge\n");
	for (size_t i = 0; i < a->n; i++)
		byte_writer_printf(w,
		    "valise_unfinished{intake=\"%s\"} %" PRIu64 "\n",
		    a->tallies[i].intake, a->tallies[i].counts.uploads);
	byte_writer_printf(w,
	    "# HELP valise_unfinished_bytes What those announced and have not "
	    "brought; nothing of it is held.\n"
	    "# TYPE valise_unfinished_bytes gauge\n");
	for (size_t i = 0; i < a->n; i++)
		byte_writer_printf(w,
		    "valise_unfinished_bytes{intake=\"%s\"} %" PRIu64 "\n",
		    a->tallies[i].intake, a->tallies[i].counts.to_come);
	byte_writer_printf(w, "# TYPE valise_log_entries gauge\n");
	for (size_t i = 0; i < a->n; i++)
		byte_writer_printf(w,
		    "valise_log_entries{intake=\"%s\"} %" PRIu64 "\n",
		    a->tallies[i].intake, a->tallies[i].counts.entries);
	byte_writer_printf(w, "# TYPE valise_damaged gauge\n");
	for (size_t i = 0; i < a->n; i++)
		byte_writer_printf(w,
		    "valise_damaged{intake=\"%s\"} %" PRIu64 "\n",
		    a->tallies[i].intake, a->tallies[i].counts.damaged);
}

static void
put_counters(struct byte_writer *w, const struct admin *a)
{
	const struct server_counters *last = &a->counters;

	byte_writer_printf(w,
	    "# HELP valise_accepted_total Envelopes that got a promise, as of "
	    "the last publication.\n"
	    "# TYPE valise_accepted_total counter\n"
	    "valise_accepted_total %" PRIu64 "\n"
	    "# TYPE valise_accepted_bytes_total counter\n"
	    "valise_accepted_bytes_total %" PRIu64 "\n"
	    "# HELP valise_refused_total Refused or failed, as of the last "
	    "publication.\n"
	    "# TYPE valise_refused_total counter\n"
	    "valise_refused_total{why=\"work\"} %" PRIu64 "\n"
	    "valise_refused_total{why=\"room\"} %" PRIu64 "\n"
	    "valise_refused_total{why=\"failed\"} %" PRIu64 "\n",
	    last->accepted, last->accepted_bytes, last->refused_work,
	    last->refused_room, last->failed);
}

/*
 * As they are now: they tell of publications, which anyone sees, and nothing of
 * what comes in between.
 */
static void
put_witnesses(struct byte_writer *w, const struct admin *a)
{
	struct server *server = a->server;
	struct directory_ref *ref =
	    directory_box_get(&server->site->directories);
	const struct directory *d = ref->directory;
	struct witness_state s;
	char labels[256];

	byte_writer_printf(w,
	    "# TYPE valise_witness_cosigned_total counter\n"
	    "# TYPE valise_witness_refused_total counter\n"
	    "# TYPE valise_witness_entries gauge\n"
	    "# TYPE valise_witness_good gauge\n");
	for (size_t i = 0; i < a->n * d->n_witnesses; i++) {
		const char *intake = a->tallies[i % a->n].intake;
		const char *id = d->witnesses[i / a->n].id;

		index_witness_get(store_index(server->store), id, intake, &s);
		(void)snprintf(labels, sizeof(labels),
		    "{intake=\"%s\",witness=\"%s\"}", intake, id);
		byte_writer_printf(w,
		    "valise_witness_cosigned_total%s %" PRIu64 "\n"
		    "valise_witness_refused_total%s %" PRIu64 "\n"
		    "valise_witness_entries%s %" PRIu64 "\n"
		    "valise_witness_good%s %d\n",
		    labels, s.cosigned, labels, s.refused, labels, s.size,
		    labels, s.end == WITNESS_GOOD);
	}
	directory_ref_put(ref);
}

static enum answer_result
answer_metrics(struct admin *a, struct MHD_Connection *c)
{
	const struct server *server = a->server;
	struct byte_writer w;
	struct statvfs disk;

	byte_writer_init(&w, METRICS_MAX);
	put_states(&w, a);
	put_counters(&w, a);
	if (server->site->config->witnesses != CONFIG_WITNESSES_NONE)
		put_witnesses(&w, a);
	byte_writer_printf(&w,
	    "# TYPE valise_has_room gauge\n"
	    "valise_has_room %d\n"
	    "# TYPE valise_work_bits gauge\n"
	    "valise_work_bits %" PRIu64 "\n"
	    "# HELP valise_connections_tenths Of max_connections, in tenths.\n"
	    "# TYPE valise_connections_tenths gauge\n"
	    "valise_connections_tenths %" PRIu64 "\n"
	    "# TYPE valise_directory_expires_timestamp_seconds gauge\n"
	    "valise_directory_expires_timestamp_seconds %" PRId64 "\n",
	    has_room(a), server->work.bits,
	    server->counters.connections * 10 /
		server->site->config->max_connections,
	    server->site->directories.current->directory->expires);
	/* In whole percent: finer would show each large envelope come. */
	if (statvfs(server->site->config->spool, &disk) == 0 &&
	    disk.f_blocks > 0)
		byte_writer_printf(&w,
		    "# TYPE valise_disk_free_percent gauge\n"
		    "valise_disk_free_percent %llu\n",
		    (unsigned long long)disk.f_bavail * 100 / disk.f_blocks);
	return answer_writer(c, "text/plain; version=0.0.4", &w);
}

static enum answer_result
answer_health(struct admin *a, struct MHD_Connection *c)
{
	const char *good = "ok\n";

	if (a->server->closing)
		return answer_problem(c, 503, "closing", 0);
	if (!has_room(a))
		return answer_problem(
		    c, 503, "no room for another envelope", 0);
	if (directory_time(a->server->site->directories.current->directory,
		utc_time_now()) == DIRECTORY_EXPIRED)
		return answer_problem(
		    c, 503, "the directory has expired: senders refuse it", 0);
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

static enum MHD_Result
on_access(void *context, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data,
    size_t *data_size, void **request)
{
	(void)version;
	(void)data;
	(void)request;
	if (*data_size > 0)
		return MHD_NO; /* nothing here takes a body */
	if (strcmp(method, "GET") == 0 && strcmp(url, "/metrics") == 0)
		return answer_metrics(context, connection) == ANSWER_OK
		    ? MHD_YES
		    : MHD_NO;
	if (strcmp(method, "GET") == 0 && strcmp(url, "/health") == 0)
		return answer_health(context, connection) == ANSWER_OK ? MHD_YES
								       : MHD_NO;
	return answer_none(connection) == ANSWER_OK ? MHD_YES : MHD_NO;
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
