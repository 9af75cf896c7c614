/* Making a vault (docs/VAULT.md 1, 2). */
#include "vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/seal.h"
#include "common/json/json_text.h"
#include "client/desk/people/secret_file.h"
#include "vault_parts.h"

#define LIST_FILE_MAX (4u << 20)

bool
vault_write(const char *folder, const char *name, const void *bytes, size_t len,
    enum durable_replace replace, struct reason *ret_reason)
{
	char path[4096];

	if (!vault_join(path, sizeof(path), folder, name, ret_reason))
		return false;
	if (durable_file_write(path, bytes, len, 0600, replace))
		return true;
	reason_set(ret_reason, "%s: %s", path, strerror(errno));
	return false;
}

static bool
write_small(const char *folder, const char *name, const void *bytes, size_t len,
    struct reason *reason)
{
	return vault_write(
	    folder, name, bytes, len, DURABLE_KEEP_EXISTING, reason);
}

bool
vault_write_sealed(const struct vault_secrets *s, const char *folder,
    const char *name, const void *secret, size_t len,
    enum durable_replace replace, struct reason *ret_reason)
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
		reason_set(ret_reason, "%s", envelope_status_text(status));
	ok = status == ENVELOPE_OK &&
	    vault_write(
		folder, name, sealed.data, sealed.len, replace, ret_reason);
	byte_writer_finish(&sealed);
	return ok;
}

/* A secret sealed to the identity, as it is first made. */
static bool
write_sealed(const struct vault_secrets *s, const char *folder,
    const char *name, const void *secret, size_t len, struct reason *reason)
{
	return vault_write_sealed(
	    s, folder, name, secret, len, DURABLE_KEEP_EXISTING, reason);
}

/* How many of these numbers there are for what is made first. */
static uint64_t
first_generation(const struct vault_plan *plan)
{
	return plan->holders == NULL ? 0 : 1;
}

static bool
make_epoch(const struct vault_secrets *s, const struct vault_plan *plan,
    int64_t i, cJSON *list, struct reason *reason)
{
	struct age_identity *identity = secret_alloc(sizeof(*identity));
	char text[AGE_RECIPIENT_TEXT_BYTES], name[64], time[UTC_TIME_BYTES];
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
		vault_epoch_name(first_generation(plan), (unsigned)i + 1, name,
		    sizeof(name));
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
write_intake(const struct vault_plan *plan, const struct vkey *desk_keys,
    size_t n, size_t threshold, cJSON *epochs, struct reason *reason)
{
	cJSON *file = cJSON_CreateObject(), *desk, *keys;
	char text[NOTE_VKEY_TEXT_BYTES];
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, LIST_FILE_MAX);
	desk = cJSON_AddObjectToObject(file, "desk_keys");
	keys = cJSON_AddArrayToObject(desk, "keys");
	ok = keys != NULL;
	for (size_t i = 0; i < n && ok; i++) {
		vkey_format(&desk_keys[i], text);
		ok = cJSON_AddItemToArray(keys, cJSON_CreateString(text));
	}
	ok = ok &&
	    cJSON_AddNumberToObject(desk, "threshold", (double)threshold) !=
		NULL &&
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
make_folder(const char *folder, const char *name, struct reason *reason)
{
	char path[4096];

	if (!vault_join(path, sizeof(path), folder, name, reason))
		return false;
	if (durable_file_folder(path, 0700))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

static bool
make_folders(const struct vault_plan *plan, struct reason *reason)
{
	static const char *const names[] = {"originals", "attachments",
	    "import-notes", "bulletins", "quarantine"};
	char epochs[64];

	if (!durable_file_folder(plan->folder, 0700)) {
		reason_set(reason, "%s: %s", plan->folder, strerror(errno));
		return false;
	}
	/* "epochs", or "epochs-000001": the name of a key without its end. */
	vault_epoch_name(first_generation(plan), 1, epochs, sizeof(epochs));
	*strchr(epochs, '/') = '\0';
	if (!make_folder(plan->folder, epochs, reason))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!make_folder(plan->folder, names[i], reason))
			return false;
	return true;
}

/* Last: without it the folder is not a vault yet. */
static bool
write_head(const struct vault_plan *plan, struct reason *reason)
{
	char id[2 * VAULT_ID_BYTES + 1];
	uint8_t chance[VAULT_ID_BYTES];
	struct byte_writer head;
	bool ok;

	/* A number of its own, by which its copies are told from another's. */
	randombytes_buf(chance, sizeof(chance));
	hex_encode(chance, sizeof(chance), id);
	byte_writer_init(&head, 1024);
	byte_writer_printf(&head, "%s\n%s\n%s\n",
	    plan->holders == NULL ? VAULT_TRIAL : VAULT_SHARED, plan->intake,
	    id);
	ok = !head.failed &&
	    write_small(plan->folder, "vault", head.data, head.len, reason);
	byte_writer_finish(&head);
	return ok;
}

/* The keys of all epochs, sealed to the identity of `s`. */
static bool
make_epochs(const struct vault_secrets *s, const struct vault_plan *plan,
    cJSON *list, struct reason *reason)
{
	for (int64_t i = 0; i < plan->epochs; i++)
		if (!make_epoch(s, plan, i, list, reason))
			return false;
	return true;
}

/* One passphrase for everything, and one desk key. */
static bool
make_trial(const struct vault_plan *plan, const char *passphrase,
    struct vault_secrets *s, cJSON *epochs, struct reason *reason)
{
	char path[4096], name[NOTE_NAME_MAX + 1], text[NOTE_VKEY_TEXT_BYTES];
	uint8_t *seed = secret_alloc(NOTE_SEED_BYTES);
	struct vkey desk_key;
	bool ok = seed != NULL;

	if (!ok)
		return false;
	randombytes_buf(s->key, VAULT_KEY_BYTES);
	randombytes_buf(seed, NOTE_SEED_BYTES);
	vault_derive(s);
	(void)snprintf(name, sizeof(name), "%s/desk", plan->intake);
	vkey_of_seed(name, seed, &desk_key);
	vkey_format(&desk_key, text);
	(void)strcat(text, "\n");
	ok = vault_make_cases(plan->folder, 0, reason) &&
	    vault_join(
		path, sizeof(path), plan->folder, "share-1.age", reason) &&
	    secret_file_write(
		path, s->key, VAULT_KEY_BYTES, passphrase, reason) &&
	    write_sealed(s, plan->folder, "desk-key.age", seed, NOTE_SEED_BYTES,
		reason) &&
	    write_small(
		plan->folder, "desk.vkey", text, strlen(text), reason) &&
	    make_epochs(s, plan, epochs, reason) &&
	    write_intake(plan, &desk_key, 1, 1, epochs, reason);
	secret_free(seed);
	return ok;
}

bool
vault_write_shares(const char *folder, const struct share_set *set,
    enum durable_replace replace, struct reason *ret_reason)
{
	struct share_set *again = NULL;
	struct byte_writer w;
	bool ok;

	/* What can't be read again would shut the vault for ever. */
	byte_writer_init(&w, SHARE_SET_MAX);
	ok = share_set_write(set, &w);
	if (ok)
		again = share_set_read((char *)w.data, w.len, ret_reason);
	ok = again != NULL &&
	    vault_write(
		folder, "shares.json", w.data, w.len, replace, ret_reason);
	byte_writer_finish(&w);
	free(again);
	return ok;
}

/* A secret of these holders in `s`, and what each holds of it in `set`. */
static bool
share_out(const struct vault_plan *plan, enum share_kind kind, const char *info,
    struct vault_secrets *s, struct share_set *set, struct reason *reason)
{
	const struct vault_threshold *t = &plan->holders->of[kind];

	randombytes_buf(s->key, VAULT_KEY_BYTES);
	vault_derive_identity(s, info);
	set->lists[kind].generation = first_generation(plan);
	return share_list_make(
	    set, &set->lists[kind], s->key, t->k, t->ids, t->n, reason);
}

/* `staff` as the authority puts it into the persons' note: roles and times are
 * the authority's to add. */
bool
vault_write_staff(const char *folder, const struct person_public *people,
    size_t n, enum durable_replace replace, struct reason *ret_reason)
{
	cJSON *list = cJSON_CreateArray(), *item;
	struct byte_writer w;
	bool ok = list != NULL;

	for (size_t i = 0; i < n && ok; i++) {
		item = person_public_json(&people[i]);
		ok = item != NULL && cJSON_AddItemToArray(list, item);
		if (ok)
			cJSON_DeleteItemFromObjectCaseSensitive(
			    item, "desk_key");
	}
	byte_writer_init(&w, LIST_FILE_MAX);
	if (ok)
		json_text_write(&w, list);
	ok = ok && !w.failed &&
	    vault_write(
		folder, "staff.json", w.data, w.len, replace, ret_reason);
	byte_writer_finish(&w);
	cJSON_Delete(list);
	return ok;
}

static bool
write_desk_keys(const struct vault_plan *plan, const struct share_set *set,
    cJSON *epochs, struct reason *reason)
{
	const struct vault_threshold *t = &plan->holders->of[SHARE_CUSTODY];
	struct vkey keys[PEOPLE_MAX];

	for (size_t i = 0; i < t->n; i++)
		keys[i] = share_set_person(set, t->ids[i])->desk_key;
	return write_intake(plan, keys, t->n, t->k, epochs, reason);
}

/* Nobody's alone: of what is made here, nothing but shares is kept. */
static bool
make_shared(const struct vault_plan *plan, struct vault_secrets *s,
    cJSON *epochs, struct reason *reason)
{
	struct share_set *set = calloc(1, sizeof(*set));
	char name[64];
	bool ok;

	if (set == NULL)
		return false;
	(void)snprintf(set->intake, sizeof(set->intake), "%s", plan->intake);
	set->copies = plan->copies;
	set->n_people = plan->holders->n_people;
	memcpy(set->people, plan->holders->people,
	    set->n_people * sizeof(set->people[0]));
	randombytes_buf(&s->keys, sizeof(s->keys));
	vault_keys_name(1, name, sizeof(name));
	ok = share_out(
		 plan, SHARE_STORE, "valise-vault/identity", s, set, reason) &&
	    write_sealed(
		s, plan->folder, name, &s->keys, sizeof(s->keys), reason) &&
	    vault_make_cases(plan->folder, 1, reason) &&
	    share_out(
		plan, SHARE_CUSTODY, "valise-vault/custody", s, set, reason) &&
	    make_epochs(s, plan, epochs, reason) &&
	    share_set_mac(set, s->keys.rows, set->mac) &&
	    vault_write_shares(
		plan->folder, set, DURABLE_KEEP_EXISTING, reason) &&
	    write_desk_keys(plan, set, epochs, reason) &&
	    vault_write_staff(plan->folder, set->people, set->n_people,
		DURABLE_KEEP_EXISTING, reason);
	free(set);
	return ok;
}

bool
vault_make(const struct vault_plan *plan, const char *passphrase,
    struct reason *ret_reason)
{
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	cJSON *epochs = cJSON_CreateArray();
	bool ok = false;

	reason_set(ret_reason, "there is not enough memory");
	if (s != NULL && epochs != NULL)
		ok = make_folders(plan, ret_reason) &&
		    (plan->holders == NULL
			    ? make_trial(
				  plan, passphrase, s, epochs, ret_reason)
			    : make_shared(plan, s, epochs, ret_reason)) &&
		    write_head(plan, ret_reason);
	cJSON_Delete(epochs);
	secret_free(s);
	return ok;
}
