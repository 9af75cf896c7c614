#include "merkle_consistency.h"

struct tree {
	merkle_read *read;
	void *context;
};

/* The largest power of two below n, for n > 1. */
static uint64_t
split_of(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

/*
 * MTH(D[begin : begin + size]).  In every subtree that the recursion of RFC
 * 6962 2.1 comes to, a perfect one begins at a multiple of its own size, so it
 * is the root over at most 128 whole hashes of one tile level.
 */
static bool
root_of(const struct tree *t, uint64_t begin, uint64_t size,
    struct merkle_hash *ret_root)
{
	struct merkle_hash left, right, row[MERKLE_READ_MAX];
	unsigned height = 0;
	uint64_t k;
	size_t n;

	if ((size & (size - 1)) != 0) {
		k = split_of(size);
		if (!root_of(t, begin, k, &left) ||
		    !root_of(t, begin + k, size - k, &right))
			return false;
		merkle_node(&left, &right, ret_root);
		return true;
	}
	while (size >> height > 1)
		height++;
	n = (size_t)1 << height % 8;
	if (!t->read(
		t->context, height / 8, begin >> (height - height % 8), n, row))
		return false;
	merkle_root(row, n, ret_root);
	return true;
}

bool
merkle_stored_root(merkle_read *read, void *context, uint64_t size,
    struct merkle_hash *ret_root)
{
	const struct tree t = {read, context};

	if (size > 0)
		return root_of(&t, 0, size, ret_root);
	merkle_root(NULL, 0, ret_root);
	return true;
}

bool
merkle_consistency_path(merkle_read *read, void *context, uint64_t old_size,
    uint64_t new_size, struct merkle_hash ret_path[static MERKLE_PATH_MAX],
    size_t *ret_len)
{
	struct merkle_hash path[MERKLE_PATH_MAX];
	const struct tree t = {read, context};
	uint64_t begin = 0, m = old_size, n = new_size, k;
	bool known = true; /* whoever asks has MTH(D[old_size]) already */
	size_t len = 0;

	if (old_size > new_size)
		return false;
	/* Downwards, so the last hash comes first; then turned around. */
	for (; m > 0 && m < n && len < MERKLE_PATH_MAX; len++) {
		k = split_of(n);
		if (m <= k) {
			if (!root_of(&t, begin + k, n - k, &path[len]))
				return false;
			n = k;
		} else {
			if (!root_of(&t, begin, k, &path[len]))
				return false;
			begin += k;
			m -= k;
			n -= k;
			known = false;
		}
	}
	if (m > 0 && !known) {
		if (len == MERKLE_PATH_MAX || m != n ||
		    !root_of(&t, begin, m, &path[len++]))
			return false;
	}
	for (size_t i = 0; i < len; i++)
		ret_path[i] = path[len - 1 - i];
	*ret_len = len;
	return true;
}
