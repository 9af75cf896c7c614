#include "noter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "relay/site/steady_wait.h"

#define SLOTS (2 * NOTER_MAX) /* a power of two */
#define PIECE 1024u           /* a transaction: no one waits longer for it */
#define LAG_MS 200            /* noted after so long, if there is no more */

struct kept {
	struct store_item item;
	char upload_id[UPLOAD_ID_BYTES];
	uint8_t stamp[32];
};

struct generation {
	size_t n;
	uint64_t bytes;
	struct kept *kept;
	uint16_t by_hash[SLOTS]; /* place and one; 0: empty */
	uint16_t by_stamp[SLOTS];
	size_t n_batches;
	struct index_batch *batches; /* at most one an item */
};

struct noter {
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	struct generation *filling;
	struct generation *noting;
	uint64_t asked;    /* grows when someone waits for a turn */
	uint64_t answered; /* the turn up to which that is done */
	bool last_ok;
	bool closing;
};

static void
generation_clear(struct generation *g)
{
	for (size_t i = 0; i < g->n; i++)
		byte_writer_finish(&g->kept[i].item.promise);
	for (size_t i = 0; i < g->n_batches; i++)
		byte_writer_finish(&g->batches[i].common.note);
	g->n = 0;
	g->n_batches = 0;
	g->bytes = 0;
	memset(g->by_hash, 0, sizeof(g->by_hash));
	memset(g->by_stamp, 0, sizeof(g->by_stamp));
}

static void
generation_destroy(struct generation *g)
{
	if (g == NULL)
		return;
	generation_clear(g);
	free(g->kept);
	free(g->batches);
	free(g);
}

static struct generation *
generation_create(void)
{
	struct generation *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	g->kept = calloc(NOTER_MAX, sizeof(*g->kept));
	g->batches = calloc(NOTER_MAX, sizeof(*g->batches));
	if (g->kept != NULL && g->batches != NULL)
		return g;
	generation_destroy(g);
	return NULL;
}

/* Hashes are even by themselves: a sender chooses one only by hashing. */
static size_t
slot_of(const uint8_t *hash)
{
	return ((size_t)hash[0] << 8 | hash[1]) % SLOTS;
}

static void
put(uint16_t *slots, const uint8_t *hash, size_t place)
{
	size_t at = slot_of(hash);

	while (slots[at] != 0)
		at = (at + 1) % SLOTS;
	slots[at] = (uint16_t)(place + 1);
}

/* --- the thread --- */

/* In pieces, each with what its promises need; again from the start if not. */
static bool
note(struct store *s, struct generation *g)
{
	struct store_item items[PIECE];
	size_t done = 0, n;

	if (!index_append_batches(store_index(s), g->batches, g->n_batches))
		return false;
	while (done < g->n) {
		for (n = 0; n < PIECE && done + n < g->n; n++)
			items[n] = g->kept[done + n].item;
		if (!store_note(s, items, n))
			return false;
		done += n;
	}
	return true;
}

/* Until someone asks, or what waits has waited long enough. */
static void
wait_for_work(struct noter *n)
{
	struct timespec until;
	bool idle;

	for (;;) {
		if (n->closing || n->asked > n->answered)
			return;
		idle = n->filling->n == 0 && n->noting->n == 0;
		until = steady_wait_until(LAG_MS);
		if (idle)
			(void)pthread_cond_wait(&n->changed, &n->lock);
		else if (pthread_cond_timedwait(
			     &n->changed, &n->lock, &until) != 0)
			return;
	}
}

static void *
run(void *context)
{
	struct noter *n = context;
	struct generation *empty;
	uint64_t turn;
	bool ok;

	(void)pthread_setname_np(pthread_self(), "noter");
	(void)pthread_mutex_lock(&n->lock);
	for (;;) {
		wait_for_work(n);
		if (n->closing)
			break;
		turn = n->asked;
		if (n->noting->n == 0) {
			empty = n->noting;
			n->noting = n->filling;
			n->filling = empty;
		}
		(void)pthread_mutex_unlock(&n->lock);
		/* No one changes it meanwhile; others only look into it. */
		ok = note(n->store, n->noting);
		(void)pthread_mutex_lock(&n->lock);
		if (ok)
			generation_clear(n->noting);
		n->last_ok = ok;
		n->answered = turn;
		(void)pthread_cond_broadcast(&n->changed);
	}
	(void)pthread_mutex_unlock(&n->lock);
	return NULL;
}

/* --- the committer's side --- */

struct noter *
noter_start(struct store *s)
{
	struct noter *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->store = s;
	(void)pthread_mutex_init(&n->lock, NULL);
	steady_wait_init(&n->changed);
	n->filling = generation_create();
	n->noting = generation_create();
	if (n->filling != NULL && n->noting != NULL &&
	    pthread_create(&n->thread, NULL, run, n) == 0)
		return n;
	generation_destroy(n->filling);
	generation_destroy(n->noting);
	(void)pthread_cond_destroy(&n->changed);
	(void)pthread_mutex_destroy(&n->lock);
	free(n);
	return NULL;
}

void
noter_stop(struct noter *n)
{
	if (n == NULL)
		return;
	(void)noter_flush(n);
	(void)pthread_mutex_lock(&n->lock);
	n->closing = true;
	(void)pthread_cond_broadcast(&n->changed);
	(void)pthread_mutex_unlock(&n->lock);
	(void)pthread_join(n->thread, NULL);
	generation_destroy(n->filling);
	generation_destroy(n->noting);
	(void)pthread_cond_destroy(&n->changed);
	(void)pthread_mutex_destroy(&n->lock);
	free(n);
}

/* Under the lock: one whole turn of the thread that begins after this. */
static bool
await_turn(struct noter *n)
{
	uint64_t mine = ++n->asked;

	(void)pthread_cond_broadcast(&n->changed);
	while (n->answered < mine)
		(void)pthread_cond_wait(&n->changed, &n->lock);
	return n->last_ok;
}

bool
noter_flush(struct noter *n)
{
	bool ok = true;

	(void)pthread_mutex_lock(&n->lock);
	while (ok && (n->filling->n > 0 || n->noting->n > 0))
		ok = await_turn(n);
	(void)pthread_mutex_unlock(&n->lock);
	return ok;
}

static bool
has_room(const struct generation *g, size_t n_items)
{
	return g->n + n_items <= NOTER_MAX &&
	    g->n_batches + n_items <= NOTER_MAX &&
	    (g->bytes < NOTER_BYTES_MAX || g->n == 0);
}

bool
noter_reserve(struct noter *n, size_t n_items)
{
	bool ok = true;

	(void)pthread_mutex_lock(&n->lock);
	while (ok && !has_room(n->filling, n_items))
		ok = await_turn(n);
	(void)pthread_mutex_unlock(&n->lock);
	return ok;
}

static bool
keep(struct kept *k, const struct store_item *item, const struct job *job,
    bool is_promised)
{
	memset(k, 0, sizeof(*k));
	k->item = *item;
	k->item.body = NULL;
	byte_writer_init(&k->item.promise, TLOG_PROOF_MAX);
	memcpy(k->stamp, job->stamp, sizeof(k->stamp));
	k->item.stamp = k->stamp;
	k->item.upload_id = NULL;
	if (!job->by_file || !is_promised)
		return true;
	byte_writer_put(&k->item.promise, job->promise.data, job->promise.len);
	if (k->item.promise.failed)
		return false;
	memcpy(k->upload_id, job->upload_id, sizeof(k->upload_id));
	k->item.upload_id = k->upload_id;
	return true;
}

bool
noter_add(struct noter *n, const struct store_item *items,
    struct job *const *jobs, size_t n_items, struct index_batch *batches,
    size_t n_batches)
{
	struct generation *g;
	bool ok = true;

	(void)pthread_mutex_lock(&n->lock);
	g = n->filling;
	for (size_t i = 0; i < n_items; i++, g->n++) {
		ok &= keep(&g->kept[g->n], &items[i], jobs[i], n_batches > 0);
		put(g->by_hash, items[i].record.entry.sha256, g->n);
		put(g->by_stamp, jobs[i]->stamp, g->n);
		g->bytes += segment_record_bytes(&items[i].record);
	}
	for (size_t i = 0; i < n_batches; i++) {
		g->batches[g->n_batches++] = batches[i];
		byte_writer_init(&batches[i].common.note, 0);
	}
	if (g->n == n_items)
		(void)pthread_cond_broadcast(&n->changed);
	(void)pthread_mutex_unlock(&n->lock);
	return ok;
}

static bool
holds(const struct generation *g, const char *intake, const uint8_t *sha256)
{
	for (size_t at = slot_of(sha256); g->by_hash[at] != 0;
	     at = (at + 1) % SLOTS) {
		const struct record *r =
		    &g->kept[g->by_hash[at] - 1].item.record;

		if (memcmp(r->entry.sha256, sha256, 32) == 0 &&
		    strcmp(r->intake, intake) == 0)
			return true;
	}
	return false;
}

static bool
holds_stamp(const struct generation *g, const uint8_t *stamp)
{
	for (size_t at = slot_of(stamp); g->by_stamp[at] != 0;
	     at = (at + 1) % SLOTS)
		if (memcmp(g->kept[g->by_stamp[at] - 1].stamp, stamp, 32) == 0)
			return true;
	return false;
}

bool
noter_has(struct noter *n, const char *intake, const uint8_t sha256[static 32])
{
	bool found;

	(void)pthread_mutex_lock(&n->lock);
	found = holds(n->filling, intake, sha256) ||
	    holds(n->noting, intake, sha256);
	(void)pthread_mutex_unlock(&n->lock);
	return found;
}

bool
noter_has_stamp(struct noter *n, const uint8_t stamp[static 32])
{
	bool found;

	(void)pthread_mutex_lock(&n->lock);
	found = holds_stamp(n->filling, stamp) || holds_stamp(n->noting, stamp);
	(void)pthread_mutex_unlock(&n->lock);
	return found;
}
