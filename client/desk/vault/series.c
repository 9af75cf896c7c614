#include "series.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/notes/medium.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

/* In the vault; the name is also that on a stick. */
static const struct {
	const char *folder;
	const char *name;
} places[] = {
    [SERIES_IMPORT_NOTES] = {"import-notes", "import"},
    [SERIES_BULLETINS] = {"bulletins", "bulletin"},
};

static char *
path_in(const char *folder, enum series series, uint64_t sequence,
    const char *ending)
{
	char *path;

	return asprintf(&path, "%s/%s/%s-%06" PRIu64 ".%s", folder,
		   places[series].folder, places[series].name, sequence,
		   ending) < 0
	    ? NULL
	    : path;
}

char *
series_path(const struct vault *v, enum series series, uint64_t sequence,
    const char *ending)
{
	return path_in(v->folder, series, sequence, ending);
}

struct directory_anchor
series_anchor(const struct vault *v, enum series series)
{
	const struct directory_anchor none = {.number = 0};
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);

	if (intake == NULL)
		return none;
	return series == SERIES_IMPORT_NOTES ? intake->imports
					     : intake->bulletins;
}

uint64_t
series_last(const struct vault *v, enum series series)
{
	/* A new vault goes on from where the keys before it ended. */
	uint64_t last = series_anchor(v, series).number;

	for (;;) {
		char *path = series_path(v, series, last + 1, "note");
		bool there = path != NULL && access(path, F_OK) == 0;

		free(path);
		if (!there)
			return last;
		last++;
	}
}

bool
series_hash(const struct vault *v, enum series series, uint64_t sequence,
    uint8_t ret_hash[static 32], struct reason *ret_reason)
{
	char *path = series_path(v, series, sequence, "note");
	struct signed_note note;
	uint8_t *bytes;
	size_t len;
	bool ok;

	if (path == NULL ||
	    !durable_file_read(path, DESK_NOTE_MAX, &bytes, &len)) {
		reason_set(ret_reason, "%s: %s", path == NULL ? "" : path,
		    strerror(errno));
		free(path);
		return false;
	}
	ok = signed_note_parse(bytes, len, &note) == NOTE_OK;
	if (ok)
		desk_note_hash(&note, ret_hash);
	else
		reason_set(ret_reason, "%s is not a signed note", path);
	free(bytes);
	free(path);
	return ok;
}

bool
series_head(struct vault *v, enum series series,
    struct desk_note_head *ret_head, struct reason *ret_reason)
{
	const struct directory_anchor anchor = series_anchor(v, series);
	uint64_t last = series_last(v, series);

	memset(ret_head, 0, sizeof(*ret_head));
	(void)snprintf(
	    ret_head->intake, sizeof(ret_head->intake), "%s", v->intake);
	ret_head->sequence = last + 1;
	if (!journal_head(v->store, ret_head->journal)) {
		reason_set(ret_reason, "the journal can't be read");
		return false;
	}
	if (last == anchor.number) {
		memcpy(ret_head->previous, anchor.hash, 32);
		return true;
	}
	return series_hash(v, series, last, ret_head->previous, ret_reason);
}

/*
 * As whoever gets it will see it: a note that is kept and does not verify would
 * hold up all behind it.
 */
static bool
is_signed_enough(const struct vault *v, const struct byte_writer *note,
    struct reason *reason)
{
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);
	struct signed_note read;

	if (intake != NULL &&
	    desk_note_open(note->data, note->len, &intake->desk_keys, &read))
		return true;
	reason_set(reason,
	    "it is not signed by as many of this desk's keys as the directory "
	    "in use asks for: nothing was kept");
	return false;
}

bool
series_keep(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *note, struct reason *ret_reason)
{
	char *path = series_path(v, series, sequence, "note");
	bool ok;

	if (note->failed || path == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		free(path);
		return false;
	}
	if (!desk_store_writable(v->store)) {
		reason_set(ret_reason,
		    "the case store is not what its journal says: repair");
		free(path);
		return false;
	}
	if (!is_signed_enough(v, note, ret_reason)) {
		free(path);
		return false;
	}
	ok = durable_file_write(
	    path, note->data, note->len, 0600, DURABLE_KEEP_EXISTING);
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	free(path);
	return ok;
}

bool
series_add(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *text, struct reason *ret_reason)
{
	struct byte_writer note;
	bool ok;

	if (text->failed || v->n_signers == 0) {
		reason_set(ret_reason, "%s",
		    text->failed ? "there is not enough memory"
				 : "nobody is here who may sign it");
		return false;
	}
	byte_writer_init(&note, DESK_NOTE_MAX);
	byte_writer_put(&note, text->data, text->len);
	byte_writer_text(&note, "\n");
	for (size_t i = 0; i < v->n_signers; i++)
		signed_note_add_signature(&note, (const char *)text->data,
		    text->len, &v->signers[i].key, v->signers[i].seed);
	ok = series_keep(v, series, sequence, &note, ret_reason);
	byte_writer_finish(&note);
	return ok;
}

/* Those that the stick lacks, or has otherwise. */
static bool
copy_one(const char *from, const char *to, struct reason *reason)
{
	uint8_t *bytes, *held = NULL;
	size_t len, held_len;
	bool ok;

	if (!durable_file_read(from, 64u << 20, &bytes, &len)) {
		reason_set(reason, "%s: %s", from, strerror(errno));
		return false;
	}
	ok = medium_read(to, 64u << 20, &held, &held_len) && held_len == len &&
	    memcmp(held, bytes, len) == 0;
	if (!ok)
		ok = medium_write(to, bytes, len, reason);
	free(held);
	free(bytes);
	return ok;
}

bool
series_copy(struct vault *v, enum series series, const char *medium,
    struct reason *ret_reason)
{
	static const char *const endings[] = {"note", "cells"};
	uint64_t last = series_last(v, series);
	bool ok = medium_prepare(medium, v->intake, ret_reason);

	for (uint64_t i = 1; i <= last && ok; i++)
		for (int e = 1; e >= 0 && ok; e--) {
			char *from = series_path(v, series, i, endings[e]);
			char name[64], *to;

			(void)snprintf(name, sizeof(name),
			    "out/%s-%06" PRIu64 ".%s", places[series].name, i,
			    endings[e]);
			to = medium_path(medium, v->intake, name);
			if (from == NULL || to == NULL)
				ok = false;
			else if (access(from, F_OK) == 0)
				ok = copy_one(from, to, ret_reason);
			free(from);
			free(to);
		}
	return ok;
}

/* A note of the older vault, its cells copied before it. */
struct older {
	uint8_t *bytes; /* NULL: there is none */
	size_t len;
	struct signed_note note;
	struct desk_note_head head;
	uint8_t hash[32];
};

static bool
read_older(const char *from, enum series series, uint64_t n, const char *intake,
    struct older *o)
{
	char *path = path_in(from, series, n, "note");

	memset(o, 0, sizeof(*o));
	if (path == NULL ||
	    !durable_file_read(path, DESK_NOTE_MAX, &o->bytes, &o->len))
		o->bytes = NULL;
	free(path);
	if (o->bytes == NULL)
		return false;
	if (signed_note_parse(o->bytes, o->len, &o->note) == NOTE_OK &&
	    desk_note_head_read(&o->note, &o->head) && o->head.sequence == n &&
	    strcmp(o->head.intake, intake) == 0) {
		desk_note_hash(&o->note, o->hash);
		return true;
	}
	free(o->bytes);
	return false;
}

static bool
copy_cells(struct vault *v, enum series series, const char *from, uint64_t n,
    struct reason *reason)
{
	char *old_path = path_in(from, series, n, "cells");
	char *path = series_path(v, series, n, "cells");
	uint8_t *bytes = NULL;
	size_t len;
	bool ok = old_path != NULL && path != NULL;

	if (ok && access(old_path, F_OK) == 0) {
		ok = durable_file_read(old_path, 64u << 20, &bytes, &len) &&
		    durable_file_write(path, bytes, len, 0600, DURABLE_REPLACE);
		if (!ok)
			reason_set(reason, "%s: %s", path, strerror(errno));
	}
	free(bytes);
	free(old_path);
	free(path);
	return ok;
}

/* What leads to the anchor, as it is; down to where it is there no more. */
static bool
keep_older(struct vault *v, enum series series, const char *from,
    const struct directory_anchor *a, uint64_t *n_taken, struct reason *reason)
{
	uint8_t wanted[32];
	struct older o;
	bool ok = true;

	memcpy(wanted, a->hash, sizeof(wanted));
	for (uint64_t n = a->number; n > 0 && ok; n--) {
		char *path;

		if (!read_older(from, series, n, v->intake, &o))
			break;
		if (memcmp(o.hash, wanted, sizeof(wanted)) != 0) {
			free(o.bytes);
			reason_set(reason,
			    "note %" PRIu64 " of %s does not lead to what the "
			    "directory says: it is of another vault, or was "
			    "changed",
			    n, from);
			return false;
		}
		memcpy(wanted, o.head.previous, sizeof(wanted));
		path = series_path(v, series, n, "note");
		ok = path != NULL && copy_cells(v, series, from, n, reason) &&
		    durable_file_write(
			path, o.bytes, o.len, 0600, DURABLE_REPLACE);
		*n_taken += ok;
		free(path);
		free(o.bytes);
	}
	return ok;
}

bool
series_continue(struct vault *v, enum series series, const char *from,
    uint64_t *ret_n, struct reason *ret_reason)
{
	const struct directory_anchor a = series_anchor(v, series);
	uint64_t last = series_last(v, series);
	uint8_t previous[32];
	struct byte_writer text;
	struct older o;
	bool ok;

	*ret_n = 0;
	if (last > a.number) {
		reason_set(ret_reason,
		    "this vault has notes of its own behind that already");
		return false;
	}
	ok = keep_older(v, series, from, &a, ret_n, ret_reason);
	memcpy(previous, a.hash, sizeof(previous));
	while (ok && read_older(from, series, last + 1, v->intake, &o)) {
		last++;
		ok = memcmp(o.head.previous, previous, sizeof(previous)) == 0;
		if (!ok)
			reason_set(ret_reason,
			    "note %" PRIu64 " of %s does not follow on the one "
			    "before",
			    last, from);
		memcpy(previous, o.hash, sizeof(previous));
		byte_writer_init(&text, DESK_NOTE_MAX);
		byte_writer_put(&text, o.note.text, o.note.text_len);
		ok = ok && copy_cells(v, series, from, last, ret_reason) &&
		    series_add(v, series, last, &text, ret_reason);
		*ret_n += ok;
		byte_writer_finish(&text);
		free(o.bytes);
	}
	return ok;
}
