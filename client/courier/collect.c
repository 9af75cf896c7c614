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

#define LIST_MAX (512u << 10)
#define ENTRIES_MAX 80000 /* what a manifest of 16 MiB can list */
#define TAKEN_LINES_MAX 10000
#define LOG_SIZE_MAX (1u << 22) /* what the desk takes too */
#define NAMED_MAX 20            /* files that are left; more are counted */
#define BROKEN_MAX 2            /* files in a row that the relay breaks off */

static bool
add_line(struct collecting *k, const char *line, size_t len)
{
	struct manifest_entry e, *grown;

	if (!manifest_entry_parse(line, len, &e)) {
		reason_set(k->reason, "the relay's list is malformed");
		return false;
	}
	if (k->manifest.n_entries == k->room) {
		k->room = k->room == 0 ? 256 : k->room * 2;
		grown = realloc(k->manifest.entries, k->room * sizeof(*grown));
		if (grown == NULL)
			return false;
		k->manifest.entries = grown;
	}
	k->manifest.entries[k->manifest.n_entries++] = e;
	return true;
}

/* A page at a time, each behind the last entry of the one before. */
static bool
list_page(struct collecting *k, bool *ret_more)
{
	char query[160] = "";
	struct byte_writer page;
	struct byte_sink sink = byte_sink_writer(&page);
	struct signed_request q = {.method = "GET",
	    .path = "/envelopes",
	    .sink = &sink,
	    .sink_limit = LIST_MAX};
	struct http_answer answer;
	struct byte_reader r;
	const char *line;
	size_t len, before = k->manifest.n_entries;
	bool ok;

	if (before > 0) {
		const struct manifest_entry *last =
		    &k->manifest.entries[before - 1];
		char hash[65], nonce[65];

		hex_encode(last->sha256, 32, hash);
		hex_encode(last->nonce, 32, nonce);
		(void)snprintf(
		    query, sizeof(query), "?after=%s%s", hash, nonce);
		q.query = query;
	}
	byte_writer_init(&page, LIST_MAX);
	ok = courier_send(k->c, &q, &answer, k->reason);
	if (ok && answer.status != 200) {
		if (answer.status >= 500)
			reason_set(k->reason,
			    "the relay can't list now what it holds (%ld %s): "
			    "try again later",
			    answer.status, answer.problem);
		else
			reason_set(k->reason,
			    "the relay does not let this courier in (%ld): is "
			    "the clock right, and the directory at the relay "
			    "the same?",
			    answer.status);
		ok = false;
	}
	byte_reader_init(&r, page.data, page.len);
	while (ok && byte_reader_line(&r, &line, &len))
		ok = add_line(k, line, len);
	byte_writer_finish(&page);
	*ret_more = k->manifest.n_entries > before &&
	    k->manifest.n_entries < ENTRIES_MAX;
	return ok;
}

static bool
list_all(struct collecting *k)
{
	bool more = true;

	while (more)
		if (!list_page(k, &more))
			return false;
	return true;
}

/* --- manifest, log, directory --- */

static bool
write_manifest(struct collecting *k, size_t n_whole)
{
	struct byte_writer text, note;
	struct vkey key;
	char *path =
	    medium_path(k->medium, k->c->config.intake, "in/manifest.note");
	size_t all = k->manifest.n_entries;
	bool ok;

	byte_writer_init(&text, MANIFEST_MAX);
	byte_writer_init(&note, MANIFEST_MAX);
	k->manifest.n_entries = n_whole;
	manifest_format(&k->manifest, &text);
	k->manifest.n_entries = all;
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
	ok = ok && medium_folders_for(path) &&
	    medium_write(path, body.data, body.len, k->reason);
	byte_writer_finish(&body);
	free(path);
	return ok;
}

/* Entry bundles: whole ones never change and are fetched once. */
static bool
save_bundles(struct collecting *k, uint64_t size)
{
	char tile[TILE_PATH_BYTES], url[TILE_PATH_BYTES + 16];
	char name[TILE_PATH_BYTES + 16], *path;
	bool there;

	for (uint64_t at = 0; at < size; at += TILE_WIDTH) {
		size_t width =
		    size - at < TILE_WIDTH ? (size_t)(size - at) : TILE_WIDTH;

		tile_path("entries", at / TILE_WIDTH, width, tile);
		(void)snprintf(url, sizeof(url), "/log/%s", tile);
		(void)snprintf(name, sizeof(name), "in/log/%s", tile);
		path = medium_path(k->medium, k->c->config.intake, name);
		there = width == TILE_WIDTH && path != NULL &&
		    access(path, F_OK) == 0;
		free(path);
		if (!there &&
		    !save(k, url, name, width * (2 + RECEIPT_ENTRY_BYTES)))
			return false;
	}
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
	ok = ok && save_bundles(k, checkpoint.size) &&
	    medium_write(path, body.data, body.len, k->reason);
	byte_writer_finish(&body);
	free(path);
	return ok;
}

static bool
save_directory(struct collecting *k)
{
	char *path = durable_file_join(k->medium, "valise/directory.note");
	bool ok = path != NULL &&
	    medium_write(
		path, k->c->directory_bytes, k->c->directory_len, k->reason);

	free(path);
	return ok;
}

/* One more entry for the file before it. */
static bool
is_repeated(const struct manifest *m, size_t i)
{
	return i > 0 &&
	    memcmp(m->entries[i].sha256, m->entries[i - 1].sha256, 32) == 0;
}

static bool
say_taken(struct collecting *k, size_t n)
{
	struct byte_writer body;
	struct signed_request q = {.method = "POST", .path = "/taken"};
	struct http_answer answer = {0};
	size_t i = 0, lines;
	char hex[65];
	bool ok = true;

	while (i < n && ok) {
		byte_writer_init(&body, TAKEN_LINES_MAX * 65);
		for (lines = 0; i < n && lines < TAKEN_LINES_MAX; i++) {
			const struct manifest_entry *e =
			    &k->manifest.entries[i];

			if (is_repeated(&k->manifest, i))
				continue;
			hex_encode(e->sha256, 32, hex);
			byte_writer_printf(&body, "%s\n", hex);
			lines++;
		}
		q.bytes = body.data;
		q.len = body.len;
		ok = courier_send(k->c, &q, &answer, k->reason) &&
		    answer.status == 200;
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
 * Each file, and all its entries where it is on the medium; what is left does
 * not end it.  False where the relay broke off twice in a row: what came so far
 * stands first in the manifest all the same.
 */
static bool
collect_all(struct collecting *k, size_t *ret_kept)
{
	struct manifest_entry *entries = k->manifest.entries;
	size_t broken = 0;
	bool keep = false;

	for (size_t i = 0; i < k->manifest.n_entries; i++) {
		const struct manifest_entry e = entries[i];
		bool repeated = i > 0 && memcmp(e.sha256, k->last, 32) == 0;

		memcpy(k->last, e.sha256, 32);
		if (!repeated) {
			enum collected collected = collect_one(k, &e);

			keep = collected == COLLECTED;
			broken = collected == COLLECT_BROKEN ? broken + 1 : 0;
			if (!keep)
				name_left(k, &e);
			if (broken >= BROKEN_MAX)
				return false;
		}
		if (keep)
			entries[(*ret_kept)++] = e;
	}
	return true;
}

static void
say_counts(const struct collecting *k, size_t listed)
{
	(void)printf("On the medium: %zu new (%" PRIu64 " bytes), %zu from "
		     "before, %zu entries listed.\n",
	    k->downloaded, k->bytes, k->held, listed);
	if (k->gone > 0)
		(void)printf("%zu more are entries of files that the relay has "
			     "erased.\n",
		    k->gone);
	if (k->left > 0)
		(void)printf(
		    "%zu were left at the relay, which keeps them.\n", k->left);
}

/* What is whole is listed, whatever became of the rest. */
static bool
end_medium(struct collecting *k, size_t kept)
{
	if (!write_manifest(k, kept))
		return false;
	if (!say_taken(k, kept))
		cli_warn("the relay was not told what was taken; it is listed "
			 "again next time");
	return save_log(k) && save_directory(k);
}

enum courier_end
courier_collect(
    struct courier *c, const char *medium, struct reason *ret_reason)
{
	struct collecting k = {.c = c, .medium = medium, .reason = ret_reason};
	size_t kept = 0, listed;
	struct reason first;
	bool ok, all;

	(void)snprintf(k.manifest.intake, sizeof(k.manifest.intake), "%s",
	    c->config.intake);
	(void)snprintf(
	    k.manifest.relay, sizeof(k.manifest.relay), "%s", c->config.relay);
	ok = medium_prepare(medium, c->config.intake, ret_reason) &&
	    list_all(&k);
	listed = k.manifest.n_entries;
	if (ok) {
		all = collect_all(&k, &kept);
		first = *ret_reason;
		ok = end_medium(&k, kept);
		if (!all)
			*ret_reason = first;
		ok = ok && all;
	}
	say_counts(&k, listed);
	manifest_finish(&k.manifest);
	if (!ok)
		return COURIER_FAILED;
	if (k.damaged > 0)
		reason_set(ret_reason,
		    "%zu envelope(s) are damaged at the relay and were not "
		    "given: tell its operator. All else is on the medium",
		    k.damaged);
	else if (k.left > 0)
		reason_set(ret_reason,
		    "%zu envelope(s) were left at the relay, which keeps them: "
		    "collect them onto another medium",
		    k.left);
	return k.damaged + k.left > 0 ? COURIER_PARTLY : COURIER_DONE;
}
