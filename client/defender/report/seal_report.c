#include "seal_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/envelope/seal.h"
#include "common/json/json_canonical.h"
#include "common/json/json_text.h"
#include "common/report/follow_up.h"
#include "common/report/padding.h"
#include "common/report/ustar.h"
#include "common/work/task.h"

static bool
set_member(cJSON *object, const char *name, cJSON *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	if (value != NULL && cJSON_AddItemToObject(object, name, value))
		return true;
	cJSON_Delete(value);
	return false;
}

/* The name as it is; bytes that are no UTF-8 as base64 beside a stand-in. */
static bool
set_name(cJSON *item, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t len = strlen(name);
	char shown[REPORT_NAME_MAX], base64[2 * REPORT_NAME_MAX];

	if (printable_text_valid(name, len))
		return set_member(item, "name", cJSON_CreateString(name));
	if (base64_length(BASE64_PADDED, len) >= sizeof(base64))
		return false;
	base64_encode(BASE64_PADDED, name, len, base64);
	printable_text_line(name, len, shown, sizeof(shown));
	return set_member(item, "name", cJSON_CreateString(shown)) &&
	    set_member(item, "name_base64", cJSON_CreateString(base64));
}

/*
 * What the sender says of an original stands, another program may have cleaned
 * it; but not where this one found that it was not.
 */
static bool
set_form(cJSON *item, const struct evidence *e, struct reason *reason)
{
	const cJSON *form = cJSON_GetObjectItemCaseSensitive(item, "form");

	if (e->form == EVIDENCE_CLEANED)
		return set_member(item, "form", cJSON_CreateString("cleaned"));
	if (e->carries && cJSON_IsString(form) &&
	    strcmp(form->valuestring, "cleaned") == 0) {
		reason_set(reason,
		    "the report says that %s was cleaned, and it carries, or "
		    "may carry, more than it shows",
		    e->path);
		return false;
	}
	return form != NULL ||
	    set_member(item, "form", cJSON_CreateString("original"));
}

static bool
complete_attachments(
    cJSON *report, const struct evidence_list *evidence, struct reason *reason)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(report, "attachments");
	int described = cJSON_GetArraySize(list);
	bool ok = true;

	if (described > 0 && (size_t)described != evidence->n) {
		reason_set(reason,
		    "the report describes %d attachments, and %zu files are "
		    "given",
		    described, evidence->n);
		return false;
	}
	if (list == NULL) {
		list = cJSON_AddArrayToObject(report, "attachments");
		ok = list != NULL;
	}
	for (size_t i = 0; i < evidence->n && ok; i++) {
		const struct evidence *e = &evidence->items[i];
		cJSON *item = cJSON_GetArrayItem(list, (int)i);
		char hash[65];

		if (item == NULL) {
			item = cJSON_CreateObject();
			ok = item != NULL && cJSON_AddItemToArray(list, item);
		}
		hex_encode(e->sha256, 32, hash);
		ok = ok && cJSON_IsObject(item) &&
		    set_member(
			item, "number", cJSON_CreateNumber((double)i + 1)) &&
		    set_name(item, e->path) &&
		    set_member(
			item, "size", cJSON_CreateNumber((double)e->size)) &&
		    set_member(item, "sha256", cJSON_CreateString(hash)) &&
		    set_form(item, e, reason);
	}
	if (!ok && reason->text[0] == '\0')
		reason_set(reason, "the attachments could not be described");
	return ok;
}

bool
seal_report_complete(cJSON *report, const struct evidence_list *evidence,
    const struct reply_keys *keys, struct reason *ret_reason)
{
	char recipient_text[AGE_RECIPIENT_TEXT_BYTES], voice_text[48];
	uint8_t voice[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	struct age_recipient recipient;
	uint64_t number = 0;
	bool ok;

	if (cJSON_GetObjectItemCaseSensitive(report, "follows") != NULL) {
		reason_set(ret_reason,
		    "the report has a member follows, which only the sealing "
		    "program may set: take it out, and give --follows");
		return false;
	}
	ok = set_member(report, "format", cJSON_CreateString(REPORT_FORMAT));
	cJSON_DeleteItemFromObjectCaseSensitive(report, "reply_recipient");
	cJSON_DeleteItemFromObjectCaseSensitive(report, "voice_key");
	if (keys != NULL) {
		age_identity_recipient(&keys->identity, &recipient);
		age_recipient_format(&recipient, recipient_text);
		(void)crypto_sign_seed_keypair(voice, secret, keys->voice_seed);
		sodium_memzero(secret, sizeof(secret));
		base64_encode(BASE64_PADDED, voice, sizeof(voice), voice_text);
		ok = ok &&
		    set_member(report, "reply_recipient",
			cJSON_CreateString(recipient_text)) &&
		    set_member(
			report, "voice_key", cJSON_CreateString(voice_text));
	}
	if (!ok) {
		reason_set(ret_reason, "there is not enough memory");
		return false;
	}
	if (!complete_attachments(report, evidence, ret_reason))
		return false;
	if (cJSON_GetObjectItemCaseSensitive(report, "narrative_attachment") !=
		NULL &&
	    (!json_text_integer(report, "narrative_attachment", &number) ||
		number < 1 || number > evidence->n)) {
		reason_set(ret_reason,
		    "the member narrative_attachment names no file that is "
		    "attached");
		return false;
	}
	return true;
}

/* The signature over the report as it stands, as base64 into `follows`. */
static bool
sign_follows(const cJSON *report, cJSON *follows, const char *intake,
    const struct reply_keys *keys)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t signature[FOLLOW_UP_SIGNATURE_BYTES], *secret;
	struct byte_writer message;
	char text[96];
	bool ok;

	secret = secret_alloc(crypto_sign_SECRETKEYBYTES);
	byte_writer_init(&message, FOLLOW_UP_MESSAGE_MAX);
	ok = secret != NULL && follow_up_message(report, intake, &message);
	if (ok) {
		(void)crypto_sign_seed_keypair(
		    public_key, secret, keys->voice_seed);
		(void)crypto_sign_detached(
		    signature, NULL, message.data, message.len, secret);
		base64_encode(
		    BASE64_PADDED, signature, sizeof(signature), text);
		ok = set_member(follows, "signature", cJSON_CreateString(text));
	}
	secret_free(secret);
	byte_writer_finish(&message);
	return ok;
}

bool
seal_report_follow(cJSON *report, const char *intake, const char *reference,
    const struct reply_keys *keys, struct reason *ret_reason)
{
	uint8_t voice[FOLLOW_UP_VOICE_BYTES];
	cJSON *follows = cJSON_CreateObject();
	bool ok;

	reason_set(ret_reason, "the follow-up could not be signed");
	ok = follows != NULL &&
	    (*reference == '\0' ||
		set_member(
		    follows, "reference", cJSON_CreateString(reference)));
	if (!set_member(report, "follows", follows))
		return false;
	/* As the desk will: with the key that the report names. */
	ok = ok && sign_follows(report, follows, intake, keys) &&
	    follow_up_voice(report, voice) &&
	    follow_up_verify(report, intake, voice);
	if (!ok)
		cJSON_DeleteItemFromObjectCaseSensitive(report, "follows");
	return ok;
}

/* The archive on its way into the sealer. */
struct sealing {
	struct sealer *sealer;
	enum envelope_status status;
	struct task progress;
	uint64_t done;
};

static bool
put(void *context, const void *bytes, size_t len)
{
	struct sealing *s = context;

	s->status = sealer_write(s->sealer, bytes, len);
	s->done += len;
	task_set(&s->progress, s->done);
	return s->status == ENVELOPE_OK && !task_stopped(s->progress.follow);
}

static bool
put_zeroes(struct sealing *s, uint64_t len)
{
	static const uint8_t zeroes[8192];
	size_t take;

	while (len > 0) {
		take = len < sizeof(zeroes) ? (size_t)len : sizeof(zeroes);
		if (!put(s, zeroes, take))
			return false;
		len -= take;
	}
	return true;
}

static bool
put_header(struct sealing *s, const char *name, uint64_t size)
{
	uint8_t block[USTAR_BLOCK_BYTES];

	ustar_header(name, size, block);
	return put(s, block, sizeof(block));
}

static bool
put_fill(struct sealing *s, uint64_t size)
{
	return put_zeroes(s, ustar_file_bytes(size) - size - USTAR_BLOCK_BYTES);
}

static bool
put_evidence(struct sealing *s, const struct evidence *e, size_t number,
    struct reason *reason)
{
	uint8_t hash[32];
	uint64_t size;
	char name[32];

	(void)snprintf(name, sizeof(name), "attachments/%04zu", number);
	if (!put_header(s, name, e->size))
		return false;
	if (!evidence_read(e, put, s, &size, hash)) {
		if (s->status == ENVELOPE_OK &&
		    !task_stopped(s->progress.follow))
			reason_set(
			    reason, "%s could not be read to its end", e->path);
		return false;
	}
	if (size != e->size || memcmp(hash, e->sha256, 32) != 0) {
		reason_set(reason,
		    "%s changed while it was being sealed: nothing was kept; "
		    "try again when nothing writes to it",
		    e->path);
		return false;
	}
	return put_fill(s, e->size);
}

static bool
put_archive(struct sealing *s, const struct byte_writer *json,
    const struct evidence_list *evidence, uint64_t len, struct reason *reason)
{
	if (!put_header(s, "report.json", json->len) ||
	    !put(s, json->data, json->len) || !put_fill(s, json->len))
		return false;
	for (size_t i = 0; i < evidence->n; i++)
		if (!put_evidence(s, &evidence->items[i], i + 1, reason))
			return false;
	if (!put_zeroes(s, USTAR_END_BYTES + padding_bucket(len) - len))
		return false;
	s->status = sealer_finish(s->sealer);
	return s->status == ENVELOPE_OK;
}

bool
seal_report_write(const cJSON *report, const struct evidence_list *evidence,
    const struct age_recipient *recipient, int fd,
    const struct task_follow *follow, struct reason *ret_reason)
{
	const struct byte_sink sink = byte_sink_fd(&fd);
	struct sealing s = {.status = ENVELOPE_OK};
	struct byte_writer json;
	uint64_t len;
	bool ok = false;

	byte_writer_init(&json, REPORT_MAX);
	if (!json_canonical_write(&json, report)) {
		reason_set(ret_reason,
		    "the report is too long, or has a number that is not "
		    "whole");
		goto out;
	}
	len = ustar_file_bytes(json.len) + USTAR_END_BYTES;
	for (size_t i = 0; i < evidence->n; i++)
		len += ustar_file_bytes(evidence->items[i].size);
	s.status = sealer_create(recipient, &sink, &s.sealer);
	if (s.status == ENVELOPE_OK) {
		task_start(
		    &s.progress, follow, TASK_SEALING, padding_bucket(len));
		ok = put_archive(&s, &json, evidence, len, ret_reason);
		task_end(&s.progress);
	}
	if (s.status == ENVELOPE_WRITE_FAILED)
		reason_set(ret_reason, "%s", strerror(errno));
	else if (task_stopped(follow))
		reason_set(ret_reason, "it was stopped");
	else if (s.status != ENVELOPE_OK)
		reason_set(ret_reason, "%s", envelope_status_text(s.status));
out:
	sealer_destroy(s.sealer);
	byte_writer_finish(&json);
	return ok;
}
