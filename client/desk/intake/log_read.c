#include "log_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/vault/log_seen.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/medium.h"
#include "common/log/tile_path.h"

#define KEPT_MAX (RECEIPT_ENTRY_BYTES * (size_t)LOG_READ_SIZE_MAX)
#define BUNDLE_BYTES (TILE_WIDTH * (2 + RECEIPT_ENTRY_BYTES))

/* As the list has it: the publication that ends with a log of that size. */
static const char *
publication_at(const struct manifest *m, uint64_t size)
{
	for (size_t i = 0; i < m->n_publications; i++)
		if (m->publications[i].size == size)
			return m->publications[i].name;
	return NULL;
}

/*
 * Signed as today's log is; or with a key that was replaced since, where the
 * list gives it a day for which that key may sign.  That day is `ret_day`, to
 * be held against the leaves (is_of_day()); else NULL.
 */
static bool
is_signed(struct vault *v, const struct manifest *m,
    const struct signed_note *note, uint64_t size, const char **ret_day)
{
	const struct directory_intake *intake =
	    directory_intake(vault_directory(v), vault_intake(v));

	*ret_day = NULL;
	if (intake == NULL ||
	    directory_log_signed(intake, m->relay, note, NULL, utc_time_now()))
		return intake != NULL;
	*ret_day = publication_at(m, size);
	return *ret_day != NULL &&
	    directory_log_signed(intake, m->relay, note, *ret_day, 0);
}

static bool
read_checkpoint(struct vault *v, const char *medium, const struct manifest *m,
    struct checkpoint *ret_checkpoint, struct witness_verdict *ret_witnesses,
    const char **ret_day)
{
	char *path = medium_relay_path(
	    medium, vault_intake(v), m->relay, "log/checkpoint");
	char origin[CHECKPOINT_ORIGIN_MAX + 1];
	struct signed_note note;
	uint8_t *bytes = NULL;
	size_t len;
	bool ok;

	receipt_log_origin(m->relay, vault_intake(v), origin);
	ok = path != NULL && medium_read(path, 65536, &bytes, &len) &&
	    signed_note_parse(bytes, len, &note) == NOTE_OK &&
	    checkpoint_parse(note.text, note.text_len, ret_checkpoint) &&
	    is_signed(v, m, &note, ret_checkpoint->size, ret_day) &&
	    strcmp(ret_checkpoint->origin, origin) == 0;
	if (ok)
		witnesses_judge(vault_directory(v), &note, ret_witnesses);
	free(bytes);
	free(path);
	return ok;
}

/* All entries up to the checkpoint's size, from the bundles. */
static bool
read_entries(struct vault *v, const char *medium, const char *relay,
    uint64_t size, struct log_leaves *ret_entries)
{
	char name[TILE_PATH_BYTES + 16];
	bool ok = true;

	ret_entries->n = 0;
	ret_entries->items = size > LOG_READ_SIZE_MAX
	    ? NULL
	    : calloc((size_t)size + 1, sizeof(*ret_entries->items));
	if (ret_entries->items == NULL)
		return false;
	for (uint64_t at = 0; at < size && ok; at += TILE_WIDTH) {
		size_t width =
		    size - at < TILE_WIDTH ? (size_t)(size - at) : TILE_WIDTH;
		uint8_t *bytes = NULL;
		char tile[TILE_PATH_BYTES], *path;
		size_t len = 0;

		tile_path("entries", at / TILE_WIDTH, width, tile);
		(void)snprintf(name, sizeof(name), "log/%s", tile);
		path = medium_relay_path(medium, vault_intake(v), relay, name);
		ok = path != NULL &&
		    medium_read(path, BUNDLE_BYTES, &bytes, &len) &&
		    len == width * (2 + RECEIPT_ENTRY_BYTES);
		for (size_t i = 0; i < width && ok; i++) {
			const uint8_t *e =
			    bytes + i * (2 + RECEIPT_ENTRY_BYTES);

			ok = e[0] == 0 && e[1] == RECEIPT_ENTRY_BYTES;
			memcpy(ret_entries->items[ret_entries->n++], e + 2,
			    RECEIPT_ENTRY_BYTES);
		}
		free(bytes);
		free(path);
	}
	return ok;
}

static void
root_of(const struct log_leaves *e, struct merkle_hash *ret_root)
{
	struct merkle_frontier f;
	struct merkle_hash leaf;

	memset(&f, 0, sizeof(f));
	for (size_t i = 0; i < e->n; i++) {
		merkle_leaf(e->items[i], RECEIPT_ENTRY_BYTES, &leaf);
		(void)merkle_frontier_append(&f, &leaf, NULL, NULL);
	}
	merkle_frontier_root(&f, ret_root);
}

/* Where the longest log seen of a relay is kept: public, so not sealed. */
char *
log_read_path(const struct vault *v, const char *relay, const char *ending)
{
	uint8_t hash[32];
	char name[80], hex[65];

	sha256_hash(relay, strlen(relay), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(name, sizeof(name), "log-%.16s.%s", hex, ending);
	return vault_path(v, name);
}

/*
 * Whether the log is one with the longest that this desk saw: sticks come in
 * any order, so the shorter must be the beginning of the longer.
 */
static bool
check_growth(struct vault *v, const char *relay, const struct checkpoint *c,
    const struct log_leaves *entries, const struct desk_events *events)
{
	char *path = log_read_path(v, relay, "entries");
	struct merkle_hash root;
	uint8_t *kept = NULL;
	size_t len = 0, all = entries->n * RECEIPT_ENTRY_BYTES;
	bool ok = path != NULL;

	root_of(entries, &root);
	if (memcmp(root.bytes, c->root.bytes, 32) != 0) {
		desk_event_tell(events,
		    &(struct desk_event){
			.kind = DESK_LOG_WRONG_ROOT, .relay = relay});
		free(path);
		return false;
	}
	if (ok && !durable_file_read(path, KEPT_MAX, &kept, &len))
		ok = errno == ENOENT;
	if (!ok) {
		/* Without what was seen before nothing can be said of it. */
		desk_event_tell(events,
		    &(struct desk_event){.kind = DESK_LOG_NOT_KEPT,
			.relay = relay,
			.why = strerror(errno)});
		free(path);
		return false;
	}
	if (ok &&
	    memcmp(kept == NULL ? (uint8_t *)"" : kept, entries->items,
		len < all ? len : all) != 0) {
		desk_event_tell(events,
		    &(struct desk_event){
			.kind = DESK_LOG_REWRITTEN, .relay = relay});
		ok = false;
	} else if (ok && all > len) {
		/* What is on this stick is looked at all the same. */
		if (!durable_file_write(
			path, entries->items, all, 0600, DURABLE_REPLACE))
			desk_event_tell(events,
			    &(struct desk_event){.kind = DESK_LOG_NOT_KEPT,
				.relay = relay,
				.why = strerror(errno)});
	}
	free(kept);
	free(path);
	return ok;
}

struct newest {
	const char *relay;
	uint64_t size;
	char publication[PUBLICATION_MAX + 1];
};

static bool
take_newest(void *context, const struct log_seen *seen)
{
	struct newest *n = context;

	if (strcmp(seen->log.relay, n->relay) == 0) {
		n->size = seen->log.size;
		memcpy(n->publication, seen->log.publication,
		    sizeof(n->publication));
	}
	return true;
}

/*
 * Whether the log does end with that day, and the day is not one before what
 * this desk saw in a shorter log: a name in a list is no proof of it, and names
 * only grow.
 */
static bool
is_of_day(struct vault *v, const char *relay, const char *day,
    const struct log_leaves *leaves, const struct desk_events *events)
{
	struct newest seen = {.relay = relay};
	uint8_t marker[RECEIPT_ENTRY_BYTES];
	struct reason ignored;

	log_leaf_marker(day, marker);
	return leaves->n > 0 &&
	    memcmp(leaves->items[leaves->n - 1], marker, sizeof(marker)) == 0 &&
	    log_seen_each(
		vault_store(v), take_newest, &seen, events, &ignored) &&
	    (leaves->n <= seen.size || strcmp(day, seen.publication) > 0);
}

bool
log_read(struct vault *v, const char *medium, const struct manifest *m,
    const struct desk_events *events, struct checkpoint *ret_checkpoint,
    struct witness_verdict *ret_witnesses, struct log_leaves *ret_leaves)
{
	struct log_leaves leaves = {0, NULL};
	const char *relay = m->relay, *day;

	if (!read_checkpoint(
		v, medium, m, ret_checkpoint, ret_witnesses, &day)) {
		desk_event_tell(events,
		    &(struct desk_event){
			.kind = DESK_LOG_NO_CHECKPOINT, .relay = relay});
		return false;
	}
	if (!read_entries(v, medium, relay, ret_checkpoint->size, &leaves)) {
		desk_event_tell(events,
		    &(struct desk_event){
			.kind = DESK_LOG_NOT_WHOLE, .relay = relay});
	} else if (day != NULL && !is_of_day(v, relay, day, &leaves, events)) {
		desk_event_tell(events,
		    &(struct desk_event){
			.kind = DESK_LOG_NO_CHECKPOINT, .relay = relay});
	} else if (check_growth(v, relay, ret_checkpoint, &leaves, events)) {
		*ret_leaves = leaves;
		return true;
	}
	free(leaves.items);
	return false;
}
