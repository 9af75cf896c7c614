#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

#include "admin_parts.h"
#include "relay/store/index_witness.h"
#include "server.h"

#define METRICS_MAX (1u << 20)

/* Whether an upload of the smallest size would be taken now. */
bool
admin_has_room(const struct admin *a)
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

enum answer_result
admin_metrics(struct admin *a, struct MHD_Connection *c)
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
	    admin_has_room(a), server->work.bits,
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
