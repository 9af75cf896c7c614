#include "publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/notes/receipt.h"
#include "common/notes/tlog_proof.h"

void
publication_name(int64_t now, uint64_t period,
    char ret_name[static PUBLICATION_MAX + 1], int64_t *ret_end)
{
	int64_t start = now - now % (int64_t)period;
	char full[UTC_TIME_BYTES], day[UTC_DAY_BYTES];

	*ret_end = start + (int64_t)period;
	if (period % 86400 == 0) {
		utc_time_day(start, day);
		(void)snprintf(ret_name, PUBLICATION_MAX + 1, "%s", day);
		return;
	}
	/* 2026-11-25T100000Z: no colon, for it stands in paths. */
	utc_time_format(start, full);
	(void)snprintf(ret_name, PUBLICATION_MAX + 1, "%.13s%.2s%.3s", full,
	    full + 14, full + 17);
}

int64_t
publication_round(int64_t when, uint64_t period)
{
	int64_t rest = when % (int64_t)period;

	return rest == 0 ? when : when - rest + (int64_t)period;
}

struct tile_hashes {
	struct index_tile_hash *items;
	size_t n;
	size_t room;
};

static bool
keep_tile_hash(void *context, unsigned level, uint64_t index,
    const struct merkle_hash *hash)
{
	struct tile_hashes *t = context;

	if (t->n == t->room)
		return false;
	t->items[t->n++] = (struct index_tile_hash){level, index, *hash};
	return true;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct index_leaf *left = a, *right = b;

	return memcmp(left->entry, right->entry, sizeof(left->entry));
}

/*
 * The name, or where it was published already (a clock that was set back, an
 * entry found again after a crash) the name with -2, -3 ... behind it.
 */
static bool
free_name(struct index *x, const char *intake, const char *wanted,
    char ret_name[static PUBLICATION_MAX + 1])
{
	struct byte_writer note;
	bool taken = true;

	(void)snprintf(ret_name, PUBLICATION_MAX + 1, "%s", wanted);
	for (unsigned n = 2; taken && n < 10000; n++) {
		byte_writer_init(&note, 65536);
		taken = index_checkpoint(x, intake, ret_name, &note);
		byte_writer_finish(&note);
		if (taken)
			(void)snprintf(ret_name, PUBLICATION_MAX + 1,
			    "%.18s-%u", wanted, n);
	}
	return !taken;
}

/* Sorted, so that no one can time a sender by watching the log. */
static bool
publish_one(struct index *x, const char *relay, const char *intake,
    const char *publication, const uint8_t *seed)
{
	struct tile_hashes tiles = {NULL, 0, 0};
	char name[PUBLICATION_MAX + 1];
	struct index_publishing publishing;
	struct merkle_frontier frontier;
	struct index_leaf *leaves = NULL;
	struct byte_writer text, note;
	struct checkpoint checkpoint;
	struct merkle_hash leaf;
	struct vkey key;
	uint64_t first;
	size_t n = 0;
	bool ok;

	byte_writer_init(&text, 4096);
	byte_writer_init(&note, 8192);
	memset(&frontier, 0, sizeof(frontier));
	ok = free_name(x, intake, publication, name) &&
	    index_frontier(x, intake, &frontier) &&
	    index_unpublished_entries(x, intake, publication, &leaves, &n);
	first = frontier.size;
	if (ok) {
		qsort(leaves, n, sizeof(*leaves), compare_entries);
		tiles.room = 2 * n + 64;
		tiles.items = calloc(tiles.room, sizeof(*tiles.items));
		ok = tiles.items != NULL;
	}
	for (size_t i = 0; i < n && ok; i++) {
		merkle_leaf(leaves[i].entry, sizeof(leaves[i].entry), &leaf);
		ok = merkle_frontier_append(
		    &frontier, &leaf, keep_tile_hash, &tiles);
	}
	if (ok) {
		receipt_log_origin(relay, intake, checkpoint.origin);
		checkpoint.size = frontier.size;
		merkle_frontier_root(&frontier, &checkpoint.root);
		checkpoint_format(&checkpoint, &text);
		vkey_of_seed(checkpoint.origin, seed, &key);
		signed_note_sign(
		    &note, (const char *)text.data, text.len, &key, seed);
		publishing = (struct index_publishing){.publication = name,
		    .leaves = leaves,
		    .n_leaves = n,
		    .first = first,
		    .hashes = tiles.items,
		    .n_hashes = tiles.n,
		    .frontier = &frontier,
		    .note = note.data,
		    .note_len = note.len};
		ok = !text.failed && !note.failed &&
		    index_publish(x, intake, &publishing);
	}
	free(leaves);
	free(tiles.items);
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	return ok;
}

bool
publication_publish(struct index *x, const char *relay, const char *intake,
    const char *current, const uint8_t seed[static NOTE_SEED_BYTES])
{
	char publication[PUBLICATION_MAX + 1];

	while (index_unpublished(x, intake, current, publication))
		if (!publish_one(x, relay, intake, publication, seed))
			return false;
	return true;
}
