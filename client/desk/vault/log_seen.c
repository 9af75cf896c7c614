#include "log_seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

#define TABLE_LOGS "log"

void
log_seen_finish(struct log_seen *seen)
{
	free(seen->missing);
	memset(seen, 0, sizeof(*seen));
}

static bool
read_hash(const cJSON *row, const char *member, uint8_t ret_hash[static 32])
{
	const char *hex = json_text_string(row, member);

	return hex != NULL && hex_decode(hex, strlen(hex), ret_hash, 32);
}

/* "" where it lacks, or has no such length. */
static void
copy_publication(const cJSON *row, const char *member,
    char ret_name[static PUBLICATION_MAX + 1])
{
	const char *text = json_text_string(row, member);

	ret_name[0] = '\0';
	if (text != NULL && strlen(text) <= PUBLICATION_MAX)
		memcpy(ret_name, text, strlen(text) + 1);
}

static bool
read_missing(const cJSON *list, struct log_seen *seen)
{
	const cJSON *item;

	seen->missing = calloc(
	    (size_t)cJSON_GetArraySize(list) + 1, sizeof(*seen->missing));
	if (seen->missing == NULL)
		return false;
	cJSON_ArrayForEach (item, list) {
		struct log_missing *m = &seen->missing[seen->n_missing];

		if (!read_hash(item, "entry", m->entry) ||
		    !json_text_integer(item, "imports", &m->imports))
			continue;
		copy_publication(item, "publication", m->publication);
		seen->n_missing++;
	}
	return true;
}

/* False where the row is none, or memory is short; nothing to finish then. */
static bool
read_row(const cJSON *row, struct log_seen *ret_seen)
{
	const char *relay = json_text_string(row, "relay");
	const char *publication = json_text_string(row, "publication");
	struct log_seen seen;

	memset(&seen, 0, sizeof(seen));
	if (relay == NULL || publication == NULL ||
	    strlen(relay) > NOTE_NAME_MAX ||
	    strlen(publication) > PUBLICATION_MAX ||
	    !json_text_integer(row, "size", &seen.log.size) ||
	    !read_hash(row, "root", seen.log.root.bytes) ||
	    !read_missing(
		cJSON_GetObjectItemCaseSensitive(row, "missing"), &seen))
		return false;
	memcpy(seen.log.relay, relay, strlen(relay) + 1);
	memcpy(seen.log.publication, publication, strlen(publication) + 1);
	copy_publication(row, "beyond", seen.beyond);
	*ret_seen = seen;
	return true;
}

static int
compare_missing(const void *one, const void *other)
{
	return memcmp(((const struct log_missing *)one)->entry,
	    ((const struct log_missing *)other)->entry, RECEIPT_ENTRY_BYTES);
}

static bool
add_missing(cJSON *list, const struct log_missing *m)
{
	char hex[2 * RECEIPT_ENTRY_BYTES + 1];
	cJSON *item = cJSON_CreateObject();

	hex_encode(m->entry, RECEIPT_ENTRY_BYTES, hex);
	if (item == NULL || !cJSON_AddItemToArray(list, item)) {
		cJSON_Delete(item);
		return false;
	}
	return cJSON_AddStringToObject(item, "entry", hex) != NULL &&
	    (m->publication[0] == '\0' ||
		cJSON_AddStringToObject(item, "publication", m->publication) !=
		    NULL) &&
	    cJSON_AddNumberToObject(item, "imports", (double)m->imports) !=
	    NULL;
}

/* The log has grown: what lacks now, and for how many imports by now. */
static bool
list_grown(
    cJSON *list, const struct log_looked *looked, const struct log_seen *before)
{
	bool ok = true;

	for (size_t i = 0;
	     i < looked->n_missing && i < LOG_SEEN_MISSING_MAX && ok; i++) {
		struct log_missing now = looked->missing[i];
		const struct log_missing *known;

		now.imports = 1;
		known = before->n_missing == 0
		    ? NULL
		    : bsearch(&now, before->missing, before->n_missing,
			  sizeof(now), compare_missing);
		if (known != NULL)
			now.imports = known->imports + 1;
		ok = add_missing(list, &now);
	}
	return ok;
}

/*
 * A stick that came late, or twice: it says nothing newer of the log, but what
 * it brought lacks no more.
 */
static bool
list_late(
    cJSON *list, const struct log_looked *looked, const struct log_seen *before)
{
	bool ok = true;

	for (size_t i = 0; i < before->n_missing && ok; i++)
		ok = looked->is_held(
			 looked->context, before->missing[i].entry) ||
		    add_missing(list, &before->missing[i]);
	return ok;
}

/* The first publication of those that are not named. */
static const char *
beyond_of(const struct log_looked *looked)
{
	const char *first = "";

	for (size_t i = LOG_SEEN_MISSING_MAX; i < looked->n_missing; i++)
		if (*first == '\0' ||
		    strcmp(looked->missing[i].publication, first) < 0)
			first = looked->missing[i].publication;
	return first;
}

static cJSON *
make_row(const struct log_looked *looked, const struct log_seen *before)
{
	const bool grown = looked->log.size > before->log.size;
	const struct bulletin_log *log = grown ? &looked->log : &before->log;
	const char *beyond = grown ? beyond_of(looked) : before->beyond;
	cJSON *row = cJSON_CreateObject(), *list;
	char root[2 * MERKLE_HASH_BYTES + 1];

	hex_encode(log->root.bytes, MERKLE_HASH_BYTES, root);
	list = cJSON_AddArrayToObject(row, "missing");
	if (list != NULL &&
	    cJSON_AddStringToObject(row, "relay", log->relay) != NULL &&
	    cJSON_AddStringToObject(row, "publication", log->publication) !=
		NULL &&
	    cJSON_AddNumberToObject(row, "size", (double)log->size) != NULL &&
	    cJSON_AddStringToObject(row, "root", root) != NULL &&
	    (*beyond == '\0' ||
		cJSON_AddStringToObject(row, "beyond", beyond) != NULL) &&
	    (grown ? list_grown(list, looked, before)
		   : list_late(list, looked, before)))
		return row;
	cJSON_Delete(row);
	return NULL;
}

bool
log_seen_keep(struct desk_store *s, const struct log_looked *looked,
    struct reason *ret_reason)
{
	struct log_seen before;
	struct reason ignored;
	enum desk_found found;
	char id[DESK_STORE_NAME_ID_BYTES];
	cJSON *row = NULL;
	bool ok;

	desk_store_name_id(looked->log.relay, id);
	memset(&before, 0, sizeof(before));
	found = desk_store_has(s, TABLE_LOGS, id);
	if (found == DESK_FOUND)
		row = desk_store_get(s, TABLE_LOGS, id, &ignored);
	/* What can't be read is not forgotten for a younger or shorter one. */
	ok = found == DESK_ABSENT || (row != NULL && read_row(row, &before));
	cJSON_Delete(row);
	row = ok ? make_row(looked, &before) : NULL;
	ok = row != NULL && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_LOGS, id, row));
	if (!ok)
		reason_set(ret_reason,
		    "what was seen of the log of %s could not be kept",
		    looked->log.relay);
	cJSON_Delete(row);
	log_seen_finish(&before);
	return ok;
}

enum log_seen_found
log_seen_of(struct desk_store *s, const char *relay, struct log_seen *ret_seen)
{
	char id[DESK_STORE_NAME_ID_BYTES];
	struct reason ignored;
	cJSON *row;
	bool ok;

	desk_store_name_id(relay, id);
	switch (desk_store_has(s, TABLE_LOGS, id)) {
	case DESK_ABSENT:
		return LOG_SEEN_NONE;
	case DESK_UNREADABLE:
		return LOG_SEEN_UNREAD;
	case DESK_FOUND:
		break;
	}
	row = desk_store_get(s, TABLE_LOGS, id, &ignored);
	ok = row != NULL && read_row(row, ret_seen);
	cJSON_Delete(row);
	return ok ? LOG_SEEN : LOG_SEEN_UNREAD;
}

struct walk {
	bool (*each)(void *context, const struct log_seen *seen);
	void *context;
	const struct desk_events *events;
};

/* A row that can't be read hides no other relay's. */
static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	struct log_seen seen;
	bool ok;

	if (!read_row(row, &seen)) {
		desk_event_tell(w->events,
		    &(struct desk_event){.kind = DESK_ROW_UNREADABLE,
			.table = TABLE_LOGS,
			.id = id,
			.why = "it is no row of a log, or memory is short"});
		return true;
	}
	ok = w->each(w->context, &seen);
	log_seen_finish(&seen);
	return ok;
}

bool
log_seen_each(struct desk_store *s,
    bool (*each)(void *context, const struct log_seen *seen), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context, events};

	return desk_store_each(s, TABLE_LOGS, walk_on, &w, events, ret_reason);
}
