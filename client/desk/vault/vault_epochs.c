/* The epochs' keys: which there are, and their end (docs/KEYS.md 6). */
#include "vault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/store/journal.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/file_wipe.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "vault_parts.h"

#define TABLE_EPOCHS "epoch" /* one that was destroyed */

/* Those made together; a missing one was destroyed, or is lost, and one that
 * can't be read costs itself alone. */
bool
vault_read_epochs(
    struct vault *v, const struct vault_secrets *s, struct reason *ret_reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char path[4096], name[64];

	vault_forget_epochs(v);
	memset(&v->trouble, 0, sizeof(v->trouble));
	v->epochs = calloc(VAULT_EPOCHS_MAX, sizeof(struct age_identity *));
	v->epoch_files = calloc(VAULT_EPOCHS_MAX, sizeof(*v->epoch_files));
	if (v->epochs == NULL || v->epoch_files == NULL)
		return false;
	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		struct age_identity *identity;
		struct reason why;

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
		if (!vault_read_sealed(
			s, path, identity->secret, AGE_SECRET_BYTES, &why)) {
			secret_free(identity);
			v->trouble.unreadable++;
			continue;
		}
		v->epoch_files[v->n_epochs] = i;
		v->epochs[v->n_epochs++] = identity;
	}
	return true;
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
	/* There is none but of one that was destroyed, whatever became of it.
	 */
	ret->destroyed = true;
	row = desk_store_get(v->store, TABLE_EPOCHS, id, reason);
	day = json_text_string(row, "day");
	by = json_text_string(row, "by");
	(void)snprintf(ret->day, sizeof(ret->day), "%s", day ? day : "?");
	(void)snprintf(ret->by, sizeof(ret->by), "%s", by ? by : "?");
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

/* Whether that line of the directory stands for its key: the one by which it
 * ends last. */
static bool
stands(const struct directory_intake *intake, size_t at)
{
	const struct directory_epoch *e = &intake->epochs[at];

	for (size_t i = 0; i < intake->n_epochs; i++) {
		const struct directory_epoch *other = &intake->epochs[i];

		if (i == at || strcmp(other->recipient, e->recipient) != 0)
			continue;
		if (other->destroyed_after > e->destroyed_after ||
		    (i < at && other->destroyed_after == e->destroyed_after))
			return false;
	}
	return true;
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

		if (!stands(intake, i))
			continue;
		if (!read_end(v, e.listed->recipient, &e, ret_reason))
			return false;
		e.here = place_of(v, e.listed->recipient) != SIZE_MAX;
		if (!each(context, &e))
			return false;
	}
	return true;
}

enum desk_found
vault_epoch_ended(struct vault *v, const char *name)
{
	return desk_store_has(v->store, TABLE_EPOCHS, name);
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

/* "epochs-000001/001.age.gone": what no reader takes for a key. */
static bool
paths_of(const struct vault *v, unsigned number, char *ret_path, char *ret_gone,
    size_t size, struct reason *reason)
{
	const uint64_t generation =
	    v->shares == NULL ? 0 : v->shares->lists[SHARE_CUSTODY].generation;
	char name[64], gone[80];

	vault_epoch_name(generation, number, name, sizeof(name));
	(void)snprintf(gone, sizeof(gone), "%s.gone", name);
	return vault_join(ret_path, size, v->folder, name, reason) &&
	    vault_join(ret_gone, size, v->folder, gone, reason);
}

/* First another name: half written over it must not stand for a key. */
static bool
erase(struct vault *v, size_t place, struct reason *reason)
{
	char path[4096], gone[4096];

	if (!paths_of(
		v, v->epoch_files[place], path, gone, sizeof(path), reason))
		return false;
	if (rename(path, gone) == 0 && durable_file_sync_parent(gone) &&
	    file_wipe(gone))
		return true;
	reason_set(reason, "%s: %s", path, strerror(errno));
	return false;
}

/* What an end in the middle left of those. */
static void
sweep_gone(struct vault *v)
{
	char path[4096], gone[4096];
	struct reason ignored;

	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++)
		if (paths_of(v, i, path, gone, sizeof(path), &ignored) &&
		    access(gone, F_OK) == 0 && !file_wipe(gone))
			v->trouble.left++;
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
    bool unopened, bool *ret_told, struct reason *ret_reason)
{
	const size_t place = place_of(v, e->recipient);

	*ret_told = false;
	if (place == SIZE_MAX) {
		reason_set(ret_reason, "its secret is not here");
		return false;
	}
	*ret_told = tell_end(v, e, unopened, ret_reason);
	return *ret_told && erase(v, place, ret_reason);
}

/* It is nobody's any more; that it came back is written down. */
static void
end_again(struct vault *v, size_t place, const char *recipient)
{
	struct reason ignored;

	v->trouble.back++;
	if (desk_store_writable(v->store) && desk_store_acts(v->store))
		(void)journal_before(
		    v->store, "epoch-came-back", recipient, &ignored);
	if (!erase(v, place, &ignored))
		v->trouble.left++;
}

bool
vault_end_destroyed(struct vault *v, struct reason *ret_reason)
{
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient own;

	sweep_gone(v);
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
		/* It opens nothing any more, wherever it comes from. */
		end_again(v, i, text);
		secret_free(v->epochs[i]);
		v->n_epochs--;
		memmove(&v->epochs[i], &v->epochs[i + 1],
		    (v->n_epochs - i) * sizeof(struct age_identity *));
		memmove(&v->epoch_files[i], &v->epoch_files[i + 1],
		    (v->n_epochs - i) * sizeof(*v->epoch_files));
	}
	return true;
}

struct vault_epoch_trouble
vault_epoch_trouble(const struct vault *v)
{
	return v->trouble;
}

static bool
count_alive(void *context, const struct vault_epoch *e)
{
	size_t *n = context;

	*n += !e->destroyed;
	return true;
}

bool
vault_epochs_stray(struct vault *v, size_t *ret_n, struct reason *ret_reason)
{
	size_t alive = 0, files = vault_epoch_files(v);
	char path[4096], gone[4096];

	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		if (!paths_of(v, i, path, gone, sizeof(path), ret_reason))
			return false;
		files += access(gone, F_OK) == 0;
	}
	if (!vault_each_epoch(v, count_alive, &alive, ret_reason))
		return false;
	*ret_n = files > alive ? files - alive : 0;
	return true;
}

struct counting {
	int64_t now;
	size_t n;
};

static bool
count_missing(void *context, const struct vault_epoch *e)
{
	struct counting *c = context;

	c->n += !e->destroyed && !e->here && e->listed->from <= c->now;
	return true;
}

bool
vault_epochs_missing(struct vault *v, size_t *ret_n, struct reason *ret_reason)
{
	struct counting c = {.now = journal_now(v->store)};

	if (!vault_each_epoch(v, count_missing, &c, ret_reason))
		return false;
	*ret_n = c.n;
	return true;
}
