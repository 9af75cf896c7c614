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
#include "collect_parts.h"

#define TAKEN_LINES_MAX 10000
#define NAMED_MAX 20 /* files that are left; more are counted */
#define BROKEN_MAX 2 /* files in a row that the relay breaks off */

static bool
write_manifest(struct collecting *k)
{
	struct manifest m = k->manifest;
	struct byte_writer text, note;
	struct vkey key;
	char *path = medium_relay_path(
	    k->medium, k->c->config.intake, k->relay->name, "manifest.note");
	bool ok;

	byte_writer_init(&text, MANIFEST_MAX);
	byte_writer_init(&note, MANIFEST_MAX);
	m.entries = k->listed;
	m.n_entries = k->n_listed;
	manifest_format(&m, &text);
	vkey_of_seed(k->c->config.id, k->c->seed, &key);
	signed_note_sign(
	    &note, (const char *)text.data, text.len, &key, k->c->seed);
	reason_set(k->reason, "the list is too long, or memory is short");
	ok = path != NULL && !text.failed && !note.failed &&
	    medium_folders_for(path) &&
	    medium_write(path, note.data, note.len, k->reason);
	byte_writer_finish(&text);
	byte_writer_finish(&note);
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
		(void)printf("%zu were left at the relay.\n", k->left);
	if (k->unlisted)
		(void)printf("More wait at the relay than one medium lists: "
			     "collect onto another one.\n");
}

/* What is whole is listed, whatever became of the rest. */
static bool
end_medium(struct collecting *k)
{
	/* What it took is told, however late it is. */
	k->c->deadline = 0;
	if (!keep_entries(k) || !write_manifest(k))
		return false;
	k->fetched = true;
	if (!say_taken(k))
		cli_warn("the relay was not told what was taken; it is listed "
			 "again next time");
	return true;
}

bool
collect_look(struct collecting *k)
{
	k->reason = &k->said;
	(void)snprintf(k->manifest.intake, sizeof(k->manifest.intake), "%s",
	    k->c->config.intake);
	(void)snprintf(
	    k->manifest.relay, sizeof(k->manifest.relay), "%s", k->relay->name);
	k->looked = courier_turn(k->c, k->relay, k->reason) && collect_list(k);
	return k->looked;
}

/* The log behind the list, and what it is made of behind that. */
void
collect_look_at_log(struct collecting *k)
{
	struct reason why;

	if (!courier_turn(k->c, k->relay, k->reason))
		return; /* nothing is asked of another in its place */
	k->logged = collect_log(k);
	why = k->said;
	collect_publications(k);
	k->said = why;
}

enum courier_end
collect_fetch(struct collecting *k)
{
	struct reason first = k->said;
	bool ok = courier_turn(k->c, k->relay, k->reason) && collect_plan(k);
	bool all = ok && collect_all(k);

	if (ok) {
		if (k->logged && !all)
			first = k->said;
		name_unplanned(k);
		ok = end_medium(k);
	}
	say_counts(k);
	if (!ok)
		return COURIER_FAILED;
	if (!all || !k->logged) {
		k->said = first;
		return COURIER_FAILED;
	}
	if (k->damaged > 0)
		reason_set(k->reason,
		    "%zu envelope(s) are damaged at the relay and were not "
		    "given: tell its operator. All else is on the medium",
		    k->damaged);
	else if (k->left > 0 || k->unlisted)
		reason_set(k->reason,
		    "%zu envelope(s) were left at the relay: collect them onto "
		    "another medium, or ask its operator",
		    k->left);
	return k->damaged + k->left > 0 || k->unlisted ? COURIER_PARTLY
						       : COURIER_DONE;
}

void
collect_finish(struct collecting *k)
{
	free(k->files);
	free(k->listed);
	manifest_finish(&k->manifest);
}
