#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/log/merkle_consistency.h"

#define LEVELS 3
#define LEAVES 66000

static struct merkle_hash tiles[LEVELS][LEAVES];

static bool
keep(void *context, unsigned level, uint64_t index,
    const struct merkle_hash *hash)
{
	(void)context;
	assert_true(level < LEVELS);
	tiles[level][index] = *hash;
	return true;
}

/* Of a tree of *context leaves: only what that tree has is ever asked for. */
static bool
read_tiles(void *context, unsigned level, uint64_t first, size_t n,
    struct merkle_hash ret_hashes[static MERKLE_READ_MAX])
{
	const uint64_t *size = context;

	assert_true(level < LEVELS && n <= MERKLE_READ_MAX);
	assert_true((first + n) << (8 * level) <= *size);
	memcpy(ret_hashes, &tiles[level][first], n * sizeof(*ret_hashes));
	return true;
}

static void
build(size_t n, const char *const *data, const size_t *lens)
{
	struct merkle_frontier f = {0};
	struct merkle_hash leaf;

	for (size_t i = 0; i < n; i++) {
		if (data != NULL)
			merkle_leaf(data[i], lens[i], &leaf);
		else
			merkle_leaf(&i, sizeof(i), &leaf);
		assert_true(merkle_frontier_append(&f, &leaf, keep, NULL));
	}
}

/* RFC 9162 2.1.4.2, which a witness runs; by its numbered steps. */
static bool
consistent(uint64_t first, uint64_t second, const struct merkle_hash *path,
    size_t len, const struct merkle_hash *first_root,
    const struct merkle_hash *second_root)
{
	struct merkle_hash with_first[MERKLE_PATH_MAX + 1], fr, sr;
	uint64_t fn = first - 1, sn = second - 1;
	size_t n = 0;

	if (len == 0)
		return false;
	if ((first & (first - 1)) == 0)
		with_first[n++] = *first_root;
	memcpy(with_first + n, path, len * sizeof(*path));
	n += len;
	while ((fn & 1) == 1) {
		fn >>= 1;
		sn >>= 1;
	}
	fr = sr = with_first[0];
	for (size_t i = 1; i < n; i++) {
		const struct merkle_hash *c = &with_first[i];

		if (sn == 0)
			return false;
		if ((fn & 1) == 1 || fn == sn) {
			merkle_node(c, &fr, &fr);
			merkle_node(c, &sr, &sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(&sr, c, &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(&fr, first_root, 32) == 0 &&
	    memcmp(&sr, second_root, 32) == 0;
}

/* The leaves of certificate transparency's tests, and the proofs of its own
 * reference in transparency-dev/merkle. */
static void
proofs_are_those_of_rfc_6962(void **state)
{
	static const char *const data[] = {"", "\x00", "\x10", "\x20\x21",
	    "\x30\x31", "\x40\x41\x42\x43", "\x50\x51\x52\x53\x54\x55\x56\x57",
	    ("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d"
	     "\x6e\x6f")};
	static const size_t lens[] = {0, 1, 1, 2, 2, 4, 8, 16};
	static const struct {
		uint64_t from, to;
		size_t n;
		const char *path[3];
	} known[] = {{1, 1, 0, {NULL}}, {0, 8, 0, {NULL}}, {8, 8, 0, {NULL}},
	    {1, 8, 3,
		{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09"
		 "cfc7",
		    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50"
		    "de3031e",
		    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca"
		    "39bf6e4"}},
	    {2, 5, 2,
		{"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3"
		 "031e",
		    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d8"
		    "8599e6b"}},
	    {6, 8, 3,
		{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558"
		 "ef6a",
		    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d59"
		    "75a0ae0",
		    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd952"
		    "09614b7"}}};
	struct merkle_hash path[MERKLE_PATH_MAX];
	uint64_t size;
	char hex[65];
	size_t len;

	(void)state;
	build(8, data, lens);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size = known[i].to;
		assert_true(merkle_consistency_path(
		    read_tiles, &size, known[i].from, size, path, &len));
		assert_int_equal(len, known[i].n);
		for (size_t n = 0; n < len; n++) {
			sodium_bin2hex(hex, sizeof(hex), path[n].bytes, 32);
			assert_string_equal(hex, known[i].path[n]);
		}
	}
	assert_false(
	    merkle_consistency_path(read_tiles, &size, 9, 8, path, &len));
}

static void
check_pair(uint64_t from, uint64_t to)
{
	struct merkle_hash path[MERKLE_PATH_MAX + 1], old_root, root;
	size_t len;

	assert_true(merkle_stored_root(read_tiles, &from, from, &old_root));
	assert_true(merkle_stored_root(read_tiles, &to, to, &root));
	assert_true(
	    merkle_consistency_path(read_tiles, &to, from, to, path, &len));
	assert_true(consistent(from, to, path, len, &old_root, &root));
	path[len / 2].bytes[5] ^= 1;
	assert_false(consistent(from, to, path, len, &old_root, &root));
	path[len / 2].bytes[5] ^= 1;
	old_root.bytes[0] ^= 1; /* another tree before */
	assert_false(consistent(from, to, path, len, &old_root, &root));
}

static void
stored_hashes_prove_every_growth(void **state)
{
	static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 512, 1000,
	    32767, 32768, 65535, 65536, 65537, 65793, LEAVES};
	static const size_t n = sizeof(sizes) / sizeof(sizes[0]);
	struct merkle_hash root, whole;

	(void)state;
	build(LEAVES, NULL, NULL);
	for (uint64_t to = 1; to <= 300; to++) {
		assert_true(merkle_stored_root(read_tiles, &to, to, &root));
		merkle_root(tiles[0], (size_t)to, &whole);
		assert_memory_equal(&root, &whole, sizeof(root));
		for (uint64_t from = 1; from < to && to <= 70; from++)
			check_pair(from, to);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			check_pair(sizes[i], sizes[j]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proofs_are_those_of_rfc_6962),
	    cmocka_unit_test(stored_hashes_prove_every_growth),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
