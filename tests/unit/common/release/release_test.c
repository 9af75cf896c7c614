/* Signatures as minisign 0.11 made them, and what a release says. */
#include "tests/unit/unit.h"

#include "common/release/minisign.h"
#include "common/release/release.h"

/* `minisign -G -W`, then `minisign -S -t "trusted words"` over "hello\n", and
 * the same with -l: made once, by that program. */
static const char key_text[] =
    "RWT9yOa16U1mabVOozQTfMxuyBvMKCIVrpum4AJoeigV/IgO0vy2UhfC";
static const char good[] =
    "untrusted comment: signature from minisign secret key\n"
    "RUT9yOa16U1maXsJu2cGbwWbRsF/+fHmvil+gbwJtujGaSDU19HYF5P+Wk6RxhW2P6zLZ/"
    "hi9Iy3Td10dDWDVl5/gEGZiYM5Mww=\n"
    "trusted comment: trusted words\n"
    "jPmNmDTMjCoddh7FTBoS/Aq3ZFQ8lnn25mLEXXjhqKYYGUaHnJ19Si2qq8AZuB3hz9S4iY"
    "oWILdFZ4fz9zdiAg==\n";
static const char legacy[] =
    "untrusted comment: signature from minisign secret key\n"
    "RWT9yOa16U1maWuZxJZU/mkNsCN19J6puSrzfdp4uBpcxV265UThsvU3xhepNrU+"
    "YYJzbMyOH4uqkWvQ4VforUILH3LVfUrSPgc=\n"
    "trusted comment: timestamp:1796064359\tfile:R\n"
    "NVP8GrriSrzkdkyeoRaes/rKwJ1OefGKStS7DpQ9yEGjU0HxpTYNYuEyvMS/"
    "F7bYDDkZnjR1qkJfKpkjGSGbBw==\n";

static void
keys_are_read_and_written_as_minisign_does(void **state)
{
	struct minisign_key key;
	char text[MINISIGN_KEY_TEXT_BYTES], id[MINISIGN_ID_TEXT_BYTES];

	(void)state;
	assert_true(minisign_key_parse(key_text, strlen(key_text), &key));
	minisign_key_format(&key, text);
	assert_string_equal(text, key_text);
	minisign_id_format(key.id, id);
	assert_string_equal(id, "69664DE9B5E6C8FD"); /* as it says itself */
	assert_false(minisign_key_parse(key_text, 55, &key));
	assert_false(minisign_key_parse(
	    "RUT9yOa16U1mabVOozQTfMxuyBvMKCIVrpum4AJoeigV/IgO0vy2UhfC", 56,
	    &key));
}

static void
a_signature_of_minisign_verifies(void **state)
{
	struct minisign_signature s;
	struct minisign_key key;
	uint8_t hash[MINISIGN_HASH_BYTES];

	(void)state;
	assert_true(minisign_key_parse(key_text, strlen(key_text), &key));
	assert_int_equal(minisign_parse(good, strlen(good), &s), MINISIGN_OK);
	assert_string_equal(s.comment, "trusted words");
	minisign_hash("hello\n", 6, hash);
	assert_true(minisign_verify(&s, &key, hash));
	/* Another file, comment, signature, key, or id. */
	hash[0] ^= 1;
	assert_false(minisign_verify(&s, &key, hash));
	hash[0] ^= 1;
	s.comment[0] ^= 1;
	assert_false(minisign_verify(&s, &key, hash));
	s.comment[0] ^= 1;
	s.signature[63] ^= 1;
	assert_false(minisign_verify(&s, &key, hash));
	s.signature[63] ^= 1;
	key.key[0] ^= 1;
	assert_false(minisign_verify(&s, &key, hash));
	key.key[0] ^= 1;
	key.id[0] ^= 1;
	assert_false(minisign_verify(&s, &key, hash));
	key.id[0] ^= 1;
	assert_true(minisign_verify(&s, &key, hash));
}

static void
other_forms_are_refused(void **state)
{
	char text[2 * sizeof(good)];
	struct minisign_signature s;

	(void)state;
	assert_int_equal(
	    minisign_parse(legacy, strlen(legacy), &s), MINISIGN_LEGACY);
	/* Every shorter one. */
	for (size_t len = 0; len < strlen(good); len++)
		assert_int_equal(
		    minisign_parse(good, len, &s), MINISIGN_MALFORMED);
	(void)snprintf(text, sizeof(text), "%s\n", good);
	assert_int_equal(
	    minisign_parse(text, strlen(text), &s), MINISIGN_MALFORMED);
}

static bool
takes(const char *head, const char *files)
{
	char text[1024];
	struct release r;
	int n = snprintf(text, sizeof(text), "%s%s", head, files);

	return release_parse(text, (size_t)n, &r);
}

#define HASH \
	"00000000000000000000000000000000" \
	"00000000000000000000000000000001"

static void
a_release_has_one_spelling(void **state)
{
	static const char head[] =
	    "valise-release/1\nversion 1.10.2\ndate 2026-12-01\nbytes 12\n";

	static const char *const sums[] = {"bytes 0", "bytes 4294967296",
	    "bytes 4294967297", "bytes 012", "bytes", "bytes -1", ""};

	(void)state;
	assert_true(takes(head, HASH "  a\n" HASH "  b.tar.gz\n"));
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		char other[128];

		(void)snprintf(other, sizeof(other),
		    "valise-release/1\nversion 1\ndate 2026-12-01\n%s\n",
		    sums[i]);
		assert_int_equal(takes(other, HASH "  a\n"), i < 2);
	}
	assert_false(takes(head, ""));                        /* no file */
	assert_false(takes(head, HASH "  a\n" HASH "  a\n")); /* twice */
	assert_false(takes(head, HASH "  b\n" HASH "  a\n")); /* no order */
	assert_false(takes(head, HASH " a\n"));
	assert_false(takes(head, HASH "  a"));
	assert_false(takes(head, HASH "  ../a\n"));
	assert_false(takes(head, HASH "  .a\n"));
	assert_false(takes(head, HASH "  -a\n"));
	assert_false(takes(head, HASH "  a b\n"));
	assert_false(
	    takes("valise-release/1\nversion 1.01\ndate 2026-12-01\nbytes 12\n",
		HASH "  a\n"));
	assert_false(
	    takes("valise-release/1\nversion 1.\ndate 2026-12-01\nbytes 12\n",
		HASH "  a\n"));
	assert_false(takes("valise-release/1\nversion 1.2.3.4.5\ndate "
			   "2026-12-01\nbytes 12\n",
	    HASH "  a\n"));
	assert_false(
	    takes("valise-release/1\nversion 1\ndate 2026-02-30\nbytes 12\n",
		HASH "  a\n"));
	assert_false(
	    takes("valise-release/2\nversion 1\ndate 2026-12-01\nbytes 12\n",
		HASH "  a\n"));
}

static void
versions_are_compared_by_their_numbers(void **state)
{
	static const char *const order[] = {
	    "0", "0.9", "0.10", "1", "1.2", "1.2.0", "1.2.1", "1.10", "10"};

	(void)state;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		for (size_t j = 0; j < sizeof(order) / sizeof(order[0]); j++) {
			assert_true(release_version_valid(order[i]));
			assert_int_equal(
			    release_version_compare(order[i], order[j]),
			    (i > j) - (i < j));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_are_read_and_written_as_minisign_does),
	    cmocka_unit_test(a_signature_of_minisign_verifies),
	    cmocka_unit_test(other_forms_are_refused),
	    cmocka_unit_test(a_release_has_one_spelling),
	    cmocka_unit_test(versions_are_compared_by_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
