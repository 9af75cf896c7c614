#include "directory.h"

#include <stdlib.h>
#include <string.h>

#include "common/crypto/sha256.h"
#include "common/log/publication_name.h"
#include "directory_read.h"
#include "json_note.h"

#define FIRST_LINE "valise-directory/1"

bool
directory_id_valid(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 && len <= DIRECTORY_ID_MAX &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
	    id[0] != '-';
}

bool
directory_id_read(
    const char *text, size_t len, char ret_id[static DIRECTORY_ID_MAX + 1])
{
	char id[DIRECTORY_ID_MAX + 1] = "";

	if (len == 0 || len > DIRECTORY_ID_MAX)
		return false;
	memcpy(id, text, len);
	/* A NUL among them would hide what stands behind it. */
	if (strlen(id) != len || !directory_id_valid(id))
		return false;
	memcpy(ret_id, id, sizeof(id));
	return true;
}

bool
directory_format(const char *name, const cJSON *body, struct byte_writer *w)
{
	return json_note_format(FIRST_LINE, name, body, w);
}

enum directory_status
directory_read_text(const char *text, size_t len,
    struct directory **ret_directory, struct reason *ret_reason)
{
	struct directory *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return DIRECTORY_MALFORMED;
	d->body = json_note_read(FIRST_LINE, "directory", text, len,
	    DIRECTORY_MAX, d->name, ret_reason);
	if (d->body == NULL || !directory_read(d, ret_reason)) {
		directory_destroy(d);
		return DIRECTORY_MALFORMED;
	}
	sha256_hash(text, len, d->hash);
	*ret_directory = d;
	return DIRECTORY_OK;
}

static enum directory_status
open_signed(const void *bytes, size_t len, struct directory **ret_directory,
    struct reason *ret_reason)
{
	enum directory_status status;
	struct signed_note note;
	enum note_status signs;
	struct directory *d;

	if (len > DIRECTORY_MAX) {
		reason_set(ret_reason,
		    "it is longer than a directory may be, a mebibyte");
		return DIRECTORY_MALFORMED;
	}
	signs = signed_note_parse(bytes, len, &note);
	if (signs != NOTE_OK) {
		reason_set(ret_reason, "%s", note_status_text(signs));
		return DIRECTORY_MALFORMED;
	}
	status = directory_read_text(note.text, note.text_len, &d, ret_reason);
	if (status != DIRECTORY_OK)
		return status;
	signs = signed_note_verify(
	    &note, d->authority.keys, d->authority.n, d->authority.threshold);
	if (signs != NOTE_OK) {
		reason_set(ret_reason, "%s", note_status_text(signs));
		directory_destroy(d);
		return DIRECTORY_SIGNATURES;
	}
	*ret_directory = d;
	return DIRECTORY_OK;
}

enum directory_status
directory_open(const void *bytes, size_t len, const char *fingerprint,
    struct directory **ret_directory, struct reason *ret_reason)
{
	enum directory_status status;
	struct directory *d;

	if (!authority_fingerprint_wellformed(fingerprint)) {
		reason_set(ret_reason,
		    "a fingerprint has fifty digits, and this has not");
		return DIRECTORY_FINGERPRINT;
	}
	status = open_signed(bytes, len, &d, ret_reason);
	if (status != DIRECTORY_OK)
		return status;
	for (size_t i = 0; i < d->n_sets; i++)
		if (authority_fingerprint_matches(&d->sets[i], fingerprint)) {
			*ret_directory = d;
			return DIRECTORY_OK;
		}
	directory_destroy(d);
	reason_set(ret_reason,
	    "its fingerprint is not the one on your sheet: it may be forged");
	return DIRECTORY_FINGERPRINT;
}

enum directory_status
directory_open_pinned(const void *bytes, size_t len,
    const struct key_set *pinned, struct directory **ret_directory,
    struct reason *ret_reason)
{
	char fingerprint[FINGERPRINT_TEXT_BYTES];

	authority_fingerprint(pinned, fingerprint);
	return directory_open(
	    bytes, len, fingerprint, ret_directory, ret_reason);
}

void
directory_destroy(struct directory *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n_intakes && d->intakes != NULL; i++) {
		free(d->intakes[i].relays);
		free(d->intakes[i].epochs);
	}
	free(d->intakes);
	free(d->witnesses);
	free(d->sets);
	cJSON_Delete(d->body);
	free(d);
}

enum directory_time
directory_time(const struct directory *d, int64_t now)
{
	if (now >= d->expires)
		return DIRECTORY_EXPIRED;
	if (now < d->issued - 86400)
		return DIRECTORY_FROM_FUTURE;
	if (now >= d->expires - DIRECTORY_WARN_SECONDS)
		return DIRECTORY_EXPIRES_SOON;
	return DIRECTORY_CURRENT;
}

const struct directory_intake *
directory_intake(const struct directory *d, const char *id)
{
	for (size_t i = 0; i < d->n_intakes; i++)
		if (strcmp(d->intakes[i].id, id) == 0)
			return &d->intakes[i];
	return NULL;
}

const struct directory_relay *
directory_relay(const struct directory_intake *intake, const char *name)
{
	const struct directory_relay *last = NULL;

	for (size_t i = 0; i < intake->n_relays; i++)
		if (strcmp(intake->relays[i].name, name) == 0 &&
		    (last == NULL || intake->relays[i].until > last->until))
			last = &intake->relays[i];
	return last;
}

const struct directory_relay *
directory_relay_at(
    const struct directory_intake *intake, const char *name, int64_t when)
{
	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];

		if (strcmp(r->name, name) == 0 && r->from <= when &&
		    when < r->until)
			return r;
	}
	return NULL;
}

const struct directory_relay *
directory_relay_near(
    const struct directory_intake *intake, const char *name, int64_t when)
{
	const struct directory_relay *r =
	    directory_relay_at(intake, name, when);

	return r != NULL ? r : directory_relay(intake, name);
}

bool
directory_relay_signs(
    const struct directory_relay *relay, const char *publication)
{
	int64_t start;

	return publication_start(publication, &start) && relay->until > start;
}

bool
directory_log_signed(const struct directory_intake *intake, const char *relay,
    const struct signed_note *note, const char *publication, int64_t now)
{
	const struct directory_relay *last = directory_relay(intake, relay);

	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];
		int64_t still = now - (int64_t)r->period_seconds - 86400;

		if (strcmp(r->name, relay) == 0 &&
		    (r == last ||
			(publication == NULL
				? r->until > still
				: directory_relay_signs(r, publication))) &&
		    signed_note_verify(note, &r->log_key, 1, 1) == NOTE_OK)
			return true;
	}
	return false;
}

bool
directory_log_signed_once(const struct directory_intake *intake,
    const char *relay, const struct signed_note *note)
{
	for (size_t i = 0; i < intake->n_relays; i++)
		if (strcmp(intake->relays[i].name, relay) == 0 &&
		    signed_note_verify(
			note, &intake->relays[i].log_key, 1, 1) == NOTE_OK)
			return true;
	return false;
}

const struct directory_epoch *
directory_epoch(const struct directory_intake *intake, int64_t now)
{
	const struct directory_epoch *best = NULL;

	for (size_t i = 0; i < intake->n_epochs; i++) {
		const struct directory_epoch *e = &intake->epochs[i];

		if (!e->revoked && e->from <= now && now < e->until &&
		    (best == NULL || e->from > best->from))
			best = e;
	}
	return best;
}
