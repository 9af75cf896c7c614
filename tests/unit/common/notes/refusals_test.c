/* What a signed text may not be, each by itself: tests/mutants/notes.txt. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/text_codec.h"
#include "common/log/merkle.h"
#include "common/notes/authority.h"
#include "common/notes/desk_note.h"
#include "common/notes/http_signature.h"
#include "common/notes/receipt.h"
#include "common/notes/tlog_proof.h"
#include "common/notes/witnesses.h"

#define KEYS 4
#define NOW INT64_C(1800000000)

static uint8_t seeds[KEYS][NOTE_SEED_BYTES];
static struct vkey keys[KEYS];

/* A text signed by those keys of which a bit is set. */
static void
sign(struct byte_writer *w, const char *text, size_t len, unsigned who)
{
	bool first = true;

	byte_writer_init(w, 1u << 16);
	for (size_t i = 0; i < KEYS; i++) {
		if ((who >> i & 1) == 0)
			continue;
		if (first)
			signed_note_sign(w, text, len, &keys[i], seeds[i]);
		else
			signed_note_add_signature(
			    w, text, len, &keys[i], seeds[i]);
		first = false;
	}
}

static struct key_set
set_of(size_t first, size_t n, unsigned threshold)
{
	struct key_set set = {.threshold = threshold, .n = n};

	memcpy(set.keys, keys + first, n * sizeof(*keys));
	return set;
}

static bool
changes(const struct byte_writer *text, unsigned who)
{
	struct key_set old, new;
	struct byte_writer note;
	struct reason reason;
	bool ok;

	sign(&note, (const char *)text->data, text->len, who);
	ok = authority_change_verify(
	    (const char *)note.data, note.len, &old, &new, &reason);
	byte_writer_finish(&note);
	return ok;
}

/* The first two keys give over to the last two. */
static void
an_authority_changes_by_both(void **state)
{
	const struct key_set old = set_of(0, 2, 2), new = set_of(2, 2, 2);
	struct byte_writer text;
	char *first, *second;

	(void)state;
	byte_writer_init(&text, 1u << 16);
	authority_change_format(&old, &new, &text);
	assert_true(changes(&text, 15));
	assert_false(changes(&text, 3));  /* the old ones alone */
	assert_false(changes(&text, 12)); /* the new ones alone */
	assert_false(changes(&text, 7));
	assert_false(changes(&text, 13));
	/* The same keys in another order are another text. */
	byte_writer_u8(&text, 0);
	first = strchr((char *)text.data, '\n') + 1;
	first = strchr(first, '\n') + 1;
	second = strchr(first, '\n') + 1;
	text.len = strlen((char *)text.data);
	if (strcspn(first, "\n") == strcspn(second, "\n")) {
		char line[NOTE_VKEY_TEXT_BYTES];
		size_t len = strcspn(first, "\n");

		memcpy(line, first, len);
		memmove(first, second, len);
		memcpy(second, line, len);
		assert_false(changes(&text, 15));
	}
	byte_writer_finish(&text);
}

static void
sets_of_keys_are_strict(void **state)
{
	struct key_set set = set_of(0, 3, 2);
	char digits[FINGERPRINT_TEXT_BYTES];

	(void)state;
	assert_true(key_set_valid(&set));
	authority_fingerprint(&set, digits);
	assert_true(authority_fingerprint_matches(&set, digits));
	digits[58] = digits[58] == '0' ? '1' : '0';
	assert_false(authority_fingerprint_matches(&set, digits));
	set.threshold = 0;
	assert_false(key_set_valid(&set));
	set.threshold = 4;
	assert_false(key_set_valid(&set));
	set.threshold = 2;
	memcpy(set.keys[2].public_key, set.keys[0].public_key, 32);
	assert_false(key_set_valid(&set));
}

static void
a_signature_is_under_its_own_name(void **state)
{
	struct byte_writer note;
	struct signed_note parsed;
	struct vkey other = keys[0];

	(void)state;
	sign(&note, "text\n", 5, 1);
	assert_int_equal(
	    signed_note_parse(note.data, note.len, &parsed), NOTE_OK);
	assert_int_equal(signed_note_verify(&parsed, &keys[0], 1, 1), NOTE_OK);
	/* The same key and id, but another name of it. */
	other.name[0] = 'x';
	assert_int_equal(
	    signed_note_verify(&parsed, &other, 1, 1), NOTE_TOO_FEW);
	byte_writer_finish(&note);
}

static void
checkpoints_have_three_lines(void **state)
{
#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	static const char good[] = "relay.example/x\n7\n" ROOT;
	static const char more[] = "relay.example/x\n7\n" ROOT "more\n";
	static const char nul[] = "relay.exa\0ple/x\n7\n" ROOT;
	struct checkpoint c;

	(void)state;
	assert_true(checkpoint_parse(good, sizeof(good) - 1, &c));
	assert_false(checkpoint_parse(more, sizeof(more) - 1, &c));
	assert_false(checkpoint_parse(nul, sizeof(nul) - 1, &c));
}

/* A proof with so many hashes in its path and bytes in its extra line. */
static bool
reads_proof(size_t path_len, size_t extra_len)
{
	static struct merkle_hash path[MERKLE_PATH_MAX + 1];
	static const char text[] = "relay.example/x\n7\n" ROOT;
	static const uint8_t extra[64];
	struct byte_writer note, proof;
	struct tlog_proof parsed;
	bool ok;

	sign(&note, text, sizeof(text) - 1, 1);
	byte_writer_init(&proof, 1u << 16);
	tlog_proof_format(
	    &proof, extra, extra_len, 3, path, path_len, note.data, note.len);
	ok = tlog_proof_parse(proof.data, proof.len, &parsed);
	byte_writer_finish(&note);
	byte_writer_finish(&proof);
	return ok;
}

static void
paths_have_an_end(void **state)
{
	(void)state;
	assert_true(reads_proof(0, 32));
	assert_true(reads_proof(MERKLE_PATH_MAX, 32));
	assert_false(reads_proof(MERKLE_PATH_MAX + 1, 32));
}

static void
paths_lead_to_the_root(void **state)
{
	struct merkle_hash leaves[2], root, path[MERKLE_PATH_MAX];

	(void)state;
	merkle_leaf("a", 1, &leaves[0]);
	merkle_leaf("b", 1, &leaves[1]);
	merkle_root(leaves, 2, &root);
	assert_int_equal(merkle_path(leaves, 2, 0, path), 1);
	assert_true(merkle_path_verify(&leaves[0], 0, 2, path, 1, &root));
	/* A leaf is not the root of a tree of two. */
	assert_false(merkle_path_verify(&leaves[0], 0, 2, path, 0, &leaves[0]));
	/* No tree has what is behind its end. */
	assert_false(merkle_path_verify(&leaves[0], 1, 1, path, 0, &leaves[0]));
	assert_false(merkle_path_verify(&leaves[0], 0, 0, path, 0, &leaves[0]));
	assert_false(merkle_path_verify(&leaves[0], 0, 2, path, 1, &leaves[0]));
}

/* c2sp.org/tlog-cosignature, by hand: the program itself makes none. */
static void
cosign(struct byte_writer *note, const char *text, struct vkey *ret_key)
{
	static const char name[] = "w.example";
	uint8_t secret[64], typed[64], hash[32], line[4 + 8 + 64];
	char base64[128], message[4096];
	int len;

	memset(ret_key, 0, sizeof(*ret_key));
	(void)strcpy(ret_key->name, name);
	(void)crypto_sign_seed_keypair(ret_key->public_key, secret, seeds[1]);
	len = snprintf((char *)typed, sizeof(typed), "%s\n\x04", name);
	memcpy(typed + len, ret_key->public_key, 32);
	(void)crypto_hash_sha256(hash, typed, (size_t)len + 32);
	memcpy(line, hash, 4);
	ret_key->id = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 |
	    (uint32_t)hash[2] << 8 | hash[3];
	for (int i = 0; i < 8; i++)
		line[4 + i] = (uint8_t)(NOW >> (8 * (7 - i)));
	len = snprintf(message, sizeof(message),
	    "cosignature/v1\ntime %lld\n%s", (long long)NOW, text);
	(void)crypto_sign_detached(
	    line + 12, NULL, (const uint8_t *)message, (size_t)len, secret);
	base64_encode(BASE64_PADDED, line, sizeof(line), base64);
	byte_writer_printf(note, "\xe2\x80\x94 %s %s\n", name, base64);
}

static void
receipts_have_one_form(void **state)
{
	struct directory_relay relay = {.name = "relay.example"};
	struct directory_intake intake = {
	    .id = "x", .n_relays = 1, .relays = &relay};
	struct directory_witness witness = {
	    .id = "w", .from = 0, .until = NOW * 2};
	struct directory d = {.n_intakes = 1, .intakes = &intake};
	uint8_t entry[RECEIPT_ENTRY_BYTES] = {1}, extra[64] = {0}, hash[32];
	struct checkpoint c = {.origin = "relay.example/x", .size = 1};
	struct byte_writer text, note, proof;
	struct merkle_hash leaf;
	struct receipt r;

	(void)state;
	vkey_of_seed("relay.example/x", seeds[0], &relay.log_key);
	memset(hash, 2, sizeof(hash));
	for (size_t len = 0; len <= 40; len++) {
		receipt_entry(extra, hash, entry);
		merkle_leaf(entry, sizeof(entry), &leaf);
		c.root = leaf;
		byte_writer_init(&text, 4096);
		byte_writer_init(&note, 4096);
		byte_writer_init(&proof, 4096);
		checkpoint_format(&c, &text);
		signed_note_sign(&note, (char *)text.data, text.len,
		    &relay.log_key, seeds[0]);
		tlog_proof_format(
		    &proof, extra, len, 0, NULL, 0, note.data, note.len);
		/* With the nonce, whole, or it is none ... */
		assert_int_equal(
		    receipt_verify(&d, proof.data, proof.len, hash, &r),
		    len == RECEIPT_NONCE_BYTES ? RECEIPT_GENUINE
					       : RECEIPT_MALFORMED);
		/* ... and for others without it, or it tells of a file. */
		assert_int_equal(
		    receipt_verify_entry(&d, proof.data, proof.len, entry, &r),
		    len == 0 ? RECEIPT_GENUINE : RECEIPT_MALFORMED);
		byte_writer_finish(&text);
		byte_writer_finish(&proof);
		if (len < 40)
			byte_writer_finish(&note);
	}
	/* A witness's line that was changed: it is not passed over. */
	d.n_witnesses = 1;
	d.witnesses = &witness;
	byte_writer_init(&text, 4096);
	checkpoint_format(&c, &text);
	byte_writer_u8(&text, 0);
	cosign(&note, (char *)text.data, &witness.key);
	for (int changed = 0; changed < 2; changed++) {
		/* A digit of base64 in the middle of the last signature. */
		if (changed == 1)
			note.data[note.len - 20] =
			    note.data[note.len - 20] == 'A' ? 'B' : 'A';
		byte_writer_init(&proof, 4096);
		tlog_proof_format(&proof, extra, RECEIPT_NONCE_BYTES, 0, NULL,
		    0, note.data, note.len);
		assert_int_equal(
		    receipt_verify(&d, proof.data, proof.len, hash, &r),
		    changed == 0 ? RECEIPT_GENUINE : RECEIPT_COSIGNATURE);
		byte_writer_finish(&proof);
	}
	byte_writer_finish(&text);
	byte_writer_finish(&note);
}

static void
a_bad_witness_spoils_the_others(void **state)
{
	struct witness_verdict v = {.threshold = 1, .n = 2};

	(void)state;
	assert_true(witnesses_enough(&v));
	(void)strcpy(v.bad, "w");
	assert_false(witnesses_enough(&v));
	v.bad[0] = '\0';
	v.threshold = 3;
	assert_false(witnesses_enough(&v));
}

static void
desk_notes_are_numbered_from_one(void **state)
{
#define ZEROES \
	"0000000000000000000000000000000000000000000000000000000000000000"
#define REST "\nprevious " ZEROES "\njournal " ZEROES "\n"
	static const char none[] = "valise-import/1\nreprisals\n0" REST;
	static const char first[] = "valise-import/1\nreprisals\n1" REST;
	const struct key_set desk = set_of(0, 1, 1);
	const struct directory_anchor before = {.number = 0};
	const struct directory_anchor at = {.number = 1};
	struct import_note n;
	struct desk_note_head head;
	struct signed_note note;
	struct byte_writer w;

	(void)state;
	assert_false(import_note_parse(none, sizeof(none) - 1, &n));
	assert_true(import_note_parse(first, sizeof(first) - 1, &n));
	import_note_finish(&n);
	/* By another key: up to the anchor the chain vouches for it. */
	sign(&w, first, sizeof(first) - 1, 2);
	assert_true(desk_note_open_at(w.data, w.len, &desk, &at, &note, &head));
	assert_false(
	    desk_note_open_at(w.data, w.len, &desk, &before, &note, &head));
	byte_writer_finish(&w);
	sign(&w, first, sizeof(first) - 1, 1);
	assert_true(
	    desk_note_open_at(w.data, w.len, &desk, &before, &note, &head));
	byte_writer_finish(&w);
}

static void
signed_requests_have_one_form(void **state)
{
#define COMPONENTS "valise=(\"@method\" \"@authority\" \"@path\" \"@query\")"
#define REST_OF(alg) ";keyid=\"c\";nonce=\"n\";alg=\"" alg "\""
#define SIGNATURE \
	"valise=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAA==:"
	static const char good[] = COMPONENTS ";created=7" REST_OF("ed25519");
	static const char *const bad[] = {COMPONENTS
	    ";created=7;created=8" REST_OF("ed25519"),
	    COMPONENTS ";created=7" REST_OF("ed25519") ";alg=\"ed25519\"",
	    COMPONENTS ";created=7" REST_OF("rsa-512"),
	    COMPONENTS ";created=7" REST_OF("Ed25519"),
	    COMPONENTS REST_OF("ed25519"),
	    COMPONENTS ";created=7" REST_OF("ed25519") ";tag=\"x\""};
	struct http_request_parts parts = {"PUT", "r.example", "/x", "?", NULL};
	struct byte_writer input, signature;
	struct http_signature s;

	(void)state;
	assert_true(http_signature_parse(good, SIGNATURE, &s));
	assert_false(http_signature_parse(good, SIGNATURE "x", &s));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (http_signature_parse(bad[i], SIGNATURE, &s))
			fail_msg("signature %zu was taken", i);
	/* A body that came beside what was signed. */
	byte_writer_init(&input, 4096);
	byte_writer_init(&signature, 4096);
	http_signature_make(&parts, "c", NOW, seeds[0], &input, &signature);
	byte_writer_u8(&input, 0);
	byte_writer_u8(&signature, 0);
	assert_true(http_signature_parse(
	    (char *)input.data, (char *)signature.data, &s));
	assert_true(http_signature_verify(&s, &parts, keys[0].public_key));
	parts.content_digest = "sha-256=:AAAA:";
	assert_false(http_signature_verify(&s, &parts, keys[0].public_key));
	byte_writer_finish(&input);
	byte_writer_finish(&signature);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_authority_changes_by_both),
	    cmocka_unit_test(sets_of_keys_are_strict),
	    cmocka_unit_test(a_signature_is_under_its_own_name),
	    cmocka_unit_test(checkpoints_have_three_lines),
	    cmocka_unit_test(paths_have_an_end),
	    cmocka_unit_test(paths_lead_to_the_root),
	    cmocka_unit_test(receipts_have_one_form),
	    cmocka_unit_test(a_bad_witness_spoils_the_others),
	    cmocka_unit_test(desk_notes_are_numbered_from_one),
	    cmocka_unit_test(signed_requests_have_one_form),
	};

	if (sodium_init() < 0)
		return 1;
	for (size_t i = 0; i < KEYS; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "member.example/%zu", i);
		randombytes_buf(seeds[i], NOTE_SEED_BYTES);
		vkey_of_seed(name, seeds[i], &keys[i]);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
