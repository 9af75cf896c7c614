#include "committer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/notes/receipt.h"
#include "filer.h"
#include "noter.h"
#include "publication.h"
#include "relay/site/promise.h"
#include "relay/site/upload_name.h"

#define CHORES_LATEST_SECONDS 10
#define ERASE_MS 250
#define CLOCK_BEYOND_SECONDS (366 * 86400LL)
#define PROMISE_KEEP_DAYS 3 /* as long as its stamp could be used again */

struct committer {
	struct store *store;
	const struct config *config; /* held; nothing that reloads is used */
	const struct relay_keys *keys;
	committer_done *done;
	void *context;
	struct job_line line;
	struct job *gathered; /* of the thread that puts, until it lets go */
	struct job **gathered_last;
	struct filer *filer;
	pthread_t thread;
	struct noter *noter;
	uint8_t name_key[UPLOAD_NAME_KEY_BYTES];
	struct directory_box *directories;
	struct publication_period period; /* that entries are promised for */
	bool clock_said;                  /* that it is wrong */
	bool turned;    /* and the one before is not in the log yet */
	bool is_behind; /* with erasing */
	int64_t next_chores;
};

/* A batch while it is built. */
struct batch {
	struct committer *c;
	size_t n;
	uint64_t bytes;
	struct job *jobs[STORE_BATCH_MAX];
	struct store_item items[STORE_BATCH_MAX];
	/* What the promises of each intake's part have in common. */
	size_t n_parts;
	struct index_batch parts[STORE_BATCH_MAX];
	struct job *asking[STORE_BATCH_MAX]; /* JOB_FLUSH, after the rest */
	size_t n_asking;
};

static bool
fits(void *context, const struct job *job)
{
	const struct batch *b = context;

	if (job->kind == JOB_FLUSH)
		return b->n_asking < STORE_BATCH_MAX;
	return b->n < STORE_BATCH_MAX &&
	    b->bytes + segment_record_bytes(&job->record) <=
	    b->c->config->segment_bytes;
}

static void
add(struct batch *b, struct job *job)
{
	if (job->kind == JOB_FLUSH) {
		b->asking[b->n_asking++] = job;
		return;
	}
	b->jobs[b->n++] = job;
	b->bytes += segment_record_bytes(&job->record);
}

/* Held already, or earlier in this batch: one more entry, no more bytes. */
static bool
is_duplicate(const struct batch *b, size_t i)
{
	const struct record *r = &b->jobs[i]->record;
	struct envelope_row row;

	for (size_t j = 0; j < i; j++)
		if (memcmp(b->jobs[j]->record.entry.sha256, r->entry.sha256,
			32) == 0 &&
		    strcmp(b->jobs[j]->record.intake, r->intake) == 0)
			return true;
	if (noter_has(b->c->noter, r->intake, r->entry.sha256))
		return true;
	return index_find(store_index(b->c->store), r->intake, r->entry.sha256,
		   &row) &&
	    /* A whole copy takes a damaged one's place, unless the desk has it.
	     */
	    (!row.damaged || row.state >= ENVELOPE_SETTLED);
}

static void
prepare(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct job *job = b->jobs[i];
		struct record *r = &job->record;

		randombytes_buf(r->entry.nonce, sizeof(r->entry.nonce));
		memcpy(r->entry.publication, b->c->period.name,
		    sizeof(b->c->period.name));
		if (is_duplicate(b, i))
			r->type = RECORD_DUPLICATE;
		b->items[i].record = *r;
		b->items[i].body = job->body;
		b->items[i].stamp = job->stamp;
		b->items[i].promise_until =
		    (utc_time_now() / 86400 + PROMISE_KEEP_DAYS) * 86400;
	}
}

/*
 * Whose keys sign for that publication: those of now, or of its beginning where
 * a clock that was set back stands before it.
 */
static int64_t
time_for(const char *publication)
{
	int64_t now = utc_time_now(), start;

	return publication_start(publication, &start) && start > now ? start
								     : now;
}

/* One little tree and one signature for each intake in the batch. */
static bool
promise_all(struct batch *b)
{
	bool done[STORE_BATCH_MAX] = {false};
	struct promise_item group[STORE_BATCH_MAX];
	struct directory_ref *ref = directory_box_get(b->c->directories);
	const struct config *config = b->c->config;
	struct index_batch *part;
	bool ok = true;

	for (size_t i = 0; i < b->n && ok; i++) {
		size_t n = 0;

		if (done[i])
			continue;
		part = &b->parts[b->n_parts++];
		part->first = b->items[i].record.sequence;
		part->until = b->items[i].promise_until;
		memcpy(part->intake, b->items[i].record.intake,
		    sizeof(part->intake));
		for (size_t j = i; j < b->n; j++)
			if (strcmp(b->items[j].record.intake, part->intake) ==
			    0) {
				done[j] = true;
				part->last = b->items[j].record.sequence;
				group[n++] = (struct promise_item){
				    &b->items[j].record.entry,
				    &b->jobs[j]->promise};
			}
		ok = promise_sign(config->name, part->intake, b->c->period.name,
		    relay_keys_seed(b->c->keys, RELAY_KEY_PROMISE,
			directory_intake(ref->directory, part->intake),
			config->name, time_for(b->c->period.name)),
		    group, n, &part->common);
	}
	directory_ref_put(ref);
	return ok;
}

/*
 * Into the index: at once where one comes alone, in bulk otherwise.  Who
 * uploaded by a file may ask for the promise again, and finds it in the index.
 */
static bool
note_all(struct batch *b)
{
	bool by_file = false, now;

	for (size_t i = 0; i < b->n; i++) {
		by_file |= b->jobs[i]->by_file;
		if (!b->jobs[i]->by_file)
			upload_name_seal(b->c->name_key,
			    b->items[i].record.sequence, b->jobs[i]->upload_id);
	}
	now = by_file || (b->n == 1 && job_line_is_empty(&b->c->line));
	if (!noter_add(
		b->c->noter, b->items, b->jobs, b->n, b->parts, b->n_parts))
		return false;
	/* What is held and promised is not refused for the index's sake. */
	return !now || noter_flush(b->c->noter) || !by_file;
}

static void
commit(struct batch *b)
{
	struct committer *c = b->c;
	enum job_result result = JOB_FAILED;

	b->n_parts = 0;
	if (noter_reserve(c->noter, b->n)) {
		prepare(b);
		if (!store_write(c->store, b->items, b->n))
			result = store_has_room(c->store, b->bytes)
			    ? JOB_FAILED
			    : JOB_NO_ROOM;
		else if (!promise_all(b))
			/* Whole in the segment: as the next start would. */
			(void)noter_add(
			    c->noter, b->items, b->jobs, b->n, NULL, 0);
		else if (note_all(b))
			result = JOB_DONE;
	}
	for (size_t i = 0; i < b->n_parts; i++)
		byte_writer_finish(&b->parts[i].common.note);
	for (size_t i = 0; i < b->n; i++) {
		b->jobs[i]->result = result;
		c->done(c->context, b->jobs[i]);
	}
}

/* Who asks for all that was promised until now. */
static void
answer_asking(struct batch *b)
{
	bool ok = noter_flush(b->c->noter);

	for (size_t i = 0; i < b->n_asking; i++) {
		b->asking[i]->result = ok ? JOB_DONE : JOB_FAILED;
		b->c->done(b->c->context, b->asking[i]);
	}
}

/*
 * A clock that is far behind the directory's end is taken for wrong: names only
 * grow, and one that is published years ahead could not be undone.
 */
static bool
clock_is_plausible(struct committer *c, int64_t now)
{
	struct directory_ref *ref = directory_box_get(c->directories);
	bool ok = now < ref->directory->expires + CLOCK_BEYOND_SECONDS;

	directory_ref_put(ref);
	if (!ok && !c->clock_said)
		(void)fputs(
		    "valise-relay: THE CLOCK IS WRONG, or the directory "
		    "is long over: nothing is published until one of "
		    "them is right\n",
		    stderr);
	else if (ok && c->clock_said)
		(void)fputs("valise-relay: the clock and the directory fit "
			    "again: it is published\n",
		    stderr);
	c->clock_said = !ok;
	return ok;
}

/* Turns the page when a period ends: all its entries are in the index. */
static void
turn_publication(struct committer *c)
{
	int64_t now = utc_time_now();

	if (now < c->period.end || !clock_is_plausible(c, now) ||
	    !noter_flush(c->noter) ||
	    !publication_turn(store_index(c->store), now,
		c->config->publication_seconds, &c->period))
		return;
	c->turned = true;
	c->next_chores = 0;
}

static void
publish_one(struct committer *c, const struct directory *d, const char *intake)
{
	const uint8_t *seed =
	    relay_keys_seed(c->keys, RELAY_KEY_LOG, directory_intake(d, intake),
		c->config->name, time_for(c->period.ended));

	if (!publication_publish(store_index(c->store), c->config->name, intake,
		c->period.ended, seed))
		(void)fputs("valise-relay: publishing failed; it is tried "
			    "again\n",
		    stderr);
}

/*
 * Each intake that is served, whether something came or not; and those that the
 * directory lacks by now, for what they were promised.
 */
static void
publish(struct committer *c)
{
	struct directory_ref *ref = directory_box_get(c->directories);
	const struct directory *d = ref->directory;
	char intake[DIRECTORY_ID_MAX + 1] = "";

	for (size_t i = 0; i < d->n_intakes; i++)
		if (directory_relay(&d->intakes[i], c->config->name) != NULL)
			publish_one(c, d, d->intakes[i].id);
	for (;;) {
		index_next_open_intake(store_index(c->store), intake);
		if (intake[0] == '\0')
			break;
		publish_one(c, d, intake);
	}
	directory_ref_put(ref);
}

/* What is due, for a quarter of a second; the rest in the next second. */
static bool
erase(struct committer *c, int64_t now)
{
	int64_t until = steady_clock_ms() + ERASE_MS;
	bool ok, more;

	do {
		bool more_promises = false;

		more = false;
		ok = store_erase_due(c->store, now, &more) &&
		    index_expire_promises(
			store_index(c->store), now, &more_promises);
		more |= more_promises;
	} while (ok && more && steady_clock_ms() < until);
	c->is_behind = more;
	return ok;
}

static void
do_chores(struct committer *c, bool is_idle)
{
	int64_t now = utc_time_now();

	/* Senders would wait for the index: not each second while some do. */
	if (now < c->next_chores ||
	    (!is_idle && !c->turned && !c->is_behind &&
		now < c->next_chores + CHORES_LATEST_SECONDS))
		return;
	c->next_chores = now + 1;
	c->turned = false;
	c->is_behind = false;
	if (!noter_flush(c->noter)) {
		(void)fputs("valise-relay: the index can't be written; it is "
			    "tried again\n",
		    stderr);
		return;
	}
	publish(c);
	if (!erase(c, now))
		(void)fputs("valise-relay: erasing failed; it is tried again\n",
		    stderr);
}

static void *
run(void *context)
{
	struct committer *c = context;
	struct batch *b = calloc(1, sizeof(*b));
	struct job *job;

	if (b == NULL)
		abort();
	(void)pthread_setname_np(pthread_self(), "committer");
	b->c = c;
	while (!job_line_ended(&c->line)) {
		job = job_line_take(&c->line, 1);
		turn_publication(c);
		b->n = 0;
		b->bytes = 0;
		b->n_asking = 0;
		for (; job != NULL; job = job_line_take_more(&c->line, fits, b))
			add(b, job);
		if (b->n > 0)
			commit(b);
		if (b->n_asking > 0)
			answer_asking(b);
		do_chores(c, b->n == 0);
	}
	free(b);
	return NULL;
}

struct committer *
committer_start(struct store *store, const struct config *config,
    const struct relay_keys *keys, struct directory_box *directories,
    const uint8_t name_key[static UPLOAD_NAME_KEY_BYTES], committer_done *done,
    void *context)
{
	struct committer *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->store = store;
	c->config = config_hold(config);
	c->keys = keys;
	c->directories = directories;
	c->done = done;
	c->context = context;
	memcpy(c->name_key, name_key, sizeof(c->name_key));
	c->noter = noter_start(store);
	if (c->noter == NULL) {
		config_let_go(c->config);
		free(c);
		return NULL;
	}
	job_line_init(&c->line);
	c->gathered_last = &c->gathered;
	turn_publication(c);
	publish(c); /* before anyone can ask for it */
	c->filer = c->period.end == 0
	    ? NULL
	    : filer_start(store, &c->line, done, context);
	if (c->filer == NULL || pthread_create(&c->thread, NULL, run, c) != 0) {
		filer_stop(c->filer);
		job_line_finish(&c->line);
		noter_stop(c->noter);
		config_let_go(c->config);
		free(c);
		return NULL;
	}
	return c;
}

void
committer_stop(struct committer *c)
{
	if (c == NULL)
		return;
	committer_go(c);
	filer_stop(c->filer); /* first: it hands its work on to the committer */
	job_line_close(&c->line);
	(void)pthread_join(c->thread, NULL);
	job_line_finish(&c->line);
	noter_stop(c->noter);
	config_let_go(c->config);
	free(c);
}

bool
committer_has_stamp(struct committer *c, const uint8_t stamp[static 32])
{
	return noter_has_stamp(c->noter, stamp);
}

void
committer_put(struct committer *c, struct job *job)
{
	if (job->kind != JOB_COMMIT && job->kind != JOB_FLUSH) {
		filer_put(c->filer, job);
		return;
	}
	job->next = NULL;
	*c->gathered_last = job;
	c->gathered_last = &job->next;
}

void
committer_go(struct committer *c)
{
	if (c->gathered == NULL)
		return;
	job_line_put_all(&c->line, c->gathered, c->gathered_last);
	c->gathered = NULL;
	c->gathered_last = &c->gathered;
}
