#include "row_tree.h"

#include <stdlib.h>
#include <string.h>

void
row_tree_init(struct row_tree *t)
{
	memset(t, 0, sizeof(*t));
}

void
row_tree_finish(struct row_tree *t)
{
	for (size_t level = 0; level < ROW_TREE_LEVELS; level++)
		free(t->levels[level].hashes);
	row_tree_init(t);
}

/* Room for n leaves and all above them. */
static bool
make_room(struct row_tree *t, size_t n)
{
	for (size_t level = 0; level < ROW_TREE_LEVELS; level++) {
		if (n > t->levels[level].capacity) {
			size_t capacity = n < 16 ? 16 : 2 * n;
			struct merkle_hash *hashes = reallocarray(
			    t->levels[level].hashes, capacity, sizeof(*hashes));

			if (hashes == NULL)
				return false;
			t->levels[level].hashes = hashes;
			t->levels[level].capacity = capacity;
		}
		if (n <= 1)
			break;
		n = (n + 1) / 2;
	}
	return true;
}

/* Each node above a leaf, for which there is room. */
static void
climb(struct row_tree *t, size_t slot)
{
	size_t n = t->n;

	/* The last of an odd number goes up as it is: so RFC 6962's splits. */
	for (size_t level = 0; n > 1; level++, n = (n + 1) / 2) {
		const struct merkle_hash *below = t->levels[level].hashes;
		struct merkle_hash *above = t->levels[level + 1].hashes;
		const size_t left = slot & ~(size_t)1;

		slot /= 2;
		if (left + 1 < n)
			merkle_node(
			    &below[left], &below[left + 1], &above[slot]);
		else
			above[slot] = below[left];
	}
}

bool
row_tree_set(struct row_tree *t, size_t slot, const struct merkle_hash *leaf)
{
	size_t n = slot == t->n ? t->n + 1 : t->n;

	if (slot >= n || n > ROW_TREE_MAX || !make_room(t, n))
		return false;
	t->n = n;
	t->levels[0].hashes[slot] = *leaf;
	climb(t, slot);
	return true;
}

void
row_tree_cut(struct row_tree *t, size_t n)
{
	if (n >= t->n)
		return;
	t->n = n;
	if (n > 0)
		climb(t, n - 1);
}

const struct merkle_hash *
row_tree_leaf(const struct row_tree *t, size_t slot)
{
	return slot < t->n ? &t->levels[0].hashes[slot] : NULL;
}

void
row_tree_root(const struct row_tree *t, struct merkle_hash *ret_root)
{
	size_t level = 0;

	if (t->n == 0) {
		merkle_root(NULL, 0, ret_root);
		return;
	}
	for (size_t n = t->n; n > 1; n = (n + 1) / 2)
		level++;
	*ret_root = t->levels[level].hashes[0];
}
