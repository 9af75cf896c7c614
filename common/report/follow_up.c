#include "follow_up.h"

#include <errno.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_canonical.h"
#include "common/json/json_text.h"
#include "report.h"

static const cJSON *
follows_of(const cJSON *report)
{
	const cJSON *follows =
	    cJSON_GetObjectItemCaseSensitive(report, "follows");

	return cJSON_IsObject(follows) ? follows : NULL;
}

static bool
is_reference(const char *text)
{
	return strlen(text) == FOLLOW_UP_REFERENCE_DIGITS &&
	    strspn(text, "0123456789") == FOLLOW_UP_REFERENCE_DIGITS;
}

/* SHA-256 of the report in canonical form (docs/REPORT.md 1), without the
 * signature. */
static bool
hash_unsigned(const cJSON *report, char ret_hex[static 2 * SHA256_BYTES + 1])
{
	cJSON *copy = cJSON_Duplicate(report, true);
	uint8_t hash[SHA256_BYTES];
	struct byte_writer json;
	bool ok = copy != NULL;

	byte_writer_init(&json, REPORT_MAX);
	if (copy == NULL)
		errno = ENOMEM;
	if (ok) {
		cJSON_DeleteItemFromObjectCaseSensitive(
		    cJSON_GetObjectItemCaseSensitive(copy, "follows"),
		    "signature");
		ok = json_canonical_write(&json, copy);
		if (json.failed) /* it is no longer than the report was */
			errno = ENOMEM;
	}
	if (ok) {
		sha256_hash(json.data, json.len, hash);
		hex_encode(hash, sizeof(hash), ret_hex);
	}
	byte_writer_finish(&json);
	json_text_wipe(copy);
	return ok;
}

bool
follow_up_message(
    const cJSON *report, const char *intake, struct byte_writer *ret_message)
{
	const cJSON *follows = follows_of(report);
	const cJSON *reference =
	    cJSON_GetObjectItemCaseSensitive(follows, "reference");
	char hex[2 * SHA256_BYTES + 1];

	if (follows == NULL ||
	    (reference != NULL &&
		(!cJSON_IsString(reference) ||
		    !is_reference(reference->valuestring))) ||
	    !hash_unsigned(report, hex))
		return false;
	byte_writer_printf(ret_message, "valise-follow/1\n%s\n%s\n%s", intake,
	    reference == NULL ? "" : reference->valuestring, hex);
	return !ret_message->failed;
}

bool
follow_up_voice(
    const cJSON *report, uint8_t ret_voice[static FOLLOW_UP_VOICE_BYTES])
{
	const char *text = json_text_string(report, "voice_key");
	uint8_t voice[FOLLOW_UP_VOICE_BYTES];
	size_t len;

	if (text == NULL ||
	    !base64_decode(BASE64_PADDED, text, strlen(text), voice,
		sizeof(voice), &len) ||
	    len != sizeof(voice))
		return false;
	memcpy(ret_voice, voice, sizeof(voice));
	return true;
}

void
follow_up_reference(
    const cJSON *report, char ret_reference[static FOLLOW_UP_REFERENCE_BYTES])
{
	const char *text = json_text_string(follows_of(report), "reference");

	memset(ret_reference, 0, FOLLOW_UP_REFERENCE_BYTES);
	if (text != NULL && is_reference(text))
		memcpy(ret_reference, text, FOLLOW_UP_REFERENCE_DIGITS);
}

bool
follow_up_verify(const cJSON *report, const char *intake,
    const uint8_t voice[static FOLLOW_UP_VOICE_BYTES])
{
	const char *text = json_text_string(follows_of(report), "signature");
	uint8_t signature[FOLLOW_UP_SIGNATURE_BYTES];
	struct byte_writer message;
	size_t len = 0;
	bool ok;

	if (text == NULL ||
	    !base64_decode(BASE64_PADDED, text, strlen(text), signature,
		sizeof(signature), &len) ||
	    len != sizeof(signature))
		return false;
	byte_writer_init(&message, FOLLOW_UP_MESSAGE_MAX);
	ok = follow_up_message(report, intake, &message) &&
	    crypto_sign_verify_detached(
		signature, message.data, message.len, voice) == 0;
	byte_writer_finish(&message);
	return ok;
}
