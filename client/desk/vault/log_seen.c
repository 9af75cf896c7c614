#include "log_seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/json/json_text.h"

#define TABLE_LOGS "log"
#define ID_BYTES 17 /* hexadecimal digits and a NUL */

static void
id_of(const char *relay, char ret_id[static ID_BYTES])
{
	uint8_t hash[32];
	char hex[65];

	sha256_hash(relay, strlen(relay), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(ret_id, ID_BYTES, "%.16s", hex);
}

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

		if (read_hash(item, "entry", m->entry) &&
		    json_text_integer(item, "imports", &m->imports))
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
add_missing(cJSON *list, const uint8_t *entry, const struct log_seen *before)
{
	char hex[2 * RECEIPT_ENTRY_BYTES + 1];
	const struct log_missing *known;
	cJSON *item = cJSON_CreateObject();
	struct log_missing wanted = {.imports = 0};

	memcpy(wanted.entry, entry, sizeof(wanted.entry));
	known = before->n_missing == 0
	    ? NULL
	    : bsearch(&wanted, before->missing, before->n_missing,
		  sizeof(wanted), compare_missing);
	hex_encode(entry, RECEIPT_ENTRY_BYTES, hex);
	if (item == NULL || !cJSON_AddItemToArray(list, item)) {
		cJSON_Delete(item);
		return false;
	}
	return cJSON_AddStringToObject(item, "entry", hex) != NULL &&
	    cJSON_AddNumberToObject(item, "imports",
		known == NULL ? 1 : (double)(known->imports + 1)) != NULL;
}

static cJSON *
make_row(const struct bulletin_log *log,
    const uint8_t (*missing)[RECEIPT_ENTRY_BYTES], size_t n,
    const struct log_seen *before)
{
	cJSON *row = cJSON_CreateObject(), *list;
	char root[2 * MERKLE_HASH_BYTES + 1];
	bool ok;

	hex_encode(log->root.bytes, MERKLE_HASH_BYTES, root);
	list = cJSON_AddArrayToObject(row, "missing");
	ok = list != NULL &&
	    cJSON_AddStringToObject(row, "relay", log->relay) != NULL &&
	    cJSON_AddStringToObject(row, "publication", log->publication) !=
		NULL &&
	    cJSON_AddNumberToObject(row, "size", (double)log->size) != NULL &&
	    cJSON_AddStringToObject(row, "root", root) != NULL;
	for (size_t i = 0; i < n && i < LOG_SEEN_MISSING_MAX && ok; i++)
		ok = add_missing(list, missing[i], before);
	if (ok)
		return row;
	cJSON_Delete(row);
	return NULL;
}

bool
log_seen_keep(struct desk_store *s, const struct bulletin_log *log,
    const uint8_t (*missing)[RECEIPT_ENTRY_BYTES], size_t n_missing,
    struct reason *ret_reason)
{
	struct log_seen before;
	struct reason ignored;
	char id[ID_BYTES];
	cJSON *row;
	bool ok;

	id_of(log->relay, id);
	memset(&before, 0, sizeof(before));
	row = desk_store_get(s, TABLE_LOGS, id, &ignored);
	if (row != NULL)
		(void)read_row(row, &before);
	cJSON_Delete(row);
	/* A stick that came late, or twice, says nothing that is newer. */
	if (before.log.size >= log->size) {
		log_seen_finish(&before);
		return true;
	}
	row = make_row(log, missing, n_missing, &before);
	ok = row != NULL && desk_store_begin(s) &&
	    desk_store_end(s, desk_store_put(s, TABLE_LOGS, id, row));
	if (!ok)
		reason_set(ret_reason,
		    "what was seen of the log of %s could "
		    "not be kept",
		    log->relay);
	cJSON_Delete(row);
	log_seen_finish(&before);
	return ok;
}

struct walk {
	bool (*each)(void *context, const struct log_seen *seen);
	void *context;
};

static bool
walk_on(void *context, const char *id, const cJSON *row)
{
	const struct walk *w = context;
	struct log_seen seen;
	bool ok;

	(void)id;
	if (!read_row(row, &seen))
		return false;
	ok = w->each(w->context, &seen);
	log_seen_finish(&seen);
	return ok;
}

bool
log_seen_each(struct desk_store *s,
    bool (*each)(void *context, const struct log_seen *seen), void *context,
    const struct desk_events *events, struct reason *ret_reason)
{
	struct walk w = {each, context};

	return desk_store_each(s, TABLE_LOGS, walk_on, &w, events, ret_reason);
}
