/* From the relay onto the stick (docs/MEDIUM.md 2). */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/cli/cli.h"
#include "common/notes/manifest.h"
#include "common/notes/medium.h"
#include "common/notes/tile_path.h"
#include "common/notes/tlog_proof.h"
#include "collect_parts.h"

#define TAKEN_LINES_MAX 10000
#define LOG_SIZE_MAX (1u << 22) /* what the desk takes too */
#define NAMED_MAX 20            /* files that are left; more are counted */
#define BROKEN_MAX 2            /* files in a row that the relay breaks off */

/* --- manifest, log, directory --- */

static bool
write_manifest(struct collecting *k)
{
	struct manifest m = k->manifest;
	struct byte_writer text, note;
	struct vkey key;
	char *path =
	    medium_path(k->medium, k->c->config.intake, "in/manifest.note");
	bool ok;

	byte_writer_init(&text, MANIFEST_MAX);
	byte_writer_init(&note, MANIFEST_MAX);
	m.entries = k->listed;
	m.n_entries = k->n_listed;
	manifest_format(&m, &text);
	vkey_of_seed(k->c->config.id, k->c->seed, &key);
	signed_note_sign(
	    &note, (const char *)text.data, text.len, &key, k->c->seed);
	ok = path != NULL && !text.failed && !note.failed &&
	    medium_write(path, note.data, note.len, k->reason);
	byte_writer_finish(&text);
	byte_writer_finish(&note);
	free(path);
	return ok;
}

static bool
save(struct collecting *k, const char *url_path, const char *name, size_t exact)
{
	char *path = medium_path(k->medium, k->c->config.intake, name);
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
	char *path = medium_path(k->medium, k->c->config.intake, name);
	bool there = path != NULL && access(path, F_OK) == 0;

	free(path);
	return there;
}

static bool
add_bundle(const struct collecting *k, const char *name, size_t width,
    struct merkle_frontier *f)
{
	char *path = medium_path(k->medium, k->c->config.intake, name);
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
		(void)snprintf(name, sizeof(name), "in/log/%s", tile);
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

static bool
save_log(struct collecting *k)
{
	char *path =
	    medium_path(k->medium, k->c->config.intake, "in/log/checkpoint");
	struct checkpoint checkpoint;
	struct signed_note note;
	struct byte_writer body;
	bool ok;

	if (path == NULL ||
	    !courier_get(k->c, "/log/checkpoint", 65536, &body, k->reason)) {
		free(path);
		cli_warn("the relay has no log yet: %s", k->reason->text);
		return true;
	}
	ok = signed_note_parse(body.data, body.len, &note) == NOTE_OK &&
	    signed_note_verify(&note, &k->c->relay->log_key, 1, 1) == NOTE_OK &&
	    checkpoint_parse(note.text, note.text_len, &checkpoint) &&
	    strcmp(checkpoint.origin, k->c->relay->log_key.name) == 0 &&
	    checkpoint.size <= LOG_SIZE_MAX;
	if (!ok)
		reason_set(k->reason, "the relay's checkpoint does not verify");
	/* The bundles first: a checkpoint never stands without them. */
	ok = ok && save_leaves(k, &checkpoint) &&
	    medium_write(path, body.data, body.len, k->reason);
	byte_writer_finish(&body);
	free(path);
	return ok;
}

static bool
save_directory(struct collecting *k)
{
	char *path = medium_file(k->medium, "directory.note");
	bool ok = path != NULL &&
	    medium_write(
		path, k->c->directory_bytes, k->c->directory_len, k->reason);

	free(path);
	return ok;
}

static bool
say_taken(struct collecting *k)
{
	struct byte_writer body;
	struct signed_request q = {.method = "POST", .path = "/taken"};
	struct http_answer answer = {0};
	size_t i = 0, lines;
	char hex[65];
	bool ok = true;

	while (i < k->n_files && ok) {
		byte_writer_init(&body, TAKEN_LINES_MAX * 65);
		for (lines = 0; i < k->n_files && lines < TAKEN_LINES_MAX;
		     i++) {
			if (!k->files[i].kept)
				continue;
			hex_encode(k->files[i].entry->sha256, 32, hex);
			byte_writer_printf(&body, "%s\n", hex);
			lines++;
		}
		q.bytes = body.data;
		q.len = body.len;
		ok = lines == 0 ||
		    (courier_send(k->c, &q, &answer, k->reason) &&
			answer.status == 200);
		byte_writer_finish(&body);
	}
	return ok;
}

/* Which it was and why; not of a whole full medium. */
static void
name_left(struct collecting *k, const struct manifest_entry *e)
{
	char hex[65];

	hex_encode(e->sha256, 32, hex);
	if (k->left++ < NAMED_MAX)
		cli_warn("left at the relay: %s: %s", hex, k->reason->text);
}

/*
 * Each file as it was planned; what is left does not end it.  False where the
 * relay broke off twice in a row: what came so far stands all the same.
 */
static bool
collect_all(struct collecting *k)
{
	size_t broken = 0;

	for (size_t i = 0; i < k->n_chosen; i++) {
		struct planned *f = &k->files[i];
		enum collected collected = collect_one(k, f->entry);

		f->kept = collected == COLLECTED;
		broken = collected == COLLECT_BROKEN ? broken + 1 : 0;
		if (!f->kept)
			name_left(k, f->entry);
		if (broken >= BROKEN_MAX)
			return false;
	}
	return true;
}

/* What did not fit is named as it would have been fetched. */
static void
name_unplanned(struct collecting *k)
{
	for (size_t i = k->n_chosen; i < k->n_files; i++) {
		reason_set(k->reason,
		    "the medium has no room for its %" PRIu64 " bytes",
		    k->files[i].entry->size);
		name_left(k, k->files[i].entry);
	}
}

static int
compare_kept(const void *one, const void *other)
{
	const struct planned *a = one, *b = other;

	return memcmp(a->entry->sha256, b->entry->sha256, 32);
}

/*
 * Of the entries those whose files were collected, sorted.  The files forget
 * theirs, which move.
 */
static bool
keep_entries(struct collecting *k)
{
	struct manifest *m = &k->manifest;
	struct manifest_entry *kept = calloc(m->n_entries + 1, sizeof(*kept));
	struct planned *files = calloc(k->n_files + 1, sizeof(*files));
	size_t n = 0;

	if (kept == NULL || files == NULL) {
		free(kept);
		free(files);
		reason_set(k->reason, "there is not enough memory");
		return false;
	}
	memcpy(files, k->files, k->n_files * sizeof(*files));
	qsort(files, k->n_files, sizeof(*files), compare_kept);
	for (size_t i = 0; i < m->n_entries; i++) {
		const struct planned wanted = {.entry = &m->entries[i]};
		const struct planned *file = bsearch(
		    &wanted, files, k->n_files, sizeof(*files), compare_kept);

		if (file != NULL && file->kept)
			kept[n++] = m->entries[i];
	}
	qsort(kept, n, sizeof(*kept), manifest_entry_compare);
	free(files);
	/* A list that has one twice is no list to the desk. */
	for (size_t i = 0; i < n; i++)
		if (i == 0 ||
		    manifest_entry_compare(&kept[k->n_listed - 1], &kept[i]) !=
			0)
			kept[k->n_listed++] = kept[i];
	k->listed = kept;
	return true;
}

static void
say_counts(const struct collecting *k)
{
	(void)printf("On the medium: %zu new (%" PRIu64 " bytes), %zu from "
		     "before, %zu entries listed.\n",
	    k->downloaded, k->bytes, k->held, k->n_listed);
	if (k->gone > 0)
		(void)printf("%zu more are entries of files that the relay has "
			     "erased.\n",
		    k->gone);
	if (k->left > 0)
		(void)printf(
		    "%zu were left at the relay, which keeps them.\n", k->left);
	if (k->unlisted)
		(void)printf("More wait at the relay than one medium lists: "
			     "collect onto another one.\n");
}

/* What is whole is listed, whatever became of the rest. */
static bool
end_medium(struct collecting *k)
{
	if (!keep_entries(k) || !write_manifest(k))
		return false;
	if (!say_taken(k))
		cli_warn("the relay was not told what was taken; it is listed "
			 "again next time");
	return save_directory(k);
}

enum courier_end
courier_collect(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct collecting k = {.c = c, .medium = medium, .reason = ret_reason};
	struct reason first = {""};
	bool ok, all, logged;

	(void)snprintf(k.manifest.intake, sizeof(k.manifest.intake), "%s",
	    c->config.intake);
	(void)snprintf(
	    k.manifest.relay, sizeof(k.manifest.relay), "%s", c->config.relay);
	ok = medium_prepare(medium, c->config.intake, ret_reason) &&
	    collect_list(&k);
	/* The log behind the list, and what it is made of behind that. */
	logged = ok && save_log(&k);
	if (ok && !logged)
		first = *ret_reason;
	if (ok)
		collect_publications(&k);
	ok = ok && collect_plan(&k);
	if (ok) {
		all = collect_all(&k);
		if (!all)
			first = *ret_reason;
		name_unplanned(&k);
		ok = end_medium(&k);
		if (ok && (!all || !logged))
			*ret_reason = first;
		ok = ok && all && logged;
	}
	say_counts(&k);
	free(k.files);
	free(k.listed);
	manifest_finish(&k.manifest);
	if (!ok)
		return COURIER_FAILED;
	if (k.damaged > 0)
		reason_set(ret_reason,
		    "%zu envelope(s) are damaged at the relay and were not "
		    "given: tell its operator. All else is on the medium",
		    k.damaged);
	else if (k.left > 0 || k.unlisted)
		reason_set(ret_reason,
		    "%zu envelope(s) were left at the relay, which keeps them: "
		    "collect them onto another medium",
		    k.left);
	return k.damaged + k.left > 0 || k.unlisted ? COURIER_PARTLY
						    : COURIER_DONE;
}
