#include "log_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"

/* The tree of one checkpoint as far as it was downloaded. */
struct tree {
	const struct log_client *log;
	const uint8_t *entry;           /* looked for */
	const struct byte_sink *copies; /* gets every entry in order; or NULL */
	struct reason *reason;
	struct byte_writer note;
	struct checkpoint checkpoint;
	struct merkle_hash *roots; /* of whole blocks, and of a last partial */
	size_t n_roots;
	uint8_t last[RECEIPT_ENTRY_BYTES]; /* the last leaf */
	bool found;
	uint64_t index;
	size_t n_leaves; /* of the block that holds the entry */
	struct merkle_hash leaves[TILE_WIDTH];
};

static void
tree_finish(struct tree *t)
{
	byte_writer_finish(&t->note);
	free(t->roots);
	t->roots = NULL;
}

/*
 * Takes one block in: its root replaces the tile's, and the entry is looked
 * for.
 */
static enum log_client_status
take_block(struct tree *t, uint64_t block)
{
	uint8_t entries[TILE_WIDTH][RECEIPT_ENTRY_BYTES];
	struct merkle_hash leaves[TILE_WIDTH];
	enum log_client_status status;
	size_t n;

	status = log_client_block(
	    t->log, t->checkpoint.size, block, entries, &n, t->reason);
	if (status != LOG_CLIENT_OK)
		return status;
	for (size_t i = 0; i < n; i++) {
		merkle_leaf(entries[i], sizeof(entries[i]), &leaves[i]);
		if (memcmp(entries[i], t->entry, RECEIPT_ENTRY_BYTES) != 0)
			continue;
		t->found = true;
		t->index = block * TILE_WIDTH + i;
		t->n_leaves = n;
	}
	merkle_root(leaves, n, &t->roots[block]);
	if (t->found && t->index / TILE_WIDTH == block)
		memcpy(t->leaves, leaves, sizeof(leaves));
	if (block + 1 == t->n_roots)
		memcpy(t->last, entries[n - 1], RECEIPT_ENTRY_BYTES);
	if (t->copies == NULL ||
	    t->copies->write(
		t->copies->context, entries, n * RECEIPT_ENTRY_BYTES))
		return LOG_CLIENT_OK;
	reason_set(t->reason, "the entries could not be written");
	return LOG_CLIENT_FAILED;
}

/* The blocks from that of position `first` to the end, and the root. */
static enum log_client_status
fetch_tree(struct tree *t, uint64_t first)
{
	uint64_t size = t->checkpoint.size;
	enum log_client_status status;
	struct merkle_hash root;

	t->found = false;
	free(t->roots);
	t->roots = NULL;
	status = log_client_block_roots(t->log, size, &t->roots, t->reason);
	if (status != LOG_CLIENT_OK)
		return status;
	t->n_roots = (size_t)((size + TILE_WIDTH - 1) / TILE_WIDTH);
	for (uint64_t b = first / TILE_WIDTH; b < t->n_roots; b++) {
		status = take_block(t, b);
		if (status != LOG_CLIENT_OK)
			return status;
	}
	merkle_root(t->roots, t->n_roots, &root);
	if (memcmp(&root, &t->checkpoint.root, sizeof(root)) == 0)
		return LOG_CLIENT_OK;
	reason_set(t->reason,
	    "what the relay serves as its log does not have the root that it "
	    "signed");
	return LOG_CLIENT_FALSE;
}

enum extent { ONE_PUBLICATION, WHOLE_LOG };

/* The tree at the end of a publication, its marker at the end of it. */
static enum log_client_status
fetch_publication(
    struct tree *t, const struct log_client_publication *p, enum extent extent)
{
	uint8_t marker[RECEIPT_ENTRY_BYTES];
	enum log_client_status status;

	tree_finish(t);
	status = log_client_checkpoint(
	    t->log, p->name, &t->note, &t->checkpoint, t->reason);
	if (status == LOG_CLIENT_ABSENT)
		reason_set(t->reason,
		    "the relay lists the publication %s and has no checkpoint "
		    "of it",
		    p->name);
	if (status != LOG_CLIENT_OK)
		return status == LOG_CLIENT_ABSENT ? LOG_CLIENT_FALSE : status;
	if (t->checkpoint.size != p->size) {
		reason_set(t->reason,
		    "the relay's list of publications does not agree with its "
		    "checkpoint of %s",
		    p->name);
		return LOG_CLIENT_FALSE;
	}
	status = fetch_tree(t, extent == WHOLE_LOG ? 0 : p->first);
	if (status != LOG_CLIENT_OK)
		return status;
	log_leaf_marker(p->name, marker);
	if (memcmp(marker, t->last, sizeof(marker)) == 0)
		return LOG_CLIENT_OK;
	reason_set(t->reason,
	    "the log does not end with the marker of %s where the relay says "
	    "so",
	    p->name);
	return LOG_CLIENT_FALSE;
}

/*
 * The path: inside the block of 256, a perfect subtree unless it is the last,
 * and then over the blocks' roots as if they were leaves.
 */
static void
write_proof(const struct tree *t, const struct tlog_proof *promise,
    struct byte_writer *w)
{
	struct merkle_hash path[MERKLE_PATH_MAX], above[MERKLE_PATH_MAX];
	size_t len, n_above;

	len = merkle_path(
	    t->leaves, t->n_leaves, (size_t)(t->index % TILE_WIDTH), path);
	n_above = merkle_path(
	    t->roots, t->n_roots, (size_t)(t->index / TILE_WIDTH), above);
	memcpy(path + len, above, n_above * sizeof(above[0]));
	tlog_proof_format(w, promise->extra, promise->extra_len, t->index, path,
	    len + n_above, t->note.data, t->note.len);
}

static enum log_proof_end
end_of(enum log_client_status status)
{
	return status == LOG_CLIENT_FALSE ? LOG_PROOF_FALSE : LOG_PROOF_FAILED;
}

/*
 * Whether a publication that covers it should be there: its own period and one
 * more are over, counted by the directory.
 */
static bool
is_overdue(const struct log_proof_question *q)
{
	const struct receipt *r = q->receipt;
	const struct directory_intake *intake =
	    directory_intake(q->directory, r->intake);
	const struct directory_relay *relay;
	int64_t start;

	if (intake == NULL || !publication_start(r->publication, &start))
		return true;
	relay = directory_relay_near(intake, r->relay, start);
	return relay == NULL ||
	    utc_time_now() >
	    start + 2 * (int64_t)relay->period_seconds + q->grace;
}

static enum log_proof_end
find_cover(const struct log_client *log, const struct log_proof_question *q,
    struct log_client_publication *ret_cover, struct reason *reason)
{
	switch (log_client_publication(
	    log, q->receipt->publication, ret_cover, reason)) {
	case LOG_CLIENT_OK:
		return LOG_PROOF_BROKEN; /* until it is found */
	case LOG_CLIENT_ABSENT:
		return is_overdue(q) ? LOG_PROOF_OVERDUE : LOG_PROOF_WAITING;
	case LOG_CLIENT_FALSE:
		return LOG_PROOF_FALSE;
	case LOG_CLIENT_FAILED:
		break;
	}
	return LOG_PROOF_FAILED;
}

/* In the newest tree of all, for it is not where it should be. */
static enum log_proof_end
look_later(struct tree *t)
{
	enum log_client_status status;

	tree_finish(t);
	status = log_client_checkpoint(
	    t->log, NULL, &t->note, &t->checkpoint, t->reason);
	if (status == LOG_CLIENT_OK)
		status = fetch_tree(t, 0);
	if (status != LOG_CLIENT_OK)
		return end_of(status);
	return t->found ? LOG_PROOF_LATE : LOG_PROOF_BROKEN;
}

static enum log_proof_end
look(struct tree *t, const struct log_client_publication *cover)
{
	enum log_client_status status;

	status = fetch_publication(t, cover, ONE_PUBLICATION);
	/* Where the publication began is only what the relay says. */
	if (status == LOG_CLIENT_OK && !t->found)
		status = fetch_publication(t, cover, WHOLE_LOG);
	if (status != LOG_CLIENT_OK)
		return end_of(status);
	return t->found ? LOG_PROOF_KEPT : look_later(t);
}

static struct tree *
tree_create(
    const struct log_client *log, const uint8_t *entry, struct reason *reason)
{
	struct tree *t = calloc(1, sizeof(*t));

	if (t == NULL) {
		reason_set(reason, "there is not enough memory");
		return NULL;
	}
	t->log = log;
	t->entry = entry;
	t->reason = reason;
	byte_writer_init(&t->note, TLOG_PROOF_MAX);
	return t;
}

enum log_proof_end
log_proof_make(const struct log_client *log,
    const struct log_proof_question *question, struct byte_writer *ret_proof,
    struct reason *ret_reason)
{
	struct tree *t = tree_create(log, question->receipt->entry, ret_reason);
	struct log_client_publication cover;
	enum log_proof_end end = LOG_PROOF_FAILED;

	if (t == NULL)
		return end;
	end = find_cover(log, question, &cover, ret_reason);
	if (end == LOG_PROOF_BROKEN)
		end = look(t, &cover);
	if (end == LOG_PROOF_KEPT || end == LOG_PROOF_LATE)
		write_proof(t, question->parsed, ret_proof);
	tree_finish(t);
	free(t);
	return end;
}

enum log_proof_end
log_proof_gather(const struct log_client *log,
    const struct log_proof_question *question, const struct byte_sink *entries,
    char ret_publication[static PUBLICATION_MAX + 1],
    struct byte_writer *ret_checkpoint, struct reason *ret_reason)
{
	struct tree *t = tree_create(log, question->receipt->entry, ret_reason);
	struct log_client_publication cover;
	enum log_client_status status;
	enum log_proof_end end = LOG_PROOF_FAILED;

	if (t == NULL)
		return end;
	end = find_cover(log, question, &cover, ret_reason);
	if (end == LOG_PROOF_BROKEN) {
		t->copies = entries;
		status = fetch_publication(t, &cover, WHOLE_LOG);
		memcpy(ret_publication, cover.name, sizeof(cover.name));
		byte_writer_put(ret_checkpoint, t->note.data, t->note.len);
		if (status != LOG_CLIENT_OK)
			end = end_of(status);
		else if (t->found)
			end = LOG_PROOF_KEPT;
	}
	tree_finish(t);
	free(t);
	return end;
}

enum log_client_status
log_proof_within(const struct log_client *log, uint64_t size,
    const struct merkle_hash *root,
    const uint8_t entry[static RECEIPT_ENTRY_BYTES], bool *ret_found,
    struct reason *ret_reason)
{
	struct tree *t = tree_create(log, entry, ret_reason);
	enum log_client_status status = LOG_CLIENT_FAILED;

	if (t == NULL)
		return status;
	if (size == 0 || size > LOG_CLIENT_SIZE_MAX) {
		reason_set(ret_reason,
		    "the log has more entries than this program follows");
	} else {
		t->checkpoint.size = size;
		t->checkpoint.root = *root;
		status = fetch_tree(t, 0);
	}
	*ret_found = t->found;
	tree_finish(t);
	free(t);
	return status;
}
