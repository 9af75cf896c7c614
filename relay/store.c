#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "store_parts.h"

char *
store_segment_path(const struct store *s, uint64_t number)
{
	char *path;

	return asprintf(&path, "%s/segments/%08llu.seg", s->folder,
		   (unsigned long long)number) < 0
	    ? NULL
	    : path;
}

char *
store_upload_path(const struct store *s, const char *upload_id)
{
	char *path;

	return asprintf(&path, "%s/uploads/%s", s->folder, upload_id) < 0
	    ? NULL
	    : path;
}

char *
store_large_path(
    const struct store *s, const char *intake, const uint8_t sha256[static 32])
{
	char hex[65], *path;

	hex_encode(sha256, 32, hex);
	return asprintf(&path, "%s/large/%s.%s", s->folder, hex, intake) < 0
	    ? NULL
	    : path;
}

struct index *
store_index(struct store *s)
{
	return s->index;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	index_close(s->index);
	if (s->fd >= 0)
		(void)close(s->fd);
	if (s->lock_fd >= 0)
		(void)close(s->lock_fd);
	if (s->hold_fd >= 0)
		(void)close(s->hold_fd);
	(void)pthread_mutex_destroy(&s->growing);
	(void)pthread_mutex_destroy(&s->noting);
	free(s->free_segments);
	free(s->folder);
	free(s);
}

void
store_set_max_bytes(struct store *s, uint64_t max_bytes)
{
	atomic_store(&s->max_bytes, max_bytes);
}

bool
store_has_room(struct store *s, uint64_t size)
{
	struct statvfs disk;
	uint64_t used = atomic_load(&s->used_bytes);
	uint64_t most = atomic_load(&s->max_bytes);

	if (most > 0 && (used > most || size > most - used))
		return false;
	if (statvfs(s->folder, &disk) != 0)
		return false;
	/* Kept back: a segment, and what the index may grow by. */
	return (uint64_t)disk.f_bavail * disk.f_frsize >
	    size + s->segment_bytes + (4u << 20);
}

/* One vectored write, through short writes. */
static bool
write_vectors(int fd, struct iovec *iov, size_t n, uint64_t offset)
{
	ssize_t put;

	while (n > 0) {
		put =
		    pwritev(fd, iov, (int)(n > 1024 ? 1024 : n), (off_t)offset);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		offset += (uint64_t)put;
		while (n > 0 && (size_t)put >= iov->iov_len) {
			put -= (ssize_t)iov->iov_len;
			iov++;
			n--;
		}
		if (n > 0) {
			iov->iov_base = (char *)iov->iov_base + put;
			iov->iov_len -= (size_t)put;
		}
	}
	return true;
}

/* --- the next segment, made beforehand --- */

/* Under the lock: a new segment, or the one that was made. */
static uint64_t
take_new_segment(struct store *s)
{
	uint64_t number = s->spare;
	char *path = NULL;

	s->spare = 0;
	if (number == 0) {
		path = store_segment_path(s, s->last_segment + 1);
		if (path != NULL && segment_create(path, s->segment_bytes))
			number = ++s->last_segment;
	}
	free(path);
	return number;
}

void
store_make_spare(struct store *s)
{
	if (!atomic_load(&s->wants_spare) ||
	    !store_has_room(s, s->segment_bytes))
		return;
	(void)pthread_mutex_lock(&s->growing);
	if (s->spare == 0)
		s->spare = take_new_segment(s);
	atomic_store(&s->wants_spare, s->spare == 0);
	(void)pthread_mutex_unlock(&s->growing);
}

/* Makes a spent or new segment the current one. */
static bool
next_segment(struct store *s)
{
	struct stat found;
	uint64_t number;
	char *path;
	int fd = -1;

	if (s->n_free > 0) {
		number = s->free_segments[s->n_free - 1];
	} else {
		(void)pthread_mutex_lock(&s->growing);
		number = take_new_segment(s);
		(void)pthread_mutex_unlock(&s->growing);
		if (number == 0)
			return false;
	}
	path = store_segment_path(s, number);
	if (path != NULL)
		fd = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return false;
	if (s->n_free > 0)
		s->n_free--;
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = fd;
	s->segment = number;
	s->offset = 0;
	s->size =
	    fstat(fd, &found) == 0 ? (uint64_t)found.st_size : s->segment_bytes;
	return true;
}

bool
store_write(struct store *s, struct store_item *items, size_t n)
{
	static const uint8_t fill[SEGMENT_ALIGN];
	uint8_t(*heads)[SEGMENT_HEAD_BYTES];
	uint64_t total = 0, at;
	struct iovec *iov;
	size_t n_iov = 0;
	bool ok = false;

	heads = calloc(n, sizeof(*heads));
	iov = calloc(3 * n, sizeof(*iov));
	if (heads == NULL || iov == NULL)
		goto out;
	for (size_t i = 0; i < n; i++)
		total += segment_record_bytes(&items[i].record);
	if ((s->fd < 0 || total > s->size - s->offset) && !next_segment(s))
		goto out;
	if (total > s->size - s->offset)
		goto out;
	at = s->offset;
	for (size_t i = 0; i < n; i++) {
		struct record *r = &items[i].record;
		uint64_t len = segment_record_bytes(r);

		r->sequence = s->next_sequence + i;
		items[i].segment = s->segment;
		items[i].offset = at;
		segment_head(r, heads[i]);
		iov[n_iov++] = (struct iovec){heads[i], SEGMENT_HEAD_BYTES};
		if (r->type == RECORD_INLINE) {
			iov[n_iov++] = (struct iovec){
			    (void *)items[i].body, r->entry.size};
			iov[n_iov++] = (struct iovec){(void *)fill,
			    len - SEGMENT_HEAD_BYTES - r->entry.size};
		}
		at += len;
	}
	/*
	 * A failed write or sync leaves the offset where it was: what stands
	 * there was never answered, and the next batch overwrites it.
	 */
	ok = write_vectors(s->fd, iov, n_iov, s->offset) &&
	    fdatasync(s->fd) == 0;
	if (!ok) {
		/* After a failed sync the kernel may have dropped the pages. */
		(void)segment_zero(s->fd, s->offset, s->size - s->offset);
		goto out;
	}
	s->offset = at;
	s->next_sequence += n;
	if (s->n_free == 0 && at > s->size / 2)
		atomic_store(&s->wants_spare, true);
	for (size_t i = 0; i < n; i++)
		if (items[i].record.type != RECORD_DUPLICATE)
			atomic_fetch_add(
			    &s->used_bytes, items[i].record.entry.size);
out:
	free(heads);
	free(iov);
	return ok;
}

void
store_leave_unnoted(struct store *s, const struct store_item *items)
{
	(void)pthread_mutex_lock(&s->noting);
	/* An earlier one stands. */
	if (!s->has_gap || s->gap_segment != items[0].segment) {
		s->has_gap = true;
		s->gap_segment = items[0].segment;
		s->gap_offset = items[0].offset;
	}
	(void)pthread_mutex_unlock(&s->noting);
}

/* One run of items in one segment. */
static bool
note_run(struct store *s, const struct store_item *items, size_t n,
    struct index_append *appends)
{
	const struct store_item *last = &items[n - 1];
	uint64_t upto = last->offset + segment_record_bytes(&last->record);

	(void)pthread_mutex_lock(&s->noting);
	if (s->has_gap && s->gap_segment == last->segment &&
	    s->gap_offset < upto)
		upto = s->gap_offset;
	(void)pthread_mutex_unlock(&s->noting);
	for (size_t i = 0; i < n; i++)
		appends[i] = (struct index_append){.record = &items[i].record,
		    .segment = last->segment,
		    .offset = items[i].offset,
		    .stamp = items[i].stamp,
		    .upload_id = items[i].upload_id,
		    .promise = &items[i].promise,
		    .promise_until = items[i].promise_until};
	return index_append(s->index, appends, n, last->segment, upto);
}

bool
store_note(struct store *s, const struct store_item *items, size_t n)
{
	struct index_append *appends = calloc(n, sizeof(*appends));
	bool ok = appends != NULL;
	size_t run;

	for (size_t at = 0; at < n && ok; at += run) {
		run = 1;
		while (at + run < n &&
		    items[at + run].segment == items[at].segment)
			run++;
		ok = note_run(s, items + at, run, appends);
	}
	free(appends);
	return ok;
}

char *
store_cells_path(const struct store *s, const char *intake, uint64_t sequence)
{
	char *path;

	return asprintf(&path, "%s/bulletins/%s.%llu", s->folder, intake,
		   (unsigned long long)sequence) < 0
	    ? NULL
	    : path;
}

int
store_open_envelope(
    struct store *s, const struct envelope_row *row, uint64_t *ret_offset)
{
	char *path = row->place == RECORD_INLINE
	    ? store_segment_path(s, row->segment)
	    : store_large_path(s, row->intake, row->sha256);
	int fd = -1;

	if (row->state == ENVELOPE_ERASED) {
		free(path);
		errno = ENOENT;
		return -1;
	}
	if (path != NULL)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	*ret_offset =
	    row->place == RECORD_INLINE ? row->offset + SEGMENT_HEAD_BYTES : 0;
	free(path);
	return fd;
}

bool
store_adopt_upload(struct store *s, const char *upload_id, const char *intake,
    const uint8_t sha256[static 32])
{
	char *from = store_upload_path(s, upload_id);
	char *to = store_large_path(s, intake, sha256);
	struct timespec times[2] = {{0, 0}, {0, 0}};
	bool ok;

	/* The day and no more: what a seized disk tells of when it came. */
	times[0].tv_sec = times[1].tv_sec = time(NULL) / 86400 * 86400;
	if (from != NULL)
		(void)utimensat(AT_FDCWD, from, times, 0);
	ok = from != NULL && to != NULL &&
	    (rename(from, to) == 0 ||
		(errno == ENOENT && access(to, R_OK) == 0)) &&
	    durable_file_sync_parent(to) && durable_file_sync_parent(from);
	free(from);
	free(to);
	return ok;
}

/* --- erasing --- */

static bool
erase_inline(struct store *s, const struct envelope_row *row)
{
	char *path = store_segment_path(s, row->segment);
	bool ok = false;
	int fd;

	fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0) {
		ok = segment_zero(
		    fd, row->offset + SEGMENT_HEAD_BYTES, row->size);
		(void)close(fd);
	}
	free(path);
	return ok;
}

static bool
erase_file(struct store *s, const struct envelope_row *row)
{
	char *path = store_large_path(s, row->intake, row->sha256);
	bool ok = path != NULL && (unlink(path) == 0 || errno == ENOENT) &&
	    durable_file_sync_parent(path);

	free(path);
	return ok;
}

bool
store_recycle(struct store *s, uint64_t number)
{
	uint64_t *grown;
	char *path;
	bool ok = false;
	int fd;

	if (number == s->segment || !index_segment_spent(s->index, number))
		return true;
	path = store_segment_path(s, number);
	fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	grown = realloc(
	    s->free_segments, (s->n_free + 1) * sizeof(*s->free_segments));
	if (grown != NULL)
		s->free_segments = grown;
	if (fd >= 0 && grown != NULL && index_sync(s->index)) {
		struct stat found;

		ok = fstat(fd, &found) == 0 &&
		    segment_zero(fd, 0, (uint64_t)found.st_size) &&
		    index_forget_segment(s->index, number);
		if (ok)
			s->free_segments[s->n_free++] = number;
	}
	if (fd >= 0)
		(void)close(fd);
	free(path);
	return ok;
}

bool
store_erase_due(struct store *s, int64_t now)
{
	struct envelope_row rows[64];
	size_t n = 0;
	bool ok, all = true;

	if (!index_due(s->index, now, rows, 64, &n))
		return false;
	/* A backup copies: nothing goes meanwhile. */
	if (n == 0 || flock(s->hold_fd, LOCK_EX | LOCK_NB) != 0)
		return n == 0 || errno == EWOULDBLOCK;
	for (size_t i = 0; i < n; i++) {
		ok = rows[i].place == RECORD_INLINE ? erase_inline(s, &rows[i])
						    : erase_file(s, &rows[i]);
		/* One that can't be erased does not keep the others. */
		if (!ok || !index_erased(s->index, rows[i].id)) {
			all = false;
			continue;
		}
		atomic_fetch_sub(&s->used_bytes, rows[i].size);
		all &= store_recycle(s, rows[i].segment);
	}
	(void)flock(s->hold_fd, LOCK_UN);
	return all;
}
