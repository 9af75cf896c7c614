/* Making a vault (docs/VAULT.md 1, 2). */
#include "vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "client/desk/people/secret_file.h"
#include "vault_parts.h"

#define LIST_FILE_MAX (4u << 20)

static bool
write_small(const char *folder, const char *name, const void *bytes, size_t len,
    struct reason *reason)
{
	char path[4096];

	if (!vault_join(path, sizeof(path), folder, name, reason))
		return false;
	if (durable_file_write(path, bytes, len, 0600, DURABLE_KEEP_EXISTING))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

/* A secret sealed to the vault's own identity. */
static bool
write_sealed(const struct vault_secrets *s, const char *folder,
    const char *name, const void *secret, size_t len, struct reason *reason)
{
	struct age_recipient recipient;
	struct byte_writer sealed;
	struct byte_sink sink = byte_sink_writer(&sealed);
	enum envelope_status status;
	bool ok;

	age_identity_recipient(&s->identity, &recipient);
	byte_writer_init(&sealed, VAULT_SMALL_FILE_MAX);
	status = seal_bytes(&recipient, secret, len, &sink);
	if (status != ENVELOPE_OK)
		reason_set(reason, "%s", envelope_status_text(status));
	ok = status == ENVELOPE_OK &&
	    write_small(folder, name, sealed.data, sealed.len, reason);
	byte_writer_finish(&sealed);
	return ok;
}

static bool
make_epoch(const struct vault_secrets *s, const struct vault_plan *plan,
    int64_t i, cJSON *list, struct reason *reason)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	char text[AGE_RECIPIENT_TEXT_BYTES], name[32], time[UTC_TIME_BYTES];
	int64_t from = plan->start + i * plan->epoch_days * 86400;
	int64_t until = from + plan->epoch_days * 86400;
	struct age_recipient recipient;
	cJSON *item = cJSON_CreateObject();
	bool ok = identity != NULL && item != NULL;

	if (ok) {
		identity->type = AGE_HYBRID;
		randombytes_buf(identity->secret, AGE_SECRET_BYTES);
		age_identity_recipient(identity, &recipient);
		age_recipient_format(&recipient, text);
		utc_time_format(until + DIRECTORY_KEEP_SECONDS, time);
		ok = cJSON_AddStringToObject(item, "destroyed_after", time) !=
		    NULL;
		utc_time_format(from, time);
		ok = ok && cJSON_AddStringToObject(item, "from", time) != NULL;
		ok = ok &&
		    cJSON_AddStringToObject(item, "recipient", text) != NULL;
		utc_time_format(until, time);
		ok = ok && cJSON_AddStringToObject(item, "until", time) != NULL;
		(void)snprintf(
		    name, sizeof(name), "epochs/%03" PRId64 ".age", i + 1);
		ok = ok &&
		    write_sealed(s, plan->folder, name, identity->secret,
			AGE_SECRET_BYTES, reason);
	}
	secret_free(identity);
	if (ok && cJSON_AddItemToArray(list, item))
		return true;
	cJSON_Delete(item);
	return false;
}

/* desk_keys and epoch_keys, as the authority puts them into the directory. */
static bool
write_public(const struct vault_plan *plan, const struct vkey *desk_key,
    cJSON *epochs, struct reason *reason)
{
	cJSON *file = cJSON_CreateObject(), *desk, *keys;
	char text[NOTE_VKEY_TEXT_BYTES];
	struct byte_writer w;
	bool ok;

	vkey_format(desk_key, text);
	byte_writer_init(&w, LIST_FILE_MAX);
	desk = cJSON_AddObjectToObject(file, "desk_keys");
	keys = cJSON_AddArrayToObject(desk, "keys");
	ok = keys != NULL &&
	    cJSON_AddItemToArray(keys, cJSON_CreateString(text)) &&
	    cJSON_AddNumberToObject(desk, "threshold", 1) != NULL &&
	    cJSON_AddStringToObject(file, "id", plan->intake) != NULL &&
	    cJSON_AddItemReferenceToObject(file, "epoch_keys", epochs);
	if (ok)
		json_text_write(&w, file);
	ok = ok && !w.failed &&
	    write_small(plan->folder, "intake.json", w.data, w.len, reason);
	byte_writer_finish(&w);
	cJSON_Delete(file);
	return ok;
}

static bool
make_folders(const char *folder, struct reason *reason)
{
	static const char *const names[] = {
	    "epochs", "originals", "import-notes", "bulletins", "quarantine"};
	char path[4096];

	if (!durable_file_folder(folder, 0700)) {
		reason_set(reason, "%s: %s", folder, strerror(errno));
		return false;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!vault_join(path, sizeof(path), folder, names[i], reason))
			return false;
		if (!durable_file_folder(path, 0700)) {
			reason_set(reason, "%s: %s", path, strerror(errno));
			return false;
		}
	}
	return true;
}

static bool
make_all(const struct vault_plan *plan, const char *passphrase,
    struct vault_secrets *s, uint8_t *seed, struct reason *reason)
{
	char path[4096], name[NOTE_NAME_MAX + 1], text[NOTE_VKEY_TEXT_BYTES];
	cJSON *epochs = cJSON_CreateArray();
	struct byte_writer head;
	struct vkey desk_key;
	bool ok;

	randombytes_buf(s->key, VAULT_KEY_BYTES);
	randombytes_buf(seed, NOTE_SEED_BYTES);
	vault_derive(s);
	(void)snprintf(name, sizeof(name), "%s/desk", plan->intake);
	vkey_of_seed(name, seed, &desk_key);
	vkey_format(&desk_key, text);
	(void)strcat(text, "\n");
	ok = epochs != NULL && make_folders(plan->folder, reason) &&
	    vault_join(
		path, sizeof(path), plan->folder, "share-1.age", reason) &&
	    secret_file_write(
		path, s->key, VAULT_KEY_BYTES, passphrase, reason) &&
	    write_sealed(s, plan->folder, "desk-key.age", seed, NOTE_SEED_BYTES,
		reason) &&
	    write_small(plan->folder, "desk.vkey", text, strlen(text), reason);
	for (int64_t i = 0; i < plan->epochs && ok; i++)
		ok = make_epoch(s, plan, i, epochs, reason);
	ok = ok && write_public(plan, &desk_key, epochs, reason);
	/* Last: without it the folder is not a vault yet. */
	byte_writer_init(&head, 1024);
	byte_writer_printf(&head, VAULT_FORMAT "\n%s\n", plan->intake);
	ok = ok &&
	    write_small(plan->folder, "vault", head.data, head.len, reason);
	byte_writer_finish(&head);
	cJSON_Delete(epochs);
	return ok;
}

bool
vault_make(const struct vault_plan *plan, const char *passphrase,
    struct reason *ret_reason)
{
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	uint8_t *seed = secret_alloc(NOTE_SEED_BYTES);
	bool ok = false;

	if (s == NULL || seed == NULL)
		reason_set(ret_reason, "there is not enough memory");
	else
		ok = make_all(plan, passphrase, s, seed, ret_reason);
	secret_free(seed);
	secret_free(s);
	return ok;
}
