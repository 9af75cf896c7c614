#include "cosigner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "cosign_visit.h"
#include "lane_thread.h"
#include "relay/site/retry.h"

#define CONNECT_SECONDS 150
#define STALL_SECONDS 60
#define WHOLE_SECONDS 180 /* one exchange, its connection too */
#define LEAST_BYTES 8     /* a second; an answer has a few hundred */

/* One witness and one intake, or the witness itself ("" as the intake). */
struct cosign_pair {
	struct cosign_pair *next;
	char witness[DIRECTORY_ID_MAX + 1];
	char intake[DIRECTORY_ID_MAX + 1];
	char done[PUBLICATION_MAX + 1]; /* the newest one when all was done */
	bool agreed;                    /* at least once since the start */
	unsigned fails;
	int64_t not_before;
	int64_t look_again; /* though the newest one is done */
	struct reason said; /* so that each trouble is said once */
};

/*
 * A thread for each place in the directory's list, so that a witness that is
 * slow holds up no other.
 */
struct slot {
	struct cosigner *cosigner;
	size_t place;
	struct cosign_pair *pairs;
};

_Static_assert(DIRECTORY_WITNESSES_MAX <= LANE_THREADS_MAX, "one each");

struct cosigner {
	struct store *store;
	const struct config *config; /* held */
	struct directory_box *directories;
	struct lane_threads threads; /* one a slot */
	struct slot slots[DIRECTORY_WITNESSES_MAX];
};

/* Pairs come with the first visit and stay; NULL without memory. */
static struct cosign_pair *
pair_of(struct slot *s, const char *witness, const char *intake)
{
	struct cosign_pair *pair;

	for (pair = s->pairs; pair != NULL; pair = pair->next)
		if (strcmp(pair->witness, witness) == 0 &&
		    strcmp(pair->intake, intake) == 0)
			return pair;
	pair = calloc(1, sizeof(*pair));
	if (pair == NULL)
		return NULL;
	pair->next = s->pairs;
	s->pairs = pair;
	(void)snprintf(pair->witness, sizeof(pair->witness), "%s", witness);
	(void)snprintf(pair->intake, sizeof(pair->intake), "%s", intake);
	return pair;
}

/* What an operator needs to know; each text once until it changes. */
static void
say(struct cosign_pair *pair, const char *text)
{
	if (strcmp(pair->said.text, text) == 0)
		return;
	reason_set(&pair->said, "%s", text);
	(void)fprintf(stderr, "valise-relay: %s%switness %s: %s\n",
	    pair->intake, pair->intake[0] == '\0' ? "" : ": ", pair->witness,
	    text[0] == '\0' ? "it cosigns again" : text);
}

static void
put_off(const struct cosigner *c, struct cosign_pair *pair, long least)
{
	int64_t asked = utc_time_now() + least;

	pair->not_before =
	    retry_at(++pair->fails, c->config->witness_retry_seconds);
	if (pair->not_before < asked)
		pair->not_before = asked;
}

static struct http_client *
client_for(const struct cosigner *c, const struct directory_witness *w,
    char *ret_url, size_t size, struct reason *reason)
{
	const struct http_options options = {
	    .way = config_witness_way(c->config),
	    .socks = c->config->witness_socks[0] == '\0'
		? NULL
		: c->config->witness_socks,
	    .connect_seconds = CONNECT_SECONDS,
	    .stall_seconds = STALL_SECONDS,
	    .least_bytes = LEAST_BYTES,
	    .whole_seconds = WHOLE_SECONDS,
	    .peer = "the witness",
	    .stop = &c->threads.stop};
	struct http_client *http;
	size_t len = strlen(w->url);

	if (!http_url_allowed(w->url, options.way, reason))
		return NULL;
	while (len > 0 && w->url[len - 1] == '/')
		len--;
	(void)snprintf(ret_url, size, "%.*s/add-checkpoint", (int)len, w->url);
	http = http_client_create(&options);
	if (http == NULL)
		reason_set(reason, "there is not enough memory");
	return http;
}

/* False where the witness does not answer: no other log is tried there. */
static bool
ask(struct cosigner *c, struct cosign_visit *v, struct cosign_pair *pair,
    const char *newest)
{
	struct index *x = store_index(c->store);
	struct reason reason = {""};
	enum witness_end before, end;

	v->at_start = !pair->agreed;
	end = cosign_visit(v, &reason);
	if (atomic_load(&c->threads.stop))
		return false; /* by us: it says nothing of the witness */
	before = v->state.end;
	v->state.end = end;
	v->state.refused += witness_end_refused(end);
	if ((before != end || witness_end_refused(end)) &&
	    !index_witness_set(x, pair->witness, pair->intake, &v->state))
		reason_set(&reason, "the index can't be written");
	say(pair, reason.text);
	if (end == WITNESS_GOOD) {
		pair->agreed = true;
		pair->fails = 0;
		pair->look_again =
		    utc_time_now() + (int64_t)c->config->witness_retry_seconds;
		if (!v->more)
			(void)snprintf(
			    pair->done, sizeof(pair->done), "%s", newest);
	} else {
		put_off(c, pair, v->retry_after);
	}
	return end != WITNESS_SILENT;
}

/* Whether that log has something for the witness now. */
static bool
is_due(const struct cosign_pair *pair, const char *newest, int64_t now)
{
	return newest[0] != '\0' && now >= pair->not_before &&
	    (strcmp(newest, pair->done) != 0 || now >= pair->look_again);
}

static void
run_witness(struct slot *s, const struct directory *d,
    const struct directory_witness *w)
{
	struct cosigner *c = s->cosigner;
	struct cosign_visit v = {.index = store_index(c->store),
	    .witness = w,
	    .stop = &c->threads.stop};
	struct cosign_pair *const own = pair_of(s, w->id, ""), *pair;
	char newest[PUBLICATION_MAX + 1], url[600];
	struct reason reason = {""};
	int64_t now = utc_time_now();
	bool answers = true;

	if (own == NULL || now < own->not_before)
		return;
	for (size_t i = 0; i < d->n_intakes && answers; i++) {
		v.intake = d->intakes[i].id;
		if (atomic_load(&c->threads.stop) ||
		    relay_intake(d, c->config->name, v.intake) == NULL)
			continue;
		pair = pair_of(s, w->id, v.intake);
		index_witness_newest_name(v.index, v.intake, newest);
		if (pair == NULL || !is_due(pair, newest, now))
			continue;
		if (v.http == NULL)
			v.http = client_for(c, w, url, sizeof(url), &reason);
		if (v.http == NULL) {
			say(own, reason.text);
			put_off(c, own, 0);
			return;
		}
		v.url = url;
		answers = ask(c, &v, pair, newest);
		if (answers)
			own->fails = 0;
		else if (!atomic_load(&c->threads.stop))
			put_off(c, own, v.retry_after);
	}
	http_client_destroy(v.http);
}

static void
run_slot(void *context)
{
	struct slot *s = context;
	struct directory_ref *ref = directory_box_get(s->cosigner->directories);
	const struct directory *d = ref->directory;
	int64_t now = utc_time_now();

	if (s->place < d->n_witnesses && now >= d->witnesses[s->place].from &&
	    now < d->witnesses[s->place].until)
		run_witness(s, d, &d->witnesses[s->place]);
	directory_ref_put(ref);
}

struct cosigner *
cosigner_start(struct store *store, const struct config *config,
    struct directory_box *directories)
{
	static const struct lane_work work = {"cosigner", NULL, run_slot};
	struct cosigner *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->store = store;
	c->config = config_hold(config);
	c->directories = directories;
	lane_threads_init(&c->threads, &work);
	for (size_t i = 0; i < DIRECTORY_WITNESSES_MAX; i++) {
		c->slots[i].cosigner = c;
		c->slots[i].place = i;
		if (!lane_threads_add(&c->threads, &c->slots[i])) {
			cosigner_stop(c);
			return NULL;
		}
	}
	return c;
}

void
cosigner_stop(struct cosigner *c)
{
	if (c == NULL)
		return;
	lane_threads_finish(&c->threads);
	for (size_t i = 0; i < DIRECTORY_WITNESSES_MAX; i++)
		while (c->slots[i].pairs != NULL) {
			struct cosign_pair *pair = c->slots[i].pairs;

			c->slots[i].pairs = pair->next;
			free(pair);
		}
	config_let_go(c->config);
	free(c);
}
