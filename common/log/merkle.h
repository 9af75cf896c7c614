/* The tree of RFC 6962 2.1: roots, paths, and a log that only grows. */
#ifndef VALISE_LOG_MERKLE_H
#define VALISE_LOG_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_HASH_BYTES 32
#define MERKLE_PATH_MAX 63

struct merkle_hash {
	uint8_t bytes[MERKLE_HASH_BYTES];
};

/* SHA-256(0x00 | data) and SHA-256(0x01 | left | right). */
void merkle_leaf(const void *data, size_t len, struct merkle_hash *ret_hash);
void merkle_node(const struct merkle_hash *left,
    const struct merkle_hash *right, struct merkle_hash *ret_hash);

/* MTH over leaf hashes; of none, SHA-256 of nothing. */
void merkle_root(
    const struct merkle_hash *leaves, size_t n, struct merkle_hash *ret_root);

/* PATH(index, D[n]) from the leaf's sibling upwards; its length. */
size_t merkle_path(const struct merkle_hash *leaves, size_t n, size_t index,
    struct merkle_hash ret_path[static MERKLE_PATH_MAX]);

/* Whether leaf `index` of a tree of `size` leads over the path to `root`. */
bool merkle_path_verify(const struct merkle_hash *leaf, uint64_t index,
    uint64_t size, const struct merkle_hash *path, size_t path_len,
    const struct merkle_hash *root);

/* The right edge of a growing tree: its perfect subtrees, largest first. */
struct merkle_frontier {
	uint64_t size;
	size_t n_nodes;
	struct merkle_hash nodes[64];
};

/*
 * Called for each perfect subtree that an appended leaf completes at a height
 * that is a multiple of eight: hash `index` of tile level `level`
 * (c2sp.org/tlog-tiles).  Level 0 are the leaves.  False stops and fails; NULL:
 * no one asks.
 */
typedef bool merkle_tile_hash(void *context, unsigned level, uint64_t index,
    const struct merkle_hash *hash);

/*
 * Appends a leaf (RFC 6962 2.1): false where `each` stopped it, and the
 * frontier is not to be used then.  The root of what was appended so far, that
 * of no leaf where none was.
 */
bool merkle_frontier_append(struct merkle_frontier *frontier,
    const struct merkle_hash *leaf, merkle_tile_hash *each, void *context);
void merkle_frontier_root(
    const struct merkle_frontier *frontier, struct merkle_hash *ret_root);

#endif
