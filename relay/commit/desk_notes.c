#include "desk_notes.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/desk_note.h"
#include "publication.h"

/* A note as it is kept: the lines of the desk's keys alone. */
struct taken_note {
	struct signed_note note;
	struct desk_note_head head;
	struct byte_writer kept; /* to be finished */
	uint8_t hash[32];        /* desk_note_hash() */
};

const struct directory_anchor *
desk_notes_anchor(
    const struct directory_intake *intake, enum desk_series series)
{
	return series == SERIES_IMPORT ? &intake->imports : &intake->bulletins;
}

const char *
desk_note_refusal(enum desk_note_taken taken)
{
	static const char *const texts[] = {
	    [DESK_NOTE_MALFORMED] =
		"it is damaged: no note of this sort, or its "
		"cells are not those of the note",
	    [DESK_NOTE_UNSIGNED] =
		"it is not signed by the desk's keys, as the "
		"directory here has them",
	    [DESK_NOTE_FOREIGN] = "it is of another intake",
	    [DESK_NOTE_OTHER] = "another note of that number is held here",
	    [DESK_NOTE_NOT_NEXT] = "it does not follow on the last one that is "
				   "held here: one before it is missing"};

	return (size_t)taken < sizeof(texts) / sizeof(texts[0]) ? texts[taken]
								: NULL;
}

/* False, with nothing to finish, where the desk did not sign it. */
static bool
open_note(const struct desk_notes *d, enum desk_series series,
    const uint8_t *bytes, size_t len, struct taken_note *ret_taken)
{
	const struct key_set *keys = &d->intake->desk_keys;

	if (!desk_note_open_at(bytes, len, keys,
		desk_notes_anchor(d->intake, series), &ret_taken->note,
		&ret_taken->head))
		return false;
	byte_writer_init(&ret_taken->kept, DESK_NOTE_MAX);
	desk_note_write(&ret_taken->note, keys, &ret_taken->kept);
	desk_note_hash(&ret_taken->note, ret_taken->hash);
	return true;
}

/* A note all the same, or none at all. */
static enum desk_note_taken
unopened(const uint8_t *bytes, size_t len)
{
	struct desk_note_head head;
	struct signed_note note;

	return signed_note_parse(bytes, len, &note) == NOTE_OK &&
		desk_note_head_read(&note, &head)
	    ? DESK_NOTE_UNSIGNED
	    : DESK_NOTE_MALFORMED;
}

/* What the note behind number `n` says of it, where that is held. */
static bool
previous_of_next(const struct desk_notes *d, enum desk_series series,
    uint64_t n, uint8_t ret_hash[static 32])
{
	struct desk_note_head head;
	struct signed_note note;
	struct byte_writer held;
	bool ok;

	byte_writer_init(&held, DESK_NOTE_MAX);
	ok = index_series_get(
		 store_index(d->store), d->intake->id, series, n + 1, &held) &&
	    signed_note_parse(held.data, held.len, &note) == NOTE_OK &&
	    desk_note_head_read(&note, &head);
	if (ok)
		memcpy(ret_hash, head.previous, 32);
	byte_writer_finish(&held);
	return ok;
}

bool
desk_notes_follows(const struct desk_notes *d, enum desk_series series,
    const struct desk_note_head *head, const uint8_t hash[static 32])
{
	const struct directory_anchor *a = desk_notes_anchor(d->intake, series);
	uint64_t n = head->sequence;
	uint8_t other[32];

	if (n == a->number)
		return memcmp(hash, a->hash, 32) == 0;
	if (n < a->number)
		return previous_of_next(d, series, n, other) &&
		    memcmp(hash, other, 32) == 0;
	if (n == a->number + 1)
		return memcmp(head->previous, a->hash, 32) == 0;
	return index_series_hash(store_index(d->store), d->intake->id, series,
		   n - 1, other) &&
	    memcmp(head->previous, other, 32) == 0;
}

/* Of this intake, and joined to what is held, or held already. */
static enum desk_note_taken
check_series(const struct desk_notes *d, enum desk_series series,
    const struct taken_note *t)
{
	uint8_t held[32];

	if (strcmp(t->head.intake, d->intake->id) != 0)
		return DESK_NOTE_FOREIGN;
	if (index_series_hash(store_index(d->store), d->intake->id, series,
		t->head.sequence, held))
		return memcmp(held, t->hash, 32) == 0 ? DESK_NOTE_KNOWN
						      : DESK_NOTE_OTHER;
	if (!desk_notes_follows(d, series, &t->head, t->hash))
		return DESK_NOTE_NOT_NEXT;
	return t->kept.failed || !desk_notes_are_current(d, series)
	    ? DESK_NOTE_FAILED
	    : DESK_NOTE_NEW;
}

static bool
settle(const struct desk_notes *d, const struct import_note *note,
    const struct taken_note *t)
{
	uint8_t(*held)[32] = calloc(note->n_lines + 1, sizeof(*held));
	uint8_t(*damaged)[32] = calloc(note->n_lines + 1, sizeof(*damaged));
	size_t n_held = 0, n_damaged = 0;
	bool ok = held != NULL && damaged != NULL;

	for (size_t i = 0; i < note->n_lines && ok; i++)
		if (note->lines[i].verdict == IMPORT_DAMAGED)
			memcpy(damaged[n_damaged++], note->lines[i].sha256, 32);
		else
			memcpy(held[n_held++], note->lines[i].sha256, 32);
	if (ok) {
		const struct index_settling s = {
		    .held = (const uint8_t(*)[32])held,
		    .n_held = n_held,
		    .damaged = (const uint8_t(*)[32])damaged,
		    .n_damaged = n_damaged,
		    .erase_at = publication_round(
			utc_time_now() + (int64_t)d->grace_seconds,
			d->publication_seconds),
		    .sequence = note->head.sequence,
		    .note = t->kept.data,
		    .note_len = t->kept.len,
		    .note_hash = t->hash};

		ok = index_settle(store_index(d->store), d->intake->id, &s);
	}
	free(held);
	free(damaged);
	return ok;
}

enum desk_note_taken
desk_notes_take_import(
    const struct desk_notes *d, const uint8_t *bytes, size_t len)
{
	enum desk_note_taken taken = DESK_NOTE_MALFORMED;
	struct import_note note;
	struct taken_note t;

	if (!open_note(d, SERIES_IMPORT, bytes, len, &t))
		return unopened(bytes, len);
	if (import_note_parse(t.note.text, t.note.text_len, &note)) {
		taken = check_series(d, SERIES_IMPORT, &t);
		if (taken == DESK_NOTE_NEW && !settle(d, &note, &t))
			taken = DESK_NOTE_FAILED;
		import_note_finish(&note);
	}
	byte_writer_finish(&t.kept);
	return taken;
}

/* The cells first: a bulletin is there when its note is. */
static bool
keep_bulletin(const struct desk_notes *d, uint64_t sequence,
    const struct taken_note *t, const uint8_t *cells, size_t cells_len)
{
	return store_cells_put(
		   d->store, d->intake->id, sequence, cells, cells_len) &&
	    index_bulletin_add(store_index(d->store), d->intake->id, sequence,
		t->kept.data, t->kept.len, t->hash);
}

enum desk_note_taken
desk_notes_take_bulletin(const struct desk_notes *d, uint64_t sequence,
    const uint8_t *note, size_t note_len, const uint8_t *cells,
    size_t cells_len)
{
	enum desk_note_taken taken = DESK_NOTE_MALFORMED;
	uint8_t cells_hash[32];
	struct taken_note t;
	struct bulletin b;

	if (!open_note(d, SERIES_BULLETIN, note, note_len, &t))
		return unopened(note, note_len);
	sha256_hash(cells, cells_len, cells_hash);
	if (bulletin_parse(t.note.text, t.note.text_len, &b)) {
		if (b.head.sequence == sequence &&
		    cells_len == b.n_cells * BULLETIN_CELL_BYTES &&
		    memcmp(cells_hash, b.cells_hash, 32) == 0)
			taken = check_series(d, SERIES_BULLETIN, &t);
		bulletin_finish(&b);
	}
	if (taken == DESK_NOTE_NEW &&
	    !keep_bulletin(d, sequence, &t, cells, cells_len))
		taken = DESK_NOTE_FAILED;
	byte_writer_finish(&t.kept);
	return taken;
}
