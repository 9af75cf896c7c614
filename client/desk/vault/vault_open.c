/* Unlocking a vault (docs/VAULT.md 2). */
#include "vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/envelope/open.h"
#include "journal.h"
#include "client/desk/people/secret_file.h"
#include "vault_parts.h"

static bool
read_sealed(const struct vault_secrets *s, const char *path, void *ret_secret,
    size_t len, struct reason *reason)
{
	enum envelope_status status;
	struct byte_writer plain;
	uint8_t *bytes;
	size_t n;
	bool ok;

	if (!durable_file_read(path, VAULT_SMALL_FILE_MAX, &bytes, &n)) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return false;
	}
	byte_writer_init(&plain, VAULT_SMALL_FILE_MAX);
	status = open_bytes(&s->identity, bytes, n, &plain);
	ok = status == ENVELOPE_OK && plain.len == len;
	if (ok)
		memcpy(ret_secret, plain.data, len);
	else
		reason_set(reason, "%s: %s", path,
		    status == ENVELOPE_OK ? "it holds something else"
					  : envelope_status_text(status));
	byte_writer_finish(&plain);
	free(bytes);
	return ok;
}

static bool
read_head(struct vault *v, struct reason *reason)
{
	char *path = vault_path(v, "vault"), *line;
	uint8_t *bytes = NULL;
	size_t len, id_len;
	bool ok = false;

	if (path == NULL)
		return false;
	if (!durable_file_read(path, 1024, &bytes, &len)) {
		reason_set(reason, "%s is not a vault: %s", v->folder,
		    strerror(errno));
	} else if (strncmp((char *)bytes, VAULT_FORMAT "\n",
		       strlen(VAULT_FORMAT) + 1) != 0) {
		reason_set(reason, "%s is of another version of this program",
		    v->folder);
	} else {
		line = (char *)bytes + strlen(VAULT_FORMAT) + 1;
		id_len = strcspn(line, "\n");
		ok = directory_id_read(line, id_len, v->intake);
		if (!ok)
			reason_set(reason, "%s is damaged", path);
	}
	free(bytes);
	free(path);
	return ok;
}

/* Epoch keys: a missing one was destroyed. */
static bool
read_epochs(
    struct vault *v, const struct vault_secrets *s, struct reason *reason)
{
	char path[4096], name[32];
	bool ok = true;

	v->epochs = calloc(VAULT_EPOCHS_MAX, sizeof(struct age_identity *));
	if (v->epochs == NULL)
		return false;
	for (int i = 1; i <= VAULT_EPOCHS_MAX && ok; i++) {
		struct age_identity *identity;

		(void)snprintf(name, sizeof(name), "epochs/%03d.age", i);
		if (!vault_join(path, sizeof(path), v->folder, name, reason))
			return false;
		if (access(path, F_OK) != 0)
			continue;
		identity = secret_alloc(sizeof(*identity));
		if (identity == NULL)
			return false;
		identity->type = AGE_HYBRID;
		v->epochs[v->n_epochs++] = identity;
		ok = read_sealed(
		    s, path, identity->secret, AGE_SECRET_BYTES, reason);
	}
	return ok;
}

static bool
read_directory(struct vault *v, struct reason *reason)
{
	char *path = vault_path(v, "directory.note");
	char *pin = vault_path(v, "fingerprint");
	uint8_t *bytes = NULL, *digits = NULL;
	size_t len, digits_len;
	bool ok = true;

	if (path != NULL && pin != NULL &&
	    durable_file_read(path, DIRECTORY_MAX, &bytes, &len) &&
	    durable_file_read(pin, 256, &digits, &digits_len))
		ok = directory_open(bytes, len, (const char *)digits,
			 &v->directory, reason) == DIRECTORY_OK;
	free(bytes);
	free(digits);
	free(path);
	free(pin);
	return ok;
}

/*
 * Those of another directory are nobody's: a vault that a crash left between
 * the two opens, knows no courier, and takes both again.
 */
static void
read_persons(struct vault *v)
{
	char *path = vault_path(v, "persons.note");
	struct reason reason = {""};
	uint8_t *bytes = NULL;
	size_t len;

	if (v->directory != NULL && path != NULL &&
	    durable_file_read(path, PERSONS_MAX, &bytes, &len))
		v->persons = persons_open(bytes, len, v->directory, &reason);
	free(bytes);
	free(path);
}

/* Two at once could break the numbered series that the desk signs. */
static bool
lock_vault(struct vault *v, struct reason *reason)
{
	char *path = vault_path(v, "lock");

	if (path != NULL)
		v->lock_fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (v->lock_fd < 0 || flock(v->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		reason_set(reason, "%s",
		    errno == EWOULDBLOCK ? "another program has it open"
					 : strerror(errno));
		free(path);
		return false;
	}
	free(path);
	return true;
}

static bool
open_all(struct vault *v, struct vault_secrets *s, const char *passphrase,
    struct reason *reason)
{
	char path[4096], name[NOTE_NAME_MAX + 1];

	if (!read_head(v, reason) ||
	    !vault_join(path, sizeof(path), v->folder, "share-1.age", reason) ||
	    !secret_file_read(
		path, passphrase, s->key, VAULT_KEY_BYTES, reason))
		return false;
	vault_derive(s);
	if (!lock_vault(v, reason))
		return false;
	v->desk_seed = secret_alloc(NOTE_SEED_BYTES);
	if (v->desk_seed == NULL ||
	    !vault_join(
		path, sizeof(path), v->folder, "desk-key.age", reason) ||
	    !read_sealed(s, path, v->desk_seed, NOTE_SEED_BYTES, reason) ||
	    !read_epochs(v, s, reason) ||
	    !vault_join(path, sizeof(path), v->folder, "cases.sqlite", reason))
		return false;
	(void)snprintf(name, sizeof(name), "%s/desk", v->intake);
	vkey_of_seed(name, v->desk_seed, &v->desk_key);
	v->store = desk_store_open(path, s->row_key,
	    &(struct journal_signers){
		.n = 1, .list = &(struct journal_signer){.key = v->desk_key}},
	    reason);
	if (v->store == NULL || !durable_file_sync_folder(v->folder) ||
	    !read_directory(v, reason))
		return false;
	desk_store_act_as(v->store, &v->desk_key, v->desk_seed, "desk");
	read_persons(v);
	return true;
}

struct vault *
vault_open(
    const char *folder, const char *passphrase, struct reason *ret_reason)
{
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	struct vault *v = calloc(1, sizeof(*v));

	reason_set(ret_reason, "there is not enough memory");
	if (v != NULL) {
		v->lock_fd = -1;
		v->folder = strdup(folder);
	}
	if (s == NULL || v == NULL || v->folder == NULL ||
	    !open_all(v, s, passphrase, ret_reason)) {
		vault_close(v);
		v = NULL;
	}
	secret_free(s);
	return v;
}
