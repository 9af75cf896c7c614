#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/notes/desk_note.h"
#include "common/notes/http_signature.h"
#include "common/notes/manifest.h"
#include "common/log/merkle.h"
#include "common/log/publication_name.h"
#include "common/notes/receipt.h"
#include "common/notes/signed_note.h"
#include "common/log/tile_path.h"
#include "common/notes/tlog_proof.h"

/* The example of the note package of Go's sumdb, which the format comes from.
 */
static const char go_vkey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char go_note[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG"
    "UgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static void
go_notes_verify(void **state)
{
	struct signed_note note;
	struct vkey key, other;
	char text[NOTE_VKEY_TEXT_BYTES];
	uint8_t seed[32] = {1};

	(void)state;
	assert_true(vkey_parse(go_vkey, strlen(go_vkey), &key));
	vkey_format(&key, text);
	assert_string_equal(text, go_vkey);
	assert_int_equal(
	    signed_note_parse(go_note, strlen(go_note), &note), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, &key, 1, 1), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, &key, 1, 0), NOTE_TOO_FEW);
	vkey_of_seed("PeterNeumann", seed, &other);
	assert_int_equal(signed_note_verify(&note, &other, 1, 1), NOTE_TOO_FEW);
	/* The same id and name with another key: it must verify, and can't. */
	other.id = key.id;
	assert_int_equal(
	    signed_note_verify(&note, &other, 1, 1), NOTE_BAD_SIGNATURE);
}

static void
malformed_notes_are_refused(void **state)
{
	static const char *const bad[] = {"", "\n\n", "text\n", "text\n\n",
	    "text\n\nno dash\n",
	    "text\n\n\xe2\x80\x94 name AAAA\n",       /* too short */
	    "text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",  /* plus in a name */
	    "text\n\n\xe2\x80\x94  AAAAAAAA\n",       /* no name */
	    "text\n\n\xe2\x80\x94 name AAAAAAAA",     /* no LF */
	    "te\txt\n\n\xe2\x80\x94 name AAAAAAAA\n", /* control */
	    "te\xfft\n\n\xe2\x80\x94 name AAAAAAAA\n",
	    "text\n\n\xe2\x80\x94 name AAAAAAAA\n\n"};
	struct signed_note note;
	struct vkey key;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (signed_note_parse(bad[i], strlen(bad[i]), &note) == NOTE_OK)
			fail_msg("taken: %s", bad[i]);
	assert_false(vkey_parse("a+00000000+AAAA", 15, &key));
	assert_false(vkey_parse(go_vkey, strlen(go_vkey) - 1, &key));
	assert_false(vkey_parse("", 0, &key));
}

static void
one_key_counts_once(void **state)
{
	static const char text[] = "text\n";
	uint8_t a[32] = {1}, b[32] = {2};
	struct vkey keys[3];
	struct signed_note note;
	struct byte_writer w;

	(void)state;
	vkey_of_seed("a", a, &keys[0]);
	vkey_of_seed("b", b, &keys[1]);
	vkey_of_seed("alias", a, &keys[2]); /* the same key, another name */
	byte_writer_init(&w, 4096);
	signed_note_sign(&w, text, 5, &keys[0], a);
	signed_note_add_signature(&w, text, 5, &keys[2], a);
	signed_note_add_signature(&w, text, 5, &keys[0], a);
	assert_int_equal(signed_note_parse(w.data, w.len, &note), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, keys, 3, 1), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, keys, 3, 2), NOTE_TOO_FEW);
	signed_note_add_signature(&w, text, 5, &keys[1], b);
	assert_int_equal(signed_note_parse(w.data, w.len, &note), NOTE_OK);
	assert_int_equal(signed_note_verify(&note, keys, 3, 2), NOTE_OK);
	byte_writer_finish(&w);
}

/* The eight leaves and roots of the tests of certificate transparency. */
static void
trees_are_those_of_rfc_6962(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		const char *root;
	} steps[] = {
	    {"", 0,
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa"
		"01d"},
	    {"\x00", 1,
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c"
		"125"},
	    {"\x10", 1,
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06"
		"e77"},
	    {"\x20\x21", 2,
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614"
		"b7"},
	    {"\x30\x31", 2,
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264"
		"d4"},
	    {"\x40\x41\x42\x43", 4,
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087"
		"ef"},
	    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c"
		"8c"},
	    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e"
	     "\x6f",
		16,
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff46043"
		"28"},
	};
	struct merkle_hash leaves[8], root, path[MERKLE_PATH_MAX];
	char hex[65];

	(void)state;
	for (size_t n = 1; n <= 8; n++) {
		merkle_leaf(
		    steps[n - 1].data, steps[n - 1].len, &leaves[n - 1]);
		merkle_root(leaves, n, &root);
		sodium_bin2hex(hex, sizeof(hex), root.bytes, 32);
		assert_string_equal(hex, steps[n - 1].root);
		for (size_t i = 0; i < n; i++) {
			size_t len = merkle_path(leaves, n, i, path);

			assert_true(merkle_path_verify(
			    &leaves[i], i, n, path, len, &root));
			assert_false(merkle_path_verify(
			    &leaves[i], i + 1, n, path, len, &root));
			if (len > 0)
				assert_false(merkle_path_verify(
				    &leaves[i], i, n, path, len - 1, &root));
			assert_false(merkle_path_verify(
			    &leaves[i], i, n, path, len + 1, &root));
			if (n > 1)
				assert_false(
				    merkle_path_verify(&leaves[(i + 1) % n], i,
					n, path, len, &root));
		}
	}
	merkle_root(NULL, 0, &root);
	sodium_bin2hex(hex, sizeof(hex), root.bytes, 32);
	assert_string_equal(hex,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

struct seen {
	size_t counts[4];
};

static bool
count_tile(void *context, unsigned level, uint64_t index,
    const struct merkle_hash *hash)
{
	struct seen *s = context;

	(void)hash;
	assert_true(level < 4);
	assert_int_equal(index, s->counts[level]);
	s->counts[level]++;
	return true;
}

/* A growing edge gives the roots of whole trees, and the tiles of the spec. */
static void
the_frontier_grows_like_the_tree(void **state)
{
	static struct merkle_hash leaves[1000];
	struct merkle_frontier f;
	struct merkle_hash whole, grown;
	struct seen seen = {{0}};

	(void)state;
	memset(&f, 0, sizeof(f));
	for (size_t n = 0; n < 1000; n++) {
		merkle_frontier_root(&f, &grown);
		merkle_root(leaves, n, &whole);
		assert_memory_equal(&whole, &grown, sizeof(whole));
		merkle_leaf(&n, sizeof(n), &leaves[n]);
		assert_true(
		    merkle_frontier_append(&f, &leaves[n], count_tile, &seen));
	}
	assert_int_equal(seen.counts[0], 1000);
	assert_int_equal(seen.counts[1], 1000 / 256);
	assert_int_equal(seen.counts[2], 0);
}

static void
tiles_have_their_paths(void **state)
{
	char path[TILE_PATH_BYTES];

	(void)state;
	tile_path("0", 1234067, 256, path);
	assert_string_equal(path, "tile/0/x001/x234/067");
	tile_path("entries", 0, 5, path);
	assert_string_equal(path, "tile/entries/000.p/5");
	tile_path("1", 999, 255, path);
	assert_string_equal(path, "tile/1/999.p/255");
	tile_path("1", 1000, 256, path);
	assert_string_equal(path, "tile/1/x001/000");
}

static void
malformed_proofs_are_refused(void **state)
{
	static const char good[] =
	    "c2sp.org/tlog-proof@v1\n"
	    "extra AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
	    "index 3\n"
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	    "\n"
	    "origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	    "\n"
	    "\xe2\x80\x94 origin AAAAAAAAAAA=\n";
	static const struct {
		const char *from, *to;
	} changes[] = {{"proof@v1", "proof@v2"}, {"index 3", "index 03"},
	    {"index 3", "index -3"}, {"index 3", "Index 3"},
	    {"\n5\n", "\n05\n"}, {"origin\n5", "\n5"}, {"47DEQpj8", "47DEQpj"},
	    {"extra AAEC", "extra  AEC"}, {"\n\norigin", "\norigin"}};
	char text[1024];
	struct tlog_proof proof;

	(void)state;
	assert_true(tlog_proof_parse(good, strlen(good), &proof));
	assert_int_equal(proof.index, 3);
	assert_int_equal(proof.path_len, 1);
	assert_int_equal(proof.extra_len, 32);
	assert_int_equal(proof.checkpoint.size, 5);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		const char *at = strstr(good, changes[i].from);

		(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good),
		    good, changes[i].to, at + strlen(changes[i].from));
		if (tlog_proof_parse(text, strlen(text), &proof))
			fail_msg("taken: %s", changes[i].to);
	}
	for (size_t len = 0; len < strlen(good); len++)
		assert_false(tlog_proof_parse(good, len, &proof));
}

static void
references_have_twelve_digits(void **state)
{
	uint8_t entry[32] = {0};
	char text[RECEIPT_REFERENCE_BYTES];

	(void)state;
	receipt_reference(entry, text);
	assert_string_equal(text, "0000 0000 0000");
	memset(entry, 0xff, sizeof(entry)); /* 2^64 - 1 mod 10^12 */
	receipt_reference(entry, text);
	assert_string_equal(text, "0737 0955 1615");
}

static void
manifests_have_one_spelling(void **state)
{
	static const char hidden[] =
	    "valise-manifest/1\nrep\0risals\nrelay.example\n";
	static const char *const bad[] = {
	    "valise-manifest/1\nreprisals\nrelay.example\nshort\n",
	    "valise-manifest/1\nRe\nrelay.example\n",
	    "valise-manifest/2\nreprisals\nrelay.example\n",
	    "valise-manifest/1\nreprisals\nrelay example\n",
	    "valise-manifest/1\nreprisals\n"};
	struct manifest_entry e = {.size = 5, .publication = "2026-11-25"};
	struct manifest m = {.intake = "reprisals",
			    .relay = "relay.example",
			    .n_entries = 1,
			    .entries = &e},
			back;
	struct byte_writer w;

	(void)state;
	memset(e.sha256, 0xab, 32);
	byte_writer_init(&w, 4096);
	manifest_format(&m, &w);
	assert_true(manifest_parse((char *)w.data, w.len, &back));
	assert_int_equal(back.n_entries, 1);
	assert_memory_equal(back.entries[0].sha256, e.sha256, 32);
	assert_int_equal(back.entries[0].size, e.size);
	assert_string_equal(back.entries[0].publication, e.publication);
	manifest_finish(&back);
	for (size_t len = 0; len + 1 < w.len; len++)
		if (manifest_parse((char *)w.data, len, &back)) {
			/* Only whole lines: then the last entry is missing. */
			assert_int_equal(back.n_entries, 0);
			manifest_finish(&back);
		}
	/* A NUL hides nothing: found by fuzzing. */
	assert_false(manifest_parse(hidden, sizeof(hidden) - 1, &back));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(manifest_parse(bad[i], strlen(bad[i]), &back));
	byte_writer_finish(&w);
}

static void
desk_notes_come_back(void **state)
{
	struct import_line lines[2] = {
	    {IMPORT_HELD, {1}}, {IMPORT_HELD_UNOPENABLE, {2}}};
	struct import_note n = {.head = {.intake = "reprisals", .sequence = 7},
			       .n_lines = 2,
			       .lines = lines},
			   back;
	static const char *const weeks[] = {
	    "2026-W00", "2026-W54", "2026-W59", "2026-W1x"};
	uint8_t unopenable[1][32] = {{9}}, missing[1][32] = {{8}};
	struct bulletin_log log = {
	    .relay = "relay.example", .size = 17, .publication = "2026-11-25"};
	struct bulletin b = {.head = {.intake = "reprisals", .sequence = 1},
			    .first = 1,
			    .week = "2026-W48",
			    .n_cells = 16,
			    .directory_version = 4,
			    .n_logs = 1,
			    .logs = &log,
			    .n_missing = 1,
			    .missing = missing,
			    .n_unopenable = 1,
			    .unopenable = unopenable},
			b_back;
	struct byte_writer w;

	(void)state;
	byte_writer_init(&w, 8192);
	import_note_format(&n, &w);
	assert_true(import_note_parse((char *)w.data, w.len, &back));
	assert_int_equal(back.head.sequence, 7);
	assert_int_equal(back.n_lines, 2);
	assert_memory_equal(back.lines, lines, sizeof(lines));
	import_note_finish(&back);
	w.data[w.len - 2] = 'g';
	assert_false(import_note_parse((char *)w.data, w.len, &back));
	byte_writer_finish(&w);
	byte_writer_init(&w, 8192);
	bulletin_format(&b, &w);
	assert_true(bulletin_parse((char *)w.data, w.len, &b_back));
	assert_string_equal(b_back.week, "2026-W48");
	assert_int_equal(b_back.n_unopenable, 1);
	assert_int_equal(b_back.n_missing, 1);
	assert_int_equal(b_back.missing[0][0], 8);
	assert_int_equal(b_back.directory_version, 4);
	assert_int_equal(b_back.n_logs, 1);
	assert_string_equal(b_back.logs[0].relay, log.relay);
	assert_string_equal(b_back.logs[0].publication, log.publication);
	assert_int_equal(b_back.logs[0].size, 17);
	bulletin_finish(&b_back);
	byte_writer_finish(&w);
	for (size_t i = 0; i < sizeof(weeks) / sizeof(weeks[0]); i++) {
		(void)strcpy(b.week, weeks[i]);
		byte_writer_init(&w, 8192);
		bulletin_format(&b, &w);
		assert_false(bulletin_parse((char *)w.data, w.len, &b_back));
		byte_writer_finish(&w);
	}
	/* Nothing is kept from before the series, or from behind this. */
	(void)strcpy(b.week, "2026-W53");
	for (b.first = 0; b.first <= 2; b.first++) {
		byte_writer_init(&w, 8192);
		bulletin_format(&b, &w);
		if (bulletin_parse((char *)w.data, w.len, &b_back)) {
			assert_int_equal(b.first, 1);
			bulletin_finish(&b_back);
		} else {
			assert_int_not_equal(b.first, 1);
		}
		byte_writer_finish(&w);
	}
}

/* RFC 9421 B.2.6 has another set of parts; ours is checked against itself and
 * against npm http-message-signatures in tests/peers. */
static void
requests_are_signed(void **state)
{
	struct http_request_parts parts = {.method = "POST",
				      .authority = "relay.example",
				      .path = "/v1/x",
				      .query = "?",
				      .content_digest = NULL},
				  other;
	struct byte_writer input, signature;
	struct http_signature s;
	uint8_t seed[32] = {5};
	struct vkey key;

	(void)state;
	vkey_of_seed("courier", seed, &key);
	byte_writer_init(&input, 4096);
	byte_writer_init(&signature, 4096);
	http_signature_make(&parts, "courier", 1000, seed, &input, &signature);
	assert_true(http_signature_parse(
	    (char *)input.data, (char *)signature.data, &s));
	assert_int_equal(s.created, 1000);
	assert_string_equal(s.keyid, "courier");
	assert_true(http_signature_verify(&s, &parts, key.public_key));
	other = parts;
	other.path = "/v1/y";
	assert_false(http_signature_verify(&s, &other, key.public_key));
	other = parts;
	other.query = "?a";
	assert_false(http_signature_verify(&s, &other, key.public_key));
	other = parts;
	other.content_digest = "sha-256=:x:";
	assert_false(http_signature_verify(&s, &other, key.public_key));
	s.parameters[strlen(s.parameters) - 3] ^= 1;
	assert_false(http_signature_verify(&s, &parts, key.public_key));
	assert_false(http_signature_parse(
	    "v=(\"@method\");created=1;keyid=\"a\";nonce=\"b\";alg=\"ed25519\"",
	    (char *)signature.data, &s));
	byte_writer_finish(&input);
	byte_writer_finish(&signature);
}

static void
publications_have_a_start(void **state)
{
	static const char *const bad[] = {"", "Z", "2026", "2026-11-25-2",
	    "2026-13-01", "2026-02-30", "2026-11-25T", "2026-11-25T10Z",
	    "2026-11-25T250000Z", "2026-11-25T100000", "x026-11-25"};
	int64_t start = 0;

	(void)state;
	assert_true(publication_start("2026-11-25", &start));
	assert_int_equal(start, 1795564800);
	assert_true(publication_start("2026-11-25T100001Z", &start));
	assert_int_equal(start, 1795564800 + 36001);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (publication_start(bad[i], &start))
			fail_msg("%s was taken", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(go_notes_verify),
	    cmocka_unit_test(malformed_notes_are_refused),
	    cmocka_unit_test(one_key_counts_once),
	    cmocka_unit_test(trees_are_those_of_rfc_6962),
	    cmocka_unit_test(the_frontier_grows_like_the_tree),
	    cmocka_unit_test(tiles_have_their_paths),
	    cmocka_unit_test(malformed_proofs_are_refused),
	    cmocka_unit_test(references_have_twelve_digits),
	    cmocka_unit_test(manifests_have_one_spelling),
	    cmocka_unit_test(desk_notes_come_back),
	    cmocka_unit_test(requests_are_signed),
	    cmocka_unit_test(publications_have_a_start),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
