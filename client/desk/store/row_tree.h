/*
 * The state of all rows as one hash: the root of RFC 6962's tree (2.1) over
 * them, each at a slot that it keeps (docs/JOURNAL.md 3).  In memory; a change
 * costs a hash for each level.
 */
#ifndef VALISE_DESK_ROW_TREE_H
#define VALISE_DESK_ROW_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/log/merkle.h"

#define ROW_TREE_LEVELS 33
#define ROW_TREE_MAX UINT32_MAX /* rows: a slot has four bytes */

struct row_tree {
	size_t n;
	struct {
		size_t capacity;
		struct merkle_hash *hashes;
	} levels[ROW_TREE_LEVELS];
};

void row_tree_init(struct row_tree *t);
void row_tree_finish(struct row_tree *t);

/*
 * Sets the leaf of a slot; that of n, the next one, is added.  False, and the
 * tree as it was, where memory is short or the slot is beyond n.
 */
bool row_tree_set(
    struct row_tree *t, size_t slot, const struct merkle_hash *leaf);

/* Takes those from n on away again. */
void row_tree_cut(struct row_tree *t, size_t n);

/* NULL where there is none. */
const struct merkle_hash *row_tree_leaf(const struct row_tree *t, size_t slot);

/* Of no row, SHA-256 of nothing. */
void row_tree_root(const struct row_tree *t, struct merkle_hash *ret_root);

#endif
