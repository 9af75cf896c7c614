/* Opening the spool: what a crash left, made whole (docs/SPOOL.md 5). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "store.h"
#include "store_parts.h"

struct best {
	uint64_t number;
	uint64_t offset;
	uint64_t last;
	bool found;
};

static bool
open_segment(struct store *s, uint64_t number, struct best *best)
{
	int fd = store_segment_open(s, number);
	uint64_t offset = 0, last = 0, *grown;
	struct stat st;
	bool ok;

	ok = fd >= 0 && fstat(fd, &st) == 0 &&
	    index_indexed(s->index, number, &offset, &last) &&
	    store_catch_up(s, fd, number, (uint64_t)st.st_size, &offset, &last);
	if (fd >= 0)
		(void)close(fd);
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
first_sequence(struct store *s, uint64_t number)
{
	int fd = store_segment_open(s, number);
	uint8_t head[SEGMENT_HEAD_BYTES];
	uint64_t first = UINT64_MAX;
	struct record r;

	if (fd >= 0 && stream_pread_all(fd, head, sizeof(head), 0) &&
	    segment_head_parse(head, &r))
		first = r.sequence;
	if (fd >= 0)
		(void)close(fd);
	return first;
}

struct segment_list {
	struct segment_file *files;
	size_t n;
};

static bool
take_segment(void *context, const char *name)
{
	struct segment_list *list = context;
	struct segment_file *grown;
	size_t digits = strspn(name, "0123456789");

	if (digits == 0 || digits > 18 || strcmp(name + digits, ".seg") != 0)
		return true;
	grown = realloc(list->files, (list->n + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	list->files = grown;
	grown[list->n++].number = strtoull(name, NULL, 10);
	return true;
}

/* Every segment in the order of its records, and the one that goes on. */
static bool
open_segments(struct store *s)
{
	struct best best = {0, 0, 0, false};
	struct segment_list list = {NULL, 0};
	struct stat st;
	bool ok = s->disk->operations->each(
	    s->disk, DISK_SEGMENT, take_segment, &list);

	for (size_t i = 0; i < list.n; i++)
		list.files[i].first = first_sequence(s, list.files[i].number);
	if (list.n > 0)
		qsort(list.files, list.n, sizeof(*list.files), compare_first);
	for (size_t i = 0; i < list.n && ok; i++)
		ok = open_segment(s, list.files[i].number, &best);
	free(list.files);
	if (ok && best.found) {
		s->fd = store_segment_open(s, best.number);
		ok = s->fd >= 0 && fstat(s->fd, &st) == 0;
		s->size = ok ? (uint64_t)st.st_size : 0;
		s->segment = best.number;
		s->offset = best.offset;
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

struct strays {
	struct store *store;
	size_t n;
	char (*names)[UPLOAD_ID_BYTES];
};

static bool
take_stray(void *context, const char *name)
{
	struct strays *strays = context;
	const char *left = name;
	char(*grown)[UPLOAD_ID_BYTES];

	if (strlen(name) >= UPLOAD_ID_BYTES ||
	    !index_uploads(strays->store->index, is_listed, &left) ||
	    left == NULL)
		return true;
	grown = realloc(strays->names, (strays->n + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	strays->names = grown;
	(void)strcpy(grown[strays->n++], name);
	return true;
}

static void
remove_strays(struct store *s)
{
	struct strays strays = {s, 0, NULL};

	(void)s->disk->operations->each(
	    s->disk, DISK_UPLOAD, take_stray, &strays);
	for (size_t i = 0; i < strays.n; i++)
		store_upload_remove(s, strays.names[i]);
	free(strays.names);
}

/* While a backup copies, spent segments wait until the next start. */
static bool
recycle_spent(struct store *s)
{
	bool ok = true;

	if (!s->disk->operations->erase_begin(s->disk))
		return true;
	for (uint64_t n = 1; n <= s->last_segment && ok; n++) {
		bool is_free = false;

		for (size_t i = 0; i < s->n_free; i++)
			is_free |= s->free_segments[i] == n;
		ok = is_free || store_recycle(s, n);
	}
	s->disk->operations->erase_end(s->disk);
	return ok;
}

static struct store *
make(struct disk *disk)
{
	struct store *s = disk == NULL ? NULL : calloc(1, sizeof(*s));

	if (s == NULL) {
		if (disk != NULL)
			disk->operations->close(disk);
		return NULL;
	}
	s->fd = -1;
	(void)pthread_mutex_init(&s->growing, NULL);
	s->segment = UINT64_MAX;
	s->disk = disk;
	return s;
}

struct store *
store_open(struct disk *disk, uint64_t segment_bytes, uint64_t max_bytes,
    struct reason *ret_reason)
{
	struct store *s = make(disk);
	uint64_t last, used;

	if (s == NULL)
		return NULL;
	s->segment_bytes = segment_bytes;
	s->max_bytes = max_bytes;
	s->index = index_open(disk->operations->index(disk), ret_reason);
	if (s->index == NULL)
		goto fail;
	if (!open_segments(s)) {
		reason_set(
		    ret_reason, "a segment can't be read: %s", strerror(errno));
		goto fail;
	}
	/* A number given twice, or a full disk that looks empty: never. */
	if (!index_last_sequence(s->index, &last) ||
	    !index_used_bytes(s->index, &used)) {
		reason_set(ret_reason, "the index can't be read");
		goto fail;
	}
	s->next_sequence = last + 1;
	atomic_store(&s->used_bytes, used);
	if (!recycle_spent(s)) {
		reason_set(ret_reason, "a segment can't be used again: %s",
		    strerror(errno));
		goto fail;
	}
	remove_strays(s);
	return s;
fail:
	store_close(s);
	return NULL;
}

struct store *
store_open_beside(const char *folder, struct reason *ret_reason)
{
	struct store *s = make(disk_folder_beside(folder, ret_reason));

	if (s == NULL)
		return NULL;
	s->index =
	    index_open_beside(s->disk->operations->index(s->disk), ret_reason);
	if (s->index != NULL)
		return s;
	store_close(s);
	return NULL;
}
