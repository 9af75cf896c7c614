/* The epochs' keys: which there are, and their end (docs/KEYS.md 6). */
#include "vault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/store/journal.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "vault_parts.h"

#define TABLE_EPOCHS "epoch" /* one that was destroyed */

/* Those made together; a missing one was destroyed, or is lost. */
bool
vault_read_epochs(
    struct vault *v, const struct vault_secrets *s, struct reason *ret_reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];
	bool ok = true;

	vault_forget_epochs(v);
	v->epochs = calloc(VAULT_EPOCHS_MAX, sizeof(struct age_identity *));
	v->epoch_files = calloc(VAULT_EPOCHS_MAX, sizeof(*v->epoch_files));
	if (v->epochs == NULL || v->epoch_files == NULL)
		return false;
	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX && ok; i++) {
		struct age_identity *identity;

		vault_epoch_name(generation, i, name, sizeof(name));
		if (!vault_join(
			path, sizeof(path), v->folder, name, ret_reason))
			return false;
		if (access(path, F_OK) != 0 && errno == ENOENT)
			continue;
		identity = secret_alloc(sizeof(*identity));
		if (identity == NULL)
			return false;
		identity->type = AGE_HYBRID;
		v->epoch_files[v->n_epochs] = i;
		v->epochs[v->n_epochs++] = identity;
		ok = vault_read_sealed(
		    s, path, identity->secret, AGE_SECRET_BYTES, ret_reason);
	}
	return ok;
}

void
vault_forget_epochs(struct vault *v)
{
	for (size_t i = 0; i < v->n_epochs; i++)
		secret_free(v->epochs[i]);
	free(v->epochs);
	free(v->epoch_files);
	v->epochs = NULL;
	v->epoch_files = NULL;
	v->n_epochs = 0;
}

const struct age_identity *const *
vault_epochs(const struct vault *v, size_t *ret_n)
{
	*ret_n = v->n_epochs;
	return (const struct age_identity *const *)v->epochs;
}

/* The row of one that was destroyed; false where it can't be told. */
static bool
read_end(struct vault *v, const char *recipient, struct vault_epoch *ret,
    struct reason *reason)
{
	char id[DESK_STORE_NAME_ID_BYTES];
	const char *day, *by;
	cJSON *row;

	desk_store_name_id(recipient, id);
	switch (desk_store_has(v->store, TABLE_EPOCHS, id)) {
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		return false;
	case DESK_FOUND:
		break;
	}
	row = desk_store_get(v->store, TABLE_EPOCHS, id, reason);
	if (row == NULL)
		return false;
	day = json_text_string(row, "day");
	by = json_text_string(row, "by");
	ret->destroyed = true;
	(void)snprintf(ret->day, sizeof(ret->day), "%s", day ? day : "");
	(void)snprintf(ret->by, sizeof(ret->by), "%s", by ? by : "");
	cJSON_Delete(row);
	return true;
}

/* Where its secret lies, of those that were read; SIZE_MAX: nowhere. */
static size_t
place_of(const struct vault *v, const char *recipient)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient own;

	for (size_t i = 0; i < v->n_epochs; i++) {
		age_identity_recipient(v->epochs[i], &own);
		age_recipient_format(&own, text);
		if (strcmp(text, recipient) == 0)
			return i;
	}
	return SIZE_MAX;
}

bool
vault_each_epoch(struct vault *v,
    bool (*each)(void *context, const struct vault_epoch *epoch), void *context,
    struct reason *ret_reason)
{
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);

	for (size_t i = 0; intake != NULL && i < intake->n_epochs; i++) {
		struct vault_epoch e = {.listed = &intake->epochs[i]};

		if (!read_end(v, e.listed->recipient, &e, ret_reason))
			return false;
		e.here = place_of(v, e.listed->recipient) != SIZE_MAX;
		if (!each(context, &e))
			return false;
	}
	return true;
}

size_t
vault_epoch_files(const struct vault *v)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];
	struct reason ignored;
	size_t n = 0;

	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		vault_epoch_name(generation, i, name, sizeof(name));
		n +=
		    vault_join(path, sizeof(path), v->folder, name, &ignored) &&
		    access(path, F_OK) == 0;
	}
	return n;
}

/* Written over, then without a name: as far as a disk does what it is told. */
static bool
erase(struct vault *v, size_t place, struct reason *reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	uint8_t chance[4096];
	char path[4096], name[64];
	struct stat st;
	bool ok;
	int fd;

	vault_epoch_name(generation, v->epoch_files[place], name, sizeof(name));
	if (!vault_join(path, sizeof(path), v->folder, name, reason))
		return false;
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	ok = fd >= 0 && fstat(fd, &st) == 0;
	randombytes_buf(chance, sizeof(chance));
	for (off_t left = ok ? st.st_size : 0; left > 0 && ok;
	     left -= (off_t)sizeof(chance))
		ok = stream_write_all(fd, chance,
		    left < (off_t)sizeof(chance) ? (size_t)left
						 : sizeof(chance));
	ok = ok && fsync(fd) == 0 && unlink(path) == 0 &&
	    durable_file_sync_parent(path);
	if (!ok)
		reason_set(reason, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

/* Its row and the line of whoever acts; before anything is erased. */
static bool
tell_end(struct vault *v, const struct directory_epoch *e, bool unopened,
    struct reason *reason)
{
	char id[DESK_STORE_NAME_ID_BYTES], day[UTC_DAY_BYTES];
	cJSON *row = cJSON_CreateObject();
	bool ok;

	reason_set(reason, "the journal can't be written");
	desk_store_name_id(e->recipient, id);
	utc_time_day(journal_now(v->store), day);
	ok = row != NULL &&
	    cJSON_AddStringToObject(row, "recipient", e->recipient) != NULL &&
	    cJSON_AddStringToObject(row, "day", day) != NULL &&
	    cJSON_AddStringToObject(row, "by", desk_store_actor(v->store)) !=
		NULL &&
	    desk_store_begin(v->store);
	if (ok)
		ok = desk_store_end(v->store,
		    desk_store_put(v->store, TABLE_EPOCHS, id, row) &&
			journal_add(v->store,
			    unopened ? "epoch-ended-unopened" : "epoch-ended",
			    e->recipient));
	cJSON_Delete(row);
	return ok;
}

bool
vault_destroy_epoch(struct vault *v, const struct directory_epoch *e,
    bool unopened, struct reason *ret_reason)
{
	const size_t place = place_of(v, e->recipient);

	if (place == SIZE_MAX) {
		reason_set(ret_reason, "its secret is not here");
		return false;
	}
	return tell_end(v, e, unopened, ret_reason) &&
	    erase(v, place, ret_reason);
}

bool
vault_end_destroyed(struct vault *v, struct reason *ret_reason)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient own;
	bool ok = true;

	for (size_t i = 0; i < v->n_epochs;) {
		struct vault_epoch e = {.destroyed = false};

		age_identity_recipient(v->epochs[i], &own);
		age_recipient_format(&own, text);
		if (!read_end(v, text, &e, ret_reason))
			return false;
		if (!e.destroyed) {
			i++;
			continue;
		}
		/* An end in the middle left it; it opens nothing any more. */
		ok = erase(v, i, ret_reason) && ok;
		secret_free(v->epochs[i]);
		v->n_epochs--;
		memmove(&v->epochs[i], &v->epochs[i + 1],
		    (v->n_epochs - i) * sizeof(struct age_identity *));
		memmove(&v->epoch_files[i], &v->epoch_files[i + 1],
		    (v->n_epochs - i) * sizeof(*v->epoch_files));
	}
	return ok;
}
