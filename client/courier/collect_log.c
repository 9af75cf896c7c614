/* The relay's public log onto the stick (docs/MEDIUM.md 5). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect_parts.h"
#include "common/bytes/utc_time.h"
#include "common/cli/cli.h"
#include "common/notes/medium.h"
#include "common/log/tile_path.h"
#include "common/notes/tlog_proof.h"

#define LOG_SIZE_MAX (1u << 22) /* what the desk takes too */

/* In the folder that the stick has of this relay. */
static char *
relay_path(const struct collecting *k, const char *name)
{
	return medium_relay_path(
	    k->medium, k->c->config.intake, k->relay->name, name);
}

static bool
save(struct collecting *k, const char *url_path, const char *name, size_t exact)
{
	char *path = relay_path(k, name);
	struct byte_writer body;
	bool ok;

	if (path == NULL ||
	    !courier_get(k->c, url_path, 65536, &body, k->reason)) {
		free(path);
		return false;
	}
	ok = body.len == exact;
	if (!ok)
		reason_set(k->reason, "the relay's log is not whole");
	if (ok && !medium_folders_for(path)) {
		reason_set(k->reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	ok = ok && medium_write(path, body.data, body.len, k->reason);
	byte_writer_finish(&body);
	free(path);
	return ok;
}

/* Whether a whole bundle is there; it never changes, and is fetched once. */
static bool
has_bundle(const struct collecting *k, const char *name)
{
	char *path = relay_path(k, name);
	bool there = path != NULL && access(path, F_OK) == 0;

	free(path);
	return there;
}

static bool
add_bundle(const struct collecting *k, const char *name, size_t width,
    struct merkle_frontier *f)
{
	char *path = relay_path(k, name);
	size_t len = 0, record = 2 + RECEIPT_ENTRY_BYTES;
	struct merkle_hash leaf;
	uint8_t *bytes = NULL;
	bool ok = path != NULL && medium_read(path, 65536, &bytes, &len) &&
	    len == width * record;

	for (size_t i = 0; i < width && ok; i++) {
		merkle_leaf(bytes + i * record + 2, RECEIPT_ENTRY_BYTES, &leaf);
		ok = merkle_frontier_append(f, &leaf, NULL, NULL);
	}
	free(bytes);
	free(path);
	return ok;
}

/*
 * All of them, anew where `fresh`; whether they lead to the root that is signed
 * to `ret_same`.
 */
static bool
save_bundles(struct collecting *k, const struct checkpoint *c, bool fresh,
    bool *ret_same)
{
	char tile[TILE_PATH_BYTES], url[TILE_PATH_BYTES + 16];
	char name[TILE_PATH_BYTES + 16];
	struct merkle_frontier frontier;
	struct merkle_hash root;
	bool whole = true;

	memset(&frontier, 0, sizeof(frontier));
	for (uint64_t at = 0; at < c->size; at += TILE_WIDTH) {
		size_t width = c->size - at < TILE_WIDTH
		    ? (size_t)(c->size - at)
		    : TILE_WIDTH;

		tile_path("entries", at / TILE_WIDTH, width, tile);
		(void)snprintf(url, sizeof(url), "/log/%s", tile);
		(void)snprintf(name, sizeof(name), "log/%s", tile);
		if ((fresh || width < TILE_WIDTH || !has_bundle(k, name)) &&
		    !save(k, url, name, width * (2 + RECEIPT_ENTRY_BYTES)))
			return false;
		whole = whole && add_bundle(k, name, width, &frontier);
	}
	merkle_frontier_root(&frontier, &root);
	*ret_same = whole && memcmp(&root, &c->root, sizeof(root)) == 0;
	return true;
}

/* What another relay, or time, left there is fetched once more. */
static bool
save_leaves(struct collecting *k, const struct checkpoint *c)
{
	bool same;

	if (!save_bundles(k, c, false, &same) ||
	    (!same && !save_bundles(k, c, true, &same)))
		return false;
	if (!same)
		cli_warn("what the relay serves as its log does not have the "
			 "root that it signed: the desk will say so too");
	return true;
}

bool
collect_log(struct collecting *k)
{
	char *path = relay_path(k, "log/checkpoint");
	struct checkpoint checkpoint;
	struct signed_note note;
	struct byte_writer body;
	bool ok, found;

	reason_set(k->reason, "there is not enough memory");
	if (path == NULL ||
	    !courier_get_if_there(
		k->c, "/log/checkpoint", 65536, &body, &found, k->reason)) {
		free(path);
		return false;
	}
	if (!found) {
		free(path);
		cli_warn("%s has no log yet", k->relay->name);
		return true;
	}
	ok = signed_note_parse(body.data, body.len, &note) == NOTE_OK &&
	    /* By a key of today; the desk, which has the days, looks again. */
	    directory_log_signed(
		k->c->intake, k->relay->name, &note, NULL, utc_time_now()) &&
	    checkpoint_parse(note.text, note.text_len, &checkpoint) &&
	    strcmp(checkpoint.origin, k->relay->log_key.name) == 0;
	if (!ok)
		reason_set(k->reason, "the relay's checkpoint does not verify");
	if (ok && checkpoint.size > LOG_SIZE_MAX) {
		reason_set(k->reason,
		    "the relay's log has more entries than a medium carries: "
		    "the desk can't compare it");
		ok = false;
	}
	/* The bundles first: a checkpoint never stands without them. */
	ok = ok && medium_folders_for(path) && save_leaves(k, &checkpoint) &&
	    medium_write(path, body.data, body.len, k->reason);
	byte_writer_finish(&body);
	free(path);
	return ok;
}
