/* Opening the spool: what a crash left, made whole (docs/SPOOL.md 5). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "store.h"
#include "store_parts.h"

static bool
prepare_folders(const char *folder, struct reason *reason)
{
	static const char *const names[] = {
	    "segments", "large", "uploads", "bulletins"};
	bool ok = durable_file_folder(folder, 0700);

	for (size_t i = 0; i < 4 && ok; i++) {
		char *path = durable_file_join(folder, names[i]);

		ok = path != NULL && durable_file_folder(path, 0700);
		free(path);
	}
	if (!ok) {
		reason_set(reason, "%s: %s", folder, strerror(errno));
		return false;
	}
	return store_check_format(folder, reason);
}

static bool
lock_folder(struct store *s, struct reason *reason)
{
	char *path = durable_file_join(s->folder, "lock");

	if (path != NULL)
		s->lock_fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock_fd < 0 || flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		reason_set(reason, "%s: %s", s->folder,
		    errno == EWOULDBLOCK ? "another relay uses this spool"
					 : strerror(errno));
		free(path);
		return false;
	}
	free(path);
	return true;
}

static bool
open_hold(struct store *s, struct reason *reason)
{
	s->hold_fd = store_hold_descriptor(s->folder);
	if (s->hold_fd < 0)
		reason_set(reason, "%s/hold: %s", s->folder, strerror(errno));
	return s->hold_fd >= 0;
}

/* Whether a segment is all zeroes from `offset`. */
static bool
rest_is_zero(int fd, uint64_t size, uint64_t offset, bool *ret_zero)
{
	uint8_t buffer[65536];
	size_t take;

	*ret_zero = true;
	while (offset < size && *ret_zero) {
		take = size - offset < sizeof(buffer) ? (size_t)(size - offset)
						      : sizeof(buffer);
		if (!stream_pread_all(fd, buffer, take, (off_t)offset))
			return false;
		/* Nothing secret: every byte is the one before it. */
		*ret_zero =
		    buffer[0] == 0 && memcmp(buffer, buffer + 1, take - 1) == 0;
		offset += take;
	}
	return true;
}

struct tail {
	struct record records[STORE_BATCH_MAX];
	struct index_append appends[STORE_BATCH_MAX];
	size_t n;
};

static bool
flush_tail(struct store *s, struct tail *t, uint64_t number, uint64_t offset)
{
	bool ok = t->n == 0 ||
	    index_append(s->index, t->appends, t->n, number, offset);

	t->n = 0;
	return ok;
}

/*
 * The next whole head behind a damaged place, in steps of the alignment; the
 * end of the segment where there is none.
 */
static bool
find_next(int fd, uint64_t size, uint64_t *offset, uint64_t last)
{
	uint8_t head[SEGMENT_HEAD_BYTES];
	struct record r;

	for (*offset += SEGMENT_ALIGN;
	     size >= SEGMENT_HEAD_BYTES && *offset <= size - SEGMENT_HEAD_BYTES;
	     *offset += SEGMENT_ALIGN) {
		if (!stream_pread_all(fd, head, sizeof(head), (off_t)*offset))
			return false;
		if (segment_head_parse(head, &r) && r.sequence > last)
			return true;
	}
	*offset = size;
	return true;
}

static void
take(struct tail *t, const struct record *r, uint64_t number, uint64_t at,
    bool damaged)
{
	t->records[t->n] = *r;
	t->appends[t->n] = (struct index_append){.record = &t->records[t->n],
	    .segment = number,
	    .offset = at,
	    .damaged = damaged};
	t->n++;
}

static bool
read_head(int fd, uint64_t offset, struct record *ret_record)
{
	uint8_t head[SEGMENT_HEAD_BYTES];

	return stream_pread_all(fd, head, sizeof(head), (off_t)offset) &&
	    segment_head_parse(head, ret_record);
}

/*
 * The records behind what the index knows.  A damaged one costs itself alone:
 * it is said, left as it is, and what stands behind it is taken.  Only where
 * nothing whole follows is the rest zeroed: it was cut off, never answered, and
 * must not be read as a record later.
 */
static bool
catch_up(struct store *s, int fd, uint64_t number, uint64_t size,
    uint64_t *offset, uint64_t *last)
{
	struct tail *t = calloc(1, sizeof(*t));
	enum segment_found found;
	struct record r;
	uint64_t at = *offset;
	bool ok = t != NULL, zero = true;

	while (ok && at < size) {
		found = segment_look(fd, size, at, &r);
		if (found == SEGMENT_FAILED) {
			ok = false;
			break;
		}
		/* A sequence that does not grow is left from before. */
		if (found != SEGMENT_RECORD || r.sequence <= *last) {
			uint64_t damaged = at;

			/* As at the end of nearly every segment. */
			ok = rest_is_zero(fd, size, at, &zero);
			if (!ok || zero)
				break;
			ok = find_next(fd, size, &at, *last);
			if (!ok || at == size)
				continue;
			(void)fprintf(stderr,
			    "valise-relay: segment %llu is damaged at byte "
			    "%llu; what follows is taken\n",
			    (unsigned long long)number,
			    (unsigned long long)damaged);
			/* Its promise stands, though its bytes do not. */
			if (read_head(fd, damaged, &r) && r.sequence > *last) {
				take(t, &r, number, damaged, true);
				*last = r.sequence;
				if (t->n == STORE_BATCH_MAX)
					ok = flush_tail(s, t, number, *offset);
			}
			continue;
		}
		take(t, &r, number, at, false);
		at += segment_record_bytes(&r);
		*offset = at;
		*last = r.sequence;
		if (t->n == STORE_BATCH_MAX)
			ok = flush_tail(s, t, number, *offset);
	}
	ok = ok && flush_tail(s, t, number, *offset) &&
	    rest_is_zero(fd, size, *offset, &zero) &&
	    (zero || segment_zero(fd, *offset, size - *offset));
	free(t);
	return ok;
}

struct best {
	uint64_t number;
	uint64_t offset;
	uint64_t last;
	bool found;
};

static bool
open_segment(struct store *s, uint64_t number, struct best *best)
{
	char *path = store_segment_path(s, number);
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	uint64_t offset = 0, last = 0, *grown;
	struct stat st;
	bool ok;

	ok = fd >= 0 && fstat(fd, &st) == 0 &&
	    index_indexed(s->index, number, &offset, &last) &&
	    catch_up(s, fd, number, (uint64_t)st.st_size, &offset, &last);
	if (fd >= 0)
		(void)close(fd);
	free(path);
	if (!ok)
		return false;
	if (number > s->last_segment)
		s->last_segment = number;
	if (offset == 0) {
		grown = realloc(s->free_segments,
		    (s->n_free + 1) * sizeof(*s->free_segments));
		if (grown == NULL)
			return false;
		s->free_segments = grown;
		s->free_segments[s->n_free++] = number;
	} else if (!best->found || last > best->last) {
		*best = (struct best){number, offset, last, true};
	}
	return true;
}

struct segment_file {
	uint64_t number;
	uint64_t first; /* sequence of its first record */
};

static int
compare_first(const void *a, const void *b)
{
	const struct segment_file *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

/* Where a segment stands in the one order of all records. */
static uint64_t
first_sequence(const struct store *s, uint64_t number)
{
	char *path = store_segment_path(s, number);
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	uint8_t head[SEGMENT_HEAD_BYTES];
	uint64_t first = UINT64_MAX;
	struct record r;

	if (fd >= 0 && stream_pread_all(fd, head, sizeof(head), 0) &&
	    segment_head_parse(head, &r))
		first = r.sequence;
	if (fd >= 0)
		(void)close(fd);
	free(path);
	return first;
}

static bool
list_segments(
    const struct store *s, struct segment_file **ret_files, size_t *ret_n)
{
	char *folder = durable_file_join(s->folder, "segments");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct segment_file *files = NULL, *grown;
	size_t n = 0, digits;
	struct dirent *e;
	bool ok = dir != NULL;

	while (ok && (e = readdir(dir)) != NULL) {
		/* What was begun and never renamed is nothing yet. */
		if (strncmp(e->d_name, ".part-", 6) == 0) {
			(void)unlinkat(dirfd(dir), e->d_name, 0);
			continue;
		}
		digits = strspn(e->d_name, "0123456789");
		if (digits == 0 || digits > 18 ||
		    strcmp(e->d_name + digits, ".seg") != 0)
			continue;
		grown = realloc(files, (n + 1) * sizeof(*files));
		ok = grown != NULL;
		if (!ok)
			break;
		files = grown;
		files[n].number = strtoull(e->d_name, NULL, 10);
		files[n].first = first_sequence(s, files[n].number);
		n++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	*ret_files = files;
	*ret_n = n;
	return ok;
}

/* Every segment in the order of its records, and the one that goes on. */
static bool
open_segments(struct store *s)
{
	struct best best = {0, 0, 0, false};
	struct segment_file *files = NULL;
	struct stat st;
	size_t n = 0;
	char *path;
	bool ok = list_segments(s, &files, &n);

	if (n > 0)
		qsort(files, n, sizeof(*files), compare_first);
	for (size_t i = 0; i < n && ok; i++)
		ok = open_segment(s, files[i].number, &best);
	free(files);
	if (ok && best.found) {
		path = store_segment_path(s, best.number);
		s->fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
		ok = s->fd >= 0 && fstat(s->fd, &st) == 0;
		s->size = ok ? (uint64_t)st.st_size : 0;
		s->segment = best.number;
		s->offset = best.offset;
		free(path);
	}
	return ok;
}

/* Upload files that no row names: their creation was never answered. */
static bool
is_listed(void *context, const struct upload_row *row)
{
	const char **name = context;

	if (*name != NULL && strcmp(*name, row->id) == 0)
		*name = NULL;
	return true;
}

static void
remove_strays(struct store *s)
{
	char *folder = durable_file_join(s->folder, "uploads");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct dirent *e;
	const char *name;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		name = e->d_name;
		if (e->d_name[0] != '.' &&
		    index_uploads(s->index, is_listed, &name) && name != NULL)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
}

struct store *
store_open(const char *folder, uint64_t segment_bytes, uint64_t max_bytes,
    struct reason *ret_reason)
{
	struct store *s = calloc(1, sizeof(*s));
	char *path;

	reason_set(ret_reason, "%s: the spool can't be opened", folder);
	if (s == NULL)
		return NULL;
	s->fd = -1;
	s->lock_fd = -1;
	s->hold_fd = -1;
	(void)pthread_mutex_init(&s->growing, NULL);
	(void)pthread_mutex_init(&s->noting, NULL);
	s->segment = UINT64_MAX;
	s->segment_bytes = segment_bytes;
	s->max_bytes = max_bytes;
	s->folder = strdup(folder);
	if (s->folder == NULL || !prepare_folders(folder, ret_reason) ||
	    !lock_folder(s, ret_reason) || !open_hold(s, ret_reason))
		goto fail;
	path = durable_file_join(folder, "index.sqlite");
	s->index = path == NULL ? NULL : index_open(path, ret_reason);
	free(path);
	if (s->index == NULL || !durable_file_sync_folder(folder))
		goto fail;
	if (!open_segments(s)) {
		reason_set(ret_reason, "%s: a segment can't be read: %s",
		    folder, strerror(errno));
		goto fail;
	}
	s->next_sequence = index_last_sequence(s->index) + 1;
	atomic_store(&s->used_bytes, index_used_bytes(s->index));
	/* While a backup copies, spent segments wait until the next start. */
	for (uint64_t n = 1;
	     n <= s->last_segment && flock(s->hold_fd, LOCK_EX | LOCK_NB) == 0;
	     n++) {
		bool is_free = false;

		for (size_t i = 0; i < s->n_free; i++)
			is_free |= s->free_segments[i] == n;
		if (!is_free && !store_recycle(s, n))
			goto fail;
	}
	(void)flock(s->hold_fd, LOCK_UN);
	remove_strays(s);
	return s;
fail:
	store_close(s);
	return NULL;
}
