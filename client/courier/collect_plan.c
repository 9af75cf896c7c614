/*
 * Which envelopes go onto this medium, and in which order, before a byte is
 * asked for (docs/MEDIUM.md 2): what no one carried yet first; half of the room
 * for small ones; publications in turn.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "collect_parts.h"
#include "common/bytes/text_codec.h"
#include "common/cli/cli.h"
#include "common/notes/medium.h"

#define SMALL_MAX (72u << 10)  /* the two smallest buckets, sealed */
#define ENTRY_ROOM 512u        /* of its line in the list, and of a folder's */
#define SLOW_BYTES (50u << 10) /* a second, by Tor on a bad day */

static int
compare_files(const void *one, const void *other)
{
	const struct planned *a = one, *b = other;
	int order = memcmp(a->entry->sha256, b->entry->sha256, 32);

	/* What was not carried yet stands before what was. */
	return order != 0         ? order
	    : a->entry < b->entry ? -1
				  : a->entry > b->entry;
}

/* By publication, then entry; what was carried before behind all else. */
static int
compare_places(const void *one, const void *other)
{
	const struct planned *a = one, *b = other;

	if (a->fresh != b->fresh)
		return a->fresh ? -1 : 1;
	return manifest_entry_compare(a->entry, b->entry);
}

/* One for each file, however many entries it has. */
static bool
list_files(struct collecting *k)
{
	struct manifest *m = &k->manifest;
	size_t n = 0;

	k->files = calloc(m->n_entries + 1, sizeof(*k->files));
	if (k->files == NULL) {
		reason_set(k->reason, "there is not enough memory");
		return false;
	}
	for (size_t i = 0; i < m->n_entries; i++) {
		k->files[i].entry = &m->entries[i];
		k->files[i].fresh = i < k->n_fresh;
	}
	qsort(k->files, m->n_entries, sizeof(*k->files), compare_files);
	for (size_t i = 0; i < m->n_entries; i++)
		if (i == 0 ||
		    memcmp(k->files[i].entry->sha256,
			k->files[n - 1].entry->sha256, 32) != 0)
			k->files[n++] = k->files[i];
	k->n_files = n;
	qsort(k->files, n, sizeof(*k->files), compare_places);
	return true;
}

/* Of the size that is listed, under its name: to be read when it is its turn.
 */
static bool
is_there(const struct collecting *k, const struct manifest_entry *e)
{
	char name[80], hex[65], *path;
	struct stat found;
	bool there;

	hex_encode(e->sha256, 32, hex);
	(void)snprintf(name, sizeof(name), "in/%s.age", hex);
	path = medium_path(k->medium, k->c->config.intake, name);
	there = path != NULL && lstat(path, &found) == 0 &&
	    S_ISREG(found.st_mode) && (uint64_t)found.st_size == e->size;
	free(path);
	return there;
}

struct room {
	uint64_t left;
	size_t n;
	size_t *order; /* of files, as they are fetched */
};

static void
choose(struct collecting *k, struct room *r, size_t i)
{
	uint64_t bytes = k->files[i].entry->size + ENTRY_ROOM;

	k->files[i].chosen = true;
	r->order[r->n++] = i;
	if (!k->files[i].there)
		r->left -= bytes < r->left ? bytes : r->left;
}

static bool
may_take(const struct collecting *k, const struct room *r, size_t i,
    uint64_t most, uint64_t least_left)
{
	const struct planned *f = &k->files[i];
	uint64_t bytes = f->entry->size + ENTRY_ROOM;

	return !f->chosen && f->entry->size <= most &&
	    (f->there || (bytes <= r->left && r->left - bytes >= least_left));
}

/*
 * One of each publication, again and again, up to `most` bytes each, until
 * `least_left` bytes of room are left.
 */
static bool
take_in_turn(struct collecting *k, struct room *r, bool fresh, uint64_t most,
    uint64_t least_left)
{
	size_t *next = calloc(k->n_files + 1, sizeof(*next)), n = 0;
	bool taken = true;

	if (next == NULL) {
		reason_set(k->reason, "there is not enough memory");
		return false;
	}
	/* Where each publication of that state begins among the files. */
	for (size_t i = 0; i < k->n_files; i++)
		if (k->files[i].fresh == fresh &&
		    (i == 0 || k->files[i - 1].fresh != fresh ||
			strcmp(k->files[i - 1].entry->publication,
			    k->files[i].entry->publication) != 0))
			next[n++] = i;
	while (taken) {
		taken = false;
		for (size_t p = 0; p < n; p++) {
			size_t i = next[p];
			const char *publication = i < k->n_files
			    ? k->files[i].entry->publication
			    : NULL;

			for (; i < k->n_files && k->files[i].fresh == fresh &&
			     strcmp(k->files[i].entry->publication,
				 publication) == 0;
			     i++)
				if (may_take(k, r, i, most, least_left)) {
					choose(k, r, i++);
					taken = true;
					break;
				}
			next[p] = i < k->n_files &&
				k->files[i].fresh == fresh &&
				strcmp(k->files[i].entry->publication,
				    publication) == 0
			    ? i
			    : k->n_files;
		}
	}
	free(next);
	return true;
}

/* In the order of the plan: what is not chosen is behind it, to be counted. */
static bool
reorder(struct collecting *k, struct room *r)
{
	struct planned *files = calloc(k->n_files + 1, sizeof(*files));

	if (files == NULL) {
		reason_set(k->reason, "there is not enough memory");
		return false;
	}
	k->n_chosen = r->n;
	for (size_t i = 0; i < k->n_files; i++)
		if (!k->files[i].chosen)
			r->order[r->n++] = i;
	for (size_t i = 0; i < k->n_files; i++)
		files[i] = k->files[r->order[i]];
	free(k->files);
	k->files = files;
	return true;
}

static void
say_plan(const struct collecting *k, uint64_t room)
{
	uint64_t waiting = 0, bytes = 0;

	for (size_t i = 0; i < k->n_files; i++) {
		const struct planned *f = &k->files[i];

		waiting += f->entry->size;
		if (f->chosen && !f->there)
			bytes += f->entry->size;
	}
	(void)printf("At %s: %zu envelopes%s, %" PRIu64
		     " bytes; room for them on the medium: %" PRIu64
		     " bytes.\n",
	    k->relay->name, k->n_files, k->unlisted ? " and more" : "", waiting,
	    room);
	(void)printf("Planned: %zu envelopes, %" PRIu64
		     " bytes to fetch; by Tor on a bad day %" PRIu64
		     " minutes.\n",
	    k->n_chosen, bytes,
	    (bytes + 60 * SLOW_BYTES - 1) / (60 * SLOW_BYTES));
	(void)fflush(stdout);
}

/*
 * What is free, less what list and folders take, and of it the part of this
 * relay: those behind it may have more to give.  The logs are there already.
 */
static uint64_t
free_room(const struct collecting *k)
{
	struct statvfs disk;
	uint64_t room;

	if (statvfs(k->medium, &disk) != 0)
		return UINT64_MAX / 2; /* the writing tells */
	room = (uint64_t)disk.f_bavail * disk.f_frsize;
	room = room > COLLECT_ROOM_BESIDE * k->sharing
	    ? room - COLLECT_ROOM_BESIDE * k->sharing
	    : 0;
	return room / k->sharing;
}

bool
collect_plan(struct collecting *k)
{
	struct room r = {.left = free_room(k)};
	uint64_t room = r.left;
	bool ok;

	if (!list_files(k))
		return false;
	r.order = calloc(k->n_files + 1, sizeof(*r.order));
	if (r.order == NULL) {
		reason_set(k->reason, "there is not enough memory");
		return false;
	}
	for (size_t i = 0; i < k->n_files; i++)
		k->files[i].there = is_there(k, k->files[i].entry);
	/* Small ones have half of it; what either leaves is the other's. */
	ok = take_in_turn(k, &r, true, SMALL_MAX, room / 2) &&
	    take_in_turn(k, &r, true, UINT64_MAX, 0) &&
	    take_in_turn(k, &r, false, SMALL_MAX, 0) &&
	    take_in_turn(k, &r, false, UINT64_MAX, 0) && reorder(k, &r);
	free(r.order);
	if (ok)
		say_plan(k, room);
	return ok;
}
