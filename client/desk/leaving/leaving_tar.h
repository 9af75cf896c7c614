/*
 * Files as one tar, of which each is measured before any is written: the same
 * calls, twice (common/report/ustar.h).
 */
#ifndef VALISE_DESK_LEAVING_TAR_H
#define VALISE_DESK_LEAVING_TAR_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"
#include "common/report/report.h"

#define LEAVING_TAR_PARTS (REPORT_ATTACHMENTS_MAX + 8)

struct leaving_tar {
	struct byte_sink out;    /* of the second pass */
	struct byte_writer list; /* SHA256SUMS of the parts, after the first */
	struct sha256 *sha;      /* of the file under way */
	size_t n;
	struct leaving_tar_part {
		char name[32];
		uint64_t size;
		uint8_t hash[SHA256_BYTES];
	} * parts;
	bool writing; /* the second pass */
	size_t at;    /* part under way */
	bool open;
	uint64_t left;
};

/* False: memory; to be ended by leaving_tar_finish() either way. */
bool leaving_tar_begin(struct leaving_tar *t, const struct byte_sink *out);
void leaving_tar_finish(struct leaving_tar *t);

/* The next part; then its bytes, in any number of calls.  False: too many, or
 * in the second pass another than in the first. */
bool leaving_tar_start(struct leaving_tar *t, const char *name);
bool leaving_tar_put(void *tar, const void *bytes, size_t len);
/* A whole one. */
bool leaving_tar_part(
    struct leaving_tar *t, const char *name, const void *bytes, size_t len);
/* Ends the last part, and the first pass: what follows is written. */
bool leaving_tar_measured(struct leaving_tar *t);
/* Ends the last part of the second pass; what is then missing are the two
 * blocks of zeroes. */
bool leaving_tar_written(struct leaving_tar *t);
/* Bytes of all parts that were measured, without those two blocks. */
uint64_t leaving_tar_bytes(const struct leaving_tar *t);

#endif
