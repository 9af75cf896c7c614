#include "log_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/notes/publication_name.h"
#include "relay_terms.h"

#define NAMES_MAX 9 /* a publication's name, and with -2 to -9 behind it */

/* The tree of one publication as far as it was downloaded. */
struct tree {
	struct log_client log;
	struct byte_writer note;
	struct checkpoint checkpoint;
	struct merkle_hash *roots; /* of whole blocks, and of a last partial */
	size_t n_roots;
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
 * for.  True in `ret_began` where a publication begins inside, which its order
 * shows: within one, entries are sorted.
 */
static enum log_client_status
take_block(struct tree *t, uint64_t block, const uint8_t *entry,
    uint8_t *first_of_next, bool *ret_began, struct reason *reason)
{
	static uint8_t entries[TILE_WIDTH][RECEIPT_ENTRY_BYTES];
	struct merkle_hash leaves[TILE_WIDTH];
	enum log_client_status status;
	size_t n;

	status = log_client_block(
	    &t->log, t->checkpoint.size, block, entries, &n, reason);
	if (status != LOG_CLIENT_OK)
		return status;
	for (size_t i = 0; i < n; i++)
		merkle_leaf(entries[i], sizeof(entries[i]), &leaves[i]);
	merkle_root(leaves, n, &t->roots[block]);
	for (size_t i = n; i-- > 0;) {
		if (memcmp(entries[i], entry, RECEIPT_ENTRY_BYTES) == 0) {
			t->found = true;
			t->index = block * TILE_WIDTH + i;
			t->n_leaves = n;
			memcpy(t->leaves, leaves, sizeof(leaves));
		}
		if (memcmp(entries[i], first_of_next, RECEIPT_ENTRY_BYTES) > 0)
			*ret_began = true;
		memcpy(first_of_next, entries[i], RECEIPT_ENTRY_BYTES);
	}
	return LOG_CLIENT_OK;
}

enum extent { ONE_PUBLICATION, WHOLE_LOG };

/*
 * Downloads the blocks of the publication from its end back to where it began,
 * all of them whether the entry was found or not, and checks the root.
 */
static enum log_client_status
fetch_tree(struct tree *t, enum extent extent, const uint8_t *entry,
    struct reason *reason)
{
	uint64_t size = t->checkpoint.size;
	uint8_t first_of_next[RECEIPT_ENTRY_BYTES];
	enum log_client_status status;
	struct merkle_hash root;
	bool began = false;

	status = log_client_block_roots(&t->log, size, &t->roots, reason);
	if (status != LOG_CLIENT_OK)
		return status;
	t->n_roots = (size_t)((size + TILE_WIDTH - 1) / TILE_WIDTH);
	memset(first_of_next, 0xff, sizeof(first_of_next));
	for (uint64_t b = t->n_roots;
	     b-- > 0 && (!began || extent == WHOLE_LOG);) {
		status = take_block(t, b, entry, first_of_next, &began, reason);
		if (status != LOG_CLIENT_OK)
			return status;
	}
	merkle_root(t->roots, t->n_roots, &root);
	if (memcmp(&root, &t->checkpoint.root, sizeof(root)) == 0)
		return LOG_CLIENT_OK;
	reason_set(reason,
	    "what the relay serves as its log does not have the root that it "
	    "signed");
	return LOG_CLIENT_FALSE;
}

/*
 * The checkpoints that may hold it, until one does; and before a relay is said
 * to have broken its word, the whole log.
 */
static enum log_client_status
find_entry(struct tree *t, const struct receipt *r, bool overdue,
    struct reason *reason)
{
	char name[sizeof(r->publication) + 4];
	enum log_client_status status = LOG_CLIENT_ABSENT;

	for (unsigned i = 1; i <= NAMES_MAX; i++) {
		if (i == 1)
			(void)snprintf(
			    name, sizeof(name), "%s", r->publication);
		else
			(void)snprintf(
			    name, sizeof(name), "%s-%u", r->publication, i);
		tree_finish(t);
		status = log_client_checkpoint(
		    &t->log, name, &t->note, &t->checkpoint, reason);
		/* No more of that name, or none where one should be. */
		if (status == LOG_CLIENT_ABSENT && (i > 1 || overdue))
			break;
		if (status == LOG_CLIENT_OK)
			status =
			    fetch_tree(t, ONE_PUBLICATION, r->entry, reason);
		if (status != LOG_CLIENT_OK || t->found)
			return status;
	}
	tree_finish(t);
	status = log_client_checkpoint(
	    &t->log, NULL, &t->note, &t->checkpoint, reason);
	return status == LOG_CLIENT_OK
	    ? fetch_tree(t, WHOLE_LOG, r->entry, reason)
	    : status;
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

bool
log_proof_overdue(
    const struct log_client *log, const struct receipt *receipt, int64_t grace)
{
	struct relay_terms terms;
	struct reason reason;
	int64_t start;

	if (!publication_start(receipt->publication, &start))
		return true;
	return relay_terms_fetch(log->http, log->base, &terms, &reason) &&
	    utc_time_now() >
	    start + 2 * (int64_t)terms.publication_seconds + grace;
}

enum log_client_status
log_proof_make(const struct log_client *log, const struct receipt *receipt,
    const struct tlog_proof *promise, bool overdue,
    struct byte_writer *ret_proof, bool *ret_found, struct reason *ret_reason)
{
	struct tree *t = calloc(1, sizeof(*t));
	enum log_client_status status;

	*ret_found = false;
	if (t == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return LOG_CLIENT_FAILED;
	}
	t->log = *log;
	byte_writer_init(&t->note, TLOG_PROOF_MAX);
	status = find_entry(t, receipt, overdue, ret_reason);
	if (status == LOG_CLIENT_OK && t->found) {
		*ret_found = true;
		write_proof(t, promise, ret_proof);
	}
	tree_finish(t);
	free(t);
	return status;
}
