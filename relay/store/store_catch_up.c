/* The records of a segment that the index was not told of (docs/SPOOL.md 5). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/stream.h"
#include "store.h"
#include "store_parts.h"

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
 * Whether a head stands behind what is indexed that the index must know by its
 * sequence.  Then what it says of this segment is wrong, and nothing may be
 * zeroed.
 */
static bool
has_known_heads(int fd, uint64_t size, uint64_t offset, uint64_t last)
{
	uint8_t head[SEGMENT_HEAD_BYTES];
	struct record r;

	for (;
	     size >= SEGMENT_HEAD_BYTES && offset <= size - SEGMENT_HEAD_BYTES;
	     offset += SEGMENT_ALIGN)
		if (!stream_pread_all(fd, head, sizeof(head), (off_t)offset) ||
		    (segment_head_parse(head, &r) && r.sequence <= last))
			return true;
	return false;
}

/* What was cut off and never answered goes; a known head never does. */
static bool
clear_rest(
    int fd, uint64_t number, uint64_t size, uint64_t *offset, uint64_t last)
{
	bool zero;

	if (!rest_is_zero(fd, size, *offset, &zero))
		return false;
	if (zero)
		return true;
	if (!has_known_heads(fd, size, *offset, last))
		return segment_zero(fd, *offset, size - *offset);
	(void)fprintf(stderr,
	    "valise-relay: segment %llu holds more than the index says from "
	    "byte %llu on; it is left as it is, and not written to\n",
	    (unsigned long long)number, (unsigned long long)*offset);
	*offset = size;
	return true;
}

/*
 * The records behind what the index knows.  A damaged one costs itself alone:
 * it is said, left as it is, and what stands behind it is taken.  Only where
 * nothing whole follows is the rest zeroed: it was cut off, never answered, and
 * must not be read as a record later.
 */
bool
store_catch_up(struct store *s, int fd, uint64_t number, uint64_t size,
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
	    clear_rest(fd, number, size, offset, *last);
	free(t);
	return ok;
}
