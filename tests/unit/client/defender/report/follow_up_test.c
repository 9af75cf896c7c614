#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/defender/report/seal_report.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "common/report/follow_up.h"

#define INTAKE "reprisals"
#define REFERENCE "021151569974"

static const char draft[] =
    "{\"kind\":\"more\",\"narrative\":\"An invented answer with an \\u00e9.\","
    "\"consent\":[{\"person\":\"self\",\"C0\":\"yes\",\"C8\":\"no\"}],"
    "\"newer\":{\"list\":[1,true,null,\"x\"],\"empty\":{}}}";

static struct reply_keys *keys;
static struct evidence file = {
    .path = "letter.pdf", .size = 9, .form = EVIDENCE_ORIGINAL};

/* Keys without the slow step: any 64 bytes would do. */
static int
make_keys(void **state)
{
	(void)state;
	keys = secret_alloc(sizeof(*keys));
	keys->identity.type = AGE_HYBRID;
	memset(keys->identity.secret, 1, sizeof(keys->identity.secret));
	memset(keys->voice_seed, 2, sizeof(keys->voice_seed));
	return 0;
}

static int
free_keys(void **state)
{
	(void)state;
	secret_free(keys);
	return 0;
}

/* As valise seal makes one. */
static cJSON *
sealed(const char *reference)
{
	const struct evidence_list evidence = {.n = 1, .items = &file};
	cJSON *report = cJSON_Parse(draft);
	struct reason reason = {""};

	assert_true(seal_report_complete(report, &evidence, keys, &reason));
	assert_true(
	    seal_report_follow(report, INTAKE, reference, keys, &reason));
	assert_true(report_check(report, REPORT_SEALED, &reason));
	return report;
}

static bool
verifies(const cJSON *report, const char *intake)
{
	uint8_t voice[FOLLOW_UP_VOICE_BYTES];

	return follow_up_voice(report, voice) &&
	    follow_up_verify(report, intake, voice);
}

static void
it_comes_back(void **state)
{
	static const char *const references[] = {REFERENCE, "", "000000000000"};
	char found[FOLLOW_UP_REFERENCE_BYTES];
	struct byte_writer text;
	struct reason reason;
	cJSON *report, *back;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		report = sealed(references[i]);
		byte_writer_init(&text, REPORT_MAX);
		json_text_write(&text, report);
		back =
		    json_text_read((const char *)text.data, text.len, &reason);
		assert_non_null(back);
		assert_true(verifies(back, INTAKE));
		follow_up_reference(back, found);
		assert_string_equal(found, references[i]);
		byte_writer_finish(&text);
		cJSON_Delete(back);
		cJSON_Delete(report);
	}
}

/* The bytes of docs/REPORT.md 6.1, put together by other means. */
static void
the_message_is_as_written(void **state)
{
	static const char unsigned_text[] =
	    "{\"a\":\"x\",\"follows\":{\"reference\":\"" REFERENCE
	    "\"},\"z\":1}";
	cJSON *report =
	    cJSON_Parse("{\"z\":1,\"follows\":{\"signature\":\"y\","
			"\"reference\":\"" REFERENCE "\"},\"a\":\"x\"}");
	uint8_t hash[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1], wanted[256];
	struct byte_writer message;

	(void)state;
	sha256_hash(unsigned_text, strlen(unsigned_text), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(wanted, sizeof(wanted),
	    "valise-follow/1\n" INTAKE "\n" REFERENCE "\n%s", hex);
	byte_writer_init(&message, FOLLOW_UP_MESSAGE_MAX);
	assert_true(follow_up_message(report, INTAKE, &message));
	assert_string_equal((const char *)message.data, wanted);
	byte_writer_finish(&message);
	cJSON_Delete(report);
}

/* The sample of docs/REPORT.md 6, made by OpenSSL and Python. */
static void
the_sample_verifies(void **state)
{
	static const char sample[] =
	    "{\"voice_key\":\"gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q=\","
	    "\"narrative\":\"An invented answer.\",\"kind\":\"more\","
	    "\"format\":\"valise-report/1\",\"follows\":{\"signature\":"
	    "\"FUUQdLRd4M6u42yKDB+tAG45JslLpvUZl1blh/dftQcH"
	    "DcNGfPvVmDQKrPYFSRxSz/LOCy54CpK4zBOrqjScAA==\","
	    "\"reference\":\"021151569974\"},"
	    "\"consent\":[{\"person\":\"self\",\"C0\":\"yes\"}]}";
	cJSON *report = cJSON_Parse(sample);

	(void)state;
	assert_true(verifies(report, INTAKE));
	assert_false(verifies(report, "other"));
	cJSON_Delete(report);
}

/* Each bit of signature, of voice key, and of every text and number. */
static void
a_flipped_bit_breaks_it(void **state)
{
	static const char *const members[] = {
	    "narrative", "kind", "format", "reply_recipient"};
	uint8_t voice[FOLLOW_UP_VOICE_BYTES], bytes[FOLLOW_UP_SIGNATURE_BYTES];
	cJSON *report = sealed(REFERENCE);
	cJSON *follows = cJSON_GetObjectItemCaseSensitive(report, "follows");
	const char *held = json_text_string(follows, "signature");
	char text[96];
	size_t len;

	(void)state;
	assert_true(base64_decode(
	    BASE64_PADDED, held, strlen(held), bytes, sizeof(bytes), &len));
	assert_true(follow_up_voice(report, voice));
	for (size_t bit = 0; bit < 8 * sizeof(voice); bit++) {
		voice[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(follow_up_verify(report, INTAKE, voice));
		voice[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char *value =
		    cJSON_GetObjectItemCaseSensitive(report, members[i])
			->valuestring;

		for (size_t bit = 0; bit < 8 * strlen(value); bit++) {
			value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
			assert_false(follow_up_verify(report, INTAKE, voice));
			value[bit / 8] = (char)(value[bit / 8] ^ 1 << bit % 8);
		}
	}
	assert_true(follow_up_verify(report, INTAKE, voice));
	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		base64_encode(BASE64_PADDED, bytes, sizeof(bytes), text);
		cJSON_ReplaceItemInObjectCaseSensitive(
		    follows, "signature", cJSON_CreateString(text));
		assert_false(follow_up_verify(report, INTAKE, voice));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	cJSON_Delete(report);
}

static void
replace(cJSON *object, const char *member, const char *value)
{
	assert_true(cJSON_ReplaceItemInObjectCaseSensitive(
	    object, member, cJSON_CreateString(value)));
}

static void
it_can_not_be_moved(void **state)
{
	cJSON *report = sealed(REFERENCE);
	cJSON *follows = cJSON_GetObjectItemCaseSensitive(report, "follows");
	cJSON *item = cJSON_GetArrayItem(
	    cJSON_GetObjectItemCaseSensitive(report, "attachments"), 0);
	char hash[65], reference[FOLLOW_UP_REFERENCE_BYTES];

	(void)state;
	assert_true(verifies(report, INTAKE));
	assert_false(verifies(report, "other"));
	assert_false(
	    verifies(report, "")); /* no line may take another's place */
	replace(follows, "reference", "021151569975");
	assert_false(verifies(report, INTAKE));
	cJSON_DeleteItemFromObjectCaseSensitive(follows, "reference");
	assert_false(verifies(report, INTAKE));
	cJSON_AddStringToObject(follows, "reference", REFERENCE);
	assert_true(verifies(report, INTAKE)); /* wherever it stands */

	(void)snprintf(
	    hash, sizeof(hash), "%s", json_text_string(item, "sha256"));
	hash[0] ^= 1;
	replace(item, "sha256", hash);
	assert_false(verifies(report, INTAKE));
	hash[0] ^= 1;
	replace(item, "sha256", hash);
	assert_true(verifies(report, INTAKE));
	cJSON_SetNumberValue(
	    cJSON_GetObjectItemCaseSensitive(item, "size"), 10);
	assert_false(verifies(report, INTAKE));
	cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(item, "size"), 9);

	cJSON_AddStringToObject(report, "added", "");
	assert_false(verifies(report, INTAKE));
	cJSON_DeleteItemFromObjectCaseSensitive(report, "added");
	cJSON_AddStringToObject(follows, "added", "");
	assert_false(verifies(report, INTAKE));
	cJSON_DeleteItemFromObjectCaseSensitive(follows, "added");
	assert_true(verifies(report, INTAKE));

	/* What is no reference is neither signed nor shown. */
	replace(follows, "reference", "0211 5156 9974");
	assert_false(verifies(report, INTAKE));
	follow_up_reference(report, reference);
	assert_string_equal(reference, "");
	cJSON_Delete(report);
}

static void
the_order_of_members_does_not_matter(void **state)
{
	cJSON *report = sealed(REFERENCE), *turned = cJSON_CreateObject();
	cJSON *item;

	(void)state;
	while (cJSON_GetArraySize(report) > 0) {
		item = cJSON_DetachItemFromArray(
		    report, cJSON_GetArraySize(report) - 1);
		assert_true(cJSON_AddItemToObject(turned, item->string, item));
	}
	assert_true(verifies(turned, INTAKE));
	cJSON_Delete(report);
	cJSON_Delete(turned);
}

static void
only_the_sealing_program_sets_it(void **state)
{
	const struct evidence_list none = {0};
	struct reply_keys *others = secret_alloc(sizeof(*others));
	struct reason reason = {""};
	cJSON *report = cJSON_Parse(draft);

	(void)state;
	cJSON_AddItemToObject(report, "follows", cJSON_CreateObject());
	assert_false(seal_report_complete(report, &none, keys, &reason));
	assert_non_null(strstr(reason.text, "member follows"));
	cJSON_DeleteItemFromObjectCaseSensitive(report, "follows");
	assert_true(seal_report_complete(report, &none, keys, &reason));
	/* Keys of another code than the report names; no reference. */
	memcpy(others, keys, sizeof(*others));
	others->voice_seed[0] ^= 1;
	assert_false(
	    seal_report_follow(report, INTAKE, REFERENCE, others, &reason));
	assert_null(cJSON_GetObjectItemCaseSensitive(report, "follows"));
	assert_false(seal_report_follow(report, INTAKE, "1234", keys, &reason));
	assert_null(cJSON_GetObjectItemCaseSensitive(report, "follows"));
	assert_false(verifies(report, INTAKE));
	assert_true(
	    seal_report_follow(report, INTAKE, REFERENCE, keys, &reason));
	assert_true(verifies(report, INTAKE));
	secret_free(others);
	cJSON_Delete(report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_comes_back),
	    cmocka_unit_test(the_message_is_as_written),
	    cmocka_unit_test(the_sample_verifies),
	    cmocka_unit_test(a_flipped_bit_breaks_it),
	    cmocka_unit_test(it_can_not_be_moved),
	    cmocka_unit_test(the_order_of_members_does_not_matter),
	    cmocka_unit_test(only_the_sealing_program_sets_it),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
