#include "case_upgrade.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "case_cells.h"
#include "case_holders.h"
#include "case_source.h"
#include "case_tables.h"
#include "cases.h"
#include "client/desk/store/case_keys.h"
#include "client/desk/store/journal.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

/* Ids of rows, which must not change under a walk. */
struct ids {
	const struct desk_store *store;
	bool skipped; /* one that is as it was, and nothing is off */
	size_t n, room;
	char (*list)[CASE_ID_BYTES];
};

static bool
collect(void *context, const char *id, const cJSON *row)
{
	struct ids *ids = context;
	void *grown;

	if (json_text_string(row, "file_key") == NULL &&
	    json_text_string(row, "to") == NULL &&
	    desk_store_was_keyed(ids->store))
		return true;
	/* The stub of one that ends: not under the key that goes. */
	if (cJSON_GetObjectItemCaseSensitive(row, CASE_DISPOSED) != NULL)
		return true;
	if (ids->n == ids->room) {
		ids->room = ids->room == 0 ? 64 : 2 * ids->room;
		grown = reallocarray(ids->list, ids->room, sizeof(*ids->list));
		if (grown == NULL)
			return false;
		ids->list = grown;
	}
	(void)snprintf(ids->list[ids->n++], CASE_ID_BYTES, "%s", id);
	return true;
}

static bool
is_hybrid(const char *text, struct age_recipient *ret_to)
{
	return text != NULL &&
	    age_recipient_parse(text, strlen(text), ret_to) &&
	    ret_to->type == AGE_HYBRID;
}

/* The cell that says it came, for one that waits for it. */
static bool
put_received(cJSON *row, const struct age_recipient *to)
{
	const char *week = json_text_string(row, "week");
	const struct case_said said = {.kind = REPLY_OPENED,
	    .text = week,
	    .len = week == NULL ? 0 : strlen(week)};
	cJSON *cells = week == NULL ? NULL : case_cells_seal(to, &said);

	if (cells != NULL && cJSON_AddItemToObject(row, "received", cells))
		return true;
	json_text_wipe(cells);
	return false;
}

/* Moves all members of one object into another; false: memory. */
static bool
move_members(cJSON *from, cJSON *to)
{
	cJSON *item;

	while ((item = from->child) != NULL) {
		item = cJSON_DetachItemViaPointer(from, item);
		if (!cJSON_AddItemToObject(to, item->string, item)) {
			json_text_wipe(item);
			return false;
		}
	}
	return true;
}

/* The row without the members that go apart; false with a reason. */
static bool
part(struct desk_store *s, cJSON *row, const struct age_recipient *to,
    struct reason *reason)
{
	const char *text = json_text_string(row, "report");
	const char *key = json_text_string(row, "file_key");
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct age_recipient reply;
	struct case_voice voice;
	uint64_t acknowledged = 0;
	cJSON *report, *parts = cJSON_CreateObject();
	bool ok;

	report = text == NULL || key == NULL
	    ? NULL
	    : json_text_read_received(text, strlen(text), NULL, reason);
	ok = report != NULL && parts != NULL &&
	    hex_decode(key, strlen(key), file_key, sizeof(file_key)) &&
	    case_voice_of(s, report, &voice) && case_voice_put(row, &voice);
	if (ok && json_text_integer(row, "acknowledged", &acknowledged) &&
	    acknowledged == 0 &&
	    is_hybrid(json_text_string(report, "reply_recipient"), &reply))
		ok = put_received(row, &reply);
	ok = ok && case_source_part(text, strlen(text), file_key, to, parts);
	sodium_memzero(file_key, sizeof(file_key));
	if (ok) {
		json_text_wipe(
		    cJSON_DetachItemFromObjectCaseSensitive(row, "report"));
		json_text_wipe(
		    cJSON_DetachItemFromObjectCaseSensitive(row, "file_key"));
		ok = move_members(parts, row);
	}
	json_text_wipe(report);
	json_text_wipe(parts);
	return ok;
}

/*
 * A bulletin that waits is of cells that are made otherwise from now on: in the
 * transaction that parts one.
 */
static bool
drop_draft(struct desk_store *s)
{
	struct reason ignored;
	cJSON *draft = NULL, *gone;
	bool ok = true;

	if (desk_store_has(s, TABLE_DRAFT, DRAFT_ID) == DESK_FOUND)
		draft = desk_store_get(s, TABLE_DRAFT, DRAFT_ID, &ignored);
	if (json_text_string(draft, "text") != NULL) {
		gone = cJSON_CreateObject();
		ok = gone != NULL &&
		    desk_store_put(s, TABLE_DRAFT, DRAFT_ID, gone) &&
		    journal_add(s, "dropped", DRAFT_ID);
		cJSON_Delete(gone);
	}
	json_text_wipe(draft);
	return ok;
}

/* To what it is sealed, and under which id a new source key's row stands. */
static bool
recipient_of(struct desk_store *s, const char *id,
    const struct case_holders *holders, struct age_recipient *ret_to,
    cJSON **ret_source, char ret_of[static CASE_ID_BYTES],
    struct reason *reason)
{
	enum case_source_found found;

	case_link_head(id, ret_of);
	found = case_source_recipient(
	    s, ret_of, holders, ret_to, ret_source, reason);
	/* One that is damaged keeps no other from being parted. */
	if (found == CASE_SOURCE_DAMAGED &&
	    desk_store_has(s, TABLE_SOURCES, id) == DESK_ABSENT) {
		(void)snprintf(ret_of, CASE_ID_BYTES, "%s", id);
		found = case_source_recipient(
		    s, "", holders, ret_to, ret_source, reason);
	}
	return found == CASE_SOURCE_FOUND;
}

/* As it is, and so under the key of its case. */
static bool
put_again(struct desk_store *s, const char *table, const char *id,
    struct reason *reason)
{
	cJSON *row = desk_store_get(s, table, id, reason);
	bool ok = row != NULL && desk_store_begin(s);

	if (row != NULL)
		reason_set(reason, "it can't be sealed again");
	if (ok)
		ok = desk_store_end(s, desk_store_put(s, table, id, row));
	json_text_wipe(row);
	return ok;
}

static bool
upgrade_case(struct desk_store *s, const char *id,
    const struct case_holders *holders, struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_CASES, id, reason), *source = NULL;
	char head[CASE_ID_BYTES];
	struct age_recipient to;
	bool ok;

	if (row != NULL && json_text_string(row, "file_key") == NULL) {
		json_text_wipe(row);
		return put_again(s, TABLE_CASES, id, reason);
	}
	ok = row != NULL &&
	    recipient_of(s, id, holders, &to, &source, head, reason);
	if (ok) {
		reason_set(reason, "it can't be parted, or memory is short");
		ok = part(s, row, &to, reason) && desk_store_begin(s);
	}
	if (ok)
		ok = desk_store_end(s,
		    (source == NULL ||
			desk_store_put(s, TABLE_SOURCES, head, source)) &&
			desk_store_put(s, TABLE_CASES, id, row) &&
			drop_draft(s) && journal_add(s, "parted", id));
	cJSON_Delete(source);
	json_text_wipe(row);
	return ok;
}

/* A message that waits is sealed now, and where to is forgotten. */
static bool
upgrade_message(struct desk_store *s, const char *id, struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_OUTBOX, id, reason);
	const char *text = json_text_string(row, "text");
	uint8_t message[REPLY_CELL_ID_BYTES];
	struct age_recipient to;
	uint64_t sent = 0;
	cJSON *cells = NULL;
	bool ok;

	if (row != NULL && json_text_string(row, "to") == NULL) {
		json_text_wipe(row);
		return put_again(s, TABLE_OUTBOX, id, reason);
	}
	reason_set(reason, "it can't be sealed, or memory is short");
	ok = text != NULL && is_hybrid(json_text_string(row, "to"), &to) &&
	    hex_decode(id, strlen(id), message, sizeof(message)) &&
	    json_text_integer(row, "bulletin", &sent);
	if (ok && sent == 0) {
		const struct case_said said = {
		    REPLY_MESSAGE, message, text, strlen(text)};

		cells = case_cells_seal(&to, &said);
		ok = cells != NULL &&
		    cJSON_AddItemToObject(row, "sealed", cells);
	}
	if (ok) {
		cJSON_DeleteItemFromObjectCaseSensitive(row, "to");
		ok = desk_store_begin(s) &&
		    desk_store_end(s,
			desk_store_put(s, TABLE_OUTBOX, id, row) &&
			    drop_draft(s) && journal_add(s, "parted", id));
	}
	json_text_wipe(row);
	return ok;
}

/* Of a case whose key is lost it stays as it is: nothing makes another. */
static bool
upgrade_look(struct desk_store *s, const char *id, bool *ret_skipped,
    struct reason *reason)
{
	cJSON *row = desk_store_get(s, TABLE_LOOKS, id, reason);
	const char *of = json_text_string(row, "case");
	uint8_t key[CASE_KEY_BYTES];
	bool ok,
	    has = of != NULL &&
	    case_keys_get(desk_store_case_keys(s), case_keys_number(of), key);

	sodium_memzero(key, sizeof(key));
	ok = row != NULL;
	*ret_skipped |= ok && !has;
	json_text_wipe(row);
	return ok && (!has || put_again(s, TABLE_LOOKS, id, reason));
}

/* The kinds that an older program left otherwise. */
enum kind { CASES, SOURCES, LOOKS, MESSAGES, KINDS };
static const char *const tables[KINDS] = {
    TABLE_CASES, TABLE_SOURCES, TABLE_LOOKS, TABLE_OUTBOX};

static bool
upgrade_one(struct desk_store *s, enum kind kind, const char *id,
    const struct case_holders *holders, bool *ret_skipped,
    struct reason *reason)
{
	switch (kind) {
	case CASES:
		return upgrade_case(s, id, holders, reason);
	case MESSAGES:
		return upgrade_message(s, id, reason);
	case LOOKS:
		return upgrade_look(s, id, ret_skipped, reason);
	default:
		return put_again(s, tables[kind], id, reason);
	}
}

/* False where one was not: then the next call tries it again. */
static bool
upgrade_all(struct desk_store *s, const struct case_holders *holders,
    enum kind kind, struct ids *ids, const struct desk_events *events,
    struct reason *reason)
{
	struct desk_event event = {
	    .kind = DESK_ROW_UNREADABLE, .table = tables[kind]};
	bool all = true;

	for (size_t i = 0; i < ids->n; i++) {
		if (upgrade_one(
			s, kind, ids->list[i], holders, &ids->skipped, reason))
			continue;
		event.id = ids->list[i];
		event.why = reason->text;
		desk_event_tell(events, &event);
		all = false;
	}
	return all;
}

/* What a walk was told goes on, and is counted. */
struct counting {
	const struct desk_events *events;
	size_t n;
};

static void
count(void *context, const struct desk_event *event)
{
	struct counting *c = context;

	c->n++;
	desk_event_tell(c->events, event);
}

bool
case_upgrade_rows(struct desk_store *s, const struct case_holders *holders,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct counting unread = {.events = events};
	const struct desk_events counted = {count, &unread};
	bool ok = true;

	if (case_upgrade_is_marked(s))
		return true;
	reason_set(ret_reason, "the case store can't be written");
	/* From now on rows are under their cases' keys, and it stands there. */
	if (desk_store_has(s, TABLE_META, DESK_STORE_KEYED) == DESK_ABSENT &&
	    !case_upgrade_mark(s, false))
		return false;
	/* One kind keeps no other from it; the first reason is told. */
	for (enum kind kind = CASES; kind < KINDS; kind++) {
		struct ids ids = {.store = s};
		struct reason why = {"there is not enough memory"};
		bool all;

		all = desk_store_each(
		    s, tables[kind], collect, &ids, &counted, &why);
		if (all && ids.n > 0) {
			reason_set(&why, "the case store can't be written");
			all = upgrade_all(s, holders, kind, &ids, events, &why);
		}
		if (ok && !all)
			*ret_reason = why;
		ok = ok && all;
		unread.n += ids.skipped;
		free(ids.list);
	}
	/* One that could not be read may be one of them. */
	if (ok && unread.n == 0) {
		reason_set(ret_reason, "the case store can't be written");
		ok = case_upgrade_mark(s, true);
	}
	return ok;
}

bool
case_upgrade(struct vault *v, const struct desk_events *events,
    struct reason *ret_reason)
{
	struct case_holders *holders = calloc(1, sizeof(*holders));
	bool ok;

	reason_set(ret_reason, "there is not enough memory");
	if (holders == NULL)
		return false;
	/* Where there is nobody, none that waits is parted, and says so. */
	(void)case_holders_first(v, holders, ret_reason);
	ok = case_upgrade_rows(vault_store(v), holders, events, ret_reason);
	free(holders);
	return ok;
}
