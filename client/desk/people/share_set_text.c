/* The file of shares, written and read (docs/SHARES.md 3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/hkdf.h"
#include "common/json/json_text.h"
#include "share_set.h"

#define FORMAT "valise-shares/1"

static bool
put_hex(cJSON *to, const char *member, const void *bytes, size_t len)
{
	char hex[65];

	hex_encode(bytes, len, hex);
	return cJSON_AddStringToObject(to, member, hex) != NULL;
}

static bool
put_share(cJSON *to, const struct share_entry *e)
{
	char *sealed = malloc(base64_length(BASE64_PADDED, e->sealed_len) + 1);
	cJSON *item = cJSON_CreateObject();
	bool ok = sealed != NULL && item != NULL;

	if (ok)
		base64_encode(BASE64_PADDED, e->sealed, e->sealed_len, sealed);
	ok = ok && put_hex(item, "hash", e->hash, sizeof(e->hash)) &&
	    cJSON_AddStringToObject(item, "person", e->person) != NULL &&
	    put_hex(item, "salt", e->salt, sizeof(e->salt)) &&
	    cJSON_AddStringToObject(item, "sealed", sealed) != NULL &&
	    cJSON_AddNumberToObject(item, "x", e->x) != NULL &&
	    cJSON_AddItemToArray(to, item);
	if (!ok)
		cJSON_Delete(item);
	free(sealed);
	return ok;
}

static bool
put_list(cJSON *to, enum share_kind kind, const struct share_list *list)
{
	cJSON *item = cJSON_AddObjectToObject(to, share_kind_name(kind));
	cJSON *shares;
	bool ok;

	ok = item != NULL &&
	    put_hex(item, "check", list->check, sizeof(list->check)) &&
	    cJSON_AddNumberToObject(
		item, "generation", (double)list->generation) != NULL;
	shares = ok ? cJSON_AddArrayToObject(item, "shares") : NULL;
	ok = shares != NULL;
	for (size_t i = 0; i < list->n && ok; i++)
		ok = put_share(shares, &list->shares[i]);
	return ok &&
	    cJSON_AddNumberToObject(
		item, "threshold", (double)list->threshold) != NULL;
}

bool
share_set_write(const struct share_set *set, struct byte_writer *w)
{
	cJSON *file = cJSON_CreateObject(), *people, *person;
	bool ok;

	/* One spelling: what is so without saying is not said. */
	ok =
	    (set->copies == SHARE_COPIES ||
		cJSON_AddNumberToObject(file, "copies", set->copies) != NULL) &&
	    cJSON_AddStringToObject(file, "format", FORMAT) != NULL &&
	    cJSON_AddStringToObject(file, "intake", set->intake) != NULL;
	people = ok ? cJSON_AddArrayToObject(file, "people") : NULL;
	ok = people != NULL;
	for (size_t i = 0; i < set->n_people && ok; i++) {
		person = person_public_json(&set->people[i]);
		ok = person != NULL && cJSON_AddItemToArray(people, person);
	}
	ok = ok && put_hex(file, "mac", set->mac, sizeof(set->mac));
	for (int kind = 0; kind < SHARE_KINDS && ok; kind++)
		ok = put_list(file, (enum share_kind)kind, &set->lists[kind]);
	if (ok)
		json_text_write(w, file);
	cJSON_Delete(file);
	return ok && !w->failed;
}

static bool
get_hex(const cJSON *from, const char *member, void *ret_bytes, size_t len)
{
	const char *text = json_text_string(from, member);

	return text != NULL && hex_decode(text, strlen(text), ret_bytes, len);
}

/* A share of somebody who is in the set, and of no one before. */
static bool
get_share(
    const struct share_set *set, const cJSON *item, struct share_list *list)
{
	struct share_entry *e = &list->shares[list->n];
	const char *person = json_text_string(item, "person");
	const char *sealed = json_text_string(item, "sealed");
	uint64_t x;

	if (person == NULL || sealed == NULL ||
	    share_set_person(set, person) == NULL ||
	    share_list_of(list, person) != NULL ||
	    !json_text_integer(item, "x", &x) || x < 1 || x > SHAMIR_SHARES_MAX)
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (list->shares[i].x == x)
			return false;
	e->x = (uint8_t)x;
	(void)snprintf(e->person, sizeof(e->person), "%s", person);
	if (!get_hex(item, "hash", e->hash, sizeof(e->hash)) ||
	    !get_hex(item, "salt", e->salt, sizeof(e->salt)) ||
	    !base64_decode(BASE64_PADDED, sealed, strlen(sealed), e->sealed,
		sizeof(e->sealed), &e->sealed_len))
		return false;
	list->n++;
	return true;
}

static bool
get_list(struct share_set *set, const cJSON *file, enum share_kind kind,
    struct reason *reason)
{
	struct share_list *list = &set->lists[kind];
	const cJSON *item =
	    cJSON_GetObjectItemCaseSensitive(file, share_kind_name(kind));
	const cJSON *share;
	uint64_t threshold;

	if (!get_hex(item, "check", list->check, sizeof(list->check)) ||
	    !json_text_integer(item, "generation", &list->generation) ||
	    list->generation < 1 || list->generation >= SHARE_GENERATIONS_MAX ||
	    !json_text_integer(item, "threshold", &threshold)) {
		reason_set(reason, "%s: check, generation or threshold is off",
		    share_kind_name(kind));
		return false;
	}
	cJSON_ArrayForEach (
	    share, cJSON_GetObjectItemCaseSensitive(item, "shares")) {
		if (list->n < PEOPLE_MAX && get_share(set, share, list))
			continue;
		reason_set(reason, "%s: share %zu is off, or stands twice",
		    share_kind_name(kind), list->n + 1);
		return false;
	}
	list->threshold = (size_t)threshold;
	if (threshold >= 1 && threshold <= list->n)
		return true;
	reason_set(reason, "%s: no threshold of %zu shares",
	    share_kind_name(kind), list->n);
	return false;
}

static bool
get_people(struct share_set *set, const cJSON *file, struct reason *reason)
{
	struct reason why;
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(file, "people")) {
		struct person_public *p = &set->people[set->n_people];

		if (set->n_people == PEOPLE_MAX) {
			reason_set(
			    reason, "it has more than %d persons", PEOPLE_MAX);
			return false;
		}
		reason_set(&why, "it stands twice");
		if (!person_public_read(item, p, &why) ||
		    share_set_person(set, p->id) != NULL) {
			reason_set(reason, "person %zu: %s", set->n_people + 1,
			    why.text);
			return false;
		}
		set->n_people++;
	}
	return true;
}

static bool
get_copies(struct share_set *set, const cJSON *file, struct reason *reason)
{
	uint64_t copies;

	set->copies = SHARE_COPIES;
	if (cJSON_GetObjectItemCaseSensitive(file, "copies") == NULL)
		return true;
	if (json_text_integer(file, "copies", &copies) && copies >= 1 &&
	    copies <= SHARE_COPIES_MAX && copies != SHARE_COPIES) {
		set->copies = (unsigned)copies;
		return true;
	}
	reason_set(reason, "its number of copies is off");
	return false;
}

static bool
get_all(struct share_set *set, const cJSON *file, struct reason *reason)
{
	const char *format = json_text_string(file, "format");
	const char *intake = json_text_string(file, "intake");

	if (format == NULL || strcmp(format, FORMAT) != 0) {
		reason_set(reason,
		    "it is no file of shares that this program "
		    "reads (" FORMAT ")");
		return false;
	}
	if (intake == NULL || !directory_id_valid(intake)) {
		reason_set(reason, "its intake is no intake's id");
		return false;
	}
	(void)snprintf(set->intake, sizeof(set->intake), "%s", intake);
	if (!get_hex(file, "mac", set->mac, sizeof(set->mac))) {
		reason_set(reason, "its mac is off");
		return false;
	}
	if (!get_copies(set, file, reason) || !get_people(set, file, reason))
		return false;
	for (int kind = 0; kind < SHARE_KINDS; kind++)
		if (!get_list(set, file, (enum share_kind)kind, reason))
			return false;
	return true;
}

struct share_set *
share_set_read(const char *text, size_t len, struct reason *ret_reason)
{
	struct share_set *set = calloc(1, sizeof(*set));
	cJSON *file;
	bool ok;

	if (set == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		return NULL;
	}
	file = json_text_read(text, len, ret_reason);
	ok = file != NULL && get_all(set, file, ret_reason);
	cJSON_Delete(file);
	if (ok)
		return set;
	free(set);
	return NULL;
}

bool
share_set_mac(const struct share_set *set, const uint8_t row_key[static 32],
    uint8_t ret_mac[static 32])
{
	struct share_set *blank = malloc(sizeof(*blank));
	uint8_t *key = secret_alloc(HKDF_KEY_BYTES);
	struct byte_writer text;
	bool ok = blank != NULL && key != NULL;

	byte_writer_init(&text, SHARE_SET_MAX);
	if (ok) {
		*blank = *set;
		memset(blank->mac, 0, sizeof(blank->mac));
		ok = share_set_write(blank, &text);
	}
	if (ok) {
		hkdf_derive(row_key, 32, NULL, 0, "valise-vault/shares", key);
		(void)crypto_generichash(
		    ret_mac, 32, text.data, text.len, key, HKDF_KEY_BYTES);
	}
	byte_writer_finish(&text);
	secret_free(key);
	free(blank);
	return ok;
}
