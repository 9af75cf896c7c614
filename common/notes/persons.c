#include "persons.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"
#include "json_note.h"
#include "note_member.h"

#define FIRST_LINE "valise-persons/1"

static bool
refuse(struct reason *reason, const char *member)
{
	reason_set(reason,
	    "the persons' note's member %s is missing, malformed or out of "
	    "range",
	    member);
	return false;
}

/* A list of texts; some of them, where there must be. */
static bool
are_texts(const cJSON *list, size_t least)
{
	const cJSON *item;
	size_t n = 0;

	if (!cJSON_IsArray(list))
		return false;
	cJSON_ArrayForEach (item, list) {
		if (!cJSON_IsString(item) || item->valuestring[0] == '\0')
			return false;
		n++;
	}
	return n >= least;
}

/* An id is the name of its key, so that a signature says whose it is. */
static bool
read_id(const cJSON *item, const char **ret_id, struct vkey *ret_key)
{
	*ret_id = json_text_string(item, "id");
	return *ret_id != NULL && vkey_name_valid(*ret_id, strlen(*ret_id)) &&
	    note_member_key(item, "key", ret_key) &&
	    strcmp(ret_key->name, *ret_id) == 0;
}

static bool
read_courier(const cJSON *item, struct courier_entry *c)
{
	c->intakes = cJSON_GetObjectItemCaseSensitive(item, "intakes");
	return read_id(item, &c->id, &c->key) && are_texts(c->intakes, 0) &&
	    note_member_span(item, &c->from, &c->until);
}

static bool
read_staff(const cJSON *item, struct staff_entry *s)
{
	s->roles = cJSON_GetObjectItemCaseSensitive(item, "roles");
	s->recipient = json_text_string(item, "recipient");
	return read_id(item, &s->id, &s->key) && are_texts(s->roles, 1) &&
	    s->recipient != NULL && strncmp(s->recipient, "age1pq1", 7) == 0 &&
	    note_member_span(item, &s->from, &s->until);
}

static bool
read_lists(struct persons *p, struct reason *reason)
{
	const cJSON *array = NULL;

	p->couriers = note_member_array(
	    p->body, "couriers", sizeof(*p->couriers), &array, &p->n_couriers);
	if (p->couriers == NULL)
		return refuse(reason, "couriers");
	for (size_t n = 0; n < p->n_couriers; n++) {
		if (!read_courier(
			cJSON_GetArrayItem(array, (int)n), &p->couriers[n]))
			return refuse(reason, "couriers");
		for (size_t m = 0; m < n; m++)
			if (strcmp(p->couriers[m].id, p->couriers[n].id) == 0)
				return refuse(reason, "couriers");
	}
	p->staff = note_member_array(
	    p->body, "staff", sizeof(*p->staff), &array, &p->n_staff);
	if (p->staff == NULL)
		return refuse(reason, "staff");
	for (size_t n = 0; n < p->n_staff; n++) {
		if (!read_staff(
			cJSON_GetArrayItem(array, (int)n), &p->staff[n]))
			return refuse(reason, "staff");
		for (size_t m = 0; m < n; m++)
			if (strcmp(p->staff[m].id, p->staff[n].id) == 0)
				return refuse(reason, "staff");
	}
	return true;
}

static bool
read_body(struct persons *p, struct reason *reason)
{
	const char *hash = json_text_string(p->body, "directory");

	if (!cJSON_IsObject(p->body) ||
	    !json_text_integer(p->body, "version", &p->version) ||
	    p->version < 1)
		return refuse(reason, "version");
	if (hash == NULL || !hex_decode(hash, strlen(hash), p->directory, 32))
		return refuse(reason, "directory");
	return read_lists(p, reason);
}

bool
persons_note_is(const void *bytes, size_t len)
{
	return json_note_is(FIRST_LINE, bytes, len);
}

struct persons *
persons_read_text(const char *text, size_t len, struct reason *ret_reason)
{
	struct persons *p = calloc(1, sizeof(*p));

	reason_set(ret_reason, "there is not enough memory");
	if (p == NULL)
		return NULL;
	p->body = json_note_read(FIRST_LINE, "persons' note", text, len,
	    PERSONS_MAX, p->name, ret_reason);
	if (p->body != NULL && read_body(p, ret_reason)) {
		sha256_hash(text, len, p->hash);
		return p;
	}
	persons_destroy(p);
	return NULL;
}

static bool
belongs(const struct persons *p, const struct directory *d,
    const struct signed_note *note, struct reason *reason)
{
	enum note_status status;

	if (p->version != d->version || strcmp(p->name, d->name) != 0 ||
	    memcmp(p->directory, d->hash, sizeof(d->hash)) != 0) {
		reason_set(reason,
		    "the persons' note belongs to another directory than this "
		    "one of version %llu",
		    (unsigned long long)d->version);
		return false;
	}
	status = signed_note_verify(
	    note, d->authority.keys, d->authority.n, d->authority.threshold);
	if (status != NOTE_OK)
		reason_set(
		    reason, "the persons' note: %s", note_status_text(status));
	return status == NOTE_OK;
}

struct persons *
persons_open(const void *bytes, size_t len, const struct directory *d,
    struct reason *ret_reason)
{
	struct signed_note note;
	enum note_status status;
	struct persons *p;

	status = len > PERSONS_MAX ? NOTE_MALFORMED
				   : signed_note_parse(bytes, len, &note);
	if (status != NOTE_OK) {
		reason_set(ret_reason, "the persons' note: %s",
		    note_status_text(status));
		return NULL;
	}
	p = persons_read_text(note.text, note.text_len, ret_reason);
	if (p == NULL || belongs(p, d, &note, ret_reason))
		return p;
	persons_destroy(p);
	return NULL;
}

void
persons_destroy(struct persons *p)
{
	if (p == NULL)
		return;
	free(p->couriers);
	free(p->staff);
	cJSON_Delete(p->body);
	free(p);
}

static bool
serves(const struct courier_entry *c, const char *intake, int64_t now)
{
	const cJSON *served;

	if (now < c->from || now >= c->until)
		return false;
	cJSON_ArrayForEach (served, c->intakes)
		if (strcmp(served->valuestring, intake) == 0)
			return true;
	return false;
}

const struct courier_entry *
persons_courier(
    const struct persons *p, const char *id, const char *intake, int64_t now)
{
	for (size_t i = 0; p != NULL && i < p->n_couriers; i++)
		if (strcmp(p->couriers[i].id, id) == 0 &&
		    serves(&p->couriers[i], intake, now))
			return &p->couriers[i];
	return NULL;
}

const struct staff_entry *
persons_staff(const struct persons *p, const char *id, int64_t now)
{
	for (size_t i = 0; p != NULL && i < p->n_staff; i++) {
		const struct staff_entry *e = &p->staff[i];

		if (strcmp(e->id, id) == 0 && e->from <= now && now < e->until)
			return e;
	}
	return NULL;
}

static bool
is_role(const char *text, const char *word, size_t len)
{
	return strlen(text) == len && memcmp(text, word, len) == 0;
}

bool
staff_role(const struct staff_entry *e, const char *wanted, char *ret_role,
    size_t size)
{
	const cJSON *role;
	size_t len;

	if (wanted == NULL) {
		role = cJSON_GetArrayItem(e->roles, 0);
		return cJSON_IsString(role) &&
		    snprintf(ret_role, size, "%s", role->valuestring) <
		    (int)size;
	}
	for (; *wanted != '\0'; wanted += len + (wanted[len] == ' ')) {
		len = strcspn(wanted, " ");
		cJSON_ArrayForEach (role, e->roles)
			if (cJSON_IsString(role) && len < size &&
			    is_role(role->valuestring, wanted, len)) {
				(void)snprintf(
				    ret_role, size, "%.*s", (int)len, wanted);
				return true;
			}
	}
	return false;
}

const struct courier_entry *
persons_who_signed(const struct persons *p, const struct signed_note *note,
    const char *intake, int64_t now)
{
	for (size_t i = 0; p != NULL && i < p->n_couriers; i++)
		if (serves(&p->couriers[i], intake, now) &&
		    signed_note_verify(note, &p->couriers[i].key, 1, 1) ==
			NOTE_OK)
			return &p->couriers[i];
	return NULL;
}

/* A copy of that list, or an empty one. */
static bool
add_list(cJSON *to, const cJSON *from, const char *member)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(from, member);
	cJSON *copy =
	    list == NULL ? cJSON_CreateArray() : cJSON_Duplicate(list, true);

	if (copy != NULL && cJSON_AddItemToObject(to, member, copy))
		return true;
	cJSON_Delete(copy);
	return false;
}

bool
persons_format(
    const struct directory *d, const cJSON *body, struct byte_writer *w)
{
	cJSON *whole = cJSON_CreateObject();
	char hex[65];
	bool ok;

	hex_encode(d->hash, sizeof(d->hash), hex);
	ok = whole != NULL &&
	    cJSON_AddNumberToObject(whole, "version", (double)d->version) !=
		NULL &&
	    cJSON_AddStringToObject(whole, "directory", hex) != NULL &&
	    add_list(whole, body, "couriers") &&
	    add_list(whole, body, "staff") &&
	    json_note_format(FIRST_LINE, d->name, whole, w);
	cJSON_Delete(whole);
	return ok;
}
