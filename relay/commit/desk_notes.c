#include "desk_notes.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/desk_note.h"
#include "publication.h"

/* Of this intake, and next in its series, or held already. */
static enum desk_note_taken
check_series(const struct desk_notes *d, enum desk_series series,
    const struct desk_note_head *head, const uint8_t *bytes, size_t len,
    uint8_t ret_hash[static 32])
{
	struct index *x = store_index(d->store);
	uint8_t last_hash[32];
	struct byte_writer held;
	uint64_t last;
	bool same;

	sha256_hash(bytes, len, ret_hash);
	if (strcmp(head->intake, d->intake->id) != 0 ||
	    !index_series_last(x, d->intake->id, series, &last, last_hash))
		return DESK_NOTE_REFUSED;
	if (head->sequence <= last) {
		byte_writer_init(&held, DESK_NOTE_MAX);
		same = index_series_get(
			   x, d->intake->id, series, head->sequence, &held) &&
		    held.len == len && memcmp(held.data, bytes, len) == 0;
		byte_writer_finish(&held);
		return same ? DESK_NOTE_KNOWN : DESK_NOTE_REFUSED;
	}
	return head->sequence == last + 1 &&
		memcmp(head->previous, last_hash, 32) == 0
	    ? DESK_NOTE_NEW
	    : DESK_NOTE_REFUSED;
}

static bool
is_signed_by_desk(const struct desk_notes *d, const uint8_t *bytes, size_t len,
    struct signed_note *ret_note)
{
	return len <= DESK_NOTE_MAX &&
	    signed_note_parse(bytes, len, ret_note) == NOTE_OK &&
	    signed_note_verify(ret_note, d->intake->desk_keys.keys,
		d->intake->desk_keys.n,
		d->intake->desk_keys.threshold) == NOTE_OK;
}

static bool
settle(const struct desk_notes *d, const struct import_note *note,
    const uint8_t *bytes, size_t len, const uint8_t hash[static 32])
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
		    .note = bytes,
		    .note_len = len,
		    .note_hash = hash};

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
	enum desk_note_taken taken;
	struct import_note note;
	struct signed_note signed_text;
	uint8_t hash[32];

	if (!is_signed_by_desk(d, bytes, len, &signed_text) ||
	    !import_note_parse(signed_text.text, signed_text.text_len, &note))
		return DESK_NOTE_REFUSED;
	taken = check_series(d, SERIES_IMPORT, &note.head, bytes, len, hash);
	if (taken == DESK_NOTE_NEW && !settle(d, &note, bytes, len, hash))
		taken = DESK_NOTE_FAILED;
	import_note_finish(&note);
	return taken;
}

/* The cells first: a bulletin is there when its note is. */
static bool
keep_bulletin(const struct desk_notes *d, uint64_t sequence,
    const uint8_t *note, size_t note_len, const uint8_t *cells,
    size_t cells_len, const uint8_t hash[static 32])
{
	return store_cells_put(
		   d->store, d->intake->id, sequence, cells, cells_len) &&
	    index_bulletin_add(store_index(d->store), d->intake->id, sequence,
		note, note_len, hash);
}

enum desk_note_taken
desk_notes_take_bulletin(const struct desk_notes *d, uint64_t sequence,
    const uint8_t *note, size_t note_len, const uint8_t *cells,
    size_t cells_len)
{
	enum desk_note_taken taken = DESK_NOTE_REFUSED;
	struct signed_note signed_text;
	struct bulletin b;
	uint8_t hash[32], cells_hash[32];

	if (!is_signed_by_desk(d, note, note_len, &signed_text) ||
	    !bulletin_parse(signed_text.text, signed_text.text_len, &b))
		return DESK_NOTE_REFUSED;
	sha256_hash(cells, cells_len, cells_hash);
	if (b.head.sequence == sequence &&
	    cells_len == b.n_cells * BULLETIN_CELL_BYTES &&
	    memcmp(cells_hash, b.cells_hash, 32) == 0)
		taken = check_series(
		    d, SERIES_BULLETIN, &b.head, note, note_len, hash);
	bulletin_finish(&b);
	if (taken == DESK_NOTE_NEW &&
	    !keep_bulletin(d, sequence, note, note_len, cells, cells_len, hash))
		taken = DESK_NOTE_FAILED;
	return taken;
}
