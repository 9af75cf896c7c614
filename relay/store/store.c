#include "store.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "store_parts.h"

static void
segment_name(uint64_t number, char ret_name[static STORE_NAME_BYTES])
{
	(void)snprintf(ret_name, STORE_NAME_BYTES, "%08llu.seg",
	    (unsigned long long)number);
}

int
store_segment_open(struct store *s, uint64_t number)
{
	char name[STORE_NAME_BYTES];

	segment_name(number, name);
	return s->disk->operations->open(s->disk, DISK_SEGMENT, name);
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
	if (s->disk != NULL)
		s->disk->operations->close(s->disk);
	(void)pthread_mutex_destroy(&s->growing);
	free(s->free_segments);
	free(s);
}

void
store_set_max_bytes(struct store *s, uint64_t max_bytes)
{
	atomic_store(&s->max_bytes, max_bytes);
}

bool
store_room(struct store *s, uint64_t *ret_free, uint64_t *ret_held)
{
	/* A segment, and what the index may grow by. */
	const uint64_t kept_back = s->segment_bytes + (4u << 20);
	uint64_t used = atomic_load(&s->used_bytes);
	uint64_t most = atomic_load(&s->max_bytes);
	uint64_t room = 0;
	bool known = s->disk->operations->room(s->disk, &room);

	room = known && room > kept_back ? room - kept_back : 0;
	if (most > 0 && used >= most)
		room = 0;
	else if (most > 0 && room > most - used)
		room = most - used;
	*ret_free = room;
	*ret_held = used;
	return known;
}

bool
store_has_room(struct store *s, uint64_t size)
{
	uint64_t room, held;

	return store_room(s, &room, &held) && size <= room;
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
	char name[STORE_NAME_BYTES];

	s->spare = 0;
	if (number != 0)
		return number;
	segment_name(s->last_segment + 1, name);
	return s->disk->operations->add_zeroes(
		   s->disk, DISK_SEGMENT, name, s->segment_bytes)
	    ? ++s->last_segment
	    : 0;
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
	int fd;

	if (s->n_free > 0) {
		number = s->free_segments[s->n_free - 1];
	} else {
		(void)pthread_mutex_lock(&s->growing);
		number = take_new_segment(s);
		(void)pthread_mutex_unlock(&s->growing);
		if (number == 0)
			return false;
	}
	fd = store_segment_open(s, number);
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

/* One run of items in one segment. */
static bool
note_run(struct store *s, const struct store_item *items, size_t n,
    struct index_append *appends)
{
	const struct store_item *last = &items[n - 1];
	uint64_t upto = last->offset + segment_record_bytes(&last->record);

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
