/* What no age file may have (C2SP age.md; docs/ENVELOPE.md 5): refused. */
#include "tests/unit/unit.h"

#include <ctype.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/chunk_aead.h"
#include "common/crypto/hpke.h"
#include "common/envelope/age_header.h"
#include "common/envelope/age_key.h"
#include "common/envelope/age_stream.h"
#include "common/envelope/open.h"
#include "common/envelope/open_stanza.h"

#define END "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define SALT "AAAAAAAAAAAAAAAAAAAAAA"
#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" /* 32 zeroes */
#define LONGER KEY "A"                                    /* 33 */
#define SCRYPT "-> scrypt " SALT " 10\n" KEY "\n"
#define X25519 "-> X25519 " KEY "\n" KEY "\n"
#define OTHER "-> other\n\n"

static bool
parses(const char *stanzas, struct age_header *ret_header, char *text)
{
	(void)snprintf(text, 8192, AGE_VERSION_LINE "\n%s" END, stanzas);
	return age_header_parse(
	    (const uint8_t *)text, strlen(text), ret_header);
}

static void
headers_have_one_form(void **state)
{
	static const char *const bad[] = {"", "-> \n\n", "-> x  y\n\n",
	    "->  x\n\n", "-> x \n\n", "-> x\x01\n\n", "-> x\x7f\n\n",
	    "-> x\xc3\xa9\n\n", "-> x\n", "-> x\nAAAA=\n", "->x\n\n",
	    "-> x\nAB\n"};
	struct age_header header;
	char text[8192];

	(void)state;
	assert_true(parses(OTHER, &header, text));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parses(bad[i], &header, text))
			fail_msg("header %zu was taken", i);
}

static enum envelope_status
status_of(const char *stanzas)
{
	uint8_t key[AGE_FILE_KEY_BYTES];
	struct age_header header;
	char text[8192];

	assert_true(parses(stanzas, &header, text));
	return open_stanza(&header, NULL, 0, key);
}

static void
stanzas_have_one_form(void **state)
{
	char enc[2048], one[4096];
	uint8_t zeroes[HPKE_ENC_BYTES] = {0};

	(void)state;
	assert_int_equal(status_of(OTHER), ENVELOPE_NO_MATCH);
	assert_int_equal(status_of(SCRYPT), ENVELOPE_NO_MATCH);
	assert_int_equal(status_of(SCRYPT OTHER), ENVELOPE_SCRYPT_MIXED);
	assert_int_equal(status_of(OTHER SCRYPT), ENVELOPE_SCRYPT_MIXED);
	assert_int_equal(status_of(SCRYPT SCRYPT), ENVELOPE_SCRYPT_MIXED);
	assert_int_equal(status_of(X25519), ENVELOPE_NO_MATCH);
	assert_int_equal(status_of("-> X25519 " KEY "\n" LONGER "\n"),
	    ENVELOPE_HEADER_MALFORMED);
	assert_int_equal(status_of("-> X25519 " KEY " " KEY "\n" KEY "\n"),
	    ENVELOPE_HEADER_MALFORMED);
	assert_int_equal(
	    status_of("-> X25519\n" KEY "\n"), ENVELOPE_HEADER_MALFORMED);
	assert_int_equal(status_of("-> scrypt " SALT " 10 x\n" KEY "\n"),
	    ENVELOPE_HEADER_MALFORMED);
	assert_int_equal(status_of("-> scrypt " SALT " 010\n" KEY "\n"),
	    ENVELOPE_HEADER_MALFORMED);
	assert_int_equal(status_of("-> scrypt " SALT " 10\n" LONGER "\n"),
	    ENVELOPE_HEADER_MALFORMED);
	base64_encode(BASE64_UNPADDED, zeroes, sizeof(zeroes), enc);
	(void)snprintf(
	    one, sizeof(one), "-> mlkem768x25519 %s\n" KEY "\n", enc);
	assert_int_equal(status_of(one), ENVELOPE_NO_MATCH);
	(void)snprintf(
	    one, sizeof(one), "-> mlkem768x25519 %s\n" LONGER "\n", enc);
	assert_int_equal(status_of(one), ENVELOPE_HEADER_MALFORMED);
	(void)snprintf(
	    one, sizeof(one), "-> mlkem768x25519 %s x\n" KEY "\n", enc);
	assert_int_equal(status_of(one), ENVELOPE_HEADER_MALFORMED);
	(void)snprintf(
	    one, sizeof(one), "-> mlkem768x25519 %s\n" KEY "\n", enc + 4);
	assert_int_equal(status_of(one), ENVELOPE_HEADER_MALFORMED);
}

/* By another program from BIP 173: the base point, and with a bit behind it. */
static const char base_point[] =
    "age1pyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq8r66x";
static const char base_point_and_bit[] =
    "age1pyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpa3h085";

static bool
is_recipient(const char *text)
{
	struct age_recipient r;

	return age_recipient_parse(text, strlen(text), &r);
}

static bool
is_hybrid(const uint8_t *key)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient r = {.type = AGE_HYBRID};

	memcpy(r.hybrid, key, sizeof(r.hybrid));
	age_recipient_format(&r, text);
	return is_recipient(text);
}

static void
recipients_have_one_form(void **state)
{
	uint8_t key[sizeof(((struct age_recipient *)0)->hybrid)] = {0};
	uint8_t *share = key + sizeof(key) - 32;
	char upper[sizeof(base_point)];

	(void)state;
	assert_int_equal(sizeof(base_point), sizeof(base_point_and_bit));
	assert_true(is_recipient(base_point));
	assert_false(is_recipient(base_point_and_bit));
	for (size_t i = 0; i < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)base_point[i]);
	assert_false(is_recipient(upper));
	share[0] = 9;
	assert_true(is_hybrid(key));
	key[0] = 0x01; /* 3,329, which is the modulus */
	key[1] = 0x0d;
	assert_false(is_hybrid(key));
	key[0] = 0x00;
	assert_true(is_hybrid(key));
	share[0] = 1; /* of low order */
	assert_false(is_hybrid(key));
}

static void
identities_are_in_upper_case(void **state)
{
	struct age_identity identity = {.type = AGE_X25519}, back;
	char text[AGE_IDENTITY_TEXT_BYTES];

	(void)state;
	age_identity_format(&identity, text);
	assert_true(age_identity_parse(text, strlen(text), &back));
	for (char *c = text; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	assert_false(age_identity_parse(text, strlen(text), &back));
}

/* A file under a key of our own: so many full chunks, then one of `last`. */
static void
seal_chunks(
    size_t full, size_t last, const uint8_t *file_key, struct byte_writer *w)
{
	static uint8_t plain[AGE_CHUNK_BYTES];
	static uint8_t sealed[AGE_CHUNK_BYTES + CHUNK_AEAD_TAG_BYTES];
	static const char covered[] = AGE_VERSION_LINE "\n" OTHER "---";
	uint8_t mac[AGE_MAC_BYTES], key[32], nonce[12], zeroes[16] = {0};
	struct chunk_aead *aead;
	char text[64];

	age_header_mac(
	    file_key, (const uint8_t *)covered, sizeof(covered) - 1, mac);
	base64_encode(BASE64_UNPADDED, mac, sizeof(mac), text);
	byte_writer_init(w, 1u << 20);
	byte_writer_printf(w, "%s %s\n", covered, text);
	byte_writer_put(w, zeroes, AGE_NONCE_BYTES);
	age_header_payload_key(file_key, zeroes, key);
	aead = chunk_aead_create(CHUNK_AEAD_SEAL, key);
	assert_non_null(aead);
	for (size_t i = 0; i <= full; i++) {
		size_t len = i < full ? sizeof(plain) : last;

		age_stream_nonce(i, i == full, nonce);
		assert_true(chunk_aead_seal(aead, nonce, plain, len, sealed));
		byte_writer_put(w, sealed, len + CHUNK_AEAD_TAG_BYTES);
	}
	chunk_aead_destroy(aead);
}

static enum envelope_status
opens(size_t full, size_t last)
{
	uint8_t file_key[AGE_FILE_KEY_BYTES] = {7};
	const struct open_keys keys = {.file_key = file_key};
	struct byte_writer sealed, plain;
	struct byte_memory memory;
	struct byte_source source;
	struct byte_sink sink;
	enum envelope_status status;

	seal_chunks(full, last, file_key, &sealed);
	byte_writer_init(&plain, 1u << 20);
	memory = (struct byte_memory){sealed.data, sealed.len};
	source = byte_source_memory(&memory);
	sink = byte_sink_writer(&plain);
	status = open_source(&keys, &source, &sink, NULL);
	if (status == ENVELOPE_OK)
		assert_int_equal(plain.len, full * AGE_CHUNK_BYTES + last);
	byte_writer_finish(&plain);
	byte_writer_finish(&sealed);
	return status;
}

static void
only_the_first_chunk_may_be_empty(void **state)
{
	(void)state;
	assert_int_equal(opens(0, 0), ENVELOPE_OK);
	assert_int_equal(opens(0, 1), ENVELOPE_OK);
	assert_int_equal(opens(1, 1), ENVELOPE_OK);
	assert_int_equal(opens(1, 0), ENVELOPE_TRUNCATED);
	assert_int_equal(opens(2, 0), ENVELOPE_TRUNCATED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headers_have_one_form),
	    cmocka_unit_test(stanzas_have_one_form),
	    cmocka_unit_test(recipients_have_one_form),
	    cmocka_unit_test(identities_are_in_upper_case),
	    cmocka_unit_test(only_the_first_chunk_may_be_empty),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
