/*
 * The chunks of an age STREAM on every core, in order, in bounded memory: a
 * line of batches that are filled, worked on by a team, and written at the
 * other end by the thread that fills (docs/ENVELOPE.md 6).  For seal.c and
 * open.c alone.
 */
#ifndef VALISE_ENVELOPE_CHUNK_LINE_H
#define VALISE_ENVELOPE_CHUNK_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "age_stream.h"
#include "common/bytes/stream.h"
#include "common/work/worker_team.h"
#include "envelope.h"

#define CHUNK_BATCH_CHUNKS 2u
#define CHUNK_BATCH_ROOM (CHUNK_BATCH_CHUNKS * AGE_SEALED_CHUNK_BYTES)

/*
 * Filled by the owner: in, in_len; full but for the last batch of all.  Chunk i
 * stands at i * AGE_SEALED_CHUNK_BYTES, so that a plain one has room to be
 * sealed in place.  Filled by the piece: out, out_len, status; what is in `out`
 * is good whatever the status.
 */
struct chunk_batch {
	struct team_piece piece; /* first, so that it leads back here */
	struct chunk_batch *next;
	struct chunk_aead *aead;
	uint64_t counter; /* of its first chunk */
	bool last;
	size_t in_len; /* bytes of input, the gaps not counted */
	size_t out_len;
	enum envelope_status status;
	uint8_t *in;
	uint8_t *out; /* where sealing, the same as `in` */
};

struct chunk_line;

/*
 * No more than `expected` bytes of input come, or chunk_line_copy() fails: then
 * less memory is taken for few.  UINT64_MAX where that is not known.  `run`
 * seals or opens the batch that a piece begins with, on any thread; the sink is
 * written by the owner's thread alone.  `team` may be NULL: then one is started
 * when a second batch is needed, and never for a stream that fits in one.  NULL
 * when out of memory.
 */
struct chunk_line *chunk_line_create(enum chunk_aead_way way,
    const uint8_t key[static CHUNK_AEAD_KEY_BYTES],
    void (*run)(struct team_piece *piece), struct worker_team *team,
    const struct byte_sink *sink, uint64_t expected);
/* Waits for what is under way, wipes; takes NULL. */
void chunk_line_destroy(struct chunk_line *line);

/*
 * An empty batch to fill and submit.  Where all are under way the oldest is
 * waited for and written, and its status returned if it is not ENVELOPE_OK.
 */
enum envelope_status chunk_line_batch(
    struct chunk_line *line, struct chunk_batch **ret_batch);
void chunk_line_submit(
    struct chunk_line *line, struct chunk_batch *batch, bool last);
/* Gives back a batch that was not submitted. */
void chunk_line_release(struct chunk_line *line, struct chunk_batch *batch);
/* Writes all that is under way, up to the first that failed. */
enum envelope_status chunk_line_drain(struct chunk_line *line);

/*
 * Where the next input of a batch goes, and how much of it is one piece; 0 in
 * a full batch.
 */
size_t chunk_line_room(const struct chunk_line *line,
    const struct chunk_batch *batch, uint8_t **ret_room);

/* All of a source, and drained. */
enum envelope_status chunk_line_copy(
    struct chunk_line *line, const struct byte_source *source);

#endif
