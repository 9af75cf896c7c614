#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/crypto/chunk_aead.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/keccak.h"
#include "common/crypto/self_test.h"
#include "common/crypto/sha256.h"
#include "common/crypto/work_stamp.h"
#include "common/envelope/bech32.h"
#include "common/envelope/open.h"
#include "common/envelope/seal.h"

static void
assert_hex(const uint8_t *bytes, size_t len, const char *wanted)
{
	char hex[257];

	sodium_bin2hex(hex, sizeof(hex), bytes, len);
	assert_string_equal(hex, wanted);
}

/* FIPS 202 example values of the empty message and of "abc". */
static void
keccak_gives_known_answers(void **state)
{
	struct keccak k;
	uint8_t out[64];

	(void)state;
	keccak_sha3_256_init(&k);
	keccak_pad(&k);
	keccak_squeeze(&k, out, 32);
	assert_hex(out, 32,
	    "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
	keccak_sha3_512_init(&k);
	keccak_absorb(&k, "abc", 3);
	keccak_pad(&k);
	keccak_squeeze(&k, out, 64);
	assert_hex(out, 64,
	    "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e1"
	    "0e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0");
	keccak_shake128_init(&k);
	keccak_pad(&k);
	keccak_squeeze(&k, out, 32);
	assert_hex(out, 32,
	    "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
	keccak_shake256_init(&k);
	keccak_pad(&k);
	keccak_squeeze(&k, out, 32);
	assert_hex(out, 32,
	    "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
}

/* However it is cut, the same bytes go in and come out. */
static void
keccak_is_the_same_in_pieces(void **state)
{
	uint8_t in[500], whole[300], pieces[300];
	struct keccak k;

	(void)state;
	randombytes_buf(in, sizeof(in));
	keccak_shake128_init(&k);
	keccak_absorb(&k, in, sizeof(in));
	keccak_pad(&k);
	keccak_squeeze(&k, whole, sizeof(whole));
	for (size_t step = 1; step < 200; step += 13) {
		keccak_shake128_init(&k);
		for (size_t at = 0; at < sizeof(in); at += step)
			keccak_absorb(&k, in + at,
			    sizeof(in) - at < step ? sizeof(in) - at : step);
		keccak_pad(&k);
		for (size_t at = 0; at < sizeof(pieces); at += step)
			keccak_squeeze(&k, pieces + at,
			    sizeof(pieces) - at < step ? sizeof(pieces) - at
						       : step);
		assert_memory_equal(whole, pieces, sizeof(whole));
	}
}

/* RFC 5869 A.1. */
static void
hkdf_gives_known_answers(void **state)
{
	uint8_t ikm[22], salt[13], prk[32], okm[32];
	static const uint8_t info[10] = {
	    0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9};
	const struct hkdf_part part = {ikm, sizeof(ikm)};
	const struct hkdf_part label = {info, sizeof(info)};

	(void)state;
	memset(ikm, 0x0b, sizeof(ikm));
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)i;
	hkdf_extract(salt, sizeof(salt), &part, 1, prk);
	assert_hex(prk, 32,
	    "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
	hkdf_expand(prk, &label, 1, okm, 32);
	assert_hex(okm, 32,
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

static void
chunks_are_those_of_libsodium(void **state)
{
	static const size_t lens[] = {0, 1, 15, 16, 63, 64, 65, 4096, 65536};
	uint8_t key[32], nonce[12], *plain, *ours, *theirs;
	struct chunk_aead *seal, *open;

	(void)state;
	plain = malloc(65536);
	ours = malloc(65552);
	theirs = malloc(65552);
	randombytes_buf(plain, 65536);
	randombytes_buf(key, sizeof(key));
	seal = chunk_aead_create(CHUNK_AEAD_SEAL, key);
	open = chunk_aead_create(CHUNK_AEAD_OPEN, key);
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		size_t len = lens[i];

		randombytes_buf(nonce, sizeof(nonce));
		assert_true(chunk_aead_seal(seal, nonce, plain, len, ours));
		crypto_aead_chacha20poly1305_ietf_encrypt(
		    theirs, NULL, plain, len, NULL, 0, NULL, nonce, key);
		assert_memory_equal(ours, theirs, len + 16);
		assert_true(
		    chunk_aead_open(open, nonce, ours, len + 16, theirs));
		assert_memory_equal(theirs, plain, len);
		ours[len / 2] ^= 1;
		assert_false(
		    chunk_aead_open(open, nonce, ours, len + 16, theirs));
		assert_false(chunk_aead_open(open, nonce, ours, 15, theirs));
	}
	chunk_aead_destroy(seal);
	chunk_aead_destroy(open);
	free(plain);
	free(ours);
	free(theirs);
}

static void
bech32_refuses_mixtures(void **state)
{
	uint8_t key[32], back[32];
	char text[128];

	(void)state;
	randombytes_buf(key, sizeof(key));
	bech32_encode("age", key, 32, text);
	assert_int_equal(strlen(text), bech32_length("age", 32));
	assert_true(bech32_decode(text, strlen(text), "age", back, 32));
	assert_memory_equal(key, back, 32);
	assert_false(bech32_decode(text, strlen(text), "agf", back, 32));
	assert_false(bech32_decode(text, strlen(text) - 1, "age", back, 32));
	for (size_t i = 0; i < strlen(text); i++) {
		char kept = text[i];

		text[i] = kept == 'q' ? 'p' : 'q';
		assert_false(
		    bech32_decode(text, strlen(text), "age", back, 32));
		text[i] = kept;
	}
	text[0] = 'A';
	assert_false(bech32_decode(text, strlen(text), "age", back, 32));
}

/* Every length around the chunk's border opens to what was sealed. */
static void
envelopes_open_at_every_border(void **state)
{
	static const size_t lens[] = {
	    0, 1, 65535, 65536, 65537, 131071, 131072, 131073, 200000};
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	struct byte_writer sealed, plain;
	struct age_recipient to;
	uint8_t *bytes = malloc(200000);

	(void)state;
	randombytes_buf(bytes, 200000);
	for (int type = AGE_HYBRID; type <= AGE_X25519; type++)
		for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
			struct byte_sink sink = byte_sink_writer(&sealed);

			identity->type = (enum age_key_type)type;
			randombytes_buf(identity->secret, 32);
			age_identity_recipient(identity, &to);
			byte_writer_init(&sealed, 1u << 20);
			byte_writer_init(&plain, 1u << 20);
			assert_int_equal(seal_bytes(&to, bytes, lens[i], &sink),
			    ENVELOPE_OK);
			if (type == AGE_HYBRID)
				assert_int_equal(
				    sealed.len, seal_hybrid_size(lens[i]));
			assert_int_equal(open_bytes(identity, sealed.data,
					     sealed.len, &plain),
			    ENVELOPE_OK);
			assert_int_equal(plain.len, lens[i]);
			if (lens[i] > 0)
				assert_memory_equal(plain.data, bytes, lens[i]);
			byte_writer_finish(&plain);
			/* Cut anywhere, it is refused and gives nothing. */
			byte_writer_init(&plain, 1u << 20);
			assert_int_not_equal(open_bytes(identity, sealed.data,
						 sealed.len - 1, &plain),
			    ENVELOPE_OK);
			byte_writer_finish(&sealed);
		}
	free(bytes);
	secret_free(identity);
}

static void
a_flipped_bit_is_refused(void **state)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	struct byte_writer sealed, plain;
	struct byte_sink sink = byte_sink_writer(&sealed);
	struct age_recipient to;

	(void)state;
	identity->type = AGE_HYBRID;
	randombytes_buf(identity->secret, 32);
	age_identity_recipient(identity, &to);
	byte_writer_init(&sealed, 1u << 20);
	assert_int_equal(seal_bytes(&to, "a secret", 8, &sink), ENVELOPE_OK);
	for (size_t i = 0; i < sealed.len; i += 3) {
		sealed.data[i] ^= 1;
		byte_writer_init(&plain, 1u << 20);
		assert_int_not_equal(
		    open_bytes(identity, sealed.data, sealed.len, &plain),
		    ENVELOPE_OK);
		sealed.data[i] ^= 1;
	}
	byte_writer_finish(&sealed);
	secret_free(identity);
}

static void
the_self_test_passes(void **state)
{
	(void)state;
	assert_true(self_test_sealing());
}

/* Twice the bytes, one bit (docs/RELAY-API.md 3.2). */
static void
work_grows_with_the_size(void **state)
{
	static const struct {
		uint64_t size;
		unsigned bits;
	} cases[] = {{0, 0}, {1, 0}, {1310720, 0}, {1310721, 1}, {2621440, 1},
	    {2621441, 2}, {UINT64_C(1) << 31, 11}, {UINT64_C(10) << 30, 13},
	    {UINT64_MAX, 44}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    work_stamp_size_bits(cases[i].size), cases[i].bits);
}

static void
work_is_found_and_counted(void **state)
{
	struct work_stamp stamp = {
	    .intake = "reprisals", .size = 5, .day = "2026-11-25"};

	(void)state;
	assert_true(work_stamp_find(&stamp, 12, NULL, NULL));
	assert_true(work_stamp_bits(&stamp) >= 12);
	stamp.size++;
	/* Another size is another stamp: 2^-12 that it fits all the same. */
	assert_true(work_stamp_bits(&stamp) < 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keccak_gives_known_answers),
	    cmocka_unit_test(keccak_is_the_same_in_pieces),
	    cmocka_unit_test(hkdf_gives_known_answers),
	    cmocka_unit_test(chunks_are_those_of_libsodium),
	    cmocka_unit_test(bech32_refuses_mixtures),
	    cmocka_unit_test(envelopes_open_at_every_border),
	    cmocka_unit_test(a_flipped_bit_is_refused),
	    cmocka_unit_test(the_self_test_passes),
	    cmocka_unit_test(work_grows_with_the_size),
	    cmocka_unit_test(work_is_found_and_counted),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
