#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "admin_parts.h"
#include "common/notes/directory_ends.h"
#include "relay/store/index_witness.h"
#include "server.h"

#define METRICS_MAX (1u << 20)

/* What a family of metrics is, before its values. */
static void
family(
    struct byte_writer *w, const char *name, const char *type, const char *help)
{
	byte_writer_printf(
	    w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Whether an upload of the smallest size would be taken now. */
bool
admin_has_room(const struct admin *a)
{
	return room_takes(a->server, ROOM_SMALL_MAX, ROOM_WHOLE, 0);
}

/* A gauge of each intake. */
static void
put_gauge(struct byte_writer *w, const struct admin *a, const char *name,
    const char *help, size_t offset)
{
	uint64_t value;

	family(w, name, "gauge", help);
	for (size_t i = 0; i < a->n; i++) {
		memcpy(&value, (const char *)&a->tallies[i].counts + offset,
		    sizeof(value));
		byte_writer_printf(w, "%s{intake=\"%s\"} %" PRIu64 "\n", name,
		    a->tallies[i].intake, value);
	}
}

/* A gauge of each intake and state; four of them from `offset` on. */
static void
put_states(struct byte_writer *w, const struct admin *a, const char *name,
    const char *help, const char *const states[static 4], size_t offset)
{
	uint64_t values[4];

	family(w, name, "gauge", help);
	for (size_t i = 0; i < a->n; i++) {
		memcpy(values, (const char *)&a->tallies[i].counts + offset,
		    sizeof(values));
		for (size_t s = 0; s < 4; s++)
			byte_writer_printf(w,
			    "%s{intake=\"%s\",state=\"%s\"} "
			    "%" PRIu64 "\n",
			    name, a->tallies[i].intake, states[s], values[s]);
	}
}

static void
put_counts(struct byte_writer *w, const struct admin *a)
{
	static const char *const states[] = {
	    "stored", "taken", "settled", "erased"};
	static const char *const forwards[] = {
	    "waiting", "promised", "proven", "refused"};

	put_states(w, a, "valise_envelopes",
	    "Accepted envelopes by state, as of the last publication.", states,
	    offsetof(struct index_counts, envelopes));
	put_states(w, a, "valise_forwards",
	    "Envelopes that go on to another relay, by how far they are.",
	    forwards, offsetof(struct index_counts, forwards));
	put_gauge(w, a, "valise_bytes", "Of envelopes that are not erased.",
	    offsetof(struct index_counts, bytes));
	put_gauge(w, a, "valise_unfinished", "Uploads that are not whole.",
	    offsetof(struct index_counts, uploads));
	put_gauge(w, a, "valise_unfinished_bytes",
	    "What those announced and have not brought; nothing of it is held.",
	    offsetof(struct index_counts, to_come));
	put_gauge(w, a, "valise_log_entries", "Entries of envelopes.",
	    offsetof(struct index_counts, entries));
	put_gauge(w, a, "valise_damaged",
	    "Envelopes with other bytes than were promised; never served.",
	    offsetof(struct index_counts, damaged));
}

static void
put_counters(struct byte_writer *w, const struct admin *a)
{
	const struct server_counters *last = &a->counters;

	family(w, "valise_accepted_total", "counter",
	    "Envelopes that got a promise, as of the last publication.");
	byte_writer_printf(
	    w, "valise_accepted_total %" PRIu64 "\n", last->accepted);
	family(w, "valise_accepted_bytes_total", "counter",
	    "Of those, as of the last publication.");
	byte_writer_printf(w, "valise_accepted_bytes_total %" PRIu64 "\n",
	    last->accepted_bytes);
	family(w, "valise_refused_total", "counter",
	    "Refused or failed, as of the last publication.");
	byte_writer_printf(w,
	    "valise_refused_total{why=\"work\"} %" PRIu64 "\n"
	    "valise_refused_total{why=\"room\"} %" PRIu64 "\n"
	    "valise_refused_total{why=\"failed\"} %" PRIu64 "\n",
	    last->refused_work, last->refused_room, last->failed);
}

static uint64_t
witness_value(const struct witness_state *s, size_t which)
{
	const uint64_t values[] = {
	    s->cosigned, s->refused, s->size, s->end == WITNESS_GOOD};

	return values[which];
}

/*
 * As they are now: they tell of publications, which anyone sees, and nothing of
 * what comes in between.
 */
static void
put_witnesses(
    struct byte_writer *w, const struct admin *a, const struct directory *d)
{
	static const char *const families[][3] = {
	    {"valise_witness_cosigned_total", "counter",
		"Publications with its cosignature."},
	    {"valise_witness_refused_total", "counter",
		"Visits at which it knew another log, or not this one."},
	    {"valise_witness_entries", "gauge",
		"The size that it cosigned last."},
	    {"valise_witness_good", "gauge",
		"Whether it has cosigned all that there is."}};
	struct witness_state s;

	for (size_t f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		family(w, families[f][0], families[f][1], families[f][2]);
		for (size_t i = 0; i < a->n * d->n_witnesses; i++) {
			const char *intake = a->tallies[i % a->n].intake;
			const char *id = d->witnesses[i / a->n].id;

			index_witness_get(
			    store_index(a->server->store), id, intake, &s);
			byte_writer_printf(w,
			    "%s{intake=\"%s\",witness=\"%s\"} "
			    "%" PRIu64 "\n",
			    families[f][0], intake, id, witness_value(&s, f));
		}
	}
}

static void
put_end(void *context, const struct directory_end *end)
{
	static const char *const kinds[] = {[END_DIRECTORY] = "directory",
	    [END_KEYS] = "keys",
	    [END_RELAY] = "relay",
	    [END_WITNESS] = "witness",
	    [END_COURIER] = "courier"};

	/* Names of keys have neither quotes nor backslashes by this relay's own
	 * rule, others' may: those are left out, with what they could break. */
	if (strpbrk(end->name, "\"\\") == NULL)
		byte_writer_printf(context,
		    "valise_ends_timestamp_seconds{what=\"%s\",name=\"%s\","
		    "intake=\"%s\"} %" PRId64 "\n",
		    kinds[end->kind], end->name, end->intake, end->at);
}

static void
put_now(struct byte_writer *w, const struct admin *a)
{
	const struct server *server = a->server;
	const struct config *c = server->site->config;
	struct statvfs disk;

	family(w, "valise_has_room", "gauge",
	    "Whether another small envelope would be taken.");
	byte_writer_printf(w, "valise_has_room %d\n", admin_has_room(a));
	family(w, "valise_paused", "gauge", "Whether uploads are kept out.");
	byte_writer_printf(w, "valise_paused %d\n", server->paused);
	family(w, "valise_work_zeroes", "gauge",
	    "Leading zero bits that a stamp of work must have.");
	byte_writer_printf(
	    w, "valise_work_zeroes %" PRIu64 "\n", server->work.bits);
	family(w, "valise_connections_tenths", "gauge",
	    "Of max_connections, in tenths.");
	byte_writer_printf(w, "valise_connections_tenths %" PRIu64 "\n",
	    server->counters.connections * 10 / c->max_connections);
	/* In whole percent: finer would show each large envelope come. */
	if (statvfs(c->spool, &disk) == 0 && disk.f_blocks > 0) {
		family(w, "valise_disk_free_percent", "gauge",
		    "Of the spool's disk.");
		byte_writer_printf(w, "valise_disk_free_percent %llu\n",
		    (unsigned long long)disk.f_bavail * 100 / disk.f_blocks);
	}
}

enum answer_result
admin_metrics(struct admin *a, struct MHD_Connection *c)
{
	const struct config *config = a->server->site->config;
	struct directory_ref *ref =
	    directory_box_get(&a->server->site->directories);
	const struct directory_ends_of ends = {.directory = ref->directory,
	    .relay = config->name,
	    .witnesses = config->witnesses != CONFIG_WITNESSES_NONE};
	struct byte_writer w;

	byte_writer_init(&w, METRICS_MAX);
	put_counts(&w, a);
	put_counters(&w, a);
	if (config->witnesses != CONFIG_WITNESSES_NONE)
		put_witnesses(&w, a, ref->directory);
	put_now(&w, a);
	family(&w, "valise_ends_timestamp_seconds", "gauge",
	    "When directory, keys, relay or witness end.");
	directory_ends(&ends, put_end, &w);
	directory_ref_put(ref);
	return answer_writer(c, "text/plain; version=0.0.4", &w);
}
