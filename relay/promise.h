/* The signed promise of a batch (docs/RECEIPT.md 2). */
#ifndef VALISE_RELAY_PROMISE_H
#define VALISE_RELAY_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/notes/manifest.h"
#include "common/notes/signed_note.h"

#define PROMISE_LEAVES_LEAST 16
#define PROMISE_ITEMS_MAX 256

struct promise_item {
	const struct manifest_entry *entry;
	struct byte_writer *promise; /* gets the whole tlog-proof */
};

/*
 * Builds the little tree of one intake's part of a batch, padded with random
 * entries to a power of two, signs its checkpoint, and writes each promise.
 */
bool promise_sign(const char *relay, const char *intake,
    const char *publication, const uint8_t seed[static NOTE_SEED_BYTES],
    const struct promise_item *items, size_t n);

#endif
