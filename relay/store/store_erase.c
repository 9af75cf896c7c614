/* What the desk holds goes, and its place is used again (docs/SPOOL.md 2). */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store.h"
#include "store_parts.h"

#define ERASE_ROWS 64 /* at once: one sync a segment, one transaction */

static int
compare_places(const void *a, const void *b)
{
	const struct envelope_row *left = a, *right = b;

	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return (left->segment > right->segment) -
	    (left->segment < right->segment);
}

/* Envelopes of one segment: all of them, or none counts as erased. */
static bool
erase_inline(struct store *s, const struct envelope_row *rows, size_t n)
{
	int fd = store_segment_open(s, rows[0].segment);
	bool ok = fd >= 0;

	for (size_t i = 0; i < n && ok; i++)
		ok = segment_fill(
		    fd, rows[i].offset + SEGMENT_HEAD_BYTES, rows[i].size);
	ok = ok && fdatasync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

/* How many from the first on lie in the same place. */
static size_t
run_length(const struct envelope_row *rows, size_t n)
{
	size_t run = 1;

	while (run < n && rows[0].place == RECORD_INLINE &&
	    compare_places(&rows[0], &rows[run]) == 0)
		run++;
	return run;
}

bool
store_recycle(struct store *s, uint64_t number)
{
	uint64_t *grown;
	bool ok = false;
	int fd;

	if (number == s->segment || !index_segment_spent(s->index, number))
		return true;
	fd = store_segment_open(s, number);
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
	return ok;
}

/* Erases, and puts the ids of what is gone into `ids`. */
static bool
erase_bytes(struct store *s, const struct envelope_row *rows, size_t n,
    int64_t *ids, size_t *ret_gone)
{
	bool ok, all = true;
	size_t run;

	*ret_gone = 0;
	for (size_t at = 0; at < n; at += run) {
		run = run_length(rows + at, n - at);
		ok = rows[at].place == RECORD_INLINE
		    ? erase_inline(s, rows + at, run)
		    : store_large_remove(s, &rows[at]);
		/* One that can't be erased does not keep the others. */
		all &= ok;
		for (size_t i = 0; i < run && ok; i++)
			ids[(*ret_gone)++] = rows[at + i].id;
	}
	return all;
}

bool
store_erase_due(struct store *s, int64_t now, bool *ret_more)
{
	struct envelope_row rows[ERASE_ROWS];
	int64_t ids[ERASE_ROWS];
	size_t n = 0, gone = 0;
	uint64_t bytes = 0;
	bool all;

	*ret_more = false;
	if (!index_due(s->index, now, rows, ERASE_ROWS, &n))
		return false;
	/* A backup copies: nothing goes meanwhile. */
	if (n == 0 || !s->disk->operations->erase_begin(s->disk))
		return n == 0 || errno == EWOULDBLOCK;
	*ret_more = n == ERASE_ROWS;
	qsort(rows, n, sizeof(rows[0]), compare_places);
	all = erase_bytes(s, rows, n, ids, &gone);
	if (gone > 0 && !index_erased(s->index, ids, gone, &bytes))
		all = false;
	atomic_fetch_sub(&s->used_bytes, bytes);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || rows[i].segment != rows[i - 1].segment)
			all &= store_recycle(s, rows[i].segment);
	s->disk->operations->erase_end(s->disk);
	return all;
}
