/* Reading what is stored against its hash (docs/SPOOL.md 8). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"
#include "store.h"

#define PIECE_BYTES 65536u

/* The head before an inline body must be that of this envelope. */
static enum store_checked
check_head(int fd, const struct envelope_row *row)
{
	uint8_t head[SEGMENT_HEAD_BYTES];
	struct record r;

	errno = 0;
	if (!stream_pread_all(fd, head, sizeof(head), (off_t)row->offset))
		return errno == 0 ? STORE_CHANGED : STORE_UNREADABLE;
	return segment_head_parse(head, &r) && r.type == RECORD_INLINE &&
		r.entry.size == row->size &&
		strcmp(r.intake, row->intake) == 0 &&
		memcmp(r.entry.sha256, row->sha256, 32) == 0
	    ? STORE_WHOLE
	    : STORE_CHANGED;
}

enum store_checked
store_check_envelope(struct store *s, const struct envelope_row *row)
{
	uint8_t buffer[PIECE_BYTES], hash[SHA256_BYTES];
	enum store_checked checked = STORE_UNREADABLE;
	struct sha256 *sha;
	uint64_t at, left = row->size;
	size_t take;
	int fd;

	fd = store_open_envelope(s, row, &at);
	if (fd < 0)
		return errno == ENOENT ? STORE_GONE : STORE_UNREADABLE;
	if (row->place == RECORD_INLINE) {
		checked = check_head(fd, row);
		if (checked != STORE_WHOLE) {
			(void)close(fd);
			return checked;
		}
		checked = STORE_UNREADABLE;
	}
	sha = sha256_create();
	while (sha != NULL && left > 0) {
		take = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
		errno = 0;
		if (!stream_pread_all(fd, buffer, take, (off_t)at)) {
			/* Shorter than it was, or the disk fails. */
			if (errno == 0)
				checked = STORE_CHANGED;
			break;
		}
		sha256_update(sha, buffer, take);
		at += take;
		left -= take;
	}
	if (sha != NULL && left == 0) {
		if (!sha256_final(sha, hash))
			checked = STORE_UNREADABLE;
		else
			checked = memcmp(hash, row->sha256, 32) == 0
			    ? STORE_WHOLE
			    : STORE_CHANGED;
	}
	sha256_destroy(sha);
	(void)close(fd);
	return checked;
}
