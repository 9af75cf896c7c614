/* Leaves, publications and accusations: docs/RECEIPT.md 3 and 6. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/notes/accusation.h"
#include "common/notes/manifest.h"

static void
assert_leaf(const uint8_t *leaf, const char *hex)
{
	char text[2 * RECEIPT_ENTRY_BYTES + 1];

	hex_encode(leaf, RECEIPT_ENTRY_BYTES, text);
	assert_string_equal(text, hex);
}

/* Computed with another implementation of SHA-256. */
static void
leaves_are_as_written(void **state)
{
	uint8_t leaf[RECEIPT_ENTRY_BYTES], seed[PADDING_SEED_BYTES];
	uint8_t nonce[32], hash[32];

	(void)state;
	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (uint8_t)i;
	memset(nonce, 0xab, sizeof(nonce));
	memset(hash, 0xcd, sizeof(hash));
	log_leaf_marker("2026-11-25", leaf);
	assert_leaf(leaf,
	    "3f88b6397c5d6cbbdee4007bd543f610"
	    "b03daf7c2ef668813da58aaf0b4bef48");
	log_leaf_padding(seed, 0, leaf);
	assert_leaf(leaf,
	    "ec07f35b9e55e4c17353e8fdb2af63d3"
	    "0e77cd0d4223d98819062ae8817f170d");
	log_leaf_padding(seed, 1, leaf);
	assert_leaf(leaf,
	    "343ea44ee3cd62f745449e6697dc3c06"
	    "3dfbda61846ac4629d593101f5b62ee8");
	log_leaf_padding(seed, 256, leaf);
	assert_leaf(leaf,
	    "883494438ba28d6b79942a7d92b6d866"
	    "26acbac4cd21d65dee6183402d41733c");
	receipt_entry(nonce, hash, leaf);
	assert_leaf(leaf,
	    "ab0561269abc4d6e826110f75b1a2f58"
	    "e9688c2f24c926f792a13cd2177d02a1");
}

static void
padding_goes_up_to_a_power_of_two(void **state)
{
	static const struct {
		size_t entries;
		uint32_t padding;
	} cases[] = {{0, 16}, {1, 15}, {16, 0}, {17, 15}, {31, 1}, {32, 0},
	    {33, 31}, {65537, 65535}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    log_padding_count(cases[i].entries), cases[i].padding);
}

#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void
publications_have_one_spelling(void **state)
{
	static const char good[] = "publication 2026-11-25 17 16 " SEED;
	static const char *const bad[] = {"publication 2026-11-25 17 16",
	    "publication 2026-11-25 17 16 " SEED " ",
	    "publication  2026-11-25 17 16 " SEED,
	    "publication 2026-11-25 017 16 " SEED,
	    "publication 2026-11-25 17 4294967296 " SEED,
	    "publication monday 17 16 " SEED,
	    "publications 2026-11-25 17 16 " SEED,
	    "publication 2026-11-25 17 16 " SEED "00"};
	struct log_publication p;
	struct byte_writer w;

	(void)state;
	assert_true(log_publication_parse(good, strlen(good), &p));
	assert_string_equal(p.name, "2026-11-25");
	assert_int_equal(p.size, 17);
	assert_int_equal(p.n_padding, 16);
	assert_int_equal(p.seed[31], 31);
	byte_writer_init(&w, 256);
	log_publication_format(&p, &w);
	assert_int_equal(w.len, strlen(good) + 1);
	assert_memory_equal(w.data, good, strlen(good));
	byte_writer_finish(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(log_publication_parse(bad[i], strlen(bad[i]), &p));
}

#define HEAD "valise-manifest/1\nreprisals\nrelay.example\n"
#define HASH "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define NONCE "abababababababababababababababababababababababababababababababab"
#define ENTRY(day, stamp) HASH " 5 " day " " NONCE " " stamp "\n"
#define STAMP "2026-11-25:00000000000000000000000000001af4"

static void
manifests_are_in_order(void **state)
{
	static const char good[] =
	    HEAD "publication 2026-11-25 17 15 " SEED
		 "\npublication 2026-11-26 34 16 " SEED
		 "\n" ENTRY("2026-11-25", STAMP) ENTRY("2026-11-26", "-");
	static const char *const bad[] = {
	    /* The same entry twice; days out of order. */
	    HEAD ENTRY("2026-11-25", "-") ENTRY("2026-11-25", "-"),
	    HEAD ENTRY("2026-11-26", "-") ENTRY("2026-11-25", "-"),
	    /* Publications out of order, shrinking, behind entries. */
	    HEAD "publication 2026-11-26 17 16 " SEED
		 "\npublication 2026-11-25 34 16 " SEED "\n",
	    HEAD "publication 2026-11-25 17 16 " SEED
		 "\npublication 2026-11-26 17 16 " SEED "\n",
	    HEAD ENTRY("2026-11-25", "-") "publication 2026-11-25 17 15 " SEED
					  "\n",
	    /* Stamps. */
	    HEAD ENTRY("2026-11-25", "12"), HEAD ENTRY("2026-11-25", ""),
	    HEAD ENTRY("2026-11-25", STAMP "0"),
	    HEAD ENTRY("2026-11-25",
		"2026-13-25:000102030405060708090a0b0c0d0"
		"e0f")};
	struct manifest m;
	struct byte_writer w;

	(void)state;
	assert_true(manifest_parse(good, strlen(good), &m));
	assert_int_equal(m.n_publications, 2);
	assert_int_equal(m.n_entries, 2);
	assert_string_equal(m.entries[0].stamp_day, "2026-11-25");
	/* Computed, not believed; the nonce was found by another program. */
	assert_int_equal(m.entries[0].work_bits, 11);
	assert_int_equal(m.entries[1].work_bits, 0);
	byte_writer_init(&w, 4096);
	manifest_format(&m, &w);
	assert_int_equal(w.len, strlen(good));
	assert_memory_equal(w.data, good, strlen(good));
	byte_writer_finish(&w);
	manifest_finish(&m);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (manifest_parse(bad[i], strlen(bad[i]), &m))
			fail_msg("manifest %zu was taken", i);
}

/* --- accusations --- */

#define TREE 16

struct trial {
	struct directory_relay relay, other;
	struct directory_intake intake;
	struct directory directory;
	uint8_t promise_seed[32], log_seed[32];
	uint8_t promised[TREE][RECEIPT_ENTRY_BYTES];
	uint8_t log[TREE + 1][RECEIPT_ENTRY_BYTES];
	struct byte_writer promise, checkpoint;
	struct accusation accusation;
};

static void
sign_tree(struct byte_writer *note, const char *origin, const char *signer,
    const uint8_t *seed, const uint8_t (*entries)[RECEIPT_ENTRY_BYTES],
    size_t n)
{
	struct merkle_hash leaves[TREE + 1];
	struct checkpoint c = {.size = n};
	struct byte_writer text;
	struct vkey key;

	for (size_t i = 0; i < n; i++)
		merkle_leaf(entries[i], RECEIPT_ENTRY_BYTES, &leaves[i]);
	(void)snprintf(c.origin, sizeof(c.origin), "%s", origin);
	merkle_root(leaves, n, &c.root);
	byte_writer_init(&text, 4096);
	byte_writer_init(note, 4096);
	checkpoint_format(&c, &text);
	vkey_of_seed(signer, seed, &key);
	signed_note_sign(note, (char *)text.data, text.len, &key, seed);
	byte_writer_finish(&text);
}

/* Of a tree of `n` promised entries, that of the first. */
static void
make_promise(struct trial *t, const char *relay, size_t n)
{
	struct merkle_hash leaves[TREE], path[MERKLE_PATH_MAX];
	char origin[256], signer[256];
	struct byte_writer note;
	size_t len;

	(void)snprintf(origin, sizeof(origin),
	    "%s/reprisals/promises/2026-11-25/00112233", relay);
	(void)snprintf(signer, sizeof(signer), "%s/promises", relay);
	sign_tree(&note, origin, signer, t->promise_seed,
	    (const uint8_t(*)[32])t->promised, n);
	for (size_t i = 0; i < n; i++)
		merkle_leaf(t->promised[i], RECEIPT_ENTRY_BYTES, &leaves[i]);
	len = merkle_path(leaves, n, 0, path);
	byte_writer_init(&t->promise, TLOG_PROOF_MAX);
	tlog_proof_format(
	    &t->promise, NULL, 0, 0, path, len, note.data, note.len);
	byte_writer_finish(&note);
}

static void
make_checkpoint(struct trial *t, const char *marker)
{
	log_leaf_marker(marker, t->log[TREE]);
	(void)snprintf(t->accusation.publication,
	    sizeof(t->accusation.publication), "%s", marker);
	sign_tree(&t->checkpoint, "relay.example/reprisals",
	    "relay.example/reprisals", t->log_seed,
	    (const uint8_t(*)[32])t->log, TREE + 1);
}

/* A relay that promised an entry for the 25th, and whose log lacks it. */
static void
make_trial(struct trial *t)
{
	memset(t, 0, sizeof(*t));
	randombytes_buf(t->promise_seed, 32);
	randombytes_buf(t->log_seed, 32);
	randombytes_buf(t->promised, sizeof(t->promised));
	randombytes_buf(t->log, sizeof(t->log));
	t->relay.name = "relay.example";
	t->relay.until = INT64_MAX;
	vkey_of_seed(
	    "relay.example/promises", t->promise_seed, &t->relay.promise_key);
	vkey_of_seed("relay.example/reprisals", t->log_seed, &t->relay.log_key);
	t->intake = (struct directory_intake){
	    .id = "reprisals", .n_relays = 1, .relays = &t->relay};
	t->directory =
	    (struct directory){.n_intakes = 1, .intakes = &t->intake};
	memcpy(t->accusation.entry, t->promised[0], 32);
	make_promise(t, "relay.example", TREE);
	make_checkpoint(t, "2026-11-25");
}

static enum accusation_verdict
judge(struct trial *t, size_t n_entries)
{
	struct byte_memory memory = {
	    (const uint8_t *)t->log, n_entries * RECEIPT_ENTRY_BYTES};
	struct byte_source source = byte_source_memory(&memory);
	const struct accusation_parts parts = {t->promise.data, t->promise.len,
	    t->checkpoint.data, t->checkpoint.len, &source};
	struct receipt receipt;

	return accusation_verify(
	    &t->directory, &t->accusation, &parts, &receipt);
}

static void
end_trial(struct trial *t)
{
	byte_writer_finish(&t->promise);
	byte_writer_finish(&t->checkpoint);
}

static void
a_broken_promise_is_proven(void **state)
{
	struct trial t;

	(void)state;
	make_trial(&t);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROVEN);
	/* A later publication covers it too; an earlier one does not. */
	byte_writer_finish(&t.checkpoint);
	make_checkpoint(&t, "2026-11-26");
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROVEN);
	byte_writer_finish(&t.checkpoint);
	make_checkpoint(&t, "2026-11-24");
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_EARLY);
	/* The marker of another day than it says. */
	(void)strcpy(t.accusation.publication, "2026-11-25");
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_EARLY);
	end_trial(&t);
}

static void
an_honest_relay_is_not_framed(void **state)
{
	struct merkle_hash leaf;
	struct trial t;

	(void)state;
	make_trial(&t);
	/* Kept. */
	memcpy(t.log[7], t.promised[0], 32);
	byte_writer_finish(&t.checkpoint);
	make_checkpoint(&t, "2026-11-25");
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_KEPT);
	/* Entries left out, added, or changed. */
	assert_int_equal(judge(&t, TREE), ACCUSATION_ENTRIES);
	memset(t.log[7], 0, 32);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_ENTRIES);
	end_trial(&t);
	make_trial(&t);
	/* What the path shows: a sibling's leaf hash is no entry. */
	merkle_leaf(t.promised[1], 32, &leaf);
	memcpy(t.accusation.entry, leaf.bytes, 32);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	/* Any other value, padding that was guessed among them. */
	log_leaf_padding(t.log_seed, 0, t.accusation.entry);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	end_trial(&t);
	/* Another relay's promise, signed with the same words. */
	make_trial(&t);
	randombytes_buf(t.promise_seed, 32);
	byte_writer_finish(&t.promise);
	make_promise(&t, "relay.example", TREE);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	byte_writer_finish(&t.promise);
	make_promise(&t, "other.example", TREE);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	/* A log that another key signed. */
	end_trial(&t);
	make_trial(&t);
	randombytes_buf(t.log_seed, 32);
	byte_writer_finish(&t.checkpoint);
	make_checkpoint(&t, "2026-11-25");
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_CHECKPOINT);
	end_trial(&t);
}

/*
 * Keys that were replaced, so perhaps stolen, sign for no day that began later;
 * the next ones do, for days before as well.
 */
static void
replaced_keys_sign_for_no_later_day(void **state)
{
	const int64_t day = 1795564800; /* 2026-11-25 */
	struct directory_relay both[2];
	struct signed_note note;
	struct trial t;

	(void)state;
	make_trial(&t);
	both[0] = t.relay;
	both[1] = t.relay;
	memset(both[1].promise_key.public_key, 1, 32);
	memset(both[1].log_key.public_key, 1, 32);
	t.intake.relays = both;
	t.intake.n_relays = 2;
	both[0].until = both[1].from = day + 1;
	assert_true(directory_relay_signs(&both[0], "2026-11-25"));
	assert_false(directory_relay_signs(&both[0], "2026-11-26"));
	assert_false(directory_relay_signs(&both[0], "no day"));
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROVEN);
	/* Its time was over when that day began. */
	both[0].until = both[1].from = day;
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	assert_int_equal(
	    signed_note_parse(t.checkpoint.data, t.checkpoint.len, &note),
	    NOTE_OK);
	assert_false(directory_log_signed(
	    &t.intake, "relay.example", &note, "2026-11-25", 0));
	assert_true(directory_log_signed(
	    &t.intake, "relay.example", &note, "2026-11-24", 0));
	/* Of no day: as today's, with a period and a day for what was late. */
	both[0].period_seconds = 86400;
	assert_true(directory_log_signed(
	    &t.intake, "relay.example", &note, NULL, day + 2 * 86400 - 1));
	assert_false(directory_log_signed(
	    &t.intake, "relay.example", &note, NULL, day + 2 * 86400));
	assert_true(
	    directory_log_signed_once(&t.intake, "relay.example", &note));
	assert_false(
	    directory_log_signed_once(&t.intake, "other.example", &note));
	assert_false(
	    directory_log_signed(&t.intake, "other.example", &note, NULL, day));
	/* The last of all ends what it owes. */
	t.intake.n_relays = 1;
	assert_true(directory_log_signed(
	    &t.intake, "relay.example", &note, "2026-11-25", 0));
	assert_true(directory_log_signed(
	    &t.intake, "relay.example", &note, NULL, day + 90 * 86400));
	t.intake.relays = &t.relay;
	end_trial(&t);
}

/* With fewer leaves who sent beside whom would show. */
static void
small_promise_trees_are_refused(void **state)
{
	struct trial t;

	(void)state;
	make_trial(&t);
	for (size_t n = 1; n < TREE; n *= 2) {
		byte_writer_finish(&t.promise);
		make_promise(&t, "relay.example", n);
		assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROMISE);
	}
	byte_writer_finish(&t.promise);
	make_promise(&t, "relay.example", TREE);
	assert_int_equal(judge(&t, TREE + 1), ACCUSATION_PROVEN);
	end_trial(&t);
}

static void
accusations_have_one_spelling(void **state)
{
	static const char *const bad[] = {"", "valise-accusation/1\n",
	    "valise-accusation/1\n" HASH "\n2026-11-25",
	    "valise-accusation/1\n" HASH "\n2026-11-25\nmore\n",
	    "valise-accusation/1\n" HASH "0\n2026-11-25\n",
	    "valise-accusation/1\n" HASH "\nmonday\n"};
	struct accusation a = {.publication = "2026-11-25"}, back;
	struct byte_writer w;

	(void)state;
	memset(a.entry, 0xcd, sizeof(a.entry));
	byte_writer_init(&w, 256);
	accusation_format(&a, &w);
	assert_string_equal(
	    (char *)w.data, "valise-accusation/1\n" HASH "\n2026-11-25\n");
	assert_true(accusation_parse((char *)w.data, w.len, &back));
	assert_memory_equal(back.entry, a.entry, sizeof(a.entry));
	assert_string_equal(back.publication, a.publication);
	byte_writer_finish(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(accusation_parse(bad[i], strlen(bad[i]), &back));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leaves_are_as_written),
	    cmocka_unit_test(padding_goes_up_to_a_power_of_two),
	    cmocka_unit_test(publications_have_one_spelling),
	    cmocka_unit_test(manifests_are_in_order),
	    cmocka_unit_test(a_broken_promise_is_proven),
	    cmocka_unit_test(an_honest_relay_is_not_framed),
	    cmocka_unit_test(replaced_keys_sign_for_no_later_day),
	    cmocka_unit_test(small_promise_trees_are_refused),
	    cmocka_unit_test(accusations_have_one_spelling),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
