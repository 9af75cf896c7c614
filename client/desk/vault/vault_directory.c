/* The directory that a vault goes by (docs/DIRECTORY.md). */
#include "vault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/notes/directory_state.h"
#include "vault_parts.h"

/* The desk's own key must be one that the directory lets sign. */
static bool
names_this_desk(
    const struct vault *v, const struct directory *d, struct reason *reason)
{
	const struct directory_intake *intake = directory_intake(d, v->intake);

	if (intake == NULL) {
		reason_set(reason, "the directory does not have the intake %s",
		    v->intake);
		return false;
	}
	for (size_t i = 0; i < intake->desk_keys.n; i++)
		if (vkey_equal(&intake->desk_keys.keys[i], &v->desk_key))
			return true;
	reason_set(reason, "the directory has other keys for this desk");
	return false;
}

static bool
keep_directory(struct vault *v, const void *bytes, size_t len,
    const char *fingerprint, struct reason *reason)
{
	char *path = vault_path(v, "directory.note");
	char *pin = vault_path(v, "fingerprint");
	bool ok;

	ok = path != NULL && pin != NULL &&
	    (fingerprint == NULL ||
		durable_file_write(pin, fingerprint, strlen(fingerprint), 0600,
		    DURABLE_REPLACE)) &&
	    durable_file_write(path, bytes, len, 0600, DURABLE_REPLACE);
	if (!ok)
		reason_set(reason, "the directory could not be kept: %s",
		    strerror(errno));
	free(path);
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

bool
vault_adopt(struct vault *v, const void *bytes, size_t len,
    const char *fingerprint, struct reason *ret_reason)
{
	char seen[DIRECTORY_STATE_TEXT_BYTES];
	enum directory_status status;
	struct directory *d;

	if (v->directory == NULL && fingerprint == NULL) {
		reason_set(ret_reason,
		    "the first directory needs --fingerprint DIGITS");
		return false;
	}
	status = v->directory == NULL
	    ? directory_open(bytes, len, fingerprint, &d, ret_reason)
	    : directory_open_pinned(
		  bytes, len, &v->directory->authority, &d, ret_reason);
	if (status != DIRECTORY_OK)
		return false;
	if (v->directory != NULL && !pin_allows(v, bytes, len, ret_reason)) {
		directory_destroy(d);
		return false;
	}
	if (v->directory != NULL)
		directory_state_format(v->directory, seen);
	if (!directory_state_allows(
		v->directory == NULL ? NULL : seen, d, ret_reason) ||
	    !names_this_desk(v, d, ret_reason) ||
	    !keep_directory(v, bytes, len,
		v->directory == NULL ? fingerprint : NULL, ret_reason)) {
		directory_destroy(d);
		return false;
	}
	directory_destroy(v->directory);
	v->directory = d;
	return true;
}
