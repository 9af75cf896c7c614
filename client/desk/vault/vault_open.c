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
#include "client/desk/store/journal.h"
#include "client/desk/people/secret_file.h"
#include "vault_parts.h"

bool
vault_read_sealed(const struct vault_secrets *s, const char *path,
    void *ret_secret, size_t len, struct reason *ret_reason)
{
	enum envelope_status status;
	struct byte_writer plain;
	uint8_t *bytes;
	size_t n;
	bool ok;

	if (!durable_file_read(path, VAULT_SMALL_FILE_MAX, &bytes, &n)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		return false;
	}
	byte_writer_init(&plain, VAULT_SMALL_FILE_MAX);
	status = open_bytes(&s->identity, bytes, n, &plain);
	ok = status == ENVELOPE_OK && plain.len == len;
	if (ok)
		memcpy(ret_secret, plain.data, len);
	else
		reason_set(ret_reason, "%s: %s", path,
		    status == ENVELOPE_OK ? "it holds something else"
					  : envelope_status_text(status));
	byte_writer_finish(&plain);
	free(bytes);
	return ok;
}

static bool
read_head(struct vault *v, bool *ret_shared, struct reason *reason)
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
	} else if (strncmp((char *)bytes, VAULT_TRIAL "\n",
		       strlen(VAULT_TRIAL) + 1) != 0 &&
	    strncmp((char *)bytes, VAULT_SHARED "\n",
		strlen(VAULT_SHARED) + 1) != 0) {
		reason_set(reason, "%s is of another version of this program",
		    v->folder);
	} else {
		*ret_shared = ((char *)bytes)[strlen(VAULT_TRIAL) - 1] == '2';
		line = (char *)bytes + strlen(VAULT_TRIAL) + 1;
		id_len = strcspn(line, "\n");
		ok = directory_id_read(line, id_len, v->intake);
		/* Where it has none, an older program made it. */
		line += id_len;
		if (ok && *line == '\n' &&
		    strcspn(line + 1, "\n") == sizeof(v->number) - 1)
			(void)snprintf(
			    v->number, sizeof(v->number), "%s", line + 1);
		if (!ok)
			reason_set(reason, "%s is damaged", path);
	}
	free(bytes);
	free(path);
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
read_shares(struct vault *v, struct reason *reason)
{
	char *path = vault_path(v, "shares.json");
	struct reason why = {"there is not enough memory"};
	uint8_t *bytes = NULL;
	size_t len;

	if (path != NULL &&
	    !durable_file_read(path, SHARE_SET_MAX, &bytes, &len))
		reason_set(&why, "%s", strerror(errno));
	else if (path != NULL)
		v->shares = share_set_read((const char *)bytes, len, &why);
	if (v->shares != NULL && strcmp(v->shares->intake, v->intake) != 0) {
		free(v->shares);
		v->shares = NULL;
		reason_set(&why, "it is another intake's");
	}
	if (v->shares == NULL)
		reason_set(reason, "%s/shares.json: %s", v->folder, why.text);
	free(bytes);
	free(path);
	return v->shares != NULL;
}

bool
vault_anchors(const char *folder, struct directory_anchor *ret_imports,
    struct directory_anchor *ret_bulletins, struct reason *ret_reason)
{
	struct vault v = {.folder = (char *)folder, .lock_fd = -1};
	const struct directory_intake *intake = NULL;
	bool shared, ok;

	memset(ret_imports, 0, sizeof(*ret_imports));
	memset(ret_bulletins, 0, sizeof(*ret_bulletins));
	ok = read_head(&v, &shared, ret_reason) &&
	    read_directory(&v, ret_reason);
	if (ok && v.directory != NULL)
		intake = directory_intake(v.directory, v.intake);
	if (intake != NULL) {
		*ret_imports = intake->imports;
		*ret_bulletins = intake->bulletins;
	}
	directory_destroy(v.directory);
	return ok;
}

static bool
look_at_all(struct vault *v, struct reason *reason)
{
	bool shared;

	if (!read_head(v, &shared, reason) || !lock_vault(v, reason) ||
	    (shared && !read_shares(v, reason)) || !read_directory(v, reason))
		return false;
	read_persons(v);
	return true;
}

struct vault *
vault_look(const char *folder, struct reason *ret_reason)
{
	struct vault *v = calloc(1, sizeof(*v));

	reason_set(ret_reason, "there is not enough memory");
	if (v != NULL) {
		v->lock_fd = -1;
		v->folder = strdup(folder);
	}
	if (v == NULL || v->folder == NULL || !look_at_all(v, ret_reason)) {
		vault_close(v);
		return NULL;
	}
	return v;
}

bool
vault_open_store(struct vault *v, const struct desk_store_keys *keys,
    const struct journal_signers *signers, struct reason *ret_reason)
{
	char path[4096], case_keys[4096], name[64];

	vault_cases_name(
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_STORE].generation,
	    name, sizeof(name));
	if (!vault_join(
		path, sizeof(path), v->folder, "cases.sqlite", ret_reason) ||
	    !vault_join(
		case_keys, sizeof(case_keys), v->folder, name, ret_reason))
		return false;
	v->store = desk_store_open(path, case_keys, keys, signers, ret_reason);
	return v->store != NULL && durable_file_sync_folder(v->folder);
}

static bool
unlock_trial(struct vault *v, struct vault_secrets *s, const char *passphrase,
    struct reason *reason)
{
	char path[4096], name[NOTE_NAME_MAX + 1];
	struct vault_signer *desk = &v->signers[0];
	struct journal_signer signer = {.from = 0};

	if (!vault_join(path, sizeof(path), v->folder, "share-1.age", reason) ||
	    !secret_file_read(
		path, passphrase, s->key, VAULT_KEY_BYTES, reason))
		return false;
	vault_derive(s);
	reason_set(reason, "there is not enough memory");
	desk->seed = secret_alloc(NOTE_SEED_BYTES);
	if (desk->seed == NULL)
		return false;
	v->n_signers = 1;
	if (!vault_join(
		path, sizeof(path), v->folder, "desk-key.age", reason) ||
	    !vault_read_sealed(s, path, desk->seed, NOTE_SEED_BYTES, reason) ||
	    !vault_read_epochs(v, s, reason))
		return false;
	(void)snprintf(name, sizeof(name), "%s/desk", v->intake);
	vkey_of_seed(name, desk->seed, &desk->key);
	signer.key = desk->key;
	if (!vault_need_cases(v, s->keys.cases, reason) ||
	    !vault_open_store(v, &s->keys,
		&(struct journal_signers){.n = 1, .list = &signer}, reason))
		return false;
	desk_store_act_as(v->store, &desk->key, desk->seed, "desk");
	if (!vault_trust(v, reason))
		return false;
	/* Nothing is written on a store that is off: it is read, and mended. */
	if (!desk_store_writable(v->store))
		return true;
	if (!vault_write_restored(v, reason) || !vault_keep_trust(v, reason) ||
	    !vault_end_destroyed(v, reason))
		return false;
	vault_forget_restored(v);
	return true;
}

struct vault *
vault_open(
    const char *folder, const char *passphrase, struct reason *ret_reason)
{
	struct vault_secrets *s = secret_alloc(sizeof(*s));
	struct vault *v = s == NULL ? NULL : vault_look(folder, ret_reason);

	if (s == NULL)
		reason_set(ret_reason, "there is not enough memory");
	if (v != NULL && !vault_is_trial(v)) {
		reason_set(ret_reason,
		    "several persons open it together: valise-desk open");
		vault_close(v);
		v = NULL;
	}
	if (v != NULL && !unlock_trial(v, s, passphrase, ret_reason)) {
		vault_close(v);
		v = NULL;
	}
	secret_free(s);
	return v;
}
