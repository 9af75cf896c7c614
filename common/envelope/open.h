/*
 * Opening an age v1 file (docs/ENVELOPE.md 3).  A library of its own: only the
 * client, the desk and the developer's tool link it; relay and courier never.
 */
#ifndef VALISE_ENVELOPE_OPEN_H
#define VALISE_ENVELOPE_OPEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "age_header.h"
#include "age_key.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/stream.h"
#include "common/work/worker_team.h"
#include "envelope.h"

#define OPEN_SCRYPT_LOG_N_MAX 22

/* What to open with. */
struct open_keys {
	const struct age_identity *const *identities;
	size_t n;
	/*
	 * The 16-byte file key in place of identities, or NULL: how the desk
	 * opens again what it once opened, after the epoch key is destroyed.
	 */
	const uint8_t *file_key;
	/* NULL: threads are started when they are needed. */
	struct worker_team *team;
};

/*
 * Opens all of `source` to `sink` with whichever key fits, on every core.
 * Only verified bytes reach the sink, in order and on the caller's thread, but
 * a failure may follow some of them: the caller discards what came unless
 * ENVELOPE_OK is returned.  `ret_file_key` (AGE_FILE_KEY_BYTES) may be NULL; it
 * is written as soon as the header verified.
 */
enum envelope_status open_source(const struct open_keys *keys,
    const struct byte_source *source, const struct byte_sink *sink,
    uint8_t *ret_file_key);

/*
 * The file key alone, by the header at the start of `bytes`, whose MAC is
 * checked: for whoever has the keys and hands the rest to another.  A header
 * that does not end in them is ENVELOPE_HEADER_TOO_LONG where `whole` is false.
 */
enum envelope_status open_header(const struct open_keys *keys,
    const void *bytes, size_t len, bool whole,
    uint8_t ret_file_key[static AGE_FILE_KEY_BYTES]);

/* All of a buffer into `ret_plain`, which is finished on failure. */
enum envelope_status open_bytes(const struct age_identity *identity,
    const void *bytes, size_t len, struct byte_writer *ret_plain);

#endif
