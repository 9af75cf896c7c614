#include "forwarder.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/notes/http_signature.h"
#include "forward_notes.h"
#include "forward_round.h"
#include "lane_thread.h"
#include "relay/site/retry.h"

#define CONNECT_SECONDS 150
#define STALL_SECONDS 60
#define LEAST_BYTES 512 /* a second; what drips is let go */
/* Of each kind before the others have their turn. */
#define SENDS_A_ROUND 64
#define PROOFS_A_ROUND 8

_Static_assert(CONFIG_FORWARDS_MAX <= LANE_THREADS_MAX, "one each");

struct forwarder {
	struct store *store;
	const struct config *config; /* held */
	struct directory_box *directories;
	const struct relay_keys *keys;
	struct lane_threads threads; /* one a lane */
	struct forward_lane lanes[CONFIG_FORWARDS_MAX];
};

void
forward_say(struct forward_lane *lane, const char *text)
{
	if (text[0] == '\0')
		text = "it does not take an envelope, and does not say why";
	if (strcmp(lane->said.text, text) == 0)
		return;
	reason_set(&lane->said, "%s", text);
	(void)fprintf(stderr, "valise-relay: %s to %s: %s\n",
	    lane->config->intake, lane->config->relay, text);
}

void
forward_good(struct forward_lane *lane)
{
	if (lane->said.text[0] != '\0')
		(void)fprintf(stderr,
		    "valise-relay: %s to %s: it takes envelopes again\n",
		    lane->config->intake, lane->config->relay);
	lane->said.text[0] = '\0';
}

int64_t
forward_next_try(const struct forward_lane *lane, unsigned tries)
{
	return retry_at(tries, lane->config->retry_seconds);
}

void
forward_failed(struct round *r, const struct reason *reason)
{
	forward_say(r->lane, reason->text);
	r->lane->not_before = forward_next_try(r->lane, ++r->lane->fails);
}

static bool
begin_round(struct forwarder *f, struct round *r)
{
	const struct config_forward *c = r->lane->config;
	const struct http_options options = {.way = c->way,
	    .socks = c->socks[0] == '\0' ? NULL : c->socks,
	    .connect_seconds = CONNECT_SECONDS,
	    .stall_seconds = STALL_SECONDS,
	    .least_bytes = LEAST_BYTES,
	    .stop = r->stop};
	const struct directory *d;
	struct reason reason = {""};
	int64_t now = utc_time_now();
	const char *url;

	r->ref = directory_box_get(f->directories);
	d = r->ref->directory;
	r->intake = relay_intake(d, f->config->name, c->intake);
	r->upstream = r->intake == NULL
	    ? NULL
	    : directory_relay_at(r->intake, c->relay, now);
	if (r->upstream == NULL) {
		forward_say(r->lane, "the directory does not name it now");
		return false;
	}
	url = c->way == HTTP_BY_SOCKS && r->upstream->onion != NULL
	    ? r->upstream->onion
	    : r->upstream->url;
	if (!http_url_allowed(url, options.way, &reason)) {
		forward_say(r->lane, reason.text);
		return false;
	}
	(void)snprintf(r->base, sizeof(r->base), "%s", url);
	for (size_t n = strlen(r->base); n > 0 && r->base[n - 1] == '/'; n--)
		r->base[n - 1] = '\0';
	if (!http_signature_authority(
		r->base, r->authority, sizeof(r->authority)))
		return false;
	r->http = http_client_create(&options);
	return r->http != NULL;
}

static void
end_round(struct round *r)
{
	http_client_destroy(r->http);
	directory_ref_put(r->ref);
}

static bool
goes_on(const struct forwarder *f, const struct forward_lane *lane)
{
	return !atomic_load(&f->threads.stop) &&
	    utc_time_now() >= lane->not_before;
}

static void
run_lane(struct forwarder *f, struct forward_lane *lane)
{
	struct round r = {.store = f->store,
	    .stop = &f->threads.stop,
	    .lane = lane,
	    .period = f->config->publication_seconds};
	struct forward_notes notes = {.store = f->store,
	    .stop = &f->threads.stop,
	    .grace_seconds = f->config->grace_seconds,
	    .publication_seconds = f->config->publication_seconds};
	struct reason reason = {""};
	int64_t now = utc_time_now();

	if (!index_forward_enroll(store_index(f->store), lane->config->intake,
		now, lane->config->delay_seconds, &lane->enrolled))
		forward_say(lane, "the index can't be written");
	if (now < lane->not_before)
		return;
	if (begin_round(f, &r)) {
		for (int n = 0; n < SENDS_A_ROUND && goes_on(f, lane) &&
		     now >= lane->send_not_before && forward_send(&r);
		     n++)
			;
		for (int n = 0; n < PROOFS_A_ROUND && goes_on(f, lane) &&
		     forward_prove(&r);
		     n++)
			;
		if (now >= lane->next_notes && goes_on(f, lane)) {
			notes.http = r.http;
			notes.base = r.base;
			notes.intake = r.intake;
			notes.authority = r.authority;
			notes.name = f->config->name;
			notes.seed = relay_keys_seed(f->keys, RELAY_KEY_PROMISE,
			    r.intake, f->config->name, now);
			if (!forward_notes_fetch(&notes, &reason))
				forward_failed(&r, &reason);
			else if (reason.text[0] != '\0')
				forward_say(lane, reason.text);
			lane->next_notes =
			    now + (int64_t)lane->config->notes_seconds;
			(void)index_forward_tidy(
			    store_index(f->store), lane->config->intake, now);
		}
	}
	end_round(&r);
}

/*
 * What was promised by another relay than today's is not promised by it.  One
 * that has new keys beside its old ones in the directory is the same.
 */
static void
begin_lane(struct forwarder *f, const struct forward_lane *lane)
{
	const char *intake = lane->config->intake;
	struct directory_ref *ref = directory_box_get(f->directories);
	const struct directory_intake *known =
	    relay_intake(ref->directory, f->config->name, intake);
	const struct directory_relay *upstream = known == NULL
	    ? NULL
	    : directory_relay_near(known, lane->config->relay, utc_time_now());
	char key[NOTE_VKEY_TEXT_BYTES], other[NOTE_VKEY_TEXT_BYTES];
	struct index *x = store_index(f->store);

	if (upstream != NULL) {
		vkey_format(&upstream->promise_key, key);
		for (size_t i = 0; i < known->n_relays; i++) {
			if (strcmp(known->relays[i].name, upstream->name) != 0)
				continue;
			vkey_format(&known->relays[i].promise_key, other);
			(void)index_forward_rekeyed(x, intake, other, key);
		}
		(void)index_forward_begin(x, intake, key);
	}
	directory_ref_put(ref);
}

static void
begin(void *context)
{
	struct forward_lane *lane = context;

	begin_lane(lane->forwarder, lane);
}

static void
run(void *context)
{
	struct forward_lane *lane = context;

	run_lane(lane->forwarder, lane);
}

struct forwarder *
forwarder_start(struct store *store, const struct config *config,
    const struct relay_keys *keys, struct directory_box *directories)
{
	static const struct lane_work work = {"forwarder", begin, run};
	struct forwarder *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->store = store;
	f->config = config_hold(config);
	f->directories = directories;
	f->keys = keys;
	lane_threads_init(&f->threads, &work);
	for (size_t i = 0; i < config->n_forwards; i++) {
		f->lanes[i].config = &f->config->forwards[i];
		f->lanes[i].forwarder = f;
		if (!lane_threads_add(&f->threads, &f->lanes[i])) {
			forwarder_stop(f);
			return NULL;
		}
	}
	return f;
}

void
forwarder_stop(struct forwarder *f)
{
	if (f == NULL)
		return;
	lane_threads_finish(&f->threads);
	config_let_go(f->config);
	free(f);
}
