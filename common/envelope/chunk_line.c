#include "chunk_line.h"

#include <string.h>

#include "common/bytes/secret_pool.h"

struct chunk_line {
	enum chunk_aead_way way;
	uint8_t key[CHUNK_AEAD_KEY_BYTES];
	void (*run)(struct team_piece *piece);
	const struct byte_sink *sink;
	size_t chunk_bytes; /* of input */
	size_t room;        /* of a batch */
	struct worker_team *team;
	struct worker_team *own_team; /* ended with the line */
	uint64_t counter;             /* of the next batch */
	size_t n;                     /* batches that there are */
	size_t n_max;
	struct chunk_batch *free;
	struct chunk_batch *first; /* of those submitted */
	struct chunk_batch *last;
};

/*
 * Two for each thread, and some that the owner fills or writes.  Alone, the
 * owner holds one back and fills one: both stay in the processor's cache.
 */
static size_t
most_batches(unsigned threads)
{
	return threads == 0 ? 2 : 2 * (size_t)threads + 4;
}

struct chunk_line *
chunk_line_create(enum chunk_aead_way way,
    const uint8_t key[static CHUNK_AEAD_KEY_BYTES],
    void (*run)(struct team_piece *piece), struct worker_team *team,
    const struct byte_sink *sink, uint64_t expected)
{
	struct chunk_line *line = secret_borrow(sizeof(*line));

	if (line == NULL)
		return NULL;
	line->way = way;
	memcpy(line->key, key, sizeof(line->key));
	line->run = run;
	line->sink = sink;
	line->team = team;
	line->chunk_bytes =
	    way == CHUNK_AEAD_SEAL ? AGE_CHUNK_BYTES : AGE_SEALED_CHUNK_BYTES;
	line->room = CHUNK_BATCH_ROOM;
	/*
	 * With a byte more at least, so that a batch that holds it all is not
	 * full; and a multiple of 16, by which secret_borrow() aligns.
	 */
	if (expected < AGE_CHUNK_BYTES)
		line->room =
		    ((size_t)expected + CHUNK_AEAD_TAG_BYTES + 16) / 16 * 16;
	line->n_max = most_batches(worker_team_useful());
	return line;
}

static struct chunk_batch *
create_batch(struct chunk_line *line)
{
	bool in_place = line->way == CHUNK_AEAD_SEAL;
	struct chunk_batch *batch =
	    secret_borrow(sizeof(*batch) + line->room * (in_place ? 1 : 2));

	if (batch == NULL)
		return NULL;
	batch->in = (uint8_t *)(batch + 1);
	batch->out = in_place ? batch->in : batch->in + line->room;
	batch->aead = chunk_aead_create(line->way, line->key);
	if (batch->aead == NULL) {
		secret_give_back(batch);
		return NULL;
	}
	batch->piece.run = line->run;
	line->n++;
	return batch;
}

static void
destroy_batch(struct chunk_batch *batch)
{
	chunk_aead_destroy(batch->aead);
	secret_give_back(batch);
}

void
chunk_line_release(struct chunk_line *line, struct chunk_batch *batch)
{
	batch->next = line->free;
	line->free = batch;
}

/* The oldest one submitted, once it is done; NULL where there is none. */
static struct chunk_batch *
take_oldest(struct chunk_line *line)
{
	struct chunk_batch *batch = line->first;

	if (batch == NULL)
		return NULL;
	if (line->team != NULL)
		worker_team_wait(line->team, &batch->piece);
	line->first = batch->next;
	return batch;
}

void
chunk_line_destroy(struct chunk_line *line)
{
	struct chunk_batch *batch;

	if (line == NULL)
		return;
	while ((batch = take_oldest(line)) != NULL)
		chunk_line_release(line, batch);
	while ((batch = line->free) != NULL) {
		line->free = batch->next;
		destroy_batch(batch);
	}
	worker_team_destroy(line->own_team);
	secret_give_back(line);
}

static enum envelope_status
put_oldest(struct chunk_line *line)
{
	struct chunk_batch *batch = take_oldest(line);
	enum envelope_status status;

	if (batch == NULL)
		return ENVELOPE_OUT_OF_MEMORY;
	status = batch->status;
	if (batch->out_len > 0 &&
	    !line->sink->write(line->sink->context, batch->out, batch->out_len))
		status = ENVELOPE_WRITE_FAILED;
	chunk_line_release(line, batch);
	return status;
}

enum envelope_status
chunk_line_batch(struct chunk_line *line, struct chunk_batch **ret_batch)
{
	struct chunk_batch *batch = NULL;
	enum envelope_status status;

	if (line->free == NULL && line->n < line->n_max)
		batch = create_batch(line);
	if (batch == NULL && line->free == NULL) {
		status = put_oldest(line);
		if (status != ENVELOPE_OK)
			return status;
	}
	if (batch == NULL) {
		batch = line->free;
		line->free = batch->next;
	}
	batch->next = NULL;
	batch->in_len = 0;
	batch->out_len = 0;
	batch->status = ENVELOPE_OK;
	*ret_batch = batch;
	return ENVELOPE_OK;
}

void
chunk_line_submit(struct chunk_line *line, struct chunk_batch *batch, bool last)
{
	batch->last = last;
	batch->counter = line->counter;
	line->counter += CHUNK_BATCH_CHUNKS;
	if (line->first == NULL)
		line->first = batch;
	else
		line->last->next = batch;
	line->last = batch;
	if (line->team == NULL && !last) {
		line->own_team = worker_team_create(worker_team_useful());
		line->team = line->own_team;
	}
	if (line->team != NULL) {
		worker_team_submit(line->team, &batch->piece);
		return;
	}
	line->run(&batch->piece);
	batch->piece.state = PIECE_DONE;
}

enum envelope_status
chunk_line_drain(struct chunk_line *line)
{
	enum envelope_status status = ENVELOPE_OK;

	while (status == ENVELOPE_OK && line->first != NULL)
		status = put_oldest(line);
	return status;
}

size_t
chunk_line_room(const struct chunk_line *line, const struct chunk_batch *batch,
    uint8_t **ret_room)
{
	size_t full = batch->in_len / line->chunk_bytes;
	size_t used = batch->in_len - full * line->chunk_bytes;
	size_t at = full * AGE_SEALED_CHUNK_BYTES + used;
	size_t end = full * AGE_SEALED_CHUNK_BYTES + line->chunk_bytes;
	size_t most = line->room -
	    (line->way == CHUNK_AEAD_SEAL ? CHUNK_AEAD_TAG_BYTES : 0);

	if (end > most)
		end = most;
	*ret_room = batch->in + at;
	return at < end ? end - at : 0;
}

/* Until it is full or the source ends; false where that can't be read. */
static bool
fill(struct chunk_line *line, const struct byte_source *source,
    struct chunk_batch *batch)
{
	uint8_t *room;
	size_t len;
	ssize_t got;

	while ((len = chunk_line_room(line, batch, &room)) > 0) {
		got = source->read(source->context, room, len);
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		batch->in_len += (size_t)got;
	}
	return line->room == CHUNK_BATCH_ROOM; /* else more than expected */
}

/*
 * A full batch is held back until the next one has a byte: only then is it
 * known not to be the last.
 */
enum envelope_status
chunk_line_copy(struct chunk_line *line, const struct byte_source *source)
{
	struct chunk_batch *held = NULL, *batch;
	enum envelope_status status;
	bool end = false;
	uint8_t *room;

	while (!end) {
		status = chunk_line_batch(line, &batch);
		if (status != ENVELOPE_OK)
			break;
		if (!fill(line, source, batch)) {
			chunk_line_release(line, batch);
			status = chunk_line_drain(line);
			if (status == ENVELOPE_OK)
				status = ENVELOPE_READ_FAILED;
			break;
		}
		end = chunk_line_room(line, batch, &room) > 0;
		if (held != NULL)
			chunk_line_submit(line, held, batch->in_len == 0);
		if (held != NULL && batch->in_len == 0)
			chunk_line_release(line, batch);
		else if (end)
			chunk_line_submit(line, batch, true);
		held = end ? NULL : batch;
	}
	if (held != NULL)
		chunk_line_release(line, held);
	return status == ENVELOPE_OK ? chunk_line_drain(line) : status;
}
