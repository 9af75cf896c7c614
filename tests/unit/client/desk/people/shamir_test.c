#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/desk/people/shamir.h"
#include "common/bytes/text_codec.h"

#define MOST 7

/* Whether these of the shares, a bit each, give the secret back. */
static bool
gives(const struct shamir_share *shares, unsigned which,
    const uint8_t secret[SHAMIR_BYTES])
{
	struct shamir_share some[MOST];
	uint8_t again[SHAMIR_BYTES];
	size_t n = 0;

	/* Backwards: their order is nothing. */
	for (unsigned i = MOST; i-- > 0;)
		if ((which >> i & 1) != 0)
			some[n++] = shares[i];
	assert_true(shamir_combine(some, n, again));
	return memcmp(again, secret, SHAMIR_BYTES) == 0;
}

static void
each_subset(size_t k, size_t n)
{
	struct shamir_share shares[MOST];
	uint8_t secret[SHAMIR_BYTES];

	randombytes_buf(secret, sizeof(secret));
	assert_true(shamir_split(secret, k, n, shares));
	for (unsigned which = 1; which < 1u << n; which++) {
		size_t held = (size_t)__builtin_popcount(which);

		/* With fewer it is another one, but for one time in 2^256. */
		assert_int_equal(gives(shares, which, secret), held >= k);
	}
}

static void
any_k_of_n_and_no_fewer(void **state)
{
	(void)state;
	each_subset(1, 1);
	each_subset(1, 3);
	each_subset(2, 2);
	each_subset(2, 3);
	each_subset(3, 5);
	each_subset(7, 7);
}

/* All 255: every x, and so every inverse. */
static void
as_many_as_there_can_be(void **state)
{
	static struct shamir_share shares[SHAMIR_SHARES_MAX];
	uint8_t secret[SHAMIR_BYTES], again[SHAMIR_BYTES];

	(void)state;
	randombytes_buf(secret, sizeof(secret));
	assert_true(shamir_split(secret, 200, SHAMIR_SHARES_MAX, shares));
	assert_true(shamir_combine(shares + 55, 200, again));
	assert_memory_equal(again, secret, sizeof(secret));
	assert_true(shamir_combine(shares + 56, 199, again));
	assert_memory_not_equal(again, secret, sizeof(secret));
}

/* FIPS 197, 4.2: {57} times {83} is {c1}.  A line through two points. */
static void
the_field_is_that_of_aes(void **state)
{
	struct shamir_share points[2] = {{.x = 0x83}, {.x = 0x82}};
	uint8_t secret[SHAMIR_BYTES];

	(void)state;
	/* f(x) = {57} x: f({83}) = {c1}, f({82}) = {c1} + {57}. */
	memset(points[0].y, 0xc1, SHAMIR_BYTES);
	memset(points[1].y, 0xc1 ^ 0x57, SHAMIR_BYTES);
	assert_true(shamir_combine(points, 2, secret));
	assert_true(sodium_is_zero(secret, sizeof(secret)));
}

/*
 * Made once by npm shamir-secret-sharing 0.0.4 (Apache-2.0), 3 of 5: y and then
 * x.  A fact, not a copy of its code.
 */
static const char peer_secret[] =
    "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da";
static const char *const peer_shares[] = {
    "108a51073d2e4edb4f7c800f4b10b1ccd36cfe2c"
    "61bf192429e25fae2350adb390",
    "05f61e8acff5f489da0fe91f37bb41b0fa51840b"
    "799a1c91d55271ef096e81f3fd",
    "3cb8dc139bd6c93312c2470986d759eea8aeef2f"
    "64523ef25e84ea8ae29245b062",
    "6bfcc6a8212898249b35c20d4e89fe91c0b8fc55"
    "6280a7cec1a7cd843602723dea",
    "f779aabbd4c32f8b3a2af299d471c1be59c40f91"
    "bce6326d3b0a75c9a23a1b1507",
};

static void
another_program_splits_the_same(void **state)
{
	struct shamir_share shares[5];
	uint8_t secret[SHAMIR_BYTES], again[SHAMIR_BYTES];
	uint8_t bytes[SHAMIR_BYTES + 1];

	(void)state;
	assert_true(hex_decode(peer_secret, 64, secret, sizeof(secret)));
	for (size_t i = 0; i < 5; i++) {
		assert_true(
		    hex_decode(peer_shares[i], 66, bytes, sizeof(bytes)));
		memcpy(shares[i].y, bytes, SHAMIR_BYTES);
		shares[i].x = bytes[SHAMIR_BYTES];
	}
	for (size_t first = 0; first < 3; first++) {
		assert_true(shamir_combine(shares + first, 3, again));
		assert_memory_equal(again, secret, sizeof(secret));
	}
	assert_true(shamir_combine(shares, 2, again));
	assert_memory_not_equal(again, secret, sizeof(secret));
}

/* A coefficient that is always zero would give it away to fewer. */
static void
every_split_is_another(void **state)
{
	static const uint8_t secret[SHAMIR_BYTES] = {0};
	struct shamir_share one[3], other[3];

	(void)state;
	assert_true(shamir_split(secret, 2, 3, one));
	assert_true(shamir_split(secret, 2, 3, other));
	for (size_t i = 0; i < 3; i++) {
		assert_memory_not_equal(one[i].y, other[i].y, SHAMIR_BYTES);
		assert_memory_not_equal(one[i].y, secret, SHAMIR_BYTES);
	}
}

static void
what_is_no_split_is_refused(void **state)
{
	static struct shamir_share shares[SHAMIR_SHARES_MAX + 1];
	uint8_t secret[SHAMIR_BYTES] = {1};

	(void)state;
	assert_false(shamir_split(secret, 0, 3, shares));
	assert_false(shamir_split(secret, 4, 3, shares));
	assert_false(shamir_split(secret, 2, SHAMIR_SHARES_MAX + 1, shares));
	assert_false(shamir_combine(shares, 0, secret));
	assert_true(shamir_split(secret, 2, 3, shares));
	shares[1].x = 0;
	assert_false(shamir_combine(shares, 2, secret));
	shares[1].x = shares[0].x;
	assert_false(shamir_combine(shares, 2, secret));
	assert_true(sodium_is_zero(secret, sizeof(secret)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_k_of_n_and_no_fewer),
	    cmocka_unit_test(as_many_as_there_can_be),
	    cmocka_unit_test(the_field_is_that_of_aes),
	    cmocka_unit_test(another_program_splits_the_same),
	    cmocka_unit_test(every_split_is_another),
	    cmocka_unit_test(what_is_no_split_is_refused),
	};

	return sodium_init() < 0 ? 1
				 : cmocka_run_group_tests(tests, NULL, NULL);
}
