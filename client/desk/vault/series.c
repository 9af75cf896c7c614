#include "series.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/notes/medium.h"
#include "journal.h"
#include "vault_parts.h"

/* In the vault; the name is also that on a stick. */
static const struct {
	const char *folder;
	const char *name;
} places[] = {
    [SERIES_IMPORT_NOTES] = {"import-notes", "import"},
    [SERIES_BULLETINS] = {"bulletins", "bulletin"},
};

char *
series_path(const struct vault *v, enum series series, uint64_t sequence,
    const char *ending)
{
	char *path;

	return asprintf(&path, "%s/%s/%s-%06" PRIu64 ".%s", v->folder,
		   places[series].folder, places[series].name, sequence,
		   ending) < 0
	    ? NULL
	    : path;
}

uint64_t
series_last(const struct vault *v, enum series series)
{
	uint64_t last = 0;

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
series_head(struct vault *v, enum series series,
    struct desk_note_head *ret_head, struct reason *ret_reason)
{
	uint64_t last = series_last(v, series);
	struct signed_note note;
	uint8_t *bytes;
	char *path;
	size_t len;
	bool ok;

	memset(ret_head, 0, sizeof(*ret_head));
	(void)snprintf(
	    ret_head->intake, sizeof(ret_head->intake), "%s", v->intake);
	ret_head->sequence = last + 1;
	if (!journal_head(v->store, ret_head->journal)) {
		reason_set(ret_reason, "the journal can't be read");
		return false;
	}
	if (last == 0)
		return true;
	path = series_path(v, series, last, "note");
	if (path == NULL ||
	    !durable_file_read(path, DESK_NOTE_MAX, &bytes, &len)) {
		reason_set(ret_reason, "%s: %s", path == NULL ? "" : path,
		    strerror(errno));
		free(path);
		return false;
	}
	ok = signed_note_parse(bytes, len, &note) == NOTE_OK;
	if (ok)
		desk_note_hash(&note, ret_head->previous);
	else
		reason_set(ret_reason, "%s is not a signed note", path);
	free(bytes);
	free(path);
	return ok;
}

bool
series_add(struct vault *v, enum series series, uint64_t sequence,
    const struct byte_writer *text, struct reason *ret_reason)
{
	char *path = series_path(v, series, sequence, "note");
	struct byte_writer note;
	bool ok;

	byte_writer_init(&note, DESK_NOTE_MAX);
	if (text->failed || path == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		free(path);
		return false;
	}
	signed_note_sign(&note, (const char *)text->data, text->len,
	    &v->desk_key, v->desk_seed);
	ok = !note.failed &&
	    durable_file_write(
		path, note.data, note.len, 0600, DURABLE_KEEP_EXISTING);
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	byte_writer_finish(&note);
	free(path);
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
