/* The directory that a vault goes by (docs/DIRECTORY.md). */
#include "vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/notes/directory_state.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

static bool
is_listed(const struct directory_intake *intake, const struct vkey *key)
{
	for (size_t i = 0; i < intake->desk_keys.n; i++)
		if (vkey_equal(&intake->desk_keys.keys[i], key))
			return true;
	return false;
}

/*
 * The desk's own key must be one that the directory lets sign; where custodians
 * have one each, as many of theirs as it takes.
 */
static bool
names_this_desk(
    const struct vault *v, const struct directory *d, struct reason *reason)
{
	const struct directory_intake *intake = directory_intake(d, v->intake);
	size_t listed = 0, needed = 1;

	if (intake == NULL) {
		reason_set(reason, "the directory does not have the intake %s",
		    v->intake);
		return false;
	}
	if (v->shares == NULL) {
		listed = is_listed(intake, &v->signers[0].key);
	} else {
		const struct share_list *custody =
		    &v->shares->lists[SHARE_CUSTODY];

		needed = intake->desk_keys.threshold;
		for (size_t i = 0; i < custody->n; i++)
			listed += is_listed(intake,
			    &share_set_person(
				v->shares, custody->shares[i].person)
				 ->desk_key);
	}
	if (listed >= needed)
		return true;
	reason_set(reason, "the directory has other keys for this desk");
	return false;
}

/*
 * Those that hold a share are staff by the same keys, now or later: or the
 * vault would be shut with it.
 */
static bool
names_enough(const struct vault *v, const struct persons *p,
    enum share_kind kind, struct reason *reason)
{
	const struct share_list *list = &v->shares->lists[kind];
	const int64_t now = utc_time_now();
	size_t named = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct person_public *holder =
		    share_set_person(v->shares, list->shares[i].person);

		for (size_t j = 0; j < p->n_staff; j++)
			if (vkey_equal(&holder->key, &p->staff[j].key) &&
			    now < p->staff[j].until) {
				named++;
				break;
			}
	}
	if (named >= list->threshold)
		return true;
	reason_set(reason,
	    "its persons' note names %zu of those who hold the %s, which "
	    "takes %zu: nobody could open it",
	    named, share_kind_name(kind), list->threshold);
	return false;
}

static bool
names_holders(
    const struct vault *v, const struct persons *p, struct reason *reason)
{
	return v->shares == NULL ||
	    (names_enough(v, p, SHARE_STORE, reason) &&
		names_enough(v, p, SHARE_CUSTODY, reason));
}

static char *
version_path(const struct vault *v, uint64_t version, const char *ending)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "directories/%08" PRIu64 ".%s",
	    version, ending);
	return vault_path(v, name);
}

/* Of every version that was in use: who may have signed the journal when. */
static bool
keep_version(
    struct vault *v, const struct vault_notes *notes, const struct directory *d)
{
	char *folder = vault_path(v, "directories");
	char *persons = version_path(v, d->version, "persons");
	char *note = version_path(v, d->version, "note");
	bool ok;

	ok = folder != NULL && note != NULL && persons != NULL &&
	    durable_file_folder(folder, 0700) &&
	    durable_file_write(persons, notes->persons, notes->persons_len,
		0600, DURABLE_REPLACE) &&
	    durable_file_write(note, notes->directory, notes->directory_len,
		0600, DURABLE_REPLACE);
	free(folder);
	free(note);
	free(persons);
	return ok;
}

/* The directory last: it is what the others are looked at with. */
static bool
keep(struct vault *v, const struct vault_notes *notes, const char *fingerprint,
    const struct directory *d, struct reason *reason)
{
	char *path = vault_path(v, "directory.note");
	char *persons = vault_path(v, "persons.note");
	char *pin = vault_path(v, "fingerprint");
	bool ok;

	ok = path != NULL && pin != NULL && persons != NULL &&
	    (fingerprint == NULL ||
		durable_file_write(pin, fingerprint, strlen(fingerprint), 0600,
		    DURABLE_REPLACE)) &&
	    keep_version(v, notes, d) &&
	    durable_file_write(persons, notes->persons, notes->persons_len,
		0600, DURABLE_REPLACE) &&
	    durable_file_write(path, notes->directory, notes->directory_len,
		0600, DURABLE_REPLACE);
	if (!ok)
		reason_set(reason, "the directory could not be kept: %s",
		    strerror(errno));
	free(path);
	free(persons);
	free(pin);
	return ok;
}

/*
 * The digits that were first compared must lead to it too, over its links: it
 * is by them that the vault opens it again.
 */
static bool
pin_allows(
    struct vault *v, const void *bytes, size_t len, struct reason *reason)
{
	char *path = vault_path(v, "fingerprint");
	struct directory *d = NULL;
	uint8_t *digits = NULL;
	size_t n;
	bool ok;

	ok = path != NULL && durable_file_read(path, 256, &digits, &n) &&
	    directory_open(bytes, len, (const char *)digits, &d, reason) ==
		DIRECTORY_OK;
	if (!ok)
		reason_set(reason,
		    "its links do not lead from the authority that this vault "
		    "first trusted");
	directory_destroy(d);
	free(digits);
	free(path);
	return ok;
}

/* Whether it may follow on what the vault goes by. */
static bool
may_follow(struct vault *v, const struct vault_notes *notes,
    const struct directory *d, struct reason *reason)
{
	struct byte_writer seen;
	bool ok;

	if (v->directory != NULL &&
	    !pin_allows(v, notes->directory, notes->directory_len, reason))
		return false;
	byte_writer_init(&seen, DIRECTORY_STATE_MAX);
	if (v->directory != NULL)
		directory_state_format(v->directory, NULL, &seen);
	ok = !seen.failed;
	if (!ok)
		reason_set(reason, "there is not enough memory");
	ok = ok &&
	    directory_state_allows(
		v->directory == NULL ? NULL : (const char *)seen.data, d,
		reason) &&
	    names_this_desk(v, d, reason);
	byte_writer_finish(&seen);
	return ok;
}

/* What is used already, and no note that would add to it. */
static bool
is_in_use(const struct vault *v, const struct vault_notes *notes,
    const struct directory *d)
{
	return v->directory != NULL && v->persons != NULL &&
	    notes->persons == NULL &&
	    memcmp(v->directory->hash, d->hash, sizeof(d->hash)) == 0;
}

/* Whoever is taken off the list would bring the list before. */
static bool
is_another(const struct vault *v, const struct directory *d,
    const struct persons *p, struct reason *reason)
{
	if (v->directory == NULL || v->persons == NULL ||
	    memcmp(v->directory->hash, d->hash, sizeof(d->hash)) != 0 ||
	    memcmp(v->persons->hash, p->hash, sizeof(p->hash)) == 0)
		return false;
	reason_set(reason,
	    "another persons' note of this very directory is in use: whoever "
	    "comes or goes needs a new version of both");
	return true;
}

bool
vault_bring_back(struct vault *v, uint64_t version, struct reason *ret_reason)
{
	char *path = version_path(v, version, "note");
	char *other = version_path(v, version, "persons");
	char *pin = vault_path(v, "fingerprint");
	uint8_t *bytes = NULL, *note = NULL, *digits = NULL;
	struct vault_notes notes = {0};
	struct directory *d = NULL;
	struct persons *p = NULL;
	size_t len;
	bool ok;

	ok = path != NULL && other != NULL && pin != NULL &&
	    durable_file_read(
		path, DIRECTORY_MAX, &bytes, &notes.directory_len) &&
	    durable_file_read(other, PERSONS_MAX, &note, &notes.persons_len) &&
	    durable_file_read(pin, 256, &digits, &len) &&
	    directory_open(bytes, notes.directory_len, (const char *)digits, &d,
		ret_reason) == DIRECTORY_OK;
	if (ok)
		p = persons_open(note, notes.persons_len, d, ret_reason);
	notes.directory = bytes;
	notes.persons = note;
	ok = p != NULL && keep(v, &notes, NULL, d, ret_reason);
	if (ok) {
		directory_destroy(v->directory);
		persons_destroy(v->persons);
		v->directory = d;
		v->persons = p;
	} else {
		directory_destroy(d);
		persons_destroy(p);
	}
	free(bytes);
	free(note);
	free(digits);
	free(path);
	free(other);
	free(pin);
	return ok;
}

static bool
take(struct vault *v, const struct vault_notes *notes, const char *fingerprint,
    struct directory *d, struct reason *reason)
{
	struct persons *persons;

	if (notes->persons == NULL) {
		reason_set(reason,
		    "its persons' note is missing, which says who its couriers "
		    "are");
		return false;
	}
	persons = persons_open(notes->persons, notes->persons_len, d, reason);
	if (persons != NULL && is_another(v, d, persons, reason)) {
		persons_destroy(persons);
		return false;
	}
	if (persons == NULL || !names_holders(v, persons, reason) ||
	    !keep(v, notes, fingerprint, d, reason)) {
		persons_destroy(persons);
		return false;
	}
	directory_destroy(v->directory);
	persons_destroy(v->persons);
	v->directory = d;
	v->persons = persons;
	/* By the row nobody goes back behind it; the next opening writes it
	 * where this one could not. */
	if (v->store != NULL && desk_store_acts(v->store))
		(void)vault_keep_trust(v, reason);
	return true;
}

bool
vault_adopt(struct vault *v, const struct vault_notes *notes,
    const char *fingerprint, struct reason *ret_reason)
{
	const bool first = v->directory == NULL;
	enum directory_status status;
	struct directory *d;

	if (first && fingerprint == NULL) {
		reason_set(ret_reason,
		    "the first directory needs --fingerprint DIGITS");
		return false;
	}
	status = first
	    ? directory_open(notes->directory, notes->directory_len,
		  fingerprint, &d, ret_reason)
	    : directory_open_pinned(notes->directory, notes->directory_len,
		  &v->directory->authority, &d, ret_reason);
	if (status != DIRECTORY_OK)
		return false;
	if (!may_follow(v, notes, d, ret_reason)) {
		directory_destroy(d);
		return false;
	}
	if (is_in_use(v, notes, d)) {
		directory_destroy(d);
		return true;
	}
	if (take(v, notes, first ? fingerprint : NULL, d, ret_reason))
		return true;
	directory_destroy(d);
	return false;
}
