/*
 * A copy that went on in the place of its vault: by whom, and what it lacks
 * (docs/VAULT.md 6).
 */
#include "vault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/desk/store/journal.h"
#include "common/json/json_text.h"
#include "vault_parts.h"

#define TABLE_RESTORES "restore"

void
vault_say_restored(struct vault *v, uint64_t head)
{
	v->restored_head = head;
}

void
vault_say_other_shares(struct vault *v)
{
	v->say_other_shares = true;
}

bool
vault_is_untold(const struct vault *v)
{
	return v->restored_head > 0 || v->other_shares;
}

/* What the first of them wrote, or a new row; NULL: memory, or damaged. */
static cJSON *
restore_row(struct vault *v, const char *id, struct reason *reason)
{
	cJSON *row;

	switch (desk_store_has(v->store, TABLE_RESTORES, id)) {
	case DESK_FOUND:
		return desk_store_get(v->store, TABLE_RESTORES, id, reason);
	case DESK_UNREADABLE:
		return NULL;
	case DESK_ABSENT:
		break;
	}
	row = cJSON_CreateObject();
	if (cJSON_AddArrayToObject(row, "by") != NULL &&
	    cJSON_AddNumberToObject(row, "head", (double)v->restored_head) !=
		NULL &&
	    cJSON_AddNumberToObject(
		row, "lines", (double)desk_store_lines(v->store)) != NULL &&
	    cJSON_AddBoolToObject(row, "shares", v->other_shares) != NULL)
		return row;
	cJSON_Delete(row);
	return NULL;
}

bool
vault_write_restored(struct vault *v, struct reason *ret_reason)
{
	char *path = vault_path(v, "restored"), id[24];
	bool there = path != NULL && access(path, F_OK) == 0, ok;
	cJSON *row, *by;

	reason_set(ret_reason, "there is not enough memory");
	free(path);
	if (path == NULL)
		return false;
	if (!there && v->restored_head == 0 && !v->other_shares)
		return true;
	(void)snprintf(
	    id, sizeof(id), "%08" PRIu64, desk_store_lines(v->store));
	row = restore_row(v, id, ret_reason);
	by = cJSON_GetObjectItemCaseSensitive(row, "by");
	ok = by != NULL &&
	    cJSON_AddItemToArray(
		by, cJSON_CreateString(desk_store_actor(v->store)));
	if (ok) {
		reason_set(ret_reason, "the case store can't be written");
		ok = desk_store_begin(v->store) &&
		    desk_store_end(v->store,
			desk_store_put(v->store, TABLE_RESTORES, id, row) &&
			    journal_add(v->store, "restored", id));
	}
	cJSON_Delete(row);
	return ok;
}

void
vault_forget_restored(struct vault *v)
{
	char *path = vault_path(v, "restored");

	v->restored_head = 0;
	v->say_other_shares = v->other_shares = false;
	if (path != NULL)
		(void)unlink(path);
	free(path);
}

bool
vault_tell_restored(struct vault *v, struct reason *ret_reason)
{
	char by[NOTE_NAME_MAX + 1], role[JOURNAL_WORD_MAX];
	struct reason ignored;
	bool ok = true;

	if (v->n_present == 0)
		ok = vault_write_restored(v, ret_reason);
	(void)snprintf(by, sizeof(by), "%s", desk_store_actor(v->store));
	(void)snprintf(role, sizeof(role), "%s", desk_store_role(v->store));
	/* Whose time is over is there, and acts no more. */
	for (size_t i = 0; i < v->n_present && ok; i++)
		if (vault_act_as(v, v->present[i].id, NULL, &ignored))
			ok = vault_write_restored(v, ret_reason);
	if (v->n_present > 0)
		ok = vault_act_as(v, by, role, ret_reason) && ok;
	if (ok)
		vault_forget_restored(v);
	return ok && vault_keep_trust(v, ret_reason);
}

struct walk {
	void (*each)(void *context, const struct vault_restore *restore);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	struct vault_restore restore = {0};
	const cJSON *name;

	(void)id;
	if (!json_text_integer(row, "lines", &restore.lines) ||
	    !json_text_integer(row, "head", &restore.head))
		return true;
	restore.shares =
	    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "shares"));
	cJSON_ArrayForEach (name, cJSON_GetObjectItemCaseSensitive(row, "by")) {
		size_t len = strlen(restore.by);

		if (cJSON_IsString(name))
			(void)snprintf(restore.by + len,
			    sizeof(restore.by) - len, "%s%s",
			    len == 0 ? "" : ", ", name->valuestring);
	}
	w->each(w->context, &restore);
	return true;
}

bool
vault_each_restore(struct vault *v,
    void (*each)(void *context, const struct vault_restore *restore),
    void *context, const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(
	    v->store, TABLE_RESTORES, walk_on, &w, events, ret_reason);
}
