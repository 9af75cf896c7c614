#include "import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/desk/cases/cases.h"
#include "client/desk/vault/series.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/notes/medium.h"
#include "common/work/task.h"
#include "import_parts.h"
#include "log_check.h"

void
import_tell(const struct importing *m, struct desk_event event)
{
	desk_event_tell(m->options->events, &event);
}

void
import_forget_follow_ups(struct importing *m)
{
	follow_ups_destroy(m->follow_ups);
	m->follow_ups = NULL;
}

static void
add_line(
    struct importing *m, const uint8_t *sha256, enum import_verdict verdict)
{
	struct import_line *line = &m->note.lines[m->note.n_lines++];

	memcpy(line->sha256, sha256, 32);
	line->verdict = verdict;
}

/* Whether the vault still has it, of the size that the case remembers. */
static bool
has_original(struct importing *m, const uint8_t *sha256, const char *id)
{
	char *path = vault_original(m->v, sha256);
	struct reason ignored;
	struct case_row *row = cases_get(m->store, id, &ignored);
	struct stat found;
	bool has = path != NULL && stat(path, &found) == 0 && row != NULL &&
	    row->has_size && (uint64_t)found.st_size == row->size;

	case_row_destroy(row);
	free(path);
	return has;
}

/* Held from before: new entries are added, and it is in a note by now. */
static bool
take_known(struct importing *m, const struct manifest_entry *entries, size_t n,
    const char *hex, const char *id)
{
	struct case_row *row;
	bool noted, opened;

	if (!has_original(m, entries[0].sha256, id)) {
		/* The vault had lost it: held again only if the stick has it.
		 */
		enum copied copied = import_copy_original(m, &entries[0]);

		if (copied == COPY_FAILED)
			return false;
		if (copied != COPIED) {
			m->counts.damaged++;
			import_tell(m,
			    (struct desk_event){
				.kind = DESK_ORIGINAL_LOST, .id = id});
			return true; /* never said to be held */
		}
	}
	if (!m->options->without_manifest) {
		if (!cases_add_entries(m->store, hex, entries, n,
			m->manifest.relay, m->reason))
			return false;
		if (m->follow_ups != NULL &&
		    !follow_ups_add_entries(m->follow_ups, id, entries, n))
			import_forget_follow_ups(m);
	}
	if (!cases_file_noted(m->store, hex, &noted, m->reason))
		return false;
	if (noted) {
		m->counts.known++;
		return true;
	}
	row = cases_get(m->store, id, m->reason);
	if (row == NULL)
		return false; /* nothing is signed of what can't be read */
	m->counts.known++;
	opened = row->report != NULL;
	case_row_destroy(row);
	add_line(m, entries[0].sha256,
	    opened ? IMPORT_HELD : IMPORT_HELD_UNOPENABLE);
	return true;
}

static bool
take_file(struct importing *m, const struct manifest_entry *entries, size_t n)
{
	enum import_verdict verdict = IMPORT_HELD;
	char hex[65], id[CASE_ID_BYTES];

	m->counts.listed++;
	hex_encode(entries[0].sha256, 32, hex);
	switch (cases_find_file(m->store, hex, id, m->reason)) {
	case DESK_FOUND:
		return take_known(m, entries, n, hex, id);
	case DESK_UNREADABLE:
		return false;
	case DESK_ABSENT:
		break;
	}
	switch (import_copy_original(m, &entries[0])) {
	case COPY_FAILED:
		return false;
	case COPY_MISSING:
		m->counts.missing++;
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_MISSING, .sha256_hex = hex});
		return true;
	case COPY_DAMAGED:
		m->counts.damaged++;
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_FILE_DAMAGED, .sha256_hex = hex});
		if (!m->options->without_manifest)
			add_line(m, entries[0].sha256, IMPORT_DAMAGED);
		return true;
	case COPIED:
		break;
	}
	if (!import_open_and_store(m, entries, n, &verdict))
		return false;
	if (verdict == IMPORT_HELD)
		m->counts.held++;
	else
		m->counts.unopenable++;
	add_line(m, entries[0].sha256, verdict);
	return true;
}

/* The entries of one file stand together, in their order. */
static int
compare_hashes(const void *a, const void *b)
{
	const struct manifest_entry *left = a, *right = b;
	int order = memcmp(left->sha256, right->sha256, 32);

	return order != 0 ? order : manifest_entry_compare(left, right);
}

/* One file of the stick. */
struct listed_file {
	const struct manifest_entry *entries;
	size_t n;
};

/* By the first entry, which no sender chooses: not by the hash, which is. */
static int
compare_files(const void *a, const void *b)
{
	const struct listed_file *left = a, *right = b;

	return manifest_entry_compare(left->entries, right->entries);
}

/* One that fails costs itself: it is named, and the next one follows. */
static void
take_or_name(
    struct importing *m, const struct manifest_entry *entries, size_t n)
{
	char hex[65];

	reason_set(m->reason, "there is not enough memory");
	if (take_file(m, entries, n))
		return;
	m->counts.failed++;
	hex_encode(entries[0].sha256, 32, hex);
	import_tell(m,
	    (struct desk_event){.kind = DESK_FILE_FAILED,
		.sha256_hex = hex,
		.why = m->reason->text});
}

/* All files of the manifest, in the order of their first entries. */
static struct listed_file *
list_files(const struct manifest_entry *entries, size_t n, size_t *ret_n)
{
	struct listed_file *files = calloc(n + 1, sizeof(*files));
	size_t n_files = 0;

	if (files == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 ||
		    memcmp(entries[i - 1].sha256, entries[i].sha256, 32) != 0)
			files[n_files++].entries = &entries[i];
		files[n_files - 1].n++;
	}
	qsort(files, n_files, sizeof(*files), compare_files);
	*ret_n = n_files;
	return files;
}

static bool
take_files(struct importing *m)
{
	size_t n = m->manifest.n_entries, n_files = 0;
	struct manifest_entry *entries = calloc(n + 1, sizeof(*entries));
	struct listed_file *files = NULL;

	m->note.lines = calloc(n + 1, sizeof(*m->note.lines));
	if (entries != NULL && n > 0) {
		memcpy(entries, m->manifest.entries, n * sizeof(*entries));
		qsort(entries, n, sizeof(*entries), compare_hashes);
	}
	if (entries != NULL)
		files = list_files(entries, n, &n_files);
	if (files == NULL || m->note.lines == NULL) {
		reason_set(m->reason, "there is not enough memory");
		free(entries);
		free(files);
		return false;
	}
	task_start(&m->progress, m->options->follow, TASK_IMPORTING, n_files);
	for (size_t i = 0; i < n_files; i++) {
		take_or_name(m, files[i].entries, files[i].n);
		task_set(&m->progress, i + 1);
	}
	task_end(&m->progress);
	free(entries);
	free(files);
	return true;
}

/* A small file at the stick's top; NULL where there is none that can be read.
 */
static uint8_t *
read_top(struct importing *m, const char *name, size_t most, size_t *ret_len)
{
	char *path = medium_file(m->options->medium, name);
	uint8_t *bytes = NULL;

	if (path == NULL || !medium_read(path, most, &bytes, ret_len))
		bytes = NULL;
	free(path);
	return bytes;
}

/* Newer ones that came along, by their own signatures. */
static void
adopt_from_medium(struct importing *m)
{
	struct reason reason = {""};
	uint64_t before = vault_directory(m->v)->version;
	struct vault_notes notes = {0};
	uint8_t *directory, *persons;

	directory =
	    read_top(m, "directory.note", DIRECTORY_MAX, &notes.directory_len);
	persons = read_top(m, "persons.note", PERSONS_MAX, &notes.persons_len);
	notes.directory = directory;
	notes.persons = persons;
	if (directory == NULL)
		; /* none came */
	else if (!vault_adopt(m->v, &notes, NULL, &reason))
		import_tell(m,
		    (struct desk_event){
			.kind = DESK_DIRECTORY_REFUSED, .why = reason.text});
	else if (vault_directory(m->v)->version > before)
		import_tell(m,
		    (struct desk_event){.kind = DESK_DIRECTORY_TAKEN,
			.version = vault_directory(m->v)->version});
	free(directory);
	free(persons);
}

bool
import_medium(struct vault *v, const struct import_options *options,
    struct import_counts *ret_counts, struct reason *ret_reason)
{
	struct importing m = {.v = v,
	    .store = vault_store(v),
	    .intake = vault_intake(v),
	    .options = options,
	    .reason = ret_reason};
	bool ok;

	if (vault_directory(v) == NULL) {
		reason_set(ret_reason,
		    "this desk has no directory yet: valise-desk directory "
		    "adopt");
		return false;
	}
	if (!medium_has(options->medium, vault_intake(v))) {
		reason_set(ret_reason,
		    "it is not a stick for this desk: it has no valise/%s. "
		    "Nothing was imported",
		    vault_intake(v));
		return false;
	}
	adopt_from_medium(&m);
	ok = (options->without_manifest ? import_list_files(&m)
					: import_read_manifest(&m)) &&
	    take_files(&m);
	/* Whatever became of the notes, the log is looked at. */
	if (ok && !options->without_manifest)
		log_check(v, options->medium, &m.manifest, options->events);
	ok = ok && import_write_notes(&m) &&
	    series_copy(v, SERIES_IMPORT_NOTES, options->medium, ret_reason);
	*ret_counts = m.counts;
	follow_ups_destroy(m.follow_ups);
	import_note_finish(&m.note);
	manifest_finish(&m.manifest);
	return ok;
}
