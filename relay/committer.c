#include "committer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/notes/receipt.h"
#include "filer.h"
#include "pending.h"
#include "promise.h"
#include "publication.h"

#define PROMISE_KEEP_DAYS 3 /* as long as its stamp could be used again */

struct committer {
	struct store *store;
	struct config config; /* what of it may be reloaded is not used here */
	const struct relay_keys *keys;
	committer_done *done;
	void *context;
	struct job_line line;
	struct filer *filer;
	pthread_t thread;
	struct pending *pending;
	char publication[PUBLICATION_MAX + 1]; /* current */
	int64_t publication_end;
	int64_t next_chores;
};

/* A batch while it is built. */
struct batch {
	struct committer *c;
	size_t n;
	uint64_t bytes;
	struct job *jobs[STORE_BATCH_MAX];
	struct store_item items[STORE_BATCH_MAX];
};

static bool
fits(void *context, const struct job *job)
{
	const struct batch *b = context;

	return b->n < STORE_BATCH_MAX &&
	    b->bytes + segment_record_bytes(&job->record) <=
	    b->c->config.segment_bytes;
}

static void
add(struct batch *b, struct job *job)
{
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
	if (pending_has(b->c->pending, r->intake, r->entry.sha256))
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
		memcpy(r->entry.publication, b->c->publication,
		    sizeof(b->c->publication));
		if (is_duplicate(b, i))
			r->type = RECORD_DUPLICATE;
		b->items[i].record = *r;
		b->items[i].body = job->body;
		b->items[i].stamp = job->stamp;
		b->items[i].upload_id =
		    job->upload_id[0] == '\0' ? NULL : job->upload_id;
	}
}

/* One little tree and one signature for each intake in the batch. */
static bool
promise_all(struct batch *b)
{
	bool done[STORE_BATCH_MAX] = {false};
	struct promise_item group[STORE_BATCH_MAX];

	for (size_t i = 0; i < b->n; i++) {
		size_t n = 0;

		if (done[i])
			continue;
		for (size_t j = i; j < b->n; j++)
			if (strcmp(b->items[j].record.intake,
				b->items[i].record.intake) == 0) {
				done[j] = true;
				group[n++] = (struct promise_item){
				    &b->items[j].record.entry,
				    &b->jobs[j]->promise};
			}
		if (!promise_sign(b->c->config.name, b->items[i].record.intake,
			b->c->publication, b->c->keys->promise_seed, group, n))
			return false;
	}
	return true;
}

static bool
flush(struct committer *c)
{
	return pending_count(c->pending) == 0 ||
	    pending_flush(c->pending, c->store,
		(utc_time_now() / 86400 + PROMISE_KEEP_DAYS) * 86400);
}

/*
 * Into the index: at once where no one else waits, in bulk otherwise.  Who
 * uploaded by a file may ask for the promise again, and finds it in the index.
 */
static bool
note_all(struct batch *b)
{
	struct committer *c = b->c;
	bool now = job_line_is_empty(&c->line) ||
	    pending_count(c->pending) > PENDING_MAX - 2 * STORE_BATCH_MAX;

	for (size_t i = 0; i < b->n; i++) {
		now |= b->jobs[i]->by_file;
		if (!pending_add(c->pending, &b->items[i], b->jobs[i])) {
			/* The next start finds it in the segment. */
			store_leave_unnoted(c->store, &b->items[i]);
			return false;
		}
	}
	return !now || flush(c);
}

static void
commit(struct batch *b)
{
	struct committer *c = b->c;
	enum job_result result = JOB_FAILED;

	prepare(b);
	if (!store_write(c->store, b->items, b->n))
		result = store_has_room(c->store, b->bytes) ? JOB_FAILED
							    : JOB_NO_ROOM;
	else if (!promise_all(b))
		store_leave_unnoted(c->store, b->items);
	else if (note_all(b))
		result = JOB_DONE;
	for (size_t i = 0; i < b->n; i++) {
		b->jobs[i]->result = result;
		c->done(c->context, b->jobs[i]);
	}
}

/* Turns the page when a period ends: all its entries are in the index. */
static void
turn_publication(struct committer *c)
{
	int64_t now = utc_time_now();

	if (now >= c->publication_end && flush(c))
		publication_name(now, c->config.publication_seconds,
		    c->publication, &c->publication_end);
}

/* Also for intakes that the directory lacks by now: they were promised. */
static void
publish(struct committer *c)
{
	char intake[DIRECTORY_ID_MAX + 1] = "";

	for (;;) {
		index_next_open_intake(store_index(c->store), intake);
		if (intake[0] == '\0')
			return;
		if (!publication_publish(store_index(c->store), c->config.name,
			intake, c->publication, c->keys->log_seed))
			(void)fputs("valise-relay: publishing failed; it is "
				    "tried again\n",
			    stderr);
	}
}

static void
do_chores(struct committer *c)
{
	int64_t now = utc_time_now();

	if (now < c->next_chores)
		return;
	c->next_chores = now + 1;
	if (!flush(c)) {
		(void)fputs("valise-relay: the index can't be written; it is "
			    "tried again\n",
		    stderr);
		return;
	}
	publish(c);
	if (!store_erase_due(c->store, now) ||
	    !index_expire_promises(store_index(c->store), now))
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
	b->c = c;
	while (!job_line_ended(&c->line)) {
		job = job_line_take(&c->line, 1);
		turn_publication(c);
		b->n = 0;
		b->bytes = 0;
		for (; job != NULL; job = job_line_take_more(&c->line, fits, b))
			add(b, job);
		if (b->n > 0)
			commit(b);
		do_chores(c);
	}
	(void)flush(c); /* else the next start finds them */
	free(b);
	return NULL;
}

struct committer *
committer_start(struct store *store, const struct config *config,
    const struct relay_keys *keys, committer_done *done, void *context)
{
	struct committer *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->store = store;
	c->config = *config;
	c->keys = keys;
	c->done = done;
	c->context = context;
	c->pending = pending_create();
	if (c->pending == NULL) {
		free(c);
		return NULL;
	}
	job_line_init(&c->line);
	turn_publication(c);
	publish(c); /* before anyone can ask for it */
	c->filer = filer_start(store, &c->line, done, context);
	if (c->filer == NULL || pthread_create(&c->thread, NULL, run, c) != 0) {
		filer_stop(c->filer);
		job_line_finish(&c->line);
		pending_destroy(c->pending);
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
	filer_stop(c->filer); /* first: it hands its work on to the committer */
	job_line_close(&c->line);
	(void)pthread_join(c->thread, NULL);
	job_line_finish(&c->line);
	pending_destroy(c->pending);
	free(c);
}

bool
committer_has_stamp(struct committer *c, const uint8_t stamp[static 32])
{
	return pending_has_stamp(c->pending, stamp);
}

void
committer_put(struct committer *c, struct job *job)
{
	if (job->kind == JOB_COMMIT)
		job_line_put(&c->line, job);
	else
		filer_put(c->filer, job);
}
