#include "wanting.h"

#include <stdio.h>
#include <string.h>

#include "client/desk/cases/cases.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "common/log/publication_name.h"

#define TABLE_WANTING "wanting"

/* The name of its newest publication; "" where it has none. */
static const char *
newest_of(const struct manifest *m)
{
	const char *of_log = m->n_publications == 0
	    ? ""
	    : m->publications[m->n_publications - 1].name;
	const char *of_entries =
	    m->n_entries == 0 ? "" : m->entries[m->n_entries - 1].publication;

	return strcmp(of_log, of_entries) > 0 ? of_log : of_entries;
}

/* One that the list names: a line, or for those beyond it is enough when the
 * first of them came. */
static bool
add(cJSON *row, cJSON *list, const char *hex, const char *publication)
{
	cJSON *item;

	if (cJSON_GetArraySize(list) >= WANTING_MAX)
		return cJSON_HasObjectItem(row, "beyond") ||
		    cJSON_AddStringToObject(row, "beyond", publication) != NULL;
	item = cJSON_CreateObject();
	if (item == NULL || !cJSON_AddItemToArray(list, item)) {
		cJSON_Delete(item);
		return false;
	}
	return cJSON_AddStringToObject(item, "sha256", hex) != NULL &&
	    cJSON_AddStringToObject(item, "publication", publication) != NULL;
}

static cJSON *
make_row(struct vault *v, const struct manifest *m, struct reason *reason)
{
	cJSON *row = cJSON_CreateObject(), *list;
	char hex[65], id[CASE_ID_BYTES];
	bool ok;

	list = cJSON_AddArrayToObject(row, "entries");
	ok = list != NULL &&
	    cJSON_AddStringToObject(row, "relay", m->relay) != NULL &&
	    cJSON_AddStringToObject(row, "newest", newest_of(m)) != NULL;
	for (size_t i = 0; i < m->n_entries && ok; i++) {
		hex_encode(m->entries[i].sha256, 32, hex);
		switch (cases_find_file(vault_store(v), hex, id, reason)) {
		case DESK_FOUND:
			break;
		case DESK_ABSENT:
		case DESK_UNREADABLE:
			ok = add(row, list, hex, m->entries[i].publication);
			break;
		}
	}
	if (ok)
		return row;
	cJSON_Delete(row);
	return NULL;
}

/* False where it can't be told; `ret_row` is NULL where there is none. */
static bool
read_row(struct desk_store *s, const char *relay, cJSON **ret_row,
    struct reason *reason)
{
	char id[DESK_STORE_NAME_ID_BYTES];

	*ret_row = NULL;
	desk_store_name_id(relay, id);
	switch (desk_store_has(s, TABLE_WANTING, id)) {
	case DESK_ABSENT:
		return true;
	case DESK_UNREADABLE:
		reason_set(reason, "the case store can't be read");
		return false;
	case DESK_FOUND:
		break;
	}
	*ret_row = desk_store_get(s, TABLE_WANTING, id, reason);
	return *ret_row != NULL;
}

bool
wanting_keep(
    struct vault *v, const struct manifest *manifest, struct reason *ret_reason)
{
	struct desk_store *s = vault_store(v);
	cJSON *before, *row = NULL;
	const char *newest;
	char id[DESK_STORE_NAME_ID_BYTES];
	bool ok, older;

	desk_store_name_id(manifest->relay, id);
	if (!read_row(s, manifest->relay, &before, ret_reason))
		return false;
	newest = json_text_string(before, "newest");
	/* A stick that came late says nothing newer. */
	older = newest != NULL && strcmp(newest_of(manifest), newest) < 0;
	cJSON_Delete(before);
	if (older)
		return true;
	reason_set(ret_reason, "what the list names could not be kept");
	row = make_row(v, manifest, ret_reason);
	ok = row != NULL && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_WANTING, id, row));
	cJSON_Delete(row);
	return ok;
}

/* Whether something of that publication may be sealed to the key; what has no
 * time is taken for one that may. */
static bool
is_of(const struct directory_epoch *e, const char *publication)
{
	int64_t start;

	return publication == NULL || !publication_start(publication, &start) ||
	    (start + 86400 >= e->from && start < e->destroyed_after);
}

/* How many of the row's are not held by now and may be to that key. */
static bool
count_unopened(struct desk_store *s, const cJSON *row,
    const struct directory_epoch *e, size_t *ret_n, struct reason *reason)
{
	const char *beyond = json_text_string(row, "beyond");
	const cJSON *item;
	char id[CASE_ID_BYTES];

	*ret_n = beyond != NULL && is_of(e, beyond);
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(row, "entries")) {
		const char *hex = json_text_string(item, "sha256");

		if (hex == NULL ||
		    !is_of(e, json_text_string(item, "publication")))
			continue;
		switch (cases_find_file(s, hex, id, reason)) {
		case DESK_FOUND:
			break;
		case DESK_ABSENT:
			++*ret_n;
			break;
		case DESK_UNREADABLE:
			return false;
		}
	}
	return true;
}

/* Of one relay, which took letters until then. */
static bool
look_at(struct vault *v, const char *relay, int64_t until,
    const struct directory_epoch *e,
    void (*each)(void *context, const struct wanting *w), void *context,
    struct reason *reason)
{
	const int64_t needed =
	    until < e->destroyed_after ? until : e->destroyed_after;
	struct wanting w = {.relay = relay};
	int64_t start;
	cJSON *row;
	bool ok;

	if (!read_row(vault_store(v), relay, &row, reason))
		return false;
	if (row == NULL) {
		w.why = WANTING_NO_LIST;
		each(context, &w);
		return true;
	}
	w.publication = json_text_string(row, "newest");
	if (w.publication == NULL ||
	    !publication_start(w.publication, &start) || start < needed) {
		w.why = WANTING_OLD_LIST;
		if (w.publication == NULL)
			w.publication = "";
		each(context, &w);
	}
	ok = count_unopened(vault_store(v), row, e, &w.n, reason);
	if (ok && w.n > 0) {
		w.why = WANTING_UNOPENED;
		each(context, &w);
	}
	cJSON_Delete(row);
	return ok;
}

bool
wanting_of(struct vault *v, const struct directory_epoch *epoch,
    void (*each)(void *context, const struct wanting *w), void *context,
    struct reason *ret_reason)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(v), vault_intake(v));

	for (size_t i = 0; i < intake->n_relays; i++) {
		const struct directory_relay *r = &intake->relays[i];
		int64_t until = r->until;
		bool again = false;

		/* One under new keys stands there twice. */
		for (size_t j = 0; j < intake->n_relays; j++)
			if (strcmp(intake->relays[j].name, r->name) == 0) {
				again = again || j < i;
				if (intake->relays[j].until > until)
					until = intake->relays[j].until;
			}
		if (again || until <= epoch->from)
			continue;
		if (!look_at(
			v, r->name, until, epoch, each, context, ret_reason))
			return false;
	}
	return true;
}
