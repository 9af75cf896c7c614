#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/desk/out/bulletin_cells.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/envelope/open.h"
#include "common/notes/desk_note.h"

/* docs/BULLETIN.md 3, made there by another program. */
#define KNOWN "c3a60861a9db5517a0732bac98c65617043ab866a1c7de06609b966607037112"

static struct age_identity *sender;
static struct age_recipient to;

static int
make_sender(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return 1;
	sender = calloc(1, sizeof(*sender));
	sender->type = AGE_HYBRID;
	memset(sender->secret, 9, sizeof(sender->secret));
	age_identity_recipient(sender, &to);
	return 0;
}

static int
free_sender(void **state)
{
	(void)state;
	free(sender);
	return 0;
}

/* A bulletin's cells of these texts, from a seed that begins with `first`. */
static void
make(struct bulletin_cells *c, uint8_t first, const char *message)
{
	struct randomness random = {.draws = 0};

	for (size_t i = 0; i < sizeof(random.seed); i++)
		random.seed[i] = (uint8_t)i;
	random.seed[0] = first;
	bulletin_cells_init(c, &random);
	if (message != NULL) {
		assert_true(bulletin_cells_text(c, &to, REPLY_MESSAGE,
		    (const uint8_t *)"12345678", message, strlen(message)));
		assert_true(bulletin_cells_text(
		    c, &to, REPLY_OPENED, NULL, "2026-W48", 8));
	}
	assert_true(bulletin_cells_fill(c));
	bulletin_cells_shuffle(c);
	c->random = NULL;
	assert_int_equal(c->bytes.len, c->n * BULLETIN_CELL_BYTES);
}

static bool
same(const struct bulletin_cells *a, const struct bulletin_cells *b)
{
	return a->bytes.len == b->bytes.len &&
	    memcmp(a->bytes.data, b->bytes.data, a->bytes.len) == 0;
}

static void
who_has_the_seed_makes_them_again(void **state)
{
	struct bulletin_cells a, b, other_seed, other_text;

	(void)state;
	make(&a, 1, "Which year was it?");
	make(&b, 1, "Which year was it?");
	make(&other_seed, 2, "Which year was it?");
	make(&other_text, 1, "Which year was it!");
	assert_int_equal(a.n, 16);
	assert_true(same(&a, &b));
	assert_false(same(&a, &other_seed));
	assert_false(same(&a, &other_text));
	bulletin_cells_finish(&a);
	bulletin_cells_finish(&b);
	bulletin_cells_finish(&other_seed);
	bulletin_cells_finish(&other_text);
}

/* Two are the sender's; no other opens, and no two have the same key. */
static void
they_are_cells_like_any(void **state)
{
	struct byte_writer plain;
	struct bulletin_cells c;
	struct reply_cell cell;
	size_t opened = 0;

	(void)state;
	make(&c, 1, "Which year was it?");
	for (size_t i = 0; i < c.n; i++) {
		const uint8_t *at = c.bytes.data + i * BULLETIN_CELL_BYTES;

		byte_writer_init(&plain, REPLY_CELL_PLAIN_BYTES);
		if (open_bytes(sender, at, BULLETIN_CELL_BYTES, &plain) ==
		    ENVELOPE_OK) {
			assert_true(
			    reply_cell_parse(plain.data, plain.len, &cell));
			assert_true(cell.kind == REPLY_MESSAGE ||
			    cell.kind == REPLY_OPENED);
			opened++;
		}
		byte_writer_finish(&plain);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(
			    c.bytes.data + j * BULLETIN_CELL_BYTES + 30,
			    at + 30, 64);
	}
	assert_int_equal(opened, 2);
	bulletin_cells_finish(&c);
}

static void
another_program_makes_the_same(void **state)
{
	struct bulletin_cells c;
	uint8_t hash[32];
	char hex[65];

	(void)state;
	make(&c, 0, NULL);
	sha256_hash(c.bytes.data, c.bytes.len, hash);
	hex_encode(hash, 32, hex);
	assert_string_equal(hex, KNOWN);
	bulletin_cells_finish(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_has_the_seed_makes_them_again),
	    cmocka_unit_test(they_are_cells_like_any),
	    cmocka_unit_test(another_program_makes_the_same),
	};

	return cmocka_run_group_tests(tests, make_sender, free_sender);
}
