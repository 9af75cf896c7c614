#include "publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

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

bool
publication_leaves(
    const struct log_publication *p, struct index_leaf **leaves, size_t *n)
{
	size_t entries = *n, all = entries + p->n_padding;
	struct index_leaf *grown;

	if (all > SIZE_MAX / sizeof(*grown) - 1)
		return false;
	grown = realloc(*leaves, (all + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	for (size_t i = entries; i <= all; i++)
		grown[i] = (struct index_leaf){.position = -1};
	for (size_t i = entries; i < all; i++)
		log_leaf_padding(
		    p->seed, (uint32_t)(i - entries), grown[i].entry);
	qsort(grown, all, sizeof(*grown), compare_entries);
	log_leaf_marker(p->name, grown[all].entry);
	*leaves = grown;
	*n = all + 1;
	return true;
}

/* The checkpoint of what the frontier holds, signed. */
static bool
sign(const char *relay, const char *intake, const uint8_t *seed,
    const struct merkle_frontier *frontier, struct byte_writer *ret_note)
{
	struct checkpoint checkpoint;
	struct byte_writer text;
	struct vkey key;
	bool ok;

	byte_writer_init(&text, 4096);
	receipt_log_origin(relay, intake, checkpoint.origin);
	checkpoint.size = frontier->size;
	merkle_frontier_root(frontier, &checkpoint.root);
	checkpoint_format(&checkpoint, &text);
	vkey_of_seed(checkpoint.origin, seed, &key);
	signed_note_sign(
	    ret_note, (const char *)text.data, text.len, &key, seed);
	ok = !text.failed && !ret_note->failed;
	byte_writer_finish(&text);
	return ok;
}

static bool
grow(struct merkle_frontier *frontier, const struct index_leaf *leaves,
    size_t n, struct tile_hashes *tiles)
{
	struct merkle_hash leaf;

	tiles->room = 2 * n + 64;
	tiles->items = calloc(tiles->room, sizeof(*tiles->items));
	if (tiles->items == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		merkle_leaf(leaves[i].entry, sizeof(leaves[i].entry), &leaf);
		if (!merkle_frontier_append(
			frontier, &leaf, keep_tile_hash, tiles))
			return false;
	}
	return true;
}

/*
 * Sorted and padded, so that no one can time a sender by watching the log, nor
 * count them.
 */
static bool
publish(struct index *x, const char *relay, const char *intake,
    const char *name, const uint8_t *seed)
{
	struct tile_hashes tiles = {NULL, 0, 0};
	struct log_publication publication = {.name = ""};
	struct index_publishing p = {.publication = &publication};
	struct merkle_frontier frontier;
	struct index_leaf *leaves = NULL;
	struct byte_writer note;
	size_t n = 0;
	bool ok;

	byte_writer_init(&note, 8192);
	(void)snprintf(publication.name, sizeof(publication.name), "%s", name);
	randombytes_buf(publication.seed, sizeof(publication.seed));
	ok = index_frontier(x, intake, &frontier) &&
	    index_unpublished_entries(x, intake, name, &leaves, &n);
	if (ok) {
		p.first = frontier.size;
		publication.n_padding = log_padding_count(n);
		ok = publication_leaves(&publication, &leaves, &n) &&
		    grow(&frontier, leaves, n, &tiles) &&
		    sign(relay, intake, seed, &frontier, &note);
	}
	if (ok) {
		publication.size = frontier.size;
		p.leaves = leaves;
		p.n_leaves = n;
		p.hashes = tiles.items;
		p.n_hashes = tiles.n;
		p.frontier = &frontier;
		p.note = note.data;
		p.note_len = note.len;
		ok = index_publish(x, intake, &p);
	}
	free(leaves);
	free(tiles.items);
	byte_writer_finish(&note);
	return ok;
}

bool
publication_publish(struct index *x, const char *relay, const char *intake,
    const char *ended, const uint8_t seed[static NOTE_SEED_BYTES])
{
	char last[PUBLICATION_MAX + 1];

	return index_last_publication(x, intake, last) &&
	    (strcmp(last, ended) >= 0 ||
		publish(x, relay, intake, ended, seed));
}

bool
publication_turn(struct index *x, int64_t now, uint64_t period,
    struct publication_period *ret_period)
{
	char last[PUBLICATION_MAX + 1], name[PUBLICATION_MAX + 1];
	int64_t end, start;

	if (!index_last_publication(x, NULL, last))
		return false;
	publication_name(now, period, name, &end);
	/* A clock that was set back, or another period: names only grow. */
	while (strcmp(name, last) <= 0) {
		if (!publication_start(last, &start))
			return false;
		publication_name(start > end ? start : end, period, name, &end);
	}
	memcpy(ret_period->name, name, sizeof(name));
	ret_period->end = end;
	publication_name(
	    end - (int64_t)period - 1, period, ret_period->ended, &start);
	return true;
}
