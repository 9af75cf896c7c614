/*
 * What a stick has of the series of this desk: a vault that was set back as a
 * whole is seen by what it signed and does not know (docs/JOURNAL.md 4).
 */
#include "series.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/crypto/sha256.h"
#include "common/notes/medium.h"
#include "client/desk/store/journal.h"
#include "vault_parts.h"

#define CELLS_MAX (BULLETIN_CELL_BYTES * BULLETIN_CELLS_MAX)

static const char *const words[] = {
    [SERIES_IMPORT_NOTES] = "import note", [SERIES_BULLETINS] = "bulletin"};

const char *
series_word(enum series series)
{
	return words[series];
}

/* A note on a stick that this desk signed; `bytes` NULL: there is none. */
struct found {
	uint8_t *bytes;
	size_t len;
	struct signed_note note;
	struct desk_note_head head;
	uint8_t hash[32];
};

static bool
read_file(const struct vault *v, enum series series, const char *medium,
    uint64_t n, const char *ending, size_t most, uint8_t **ret_bytes,
    size_t *ret_len)
{
	char name[64], *path;
	bool ok;

	(void)snprintf(name, sizeof(name), "out/%s-%06" PRIu64 ".%s",
	    series == SERIES_IMPORT_NOTES ? "import" : "bulletin", n, ending);
	path = medium_path(medium, v->intake, name);
	ok = path != NULL && medium_read(path, most, ret_bytes, ret_len);
	free(path);
	return ok;
}

/* Genuine: a stranger's, or one that is half there, is none. */
static bool
find(const struct vault *v, enum series series, const char *medium, uint64_t n,
    struct found *f)
{
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);

	memset(f, 0, sizeof(*f));
	if (intake == NULL ||
	    !read_file(v, series, medium, n, "note", DESK_NOTE_MAX, &f->bytes,
		&f->len))
		return false;
	if (desk_note_open(f->bytes, f->len, &intake->desk_keys, &f->note) &&
	    desk_note_head_read(&f->note, &f->head) && f->head.sequence == n &&
	    strcmp(f->head.intake, v->intake) == 0) {
		desk_note_hash(&f->note, f->hash);
		return true;
	}
	free(f->bytes);
	f->bytes = NULL;
	return false;
}

enum series_verdict
series_compare(const struct vault *v, enum series series, const char *medium,
    uint64_t *ret_last, struct reason *ret_reason)
{
	const struct directory_anchor anchor = series_anchor(v, series);
	const uint64_t last = series_last(v, series);
	uint8_t own[32];
	struct found f;
	bool same;

	*ret_last = last;
	for (uint64_t n = anchor.number + 1; n <= last; n++) {
		if (!find(v, series, medium, n, &f))
			continue;
		free(f.bytes);
		if (!series_hash(v, series, n, own, ret_reason))
			return SERIES_UNREAD;
		if (memcmp(own, f.hash, sizeof(own)) == 0)
			continue;
		reason_set(ret_reason,
		    "%s %" PRIu64 " on it is another than this vault's, and "
		    "this desk signed both: two went on from one copy, or its "
		    "keys are in wrong hands. Keep this stick",
		    words[series], n);
		return SERIES_OTHER;
	}
	memcpy(own, anchor.hash, sizeof(own));
	if (last > anchor.number &&
	    !series_hash(v, series, last, own, ret_reason))
		return SERIES_UNREAD;
	while (find(v, series, medium, *ret_last + 1, &f)) {
		free(f.bytes);
		same = memcmp(f.head.previous, own, sizeof(own)) == 0;
		if (!same) {
			reason_set(ret_reason,
			    "%s %" PRIu64 " on it, which this desk signed, "
			    "does not follow on this vault's: two went on from "
			    "one copy, or its keys are in wrong hands. Keep "
			    "this stick",
			    words[series], *ret_last + 1);
			return SERIES_OTHER;
		}
		memcpy(own, f.hash, sizeof(own));
		++*ret_last;
	}
	if (*ret_last == last)
		return SERIES_FITS;
	reason_set(ret_reason,
	    "it has %s %" PRIu64 " of this desk, and this vault only up to "
	    "%" PRIu64 ": it was set back, a copy was restored, or its keys "
	    "are in wrong hands. Compare it with its copies; who know why say "
	    "--take-back",
	    words[series], *ret_last, last);
	return SERIES_LATER;
}

/* Of a bulletin, whole and before the note that needs them. */
static bool
take_cells(struct vault *v, const struct found *f, const char *medium,
    struct reason *reason)
{
	struct bulletin b;
	uint8_t *bytes = NULL, hash[32];
	char *path =
	    series_path(v, SERIES_BULLETINS, f->head.sequence, "cells");
	size_t len = 0;
	bool ok;

	ok = path != NULL && bulletin_parse(f->note.text, f->note.text_len, &b);
	if (!ok) {
		free(path);
		return false;
	}
	ok = read_file(v, SERIES_BULLETINS, medium, f->head.sequence, "cells",
		 CELLS_MAX, &bytes, &len) &&
	    len == b.n_cells * BULLETIN_CELL_BYTES;
	if (ok) {
		sha256_hash(bytes, len, hash);
		ok = memcmp(hash, b.cells_hash, sizeof(hash)) == 0;
	}
	if (!ok)
		reason_set(reason,
		    "the cells of bulletin %" PRIu64 " are not whole on it",
		    f->head.sequence);
	else if (!durable_file_write(path, bytes, len, 0600, DURABLE_REPLACE)) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		ok = false;
	}
	bulletin_finish(&b);
	free(bytes);
	free(path);
	return ok;
}

bool
series_take_back(struct vault *v, enum series series, const char *medium,
    uint64_t last, struct reason *ret_reason)
{
	bool ok = true;

	for (uint64_t n = series_last(v, series) + 1; n <= last && ok; n++) {
		struct byte_writer note;
		struct found f;

		reason_set(ret_reason, "%s %" PRIu64 " is there no more",
		    words[series], n);
		if (!find(v, series, medium, n, &f))
			return false;
		byte_writer_init(&note, DESK_NOTE_MAX);
		byte_writer_put(&note, f.bytes, f.len);
		/* It is said before it is so. */
		ok = journal_before(
			 v->store, "restored", words[series], ret_reason) &&
		    (series != SERIES_BULLETINS ||
			take_cells(v, &f, medium, ret_reason)) &&
		    series_keep(v, series, n, &note, ret_reason);
		byte_writer_finish(&note);
		free(f.bytes);
	}
	return ok;
}
