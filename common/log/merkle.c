#include "merkle.h"

#include <string.h>

#include <sodium.h>

void
merkle_leaf(const void *data, size_t len, struct merkle_hash *ret_hash)
{
	static const uint8_t prefix = 0x00;
	crypto_hash_sha256_state hash;

	crypto_hash_sha256_init(&hash);
	crypto_hash_sha256_update(&hash, &prefix, 1);
	crypto_hash_sha256_update(&hash, data, len);
	crypto_hash_sha256_final(&hash, ret_hash->bytes);
}

void
merkle_node(const struct merkle_hash *left, const struct merkle_hash *right,
    struct merkle_hash *ret_hash)
{
	uint8_t both[1 + 2 * MERKLE_HASH_BYTES];

	both[0] = 0x01;
	memcpy(both + 1, left->bytes, MERKLE_HASH_BYTES);
	memcpy(both + 1 + MERKLE_HASH_BYTES, right->bytes, MERKLE_HASH_BYTES);
	(void)crypto_hash_sha256(ret_hash->bytes, both, sizeof(both));
}

/* The largest power of two below n, for n > 1. */
static size_t
split_of(size_t n)
{
	size_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

void
merkle_root(
    const struct merkle_hash *leaves, size_t n, struct merkle_hash *ret_root)
{
	struct merkle_hash left, right;
	size_t k;

	if (n == 0) {
		(void)crypto_hash_sha256(ret_root->bytes, NULL, 0);
	} else if (n == 1) {
		*ret_root = leaves[0];
	} else {
		k = split_of(n);
		merkle_root(leaves, k, &left);
		merkle_root(leaves + k, n - k, &right);
		merkle_node(&left, &right, ret_root);
	}
}

size_t
merkle_path(const struct merkle_hash *leaves, size_t n, size_t index,
    struct merkle_hash ret_path[static MERKLE_PATH_MAX])
{
	size_t k, len;

	if (n <= 1)
		return 0;
	k = split_of(n);
	if (index < k) {
		len = merkle_path(leaves, k, index, ret_path);
		merkle_root(leaves + k, n - k, &ret_path[len]);
	} else {
		len = merkle_path(leaves + k, n - k, index - k, ret_path);
		merkle_root(leaves, k, &ret_path[len]);
	}
	return len + 1;
}

bool
merkle_path_verify(const struct merkle_hash *leaf, uint64_t index,
    uint64_t size, const struct merkle_hash *path, size_t path_len,
    const struct merkle_hash *root)
{
	uint64_t at = index, last = size - 1;
	struct merkle_hash hash = *leaf;

	if (size == 0 || index >= size)
		return false;
	/* RFC 9162 2.1.3.2. */
	for (size_t i = 0; i < path_len; i++) {
		if (last == 0)
			return false;
		if ((at & 1) == 1 || at == last) {
			merkle_node(&path[i], &hash, &hash);
			while ((at & 1) == 0 && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			merkle_node(&hash, &path[i], &hash);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 &&
	    memcmp(hash.bytes, root->bytes, MERKLE_HASH_BYTES) == 0;
}

bool
merkle_frontier_append(struct merkle_frontier *f,
    const struct merkle_hash *leaf, merkle_tile_hash *each, void *context)
{
	struct merkle_hash hash = *leaf;
	uint64_t index = f->size;
	unsigned height = 0;

	for (;;) {
		if (height % 8 == 0 && each != NULL &&
		    !each(context, height / 8, index, &hash))
			return false;
		if ((index & 1) == 0)
			break;
		merkle_node(&f->nodes[--f->n_nodes], &hash, &hash);
		index >>= 1;
		height++;
	}
	f->nodes[f->n_nodes++] = hash;
	f->size++;
	return true;
}

void
merkle_frontier_root(
    const struct merkle_frontier *f, struct merkle_hash *ret_root)
{
	struct merkle_hash hash;

	if (f->n_nodes == 0) {
		merkle_root(NULL, 0, ret_root);
		return;
	}
	hash = f->nodes[f->n_nodes - 1];
	for (size_t i = f->n_nodes - 1; i > 0; i--)
		merkle_node(&f->nodes[i - 1], &hash, &hash);
	*ret_root = hash;
}
