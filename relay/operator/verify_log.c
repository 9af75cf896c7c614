#include "verify_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/log/tile_path.h"
#include "common/notes/tlog_proof.h"
#include "common/notes/witnesses.h"
#include "relay/commit/publication.h"

#define NOTE_MAX 65536
#define BUNDLE_RECORD_BYTES (2 + RECEIPT_ENTRY_BYTES)
/* The committer publishes at the turn of a period: it is given this long. */
#define LATE_SECONDS 60

struct walk {
	struct index *index;
	const char *intake;
	const struct directory *directory;
	const struct vkey *keys; /* any of which may have signed */
	size_t n_keys;
	struct reason *reason;
	struct merkle_frontier frontier;
};

static bool
check_tile_hash(void *context, unsigned level, uint64_t position,
    const struct merkle_hash *hash)
{
	struct walk *w = context;
	struct merkle_hash held;

	if (index_tile_hash(w->index, w->intake, level, position, &held) &&
	    memcmp(&held, hash, sizeof(held)) == 0)
		return true;
	reason_set(w->reason,
	    "hash %" PRIu64 " of tile level %u is not that of its entries",
	    position, level);
	return false;
}

/* Whether leaf `position` is in the log as it must be. */
static bool
is_in_place(const struct walk *w, const struct byte_writer *bundle,
    uint64_t position, const struct index_leaf *expected)
{
	size_t at = (size_t)(position % TILE_WIDTH) * BUNDLE_RECORD_BYTES + 2;

	return memcmp(bundle->data + at, expected->entry,
		   RECEIPT_ENTRY_BYTES) == 0 &&
	    (expected->sequence == 0 ||
		(uint64_t)expected->position == position) &&
	    position == w->frontier.size;
}

/* The leaves of a publication, as its entries, padding and name make them. */
static bool
walk_leaves(struct walk *w, const struct index_leaf *leaves, size_t n)
{
	uint64_t end = w->frontier.size + n, block = UINT64_MAX;
	struct byte_writer bundle;
	struct merkle_hash hash;
	bool ok = true;

	byte_writer_init(&bundle, TILE_WIDTH * BUNDLE_RECORD_BYTES);
	for (size_t i = 0; i < n && ok; i++) {
		uint64_t at = w->frontier.size;
		size_t width = end - at / TILE_WIDTH * TILE_WIDTH < TILE_WIDTH
		    ? (size_t)(end % TILE_WIDTH)
		    : TILE_WIDTH;

		if (at / TILE_WIDTH != block) {
			block = at / TILE_WIDTH;
			bundle.len = 0;
			ok = index_bundle(w->index, w->intake,
			    block * TILE_WIDTH, width, &bundle);
		}
		if (!ok || !is_in_place(w, &bundle, at, &leaves[i])) {
			reason_set(w->reason,
			    "entry %" PRIu64
			    " is missing or not that of its envelope",
			    at);
			ok = false;
			break;
		}
		merkle_leaf(leaves[i].entry, RECEIPT_ENTRY_BYTES, &hash);
		ok = merkle_frontier_append(
		    &w->frontier, &hash, check_tile_hash, w);
	}
	byte_writer_finish(&bundle);
	return ok;
}

/* On to the size of the next checkpoint. */
static bool
grow(struct walk *w, const struct log_publication *p)
{
	struct index_leaf *leaves = NULL;
	size_t n = 0;
	bool ok;

	ok = index_published_entries(
	    w->index, w->intake, w->frontier.size, p->size, &leaves, &n);
	if (ok &&
	    (n + p->n_padding + 1 != p->size - w->frontier.size ||
		p->n_padding != log_padding_count(n))) {
		reason_set(w->reason,
		    "%s has %zu entries and %" PRIu32
		    " of padding, and %" PRIu64 " leaves in the log",
		    p->name, n, p->n_padding, p->size - w->frontier.size);
		ok = false;
	}
	ok = ok && publication_leaves(p, &leaves, &n) &&
	    walk_leaves(w, leaves, n);
	free(leaves);
	return ok;
}

static bool
check_publication(struct walk *w, const struct log_publication *p,
    const struct byte_writer *note)
{
	const char *name = p->name;
	struct witness_verdict verdict;
	struct signed_note parsed;
	struct checkpoint checkpoint;
	struct merkle_hash root;

	if (signed_note_parse(note->data, note->len, &parsed) != NOTE_OK ||
	    signed_note_verify(&parsed, w->keys, w->n_keys, 1) != NOTE_OK ||
	    !checkpoint_parse(parsed.text, parsed.text_len, &checkpoint) ||
	    strcmp(checkpoint.origin, w->keys[0].name) != 0) {
		reason_set(w->reason,
		    "the checkpoint of %s is not signed by a key of the log",
		    name);
		return false;
	}
	if (checkpoint.size != p->size || p->size <= w->frontier.size) {
		reason_set(w->reason, "the checkpoint of %s shrinks", name);
		return false;
	}
	if (!grow(w, p))
		return false;
	merkle_frontier_root(&w->frontier, &root);
	if (memcmp(&root, &checkpoint.root, sizeof(root)) != 0) {
		reason_set(w->reason,
		    "the root of %s is not that of its entries", name);
		return false;
	}
	witnesses_judge(w->directory, &parsed, &verdict);
	if (verdict.bad[0] == '\0')
		return true;
	reason_set(w->reason,
	    "the cosignature of witness %s under %s does not verify",
	    verdict.bad, name);
	return false;
}

bool
verify_log(struct index *x, const char *intake, const struct vkey *keys,
    size_t n_keys, const struct directory *d, uint64_t period, bool served,
    struct verify_log_result *ret_result, struct reason *ret_reason)
{
	struct walk w = {.index = x,
	    .intake = intake,
	    .directory = d,
	    .keys = keys,
	    .n_keys = n_keys,
	    .reason = ret_reason};
	char name[PUBLICATION_MAX + 1] = "";
	struct merkle_frontier newest;
	struct log_publication p;
	struct byte_writer note;
	uint64_t n = 0, unlogged;
	bool ok = true, more = true;
	int64_t end;

	ret_reason->text[0] = '\0';
	/* Before the walk: what is published meanwhile is no fault. */
	if (!index_frontier(x, intake, &newest)) {
		reason_set(ret_reason, "the index can't be read");
		ok = false;
	}
	while (ok && more) {
		byte_writer_init(&note, NOTE_MAX);
		more = index_publication(x, intake, n, &p, &note);
		if (more) {
			ok = strcmp(name, p.name) < 0;
			if (!ok)
				reason_set(ret_reason,
				    "the publications are not in order at %s",
				    p.name);
			(void)snprintf(name, sizeof(name), "%s", p.name);
			ok = ok && check_publication(&w, &p, &note);
			n++;
		}
		byte_writer_finish(&note);
	}
	if (ok && w.frontier.size < newest.size) {
		reason_set(ret_reason,
		    "publication %" PRIu64 " can't be read, and newer ones are "
		    "there",
		    n);
		ok = false;
	}
	publication_name(utc_time_now() - LATE_SECONDS, period, name, &end);
	if (!index_unlogged(x, intake, name, &unlogged) && ok) {
		reason_set(ret_reason, "the index can't be read");
		ok = false;
	}
	if (ok && served && unlogged > 0) {
		reason_set(ret_reason,
		    "%" PRIu64 " entries are in no publication though theirs "
		    "is over",
		    unlogged);
		ok = false;
	}
	*ret_result = (struct verify_log_result){w.frontier.size, n, unlogged};
	return ok;
}
