/* The signed promise of a batch (docs/RECEIPT.md 2). */
#ifndef VALISE_RELAY_PROMISE_H
#define VALISE_RELAY_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/notes/manifest.h"
#include "common/notes/receipt.h"
#include "common/notes/signed_note.h"

#define PROMISE_ITEMS_MAX 256

#define PROMISE_NOTE_MAX 8192u

struct promise_item {
	const struct manifest_entry *entry;
	struct byte_writer *promise; /* gets the whole tlog-proof */
};

/*
 * What the promises of one intake's part of a batch have in common: with it and
 * the entries each can be written again.
 */
struct promise_batch {
	uint8_t padding[32];     /* what the entries that pad it are made of */
	struct byte_writer note; /* the signed checkpoint; to be finished */
};

/*
 * Builds the little tree of one intake's part of a batch, padded to a power of
 * two with entries that look like any other, signs its checkpoint, and writes
 * each promise.
 */
bool promise_sign(const char *relay, const char *intake,
    const char *publication, const uint8_t seed[static NOTE_SEED_BYTES],
    const struct promise_item *items, size_t n,
    struct promise_batch *ret_batch);

/* The promise of entry `i` of the `n` that the batch had, once more. */
bool promise_again(const uint8_t padding[static 32], const void *note,
    size_t note_len, const struct manifest_entry *const *entries, size_t n,
    size_t i, struct byte_writer *ret_promise);

#endif
