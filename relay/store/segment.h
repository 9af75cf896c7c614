/*
 * Segments: preallocated, zero-written files of self-describing records, the
 * only copy of small envelopes (docs/SPOOL.md 3).
 */
#ifndef VALISE_RELAY_SEGMENT_H
#define VALISE_RELAY_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/notes/manifest.h"

#define SEGMENT_HEAD_BYTES 256u
#define SEGMENT_ALIGN 64u
#define SEGMENT_INLINE_MAX (5u << 18) /* 1.25 MiB: the 1 MiB bucket, sealed */

enum record_type {
	RECORD_INLINE = 1,   /* the envelope stands behind the head */
	RECORD_FILE = 2,     /* it is a file of its own */
	RECORD_DUPLICATE = 3 /* one more entry for an envelope held already */
};

struct record {
	enum record_type type;
	uint64_t sequence; /* grows by one from record to record, for ever */
	char intake[DIRECTORY_ID_MAX + 1];
	struct manifest_entry entry; /* hash, size, publication, nonce, stamp */
};

/* Bytes that a record takes in a segment. */
uint64_t segment_record_bytes(const struct record *r);

/* The 256 bytes before the body. */
void segment_head(
    const struct record *r, uint8_t ret_head[static SEGMENT_HEAD_BYTES]);

/* False for zeroes, another checksum, or values out of range. */
bool segment_head_parse(
    const uint8_t head[static SEGMENT_HEAD_BYTES], struct record *ret_record);

/*
 * Creates a segment of zeroes that are really written (a hole or fallocate()
 * would turn each sync into a metadata update), synced with its folder.
 */
bool segment_create(const char *path, uint64_t size);

enum segment_found {
	SEGMENT_RECORD, /* a whole record; its body verifies or was erased */
	SEGMENT_END,    /* no record: zeroes, or one that was cut off */
	SEGMENT_FAILED  /* reading failed */
};

/* Looks at `offset` of a segment of `size` bytes. */
enum segment_found segment_look(
    int fd, uint64_t size, uint64_t offset, struct record *ret_record);

/* Overwrites with zeroes from `offset`; not synced. */
bool segment_fill(int fd, uint64_t offset, uint64_t len);
/* The same, synced. */
bool segment_zero(int fd, uint64_t offset, uint64_t len);

#endif
