#include "erased.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cjson/cJSON.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/file_wipe.h"
#include "common/bytes/text_codec.h"

#define TABLE_ERASED "erased"

bool
erased_add(struct desk_store *s, const char *sha256_hex, const char *disposal)
{
	cJSON *row = cJSON_CreateObject();
	bool ok = row != NULL &&
	    cJSON_AddStringToObject(row, "disposal", disposal) != NULL &&
	    desk_store_put(s, TABLE_ERASED, sha256_hex, row);

	cJSON_Delete(row);
	return ok;
}

/* An id that is no hash names no file. */
static bool
is_hash(const char *id)
{
	uint8_t hash[32];

	return strlen(id) == 64 && hex_decode(id, 64, hash, sizeof(hash));
}

static bool
collect(void *context, const char *id)
{
	struct erased *e = context;
	void *grown;

	if (!is_hash(id))
		return true;
	if (e->n == e->room) {
		e->room = e->room == 0 ? 64 : 2 * e->room;
		grown = reallocarray(e->hashes, e->room, sizeof(*e->hashes));
		if (grown == NULL)
			return false;
		e->hashes = grown;
	}
	/* In order of their digits, and so of their bytes. */
	return hex_decode(id, 64, e->hashes[e->n++], 32);
}

bool
erased_read(
    const char *store, struct erased *ret_erased, struct reason *ret_reason)
{
	memset(ret_erased, 0, sizeof(*ret_erased));
	reason_set(ret_reason, "there is not enough memory");
	return desk_store_each_id(
	    store, TABLE_ERASED, collect, ret_erased, ret_reason);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

bool
erased_has(const struct erased *e, const uint8_t sha256[static 32])
{
	return e->n > 0 &&
	    bsearch(sha256, e->hashes, e->n, sizeof(*e->hashes), compare) !=
	    NULL;
}

void
erased_finish(struct erased *e)
{
	free(e->hashes);
	memset(e, 0, sizeof(*e));
}

/* --- in a folder --- */

struct sweeping {
	const char *folder;
	bool wipes;
	size_t *n;
	bool ok;
	struct reason *reason;
};

static void
look_at(struct sweeping *w, const char *in, const char *hex)
{
	char name[96], *path;
	struct stat found;
	bool there;

	(void)snprintf(name, sizeof(name), "%s/%s.age", in, hex);
	path = durable_file_join(w->folder, name);
	if (path == NULL) {
		w->ok = false;
		reason_set(w->reason, "there is not enough memory");
		return;
	}
	there = lstat(path, &found) == 0 || errno != ENOENT;
	if (there && w->wipes && !file_wipe(path)) {
		w->ok = false;
		reason_set(w->reason, "%s: %s", path, strerror(errno));
	} else {
		*w->n += there;
	}
	free(path);
}

/* Rows are named after hashes: what they say is not needed. */
static bool
walk(const struct vault *v, struct sweeping *w)
{
	char *store = vault_path(v, "cases.sqlite"), hex[65];
	struct erased e = {0};
	bool ok = store != NULL;

	reason_set(w->reason, "there is not enough memory");
	ok = ok && erased_read(store, &e, w->reason);
	for (size_t i = 0; i < e.n && ok; i++) {
		hex_encode(e.hashes[i], 32, hex);
		look_at(w, "originals", hex);
		look_at(w, "attachments", hex);
	}
	erased_finish(&e);
	free(store);
	return ok && w->ok;
}

bool
erased_sweep(const struct vault *v, const char *folder, size_t *ret_n,
    struct reason *ret_reason)
{
	struct sweeping w = {folder, true, ret_n, true, ret_reason};

	*ret_n = 0;
	return walk(v, &w);
}

bool
erased_left(const struct vault *v, const char *folder, size_t *ret_n,
    struct reason *ret_reason)
{
	struct sweeping w = {folder, false, ret_n, true, ret_reason};

	*ret_n = 0;
	return walk(v, &w);
}

bool
erased_wipe_parts(const char *folder, struct reason *ret_reason)
{
	static const char *const folders[] = {"originals", "attachments",
	    "import-notes", "bulletins", "directories"};
	bool ok = file_wipe_parts(folder);

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *path = durable_file_join(folder, folders[i]);

		ok = path != NULL && file_wipe_parts(path) && ok;
		free(path);
	}
	if (!ok)
		reason_set(ret_reason,
		    "%s: what a backup in the middle left there can't be "
		    "removed",
		    folder);
	return ok;
}
