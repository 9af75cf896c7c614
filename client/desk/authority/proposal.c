#include "proposal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/age_key.h"
#include "common/json/json_text.h"
#include "common/notes/directory.h"
#include "common/notes/directory_show.h"
#include "common/notes/persons.h"
#include "common/notes/signed_note.h"

#define CHANGE_LINE "valise-authority-change/1\n"

static bool
add_default(cJSON *body, const char *member, cJSON *value)
{
	if (cJSON_GetObjectItemCaseSensitive(body, member) != NULL) {
		cJSON_Delete(value);
		return true;
	}
	return value != NULL && cJSON_AddItemToObject(body, member, value);
}

/* A series that has no note yet. */
static cJSON *
no_anchor(void)
{
	static const uint8_t zeroes[32];
	cJSON *anchor = cJSON_CreateObject();
	char hex[65];

	hex_encode(zeroes, sizeof(zeroes), hex);
	if (anchor == NULL ||
	    cJSON_AddNumberToObject(anchor, "number", 0) == NULL ||
	    cJSON_AddStringToObject(anchor, "sha256", hex) == NULL) {
		cJSON_Delete(anchor);
		return NULL;
	}
	return anchor;
}

/* Of a desk that is new, and of relays that publish once a day. */
static bool
fill_intake(cJSON *intake)
{
	cJSON *series, *relay;
	bool ok;

	if (!cJSON_IsObject(intake))
		return true; /* to be refused when it is read */
	ok = add_default(intake, "series", cJSON_CreateObject());
	series = cJSON_GetObjectItemCaseSensitive(intake, "series");
	ok = ok &&
	    (!cJSON_IsObject(series) ||
		(add_default(series, "bulletin", no_anchor()) &&
		    add_default(series, "import", no_anchor())));
	cJSON_ArrayForEach (
	    relay, cJSON_GetObjectItemCaseSensitive(intake, "relays"))
		if (cJSON_IsObject(relay))
			ok = ok &&
			    add_default(relay, "period_seconds",
				cJSON_CreateNumber(86400));
	return ok;
}

/* What a description need not say. */
static bool
fill_defaults(cJSON *body)
{
	static const char *const lists[] = {
	    "links", "witnesses", "lists", "critical"};
	char issued[UTC_TIME_BYTES], expires[UTC_TIME_BYTES];
	int64_t now = utc_time_now();
	cJSON *intake;
	bool ok;

	utc_time_format(now, issued);
	utc_time_format(now + DIRECTORY_LIFE_SECONDS, expires);
	ok = add_default(body, "issued", cJSON_CreateString(issued)) &&
	    add_default(body, "expires", cJSON_CreateString(expires));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && ok; i++)
		ok = add_default(body, lists[i], cJSON_CreateArray());
	cJSON_ArrayForEach (
	    intake, cJSON_GetObjectItemCaseSensitive(body, "intakes"))
		ok = ok && fill_intake(intake);
	return ok;
}

/* What readers would pass over is not signed. */
static bool
releases_are_sound(const struct directory *d, struct reason *reason)
{
	if (d->releases_odd)
		reason_set(reason,
		    "the directory's member releases has another form than "
		    "{\"threshold\": K, \"keys\": [\"RW...\", ...]}, each "
		    "key once");
	return !d->releases_odd;
}

/* Keys that no one could seal to must not be signed. */
static bool
epochs_are_sound(const struct directory *d, struct reason *reason)
{
	struct age_recipient r;

	for (size_t i = 0; i < d->n_intakes; i++)
		for (size_t n = 0; n < d->intakes[i].n_epochs; n++) {
			const char *text = d->intakes[i].epochs[n].recipient;

			if (!age_recipient_parse(text, strlen(text), &r)) {
				reason_set(reason,
				    "key %zu of intake %s is malformed", n + 1,
				    d->intakes[i].id);
				return false;
			}
		}
	return true;
}

static bool
read_set(const cJSON *object, struct key_set *ret_set)
{
	const cJSON *key;
	uint64_t threshold = 0;

	memset(ret_set, 0, sizeof(*ret_set));
	if (!json_text_integer(object, "threshold", &threshold))
		return false;
	ret_set->threshold = (unsigned)threshold;
	cJSON_ArrayForEach (
	    key, cJSON_GetObjectItemCaseSensitive(object, "keys")) {
		const char *text = cJSON_GetStringValue(key);

		if (ret_set->n == KEY_SET_MAX || text == NULL ||
		    !vkey_parse(
			text, strlen(text), &ret_set->keys[ret_set->n++]))
			return false;
	}
	return key_set_valid(ret_set);
}

/* {"change": {"old": SET, "new": SET}}, to become one of links[]. */
static bool
format_change(const cJSON *change, struct byte_writer *w, struct reason *reason)
{
	struct key_set old_set, new_set;

	if (!read_set(
		cJSON_GetObjectItemCaseSensitive(change, "old"), &old_set) ||
	    !read_set(
		cJSON_GetObjectItemCaseSensitive(change, "new"), &new_set)) {
		reason_set(
		    reason, "change.old or change.new is no set of keys");
		return false;
	}
	authority_change_format(&old_set, &new_set, w);
	return true;
}

/* Staff and couriers, taken out of the description of what all get. */
static cJSON *
take_persons(cJSON *description)
{
	static const char *const members[] = {"staff", "couriers"};
	cJSON *taken = cJSON_CreateObject(), *list;

	for (size_t i = 0; i < 2 && taken != NULL; i++) {
		list = cJSON_DetachItemFromObjectCaseSensitive(
		    description, members[i]);
		if (list != NULL &&
		    !cJSON_AddItemToObject(taken, members[i], list)) {
			cJSON_Delete(list);
			cJSON_Delete(taken);
			return NULL;
		}
	}
	return taken;
}

/* Letters to them are sealed to what stands there. */
static bool
staff_is_sound(const struct persons *p, struct reason *reason)
{
	struct age_recipient r;

	for (size_t i = 0; i < p->n_staff; i++) {
		const char *text = p->staff[i].recipient;

		if (!age_recipient_parse(text, strlen(text), &r)) {
			reason_set(reason,
			    "the recipient of staff %s is "
			    "malformed",
			    p->staff[i].id);
			return false;
		}
	}
	return true;
}

static bool
format_persons(const struct directory *d, const cJSON *taken,
    struct byte_writer *w, struct reason *reason)
{
	struct persons *p;
	bool ok;

	if (w == NULL) {
		if (cJSON_GetArraySize(taken) == 0)
			return true;
		reason_set(reason,
		    "it names staff or couriers, whom the public does not get: "
		    "--persons FILE says where their note goes");
		return false;
	}
	if (!persons_format(d, taken, w)) {
		reason_set(reason, "the persons have no canonical form");
		return false;
	}
	p = persons_read_text((const char *)w->data, w->len, reason);
	ok = p != NULL && staff_is_sound(p, reason);
	persons_destroy(p);
	return ok;
}

static bool
format_directory(cJSON *description, uint64_t next, struct byte_writer *w,
    struct byte_writer *persons, struct reason *reason)
{
	const char *name = json_text_string(description, "name");
	char copy[NOTE_NAME_MAX + 1];
	struct directory *d = NULL;
	cJSON *taken;
	bool ok;

	if (name == NULL || !cJSON_IsObject(description)) {
		reason_set(reason, "the description has no name");
		return false;
	}
	(void)snprintf(copy, sizeof(copy), "%s", name);
	cJSON_DeleteItemFromObjectCaseSensitive(description, "name");
	taken = take_persons(description);
	if (taken == NULL || !fill_defaults(description) ||
	    (next > 0 &&
		!add_default(description, "version",
		    cJSON_CreateNumber((double)next))) ||
	    !directory_format(copy, description, w)) {
		reason_set(reason, "the name can't be a key's name");
		cJSON_Delete(taken);
		return false;
	}
	ok = directory_read_text((const char *)w->data, w->len, &d, reason) ==
		DIRECTORY_OK &&
	    epochs_are_sound(d, reason) && releases_are_sound(d, reason) &&
	    format_persons(d, taken, persons, reason);
	directory_destroy(d);
	cJSON_Delete(taken);
	return ok;
}

bool
proposal_make(const void *json, size_t len, uint64_t next,
    struct byte_writer *w, struct byte_writer *persons,
    struct reason *ret_reason)
{
	cJSON *description = json_text_read(json, len, ret_reason);
	const cJSON *change =
	    cJSON_GetObjectItemCaseSensitive(description, "change");
	bool ok = description != NULL &&
	    (change != NULL ? format_change(change, w, ret_reason)
			    : format_directory(
				  description, next, w, persons, ret_reason));

	cJSON_Delete(description);
	return ok;
}

bool
proposal_is_change(const char *text, size_t len)
{
	return len >= strlen(CHANGE_LINE) &&
	    memcmp(text, CHANGE_LINE, strlen(CHANGE_LINE)) == 0;
}

void
proposal_text(
    const void *bytes, size_t len, const char **ret_text, size_t *ret_len)
{
	struct signed_note note;

	if (signed_note_parse(bytes, len, &note) == NOTE_OK) {
		*ret_text = note.text;
		*ret_len = note.text_len;
	} else {
		*ret_text = bytes;
		*ret_len = len;
	}
}

/* Whose signatures suffice only the directory says that it belongs to. */
static bool
show_persons(const void *bytes, size_t len, const char *text, size_t text_len,
    FILE *out, struct reason *reason)
{
	struct persons *p = persons_read_text(text, text_len, reason);
	struct signed_note note;

	if (p == NULL)
		return false;
	persons_show(p, out);
	if (text_len == len)
		(void)fputs("\nnot signed yet\n", out);
	else if (signed_note_parse(bytes, len, &note) == NOTE_OK)
		(void)fprintf(out,
		    "\nsignatures: %zu; the directory with that hash says "
		    "whose count\n",
		    note.n_signatures);
	persons_destroy(p);
	return true;
}

bool
proposal_show(
    const void *bytes, size_t len, FILE *out, struct reason *ret_reason)
{
	struct directory *d = NULL;
	struct signed_note note;
	enum note_status s;
	const char *text;
	size_t text_len;

	proposal_text(bytes, len, &text, &text_len);
	if (proposal_is_change(text, text_len)) {
		(void)fwrite(text, 1, text_len, out);
		return true;
	}
	if (persons_note_is(text, text_len))
		return show_persons(
		    bytes, len, text, text_len, out, ret_reason);
	if (directory_read_text(text, text_len, &d, ret_reason) != DIRECTORY_OK)
		return false;
	directory_show(d, out);
	if (text_len == len) {
		(void)fputs("\nnot signed yet\n", out);
	} else {
		(void)signed_note_parse(bytes, len, &note);
		s = signed_note_verify(&note, d->authority.keys, d->authority.n,
		    d->authority.threshold);
		(void)fprintf(out, "\nsignatures: %zu; %s\n", note.n_signatures,
		    note_status_text(s));
	}
	directory_destroy(d);
	return true;
}
