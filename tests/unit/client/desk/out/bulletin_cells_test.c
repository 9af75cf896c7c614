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

static const struct case_said question = {
    REPLY_MESSAGE, (const uint8_t *)"12345678", "Which year was it?", 18};
static const struct case_said received = {REPLY_OPENED, NULL, "2026-W48", 8};

/* A bulletin's cells, those two among them where they are given, from a seed
 * that begins with `first`. */
static void
make(struct bulletin_cells *c, uint8_t first, const cJSON *message,
    const cJSON *opened)
{
	struct randomness random = {.draws = 0};

	for (size_t i = 0; i < sizeof(random.seed); i++)
		random.seed[i] = (uint8_t)i;
	random.seed[0] = first;
	bulletin_cells_init(c, &random);
	if (message != NULL) {
		assert_int_equal(bulletin_cells_take(c, message, &question),
		    CASE_CELLS_GOOD);
		assert_int_equal(
		    bulletin_cells_take(c, opened, &received), CASE_CELLS_GOOD);
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
	struct bulletin_cells a, b, other_seed, other_cell;
	cJSON *message = case_cells_seal(&to, &question);
	cJSON *other = case_cells_seal(&to, &question);
	cJSON *opened = case_cells_seal(&to, &received);

	(void)state;
	make(&a, 1, message, opened);
	make(&b, 1, message, opened);
	make(&other_seed, 2, message, opened);
	make(&other_cell, 1, other, opened);
	assert_int_equal(a.n, 16);
	assert_true(same(&a, &b));
	assert_false(same(&a, &other_seed));
	assert_false(same(&a, &other_cell));
	bulletin_cells_finish(&a);
	bulletin_cells_finish(&b);
	bulletin_cells_finish(&other_seed);
	bulletin_cells_finish(&other_cell);
	cJSON_Delete(message);
	cJSON_Delete(other);
	cJSON_Delete(opened);
}

/* A long text, as it takes several; `changed` says which is not as sealed. */
enum changed {
	CHANGED_NOTHING,
	CHANGED_TEXT,
	CHANGED_ID,
	CHANGED_KIND,
	CHANGED_LENGTH,
	CHANGED_CELL,
	CHANGED_SEED,
	CHANGED_ORDER
};

static void
swap(cJSON *row, size_t a, size_t b, size_t len)
{
	char *text = cJSON_GetObjectItem(row, "cells")->valuestring;
	size_t room = strlen(text), got;
	uint8_t *bytes = malloc(room), *held = malloc(len);

	assert_true(base64_decode(
	    BASE64_PADDED, text, strlen(text), bytes, room, &got));
	memcpy(held, bytes + a, len);
	memcpy(bytes + a, bytes + b, len);
	memcpy(bytes + b, held, len);
	base64_encode(BASE64_PADDED, bytes, got, text);
	free(bytes);
	free(held);
}

static bool
is_taken(enum changed changed)
{
	char text[6000];
	struct case_said said = {
	    REPLY_MESSAGE, (const uint8_t *)"12345678", text, sizeof(text) - 1};
	struct bulletin_cells c;
	char *seeds;
	cJSON *row;
	bool ok;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = '\0';
	row = case_cells_seal(&to, &said);
	assert_non_null(row);
	assert_int_equal(case_cells_count(said.len), 3);
	text[5000] = changed == CHANGED_TEXT ? '!' : text[5000];
	if (changed == CHANGED_ID)
		said.id = (const uint8_t *)"12345679";
	if (changed == CHANGED_KIND)
		said.kind = REPLY_STATE;
	if (changed == CHANGED_LENGTH)
		said.len--;
	if (changed == CHANGED_CELL)
		swap(row, BULLETIN_CELL_BYTES + 3000,
		    BULLETIN_CELL_BYTES + 3001, 1);
	if (changed == CHANGED_ORDER)
		swap(row, 0, BULLETIN_CELL_BYTES, BULLETIN_CELL_BYTES);
	seeds = cJSON_GetObjectItem(row, "seeds")->valuestring;
	if (changed == CHANGED_SEED)
		seeds[50] = seeds[50] == 'A' ? 'B' : 'A';
	bulletin_cells_init(&c, NULL);
	ok = bulletin_cells_take(&c, row, &said) == CASE_CELLS_GOOD;
	assert_int_equal(c.n, ok ? 3 : 0);
	assert_int_equal(c.bytes.len, c.n * BULLETIN_CELL_BYTES);
	bulletin_cells_finish(&c);
	cJSON_Delete(row);
	return ok;
}

/* Whoever signs sees that what leaves says what is shown. */
static void
what_was_sealed_is_what_is_said(void **state)
{
	(void)state;
	assert_true(is_taken(CHANGED_NOTHING));
	for (int i = CHANGED_TEXT; i <= CHANGED_ORDER; i++)
		assert_false(is_taken((enum changed)i));
}

/* Who holds the source sees that it is to the sender; a stanza to another that
 * says the same is not. */
static void
what_was_sealed_is_to_its_sender(void **state)
{
	struct age_identity other = *sender;
	struct age_recipient to_other;
	cJSON *row = case_cells_seal(&to, &question);
	cJSON *wrong;
	struct bulletin_cells c;

	(void)state;
	memset(other.secret, 8, sizeof(other.secret));
	age_identity_recipient(&other, &to_other);
	wrong = case_cells_seal(&to_other, &question);
	assert_int_equal(
	    case_cells_are_to(row, &question, &to), CASE_CELLS_GOOD);
	assert_int_equal(
	    case_cells_are_to(row, &question, &to_other), CASE_CELLS_OTHER);
	assert_int_equal(
	    case_cells_are_to(row, &received, &to), CASE_CELLS_OTHER);
	bulletin_cells_init(&c, NULL);
	assert_int_equal(
	    bulletin_cells_take(&c, wrong, &question), CASE_CELLS_GOOD);
	assert_int_equal(
	    case_cells_are_to(wrong, &question, &to), CASE_CELLS_OTHER);
	bulletin_cells_finish(&c);
	cJSON_Delete(row);
	cJSON_Delete(wrong);
}

/* Two are the sender's; no other opens, and no two have the same key. */
static void
they_are_cells_like_any(void **state)
{
	cJSON *message = case_cells_seal(&to, &question);
	cJSON *ack = case_cells_seal(&to, &received);
	struct byte_writer plain;
	struct bulletin_cells c;
	struct reply_cell cell;
	size_t opened = 0;

	(void)state;
	make(&c, 1, message, ack);
	cJSON_Delete(message);
	cJSON_Delete(ack);
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
	make(&c, 0, NULL, NULL);
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
	    cmocka_unit_test(what_was_sealed_is_what_is_said),
	    cmocka_unit_test(what_was_sealed_is_to_its_sender),
	    cmocka_unit_test(they_are_cells_like_any),
	    cmocka_unit_test(another_program_makes_the_same),
	};

	return cmocka_run_group_tests(tests, make_sender, free_sender);
}
