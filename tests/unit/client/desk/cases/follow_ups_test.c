#include "tests/unit/unit.h"

#include <unistd.h>

#include <sodium.h>

#include "client/desk/cases/case_source.h"
#include "client/desk/cases/case_tables.h"
#include "client/desk/cases/case_upgrade.h"
#include "client/desk/cases/cases.h"
#include "client/desk/cases/follow_ups.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "tests/unit/client/desk/temp_store.h"

#define INTAKE "reprisals"
#define NOBODY 0xff /* no voice key at all */

static struct temp_store temp;
static struct age_recipient to; /* what sources are sealed to */

static int
set_up(void **state)
{
	(void)state;
	assert_true(temp_store_open(&temp));
	age_identity_recipient(&(struct age_identity){.type = AGE_HYBRID}, &to);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	temp_store_close(&temp);
	return 0;
}

static void
keys_of(uint8_t who, uint8_t *ret_public, uint8_t *ret_secret)
{
	uint8_t seed[crypto_sign_SEEDBYTES];

	memset(seed, who, sizeof(seed));
	(void)crypto_sign_seed_keypair(ret_public, ret_secret, seed);
}

/* What a sender with that code says; `reply` stands for the reply key. */
static cJSON *
say(uint8_t who, const char *kind, const char *reply)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	cJSON *report = cJSON_CreateObject();
	char text[48];

	cJSON_AddStringToObject(report, "kind", kind);
	if (who == NOBODY)
		return report;
	keys_of(who, public_key, secret);
	base64_encode(BASE64_PADDED, public_key, sizeof(public_key), text);
	cJSON_AddStringToObject(report, "voice_key", text);
	cJSON_AddStringToObject(report, "reply_recipient", reply);
	return report;
}

/* The same, signed as a follow-up. */
static cJSON *
follow(uint8_t who, const char *kind, const char *reply, const char *reference)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signature[crypto_sign_BYTES];
	cJSON *report = say(who, kind, reply);
	cJSON *follows = cJSON_AddObjectToObject(report, "follows");
	struct byte_writer message;
	char text[96];

	if (*reference != '\0')
		cJSON_AddStringToObject(follows, "reference", reference);
	keys_of(who, public_key, secret);
	byte_writer_init(&message, FOLLOW_UP_MESSAGE_MAX);
	assert_true(follow_up_message(report, INTAKE, &message));
	(void)crypto_sign_detached(
	    signature, NULL, message.data, message.len, secret);
	byte_writer_finish(&message);
	base64_encode(BASE64_PADDED, signature, sizeof(signature), text);
	cJSON_AddStringToObject(follows, "signature", text);
	return report;
}

static struct manifest_entry
entry_of(uint8_t number)
{
	struct manifest_entry entry = {.size = 1000, .publication = "0"};

	memset(entry.sha256, number, sizeof(entry.sha256));
	memset(entry.nonce, number, sizeof(entry.nonce));
	return entry;
}

static void
reference_of(uint8_t number, char *ret_digits)
{
	const struct manifest_entry entry = entry_of(number);

	case_link_reference(entry.nonce, entry.sha256, ret_digits);
}

/*
 * Imports a report as file `number`, with what is known read anew from the
 * rows; the verdict.
 */
static enum case_verdict
import(cJSON *report, uint8_t number, const char *wanted_id)
{
	static const uint8_t file_key[AGE_FILE_KEY_BYTES] = {3};
	const struct manifest_entry entry = entry_of(number);
	struct case_content content = {.parts = cJSON_CreateObject()};
	char id[CASE_ID_BYTES];
	struct case_voice voice;
	struct follow_ups *f;
	char *text;
	struct reason reason;

	f = follow_ups_read(temp.store, NULL, &reason);
	assert_non_null(f);
	/* What has no canonical form is no more than a claim. */
	assert_true(follow_ups_decide(
	    f, INTAKE, report, REPORT_INEXACT, &content.link));
	assert_true(!case_link_is_signed(&content.link));
	assert_true(
	    follow_ups_decide(f, INTAKE, report, REPORT_EXACT, &content.link));
	follow_ups_destroy(f);
	content.withdraws = case_link_withdraws(report);
	/* Who told it is told in no row but sealed. */
	assert_true(case_voice_of(temp.store, report, &voice));
	assert_true(case_voice_put(content.parts, &voice));
	text = cJSON_PrintUnformatted(report);
	assert_true(
	    case_source_part(text, strlen(text), file_key, &to, content.parts));
	free(text);
	assert_true(cases_add(
	    temp.store, &entry, 1, "relay.example", &content, id, &reason));
	assert_string_equal(id, wanted_id);
	cJSON_Delete(content.parts);
	cJSON_Delete(report);
	return content.link.verdict;
}

static struct case_row *
row_of(const char *id)
{
	struct reason reason;
	struct case_row *row = cases_get(temp.store, id, &reason);

	assert_non_null(row);
	return row;
}

static void
says(const char *id, const char *wanted)
{
	char text[CASE_LINK_TEXT_BYTES];
	struct case_row *row = row_of(id);

	case_link_text(&row->link, text);
	assert_string_equal(text, wanted);
	case_row_destroy(row);
}

/* Who withdrew the case, or "". */
static void
withdrawn_by(const char *id, const char *wanted)
{
	struct case_row *row = row_of(id);

	assert_string_equal(
	    row->withdrawn_by == NULL ? "" : row->withdrawn_by, wanted);
	case_row_destroy(row);
}

static void
only_the_voice_joins(void **state)
{
	char reference[FOLLOW_UP_REFERENCE_BYTES], wanted[200];
	cJSON *changed;

	(void)state;
	reference_of(1, reference);
	assert_int_equal(import(say(1, "new", "a"), 1, "00000001"), CASE_ALONE);
	assert_int_equal(
	    import(say(NOBODY, "new", ""), 2, "00000002"), CASE_ALONE);
	assert_int_equal(
	    import(follow(1, "more", "a", reference), 3, "00000001.0001"),
	    CASE_SIGNED);
	says("00000001.0001",
	    "follow-up of case 00000001, signed by the same code");
	assert_int_equal(import(follow(1, "more", "a", ""), 4, "00000001.0002"),
	    CASE_SIGNED);

	/* Another reply key: where answers would go is not for it to say. */
	assert_int_equal(import(follow(1, "more", "b", ""), 5, "00000003"),
	    CASE_OTHER_REPLY);
	says("00000003",
	    "claims to follow an earlier report; signed by the code of case "
	    "00000001, but names another key for replies");
	assert_int_equal(
	    import(follow(2, "more", "a", reference), 6, "00000004"),
	    CASE_WAITS);
	(void)snprintf(wanted, sizeof(wanted),
	    "claims to follow %s; no report of that voice key is known; the "
	    "reference %s is of case 00000001",
	    reference, reference);
	says("00000004", wanted);
	changed = follow(1, "withdraw", "a", "");
	cJSON_AddStringToObject(changed, "narrative", "put in");
	assert_int_equal(import(changed, 7, "00000005"), CASE_UNSIGNED);
	says("00000005",
	    "claims to follow an earlier report; the signature does not "
	    "verify; it names the voice key of case 00000001");
	assert_int_equal(
	    import(say(1, "withdraw", "a"), 8, "00000006"), CASE_SAME_VOICE);
	says("00000006",
	    "names the voice key of case 00000001, and is not signed by it");
	withdrawn_by("00000001", "");
	assert_int_equal(
	    import(follow(1, "withdraw", "a", ""), 9, "00000001.0003"),
	    CASE_SIGNED);
	withdrawn_by("00000001", "00000001.0003");
}

/* Nobody becomes the voice of a key that they only claim. */
static void
a_claim_is_no_voice(void **state)
{
	cJSON *claim = follow(1, "more", "b", "");

	(void)state;
	cJSON_AddStringToObject(claim, "narrative", "put in");
	assert_int_equal(import(claim, 1, "00000001"), CASE_UNSIGNED);
	assert_int_equal(import(say(1, "new", "a"), 2, "00000002"), CASE_ALONE);
	assert_int_equal(import(follow(1, "more", "a", ""), 3, "00000002.0001"),
	    CASE_SIGNED);
}

static void
the_first_report_takes_its_place(void **state)
{
	char reference[FOLLOW_UP_REFERENCE_BYTES], id[CASE_ID_BYTES];
	struct reason reason;
	char hash[65];

	(void)state;
	reference_of(3, reference);
	assert_int_equal(
	    import(follow(1, "withdraw", "a", reference), 1, "00000001"),
	    CASE_WAITS);
	withdrawn_by("00000001", "00000001");
	assert_int_equal(import(follow(1, "more", "a", ""), 2, "00000001.0001"),
	    CASE_SIGNED);
	/* Another reply key is not the report that is waited for. */
	assert_int_equal(
	    import(say(1, "new", "b"), 4, "00000002"), CASE_SAME_VOICE);
	assert_int_equal(import(say(1, "new", "a"), 3, "00000001"), CASE_FIRST);
	withdrawn_by("00000001", "00000001.0002");
	withdrawn_by("00000001.0002", "");
	says("00000001", "");
	/* Its reference is now one of the case. */
	says("00000001.0002",
	    "follow-up of case 00000001, signed by the same code");
	for (uint8_t i = 1; i <= 3; i++) {
		const struct manifest_entry entry = entry_of(i);

		hex_encode(entry.sha256, 32, hash);
		assert_int_equal(
		    cases_find_file(temp.store, hash, id, &reason), DESK_FOUND);
		assert_string_equal(id,
		    i == 1       ? "00000001.0002"
			: i == 2 ? "00000001.0001"
				 : "00000001");
	}
	/* Once: a second one is not waited for. */
	assert_int_equal(
	    import(say(1, "new", "a"), 5, "00000003"), CASE_SAME_VOICE);
}

/* Rows as the program wrote them before it knew follow-ups. */
static void
an_older_vault_joins_too(void **state)
{
	cJSON *report = say(1, "new", "a"), *row = cJSON_CreateObject();
	cJSON *meta = cJSON_CreateObject();
	struct case_holders one = {.n = 1, .list = {{.id = "anna.example"}}};
	struct case_row *back;
	uint64_t items;
	char *text = cJSON_PrintUnformatted(report);
	struct reason reason;

	(void)state;
	cJSON_AddArrayToObject(row, "entries");
	cJSON_AddStringToObject(row, "state", "OPENED");
	cJSON_AddStringToObject(row, "week", "2026-W01");
	cJSON_AddStringToObject(row, "report", text);
	cJSON_AddStringToObject(
	    row, "file_key", "07070707070707070707070707070707");
	cJSON_AddNumberToObject(row, "acknowledged", 0);
	cJSON_AddNumberToObject(meta, "last", 1);
	assert_true(desk_store_begin(temp.store));
	assert_true(desk_store_end(temp.store,
	    desk_store_put(temp.store, TABLE_CASES, "00000001", row) &&
		desk_store_put(temp.store, TABLE_META, "cases", meta)));
	desk_store_close(temp.store);
	assert_true(temp_store_reopen(&temp));
	age_identity_recipient(
	    &(struct age_identity){.type = AGE_HYBRID}, &one.list[0].recipient);
	assert_true(case_upgrade_rows(temp.store, &one, NULL, &reason));
	back = cases_get(temp.store, "00000001", &reason);
	assert_non_null(back);
	assert_null(strstr(back->report, "voice_key"));
	assert_null(json_text_string(back->json, "file_key"));
	assert_non_null(back->source);
	case_row_destroy(back);
	assert_int_equal(import(follow(1, "more", "a", ""), 2, "00000001.0001"),
	    CASE_SIGNED);
	assert_true(cases_items(temp.store, "00000001", &items, &reason));
	assert_int_equal(items, 1);
	back = cases_get_typed(temp.store, "00000001.0001", &reason);
	assert_non_null(back);
	case_row_destroy(back);
	back = cases_get_typed(temp.store, "1.1", &reason);
	assert_non_null(back);
	assert_string_equal(back->id, "00000001.0001");
	case_row_destroy(back);
	assert_null(cases_get_typed(temp.store, "1.", &reason));
	assert_null(cases_get_typed(temp.store, "1.0", &reason));
	assert_null(cases_get_typed(temp.store, "1.2", &reason));
	assert_null(cases_get_typed(temp.store, "1.1.1", &reason));
	free(text);
	cJSON_Delete(report);
	cJSON_Delete(row);
	cJSON_Delete(meta);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		only_the_voice_joins, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_claim_is_no_voice, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		the_first_report_takes_its_place, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		an_older_vault_joins_too, set_up, tear_down),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
