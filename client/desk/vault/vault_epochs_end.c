/* The end of an epoch's key (docs/KEYS.md 6). */
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
#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"
#include "vault_parts.h"

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

/* Whether its file is gone from here, as far as its row says. */
static bool
set_erased(struct vault *v, const char *id, bool erased, struct reason *reason)
{
	cJSON *row = desk_store_get(v->store, TABLE_EPOCHS, id, reason);
	bool ok = row != NULL;

	if (ok) {
		reason_set(reason, "the case store can't be written");
		cJSON_DeleteItemFromObjectCaseSensitive(row, "erased");
		ok = cJSON_AddBoolToObject(row, "erased", erased) != NULL &&
		    desk_store_begin(v->store) &&
		    desk_store_end(v->store,
			desk_store_put(v->store, TABLE_EPOCHS, id, row));
	}
	cJSON_Delete(row);
	return ok;
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
	const size_t place = vault_epoch_place(v, e->recipient);
	char id[DESK_STORE_NAME_ID_BYTES];

	*ret_told = false;
	if (place == SIZE_MAX) {
		reason_set(ret_reason, "its secret is not here");
		return false;
	}
	*ret_told = tell_end(v, e, unopened, ret_reason);
	if (!*ret_told || !erase(v, place, ret_reason))
		return false;
	desk_store_name_id(e->recipient, id);
	(void)set_erased(v, id, true, ret_reason);
	return true;
}

enum desk_found
vault_epoch_ended(struct vault *v, const char *name)
{
	struct reason ignored;
	cJSON *row;
	enum desk_found found = desk_store_has(v->store, TABLE_EPOCHS, name);

	if (found != DESK_FOUND)
		return found;
	row = desk_store_get(v->store, TABLE_EPOCHS, name, &ignored);
	if (row == NULL)
		return DESK_UNREADABLE;
	found = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "erased"))
	    ? DESK_FOUND
	    : DESK_ABSENT;
	cJSON_Delete(row);
	return found;
}

/* It is nobody's any more; that it came back is written down. */
static void
end_again(struct vault *v, size_t place, const char *recipient)
{
	char id[DESK_STORE_NAME_ID_BYTES];
	struct reason ignored;
	bool noted;

	desk_store_name_id(recipient, id);
	v->trouble.back++;
	if (desk_store_writable(v->store) && desk_store_acts(v->store))
		(void)journal_before(
		    v->store, "epoch-came-back", recipient, &ignored);
	/* Nor does its row say that it is gone before it is; it goes also where
	 * nothing can be written. */
	noted = set_erased(v, id, false, &ignored);
	if (!erase(v, place, &ignored))
		v->trouble.left++;
	else if (noted)
		(void)set_erased(v, id, true, &ignored);
}

/* Rows that do not say yet that the file is gone. */
struct unmarked {
	size_t n;
	char ids[VAULT_EPOCHS_MAX][DESK_STORE_NAME_ID_BYTES];
};

static bool
collect_unmarked(void *context, const char *id, const cJSON *row)
{
	struct unmarked *u = context;

	if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "erased")) &&
	    u->n < VAULT_EPOCHS_MAX)
		(void)snprintf(
		    u->ids[u->n++], DESK_STORE_NAME_ID_BYTES, "%s", id);
	return true;
}

/* Of those that live: where one lacks, this may be half a folder. */
static bool
is_here(void *context, const struct vault_epoch *e)
{
	(void)context;
	return e->destroyed || e->here;
}

/*
 * Where all files could be read, no living key lacks, and none of a destroyed
 * one is left, those of before are gone: an end in the middle, or an older
 * program, did not say so.
 */
static void
mark_all_erased(struct vault *v)
{
	struct unmarked *u = calloc(1, sizeof(*u));
	struct reason ignored;

	if (u != NULL && v->n_epochs > 0 && v->trouble.left == 0 &&
	    v->trouble.unreadable == 0 && vault_other_epochs(v) == 0 &&
	    vault_each_epoch(v, is_here, NULL, &ignored) &&
	    desk_store_writable(v->store) && desk_store_acts(v->store) &&
	    desk_store_each(
		v->store, TABLE_EPOCHS, collect_unmarked, u, NULL, &ignored))
		for (size_t i = 0; i < u->n; i++)
			(void)set_erased(v, u->ids[i], true, &ignored);
	free(u);
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
		if (!vault_read_epoch_end(v, text, &e, ret_reason))
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
	mark_all_erased(v);
	return true;
}

static bool
count_alive(void *context, const struct vault_epoch *e)
{
	size_t *n = context;

	*n += !e->destroyed;
	return true;
}

bool
vault_epochs_stray(struct vault *v, size_t *ret_more, size_t *ret_missing,
    struct reason *ret_reason)
{
	size_t alive = 0, files = vault_epoch_files(v);
	size_t others = vault_other_epochs(v);
	char path[4096], gone[4096];

	for (unsigned i = 1; i <= VAULT_EPOCHS_MAX; i++) {
		if (!paths_of(v, i, path, gone, sizeof(path), ret_reason))
			return false;
		others += access(gone, F_OK) == 0 || errno != ENOENT;
	}
	if (!vault_each_epoch(v, count_alive, &alive, ret_reason))
		return false;
	*ret_more = others + (files > alive ? files - alive : 0);
	*ret_missing = files < alive ? alive - files : 0;
	return true;
}
