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
static const char *const prefixes[] = {
    [SERIES_IMPORT_NOTES] = "import", [SERIES_BULLETINS] = "bulletin"};

const char *
series_word(enum series series)
{
	return words[series];
}

/* A note on a stick that this desk signed. */
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
	    prefixes[series], n, ending);
	path = medium_path(medium, v->intake, name);
	errno = ENOMEM;
	ok = path != NULL && medium_read(path, most, ret_bytes, ret_len);
	free(path);
	return ok;
}

enum there {
	THERE,     /* this desk signed it */
	NOT_THERE, /* none, or a stranger's, or what is no file */
	UNREAD     /* nothing is known: memory, or the stick can't be read */
};

static enum there
find(const struct vault *v, enum series series, const char *medium, uint64_t n,
    struct found *f)
{
	const struct directory_intake *intake = v->directory == NULL
	    ? NULL
	    : directory_intake(v->directory, v->intake);

	memset(f, 0, sizeof(*f));
	if (intake == NULL)
		return NOT_THERE;
	if (!read_file(v, series, medium, n, "note", DESK_NOTE_MAX, &f->bytes,
		&f->len)) {
		f->bytes = NULL;
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
			errno == EINVAL || errno == EFBIG
		    ? NOT_THERE
		    : UNREAD;
	}
	if (desk_note_open(f->bytes, f->len, &intake->desk_keys, &f->note) &&
	    desk_note_head_read(&f->note, &f->head) && f->head.sequence == n &&
	    strcmp(f->head.intake, v->intake) == 0) {
		desk_note_hash(&f->note, f->hash);
		return THERE;
	}
	free(f->bytes);
	f->bytes = NULL;
	return NOT_THERE;
}

static bool
can_not_be_read(enum series series, uint64_t n, struct reason *reason)
{
	reason_set(reason, "%s %" PRIu64 " on it can't be read: %s",
	    words[series], n, medium_error_text(errno));
	return false;
}

/* None of those that the vault has is another there. */
static bool
has_no_other(const struct vault *v, enum series series, const char *medium,
    uint64_t last, struct reason *reason)
{
	uint8_t own[32];
	struct found f;

	for (uint64_t n = series_anchor(v, series).number + 1; n <= last; n++) {
		switch (find(v, series, medium, n, &f)) {
		case NOT_THERE:
			continue;
		case UNREAD:
			return can_not_be_read(series, n, reason);
		case THERE:
			break;
		}
		free(f.bytes);
		if (!series_hash(v, series, n, own, reason))
			return false;
		if (memcmp(own, f.hash, sizeof(own)) == 0)
			continue;
		reason_set(reason,
		    "%s %" PRIu64 " on it is another than this vault's, and "
		    "this desk signed both: two went on from one copy, or its "
		    "keys are in wrong hands. Keep this stick",
		    words[series], n);
		return false;
	}
	return true;
}

/* The last that leads on from the vault's. */
static bool
find_last(const struct vault *v, enum series series, const char *medium,
    uint64_t had, uint64_t *ret_last, struct reason *reason)
{
	const struct directory_anchor anchor = series_anchor(v, series);
	uint8_t own[32];
	enum there there;
	struct found f;

	*ret_last = had;
	memcpy(own, anchor.hash, sizeof(own));
	if (had > anchor.number && !series_hash(v, series, had, own, reason))
		return false;
	while ((there = find(v, series, medium, *ret_last + 1, &f)) == THERE) {
		free(f.bytes);
		if (memcmp(f.head.previous, own, sizeof(own)) != 0) {
			reason_set(reason,
			    "%s %" PRIu64 " on it, which this desk signed, "
			    "does not follow on this vault's: two went on from "
			    "one copy, or its keys are in wrong hands. Keep "
			    "this stick",
			    words[series], *ret_last + 1);
			return false;
		}
		memcpy(own, f.hash, sizeof(own));
		++*ret_last;
	}
	return there == NOT_THERE ||
	    can_not_be_read(series, *ret_last + 1, reason);
}

/* One that stands behind a gap is this desk's as well. */
static bool
ends_there(const struct vault *v, enum series series, const char *medium,
    uint64_t last, struct reason *reason)
{
	const uint64_t newest =
	    medium_newest(medium, v->intake, prefixes[series]);
	struct found f;

	if (newest <= last)
		return true;
	if (newest == UINT64_MAX) {
		reason_set(reason, "what the desk said there can't be read");
		return false;
	}
	switch (find(v, series, medium, newest, &f)) {
	case NOT_THERE:
		return true;
	case UNREAD:
		return can_not_be_read(series, newest, reason);
	case THERE:
		break;
	}
	free(f.bytes);
	reason_set(reason,
	    "it has %s %" PRIu64 " of this desk, and neither it nor this vault "
	    "has what leads there: the vault was set back, or a copy was "
	    "restored. Look for a stick that has all of them",
	    words[series], newest);
	return false;
}

static bool
compare(struct vault *v, enum series series, const char *medium, bool take_back,
    struct series_back *ret_back, struct reason *reason)
{
	const uint64_t had = series_last(v, series);

	if (!has_no_other(v, series, medium, had, reason) ||
	    !find_last(v, series, medium, had, &ret_back->last, reason) ||
	    !ends_there(v, series, medium, ret_back->last, reason))
		return false;
	ret_back->first = ret_back->last > had ? had + 1 : 0;
	if (ret_back->first == 0 || take_back)
		return true;
	reason_set(reason,
	    "it has %s %" PRIu64 " of this desk, and this vault only up to "
	    "%" PRIu64 ": it was set back, a copy was restored, or its keys "
	    "are in wrong hands. Compare it with its copies; who know why say "
	    "--take-back",
	    words[series], ret_back->last, had);
	return false;
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
		reason_set(reason, "bulletin %" PRIu64 " can't be read",
		    f->head.sequence);
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

static bool
take_back_all(struct vault *v, enum series series, const char *medium,
    const struct series_back *back, struct reason *reason)
{
	bool ok = true;

	for (uint64_t n = back->first; n > 0 && n <= back->last && ok; n++) {
		struct byte_writer note;
		struct found f;

		if (find(v, series, medium, n, &f) != THERE)
			return can_not_be_read(series, n, reason);
		byte_writer_init(&note, DESK_NOTE_MAX);
		byte_writer_put(&note, f.bytes, f.len);
		/* It is said before it is so. */
		ok = journal_before(
			 v->store, "restored", words[series], reason) &&
		    (series != SERIES_BULLETINS ||
			take_cells(v, &f, medium, reason)) &&
		    series_keep(v, series, n, &note, reason);
		byte_writer_finish(&note);
		free(f.bytes);
	}
	return ok;
}

bool
series_meet(struct vault *v, const char *medium, bool take_back,
    struct series_back ret_back[static SERIES_KINDS], struct reason *ret_reason)
{
	/* Both before either: half of it would be neither. */
	for (enum series s = 0; s < SERIES_KINDS; s++)
		if (!compare(v, s, medium, take_back, &ret_back[s], ret_reason))
			return false;
	for (enum series s = 0; s < SERIES_KINDS; s++)
		if (!take_back_all(v, s, medium, &ret_back[s], ret_reason))
			return false;
	return true;
}
