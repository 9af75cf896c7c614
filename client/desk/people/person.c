#include "person.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "secret_file.h"

#define DESK_KEY_INFO "valise-desk-key/1 "
#define DESK_NAME_BYTES 4 /* of a hash: who it is stands nowhere */

/* The file's content: seed, identity, and the id filled up with zeroes. */
struct person_file {
	uint8_t seed[NOTE_SEED_BYTES];
	uint8_t identity[AGE_SECRET_BYTES];
	char id[256];
};

bool
person_make(const char *path, const char *id, const char *passphrase,
    struct reason *ret_reason)
{
	struct person_file *file;
	bool ok;

	if (strlen(id) > NOTE_NAME_MAX || !vkey_name_valid(id, strlen(id))) {
		reason_set(ret_reason,
		    "a person's name has no blanks and no plus, and at most %d "
		    "bytes",
		    NOTE_NAME_MAX);
		return false;
	}
	file = secret_alloc(sizeof(*file));
	if (file == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return false;
	}
	randombytes_buf(file->seed, sizeof(file->seed));
	randombytes_buf(file->identity, sizeof(file->identity));
	memcpy(file->id, id, strlen(id));
	ok = secret_file_write(
	    path, file, sizeof(*file), passphrase, ret_reason);
	secret_free(file);
	return ok;
}

static bool
has_a_name(const struct person_file *file)
{
	size_t len = strnlen(file->id, sizeof(file->id));

	return len <= NOTE_NAME_MAX && vkey_name_valid(file->id, len) &&
	    sodium_is_zero(
		(const uint8_t *)file->id + len, sizeof(file->id) - len);
}

struct person *
person_open(const char *path, const char *passphrase, struct reason *ret_reason)
{
	struct person_file *file = secret_alloc(sizeof(*file));
	struct person *p = secret_alloc(sizeof(*p));
	bool ok = false;

	reason_set(ret_reason, "there is not enough memory");
	if (file != NULL && p != NULL &&
	    secret_file_read(
		path, passphrase, file, sizeof(*file), ret_reason)) {
		ok = has_a_name(file);
		if (!ok)
			reason_set(ret_reason, "%s is no person's file", path);
	}
	if (ok) {
		memcpy(p->seed, file->seed, sizeof(p->seed));
		p->identity.type = AGE_HYBRID;
		memcpy(
		    p->identity.secret, file->identity, sizeof(file->identity));
		(void)snprintf(p->id, sizeof(p->id), "%s", file->id);
	}
	secret_free(file);
	if (ok)
		return p;
	secret_free(p);
	return NULL;
}

bool
person_change_passphrase(const char *path, const char *before,
    const char *after, struct reason *ret_reason)
{
	struct person_file *file = secret_alloc(sizeof(*file));
	bool ok = false;

	reason_set(ret_reason, "there is not enough memory");
	if (file != NULL &&
	    secret_file_read(path, before, file, sizeof(*file), ret_reason)) {
		if (has_a_name(file))
			ok = secret_file_replace(
			    path, file, sizeof(*file), after, ret_reason);
		else
			reason_set(ret_reason, "%s is no person's file", path);
	}
	secret_free(file);
	return ok;
}

void
person_desk_seed(const struct person *p, const char *intake,
    uint8_t ret_seed[static NOTE_SEED_BYTES])
{
	char info[NOTE_NAME_MAX + sizeof(DESK_KEY_INFO)];

	(void)snprintf(info, sizeof(info), "%s%s", DESK_KEY_INFO, intake);
	hkdf_derive(p->seed, sizeof(p->seed), NULL, 0, info, ret_seed);
}

bool
person_publish(const struct person *p, const char *intake,
    struct person_public *ret_public)
{
	uint8_t *seed = secret_alloc(NOTE_SEED_BYTES);
	char name[NOTE_NAME_MAX + 1], hex[2 * DESK_NAME_BYTES + 1];
	uint8_t hash[32];

	memset(ret_public, 0, sizeof(*ret_public));
	(void)snprintf(ret_public->id, sizeof(ret_public->id), "%s", p->id);
	vkey_of_seed(p->id, p->seed, &ret_public->key);
	age_identity_recipient(&p->identity, &ret_public->recipient);
	if (seed == NULL)
		return false;
	person_desk_seed(p, intake, seed);
	vkey_of_seed("desk", seed, &ret_public->desk_key);
	sha256_hash(ret_public->desk_key.public_key,
	    sizeof(ret_public->desk_key.public_key), hash);
	hex_encode(hash, DESK_NAME_BYTES, hex);
	(void)snprintf(name, sizeof(name), "%.*s/%s",
	    NOTE_NAME_MAX - 2 * DESK_NAME_BYTES - 1, intake, hex);
	vkey_of_seed(name, seed, &ret_public->desk_key);
	secret_free(seed);
	return true;
}

void
person_check_text(
    const struct person_public *p, char ret_text[static PERSON_CHECK_BYTES])
{
	char key[NOTE_VKEY_TEXT_BYTES], desk_key[NOTE_VKEY_TEXT_BYTES];
	char recipient[AGE_RECIPIENT_TEXT_BYTES], hex[65];
	char all[sizeof(key) + sizeof(desk_key) + sizeof(recipient) + 8];
	uint8_t hash[32];
	size_t at = 0;
	int len;

	vkey_format(&p->key, key);
	vkey_format(&p->desk_key, desk_key);
	age_recipient_format(&p->recipient, recipient);
	len = snprintf(
	    all, sizeof(all), "%s\n%s\n%s\n", key, recipient, desk_key);
	sha256_hash(all, len < 0 ? 0 : (size_t)len, hash);
	hex_encode(hash, sizeof(hash), hex);
	for (size_t i = 0; i < 32; i++) {
		if (i > 0 && i % 4 == 0)
			ret_text[at++] = ' ';
		ret_text[at++] = hex[i];
	}
	ret_text[at] = '\0';
}

cJSON *
person_public_json(const struct person_public *p)
{
	char recipient[AGE_RECIPIENT_TEXT_BYTES];
	char key[NOTE_VKEY_TEXT_BYTES];
	cJSON *json = cJSON_CreateObject();
	bool ok;

	age_recipient_format(&p->recipient, recipient);
	ok = cJSON_AddStringToObject(json, "id", p->id) != NULL;
	vkey_format(&p->key, key);
	ok = ok && cJSON_AddStringToObject(json, "key", key) != NULL;
	ok =
	    ok && cJSON_AddStringToObject(json, "recipient", recipient) != NULL;
	vkey_format(&p->desk_key, key);
	ok = ok && cJSON_AddStringToObject(json, "desk_key", key) != NULL;
	if (ok)
		return json;
	cJSON_Delete(json);
	return NULL;
}

static bool
read_key(const cJSON *json, const char *member, struct vkey *ret_key,
    struct reason *reason)
{
	const char *text = json_text_string(json, member);

	if (text != NULL && vkey_parse(text, strlen(text), ret_key))
		return true;
	reason_set(reason, "its %s is no Ed25519 key with a name", member);
	return false;
}

bool
person_public_read(const cJSON *json, struct person_public *ret_public,
    struct reason *ret_reason)
{
	const char *id = json_text_string(json, "id");
	const char *recipient = json_text_string(json, "recipient");

	memset(ret_public, 0, sizeof(*ret_public));
	if (!read_key(json, "key", &ret_public->key, ret_reason) ||
	    !read_key(json, "desk_key", &ret_public->desk_key, ret_reason))
		return false;
	if (id == NULL || strcmp(id, ret_public->key.name) != 0) {
		reason_set(ret_reason, "its id is not the name of its key");
		return false;
	}
	(void)snprintf(ret_public->id, sizeof(ret_public->id), "%s", id);
	if (recipient != NULL &&
	    age_recipient_parse(
		recipient, strlen(recipient), &ret_public->recipient) &&
	    ret_public->recipient.type == AGE_HYBRID)
		return true;
	reason_set(ret_reason, "its recipient is not age1pq1...");
	return false;
}
