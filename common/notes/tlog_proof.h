/* Checkpoints and proofs (c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof). */
#ifndef VALISE_NOTES_TLOG_PROOF_H
#define VALISE_NOTES_TLOG_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/log/merkle.h"
#include "signed_note.h"

#define CHECKPOINT_ORIGIN_MAX 400
#define TLOG_PROOF_MAX (64u * 1024)
#define TLOG_EXTRA_MAX 64

struct checkpoint {
	char origin[CHECKPOINT_ORIGIN_MAX + 1];
	uint64_t size;
	struct merkle_hash root;
};

/* The unsigned text of a checkpoint, three lines. */
void checkpoint_format(const struct checkpoint *c, struct byte_writer *w);
/* Exactly three lines: extension lines are refused, no one here writes them. */
bool checkpoint_parse(
    const char *text, size_t len, struct checkpoint *ret_checkpoint);

struct tlog_proof {
	uint8_t extra[TLOG_EXTRA_MAX];
	size_t extra_len; /* 0 where there is none */
	uint64_t index;
	size_t path_len;
	struct merkle_hash path[MERKLE_PATH_MAX];
	struct checkpoint checkpoint;
	struct signed_note note; /* points into the bytes that were read */
};

/* Nothing is verified by this; false for anything but the format. */
bool tlog_proof_parse(
    const void *bytes, size_t len, struct tlog_proof *ret_proof);

/* `note` is the whole signed checkpoint. */
void tlog_proof_format(struct byte_writer *w, const void *extra,
    size_t extra_len, uint64_t index, const struct merkle_hash *path,
    size_t path_len, const void *note, size_t note_len);

#endif
