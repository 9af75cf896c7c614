/* What lies in files of its own: large envelopes, unfinished uploads, cells. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "common/bytes/text_codec.h"
#include "store.h"
#include "store_parts.h"

static void
large_name(const char *intake, const uint8_t sha256[static 32],
    char ret_name[static STORE_NAME_BYTES])
{
	char hex[65];

	hex_encode(sha256, 32, hex);
	(void)snprintf(ret_name, STORE_NAME_BYTES, "%s.%s", hex, intake);
}

static void
cells_name(const char *intake, uint64_t sequence,
    char ret_name[static STORE_NAME_BYTES])
{
	(void)snprintf(ret_name, STORE_NAME_BYTES, "%s.%llu", intake,
	    (unsigned long long)sequence);
}

int
store_upload_create(struct store *s, const char *upload_id)
{
	return s->disk->operations->create(s->disk, DISK_UPLOAD, upload_id);
}

int
store_upload_open(struct store *s, const char *upload_id)
{
	return s->disk->operations->open(s->disk, DISK_UPLOAD, upload_id);
}

void
store_upload_remove(struct store *s, const char *upload_id)
{
	/* What a crash leaves of it is removed at the next start. */
	(void)s->disk->operations->remove(
	    s->disk, DISK_UPLOAD, upload_id, false);
}

bool
store_adopt_upload(struct store *s, const char *upload_id, const char *intake,
    const uint8_t sha256[static 32])
{
	char name[STORE_NAME_BYTES];

	large_name(intake, sha256, name);
	/* The day and no more: what a seized disk tells of when it came. */
	return s->disk->operations->move(s->disk, DISK_UPLOAD, upload_id,
	    DISK_LARGE, name, time(NULL) / 86400 * 86400);
}

int
store_large_open(
    struct store *s, const char *intake, const uint8_t sha256[static 32])
{
	char name[STORE_NAME_BYTES];

	large_name(intake, sha256, name);
	return s->disk->operations->open(s->disk, DISK_LARGE, name);
}

bool
store_large_remove(struct store *s, const struct envelope_row *row)
{
	char name[STORE_NAME_BYTES];

	large_name(row->intake, row->sha256, name);
	return s->disk->operations->remove(s->disk, DISK_LARGE, name, true);
}

bool
store_cells_put(struct store *s, const char *intake, uint64_t sequence,
    const void *cells, size_t len)
{
	char name[STORE_NAME_BYTES];

	cells_name(intake, sequence, name);
	return s->disk->operations->put(s->disk, DISK_CELLS, name, cells, len);
}

int
store_cells_open(struct store *s, const char *intake, uint64_t sequence)
{
	char name[STORE_NAME_BYTES];

	cells_name(intake, sequence, name);
	return s->disk->operations->open(s->disk, DISK_CELLS, name);
}

int
store_open_envelope(
    struct store *s, const struct envelope_row *row, uint64_t *ret_offset)
{
	if (row->state == ENVELOPE_ERASED) {
		errno = ENOENT;
		return -1;
	}
	*ret_offset =
	    row->place == RECORD_INLINE ? row->offset + SEGMENT_HEAD_BYTES : 0;
	return row->place == RECORD_INLINE
	    ? store_segment_open(s, row->segment)
	    : store_large_open(s, row->intake, row->sha256);
}
