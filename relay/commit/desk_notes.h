/*
 * What the desk signs and a relay keeps: import notes, which settle, and
 * bulletins.  From a courier, or from the upstream relay.
 */
#ifndef VALISE_RELAY_DESK_NOTES_H
#define VALISE_RELAY_DESK_NOTES_H

#include "common/notes/desk_note.h"
#include "common/notes/directory.h"
#include "relay/store/store.h"

struct desk_notes {
	struct store *store;
	const struct directory_intake *intake;
	uint64_t grace_seconds;
	uint64_t publication_seconds;
};

enum desk_note_taken {
	DESK_NOTE_NEW,
	DESK_NOTE_KNOWN,  /* the same was taken before */
	DESK_NOTE_FAILED, /* the spool could not be written */
	/* Refused, each for its own reason: */
	DESK_NOTE_MALFORMED, /* no such note, or not that of its cells or number
			      */
	DESK_NOTE_UNSIGNED,  /* too few of the desk's keys signed it */
	DESK_NOTE_FOREIGN,   /* of another intake */
	DESK_NOTE_OTHER,     /* another one of that number is held */
	DESK_NOTE_NOT_NEXT   /* it does not follow on what is held */
};

/* Why, in words, where it is refused; else NULL. */
const char *desk_note_refusal(enum desk_note_taken taken);

/* The last note of the desk's keys before these (docs/DIRECTORY.md 2). */
const struct directory_anchor *desk_notes_anchor(
    const struct directory_intake *intake, enum desk_series series);

/*
 * Whether a note is joined to what the directory and the series that is held
 * vouch for: up to the anchor by the note behind it, behind the anchor by the
 * one before.
 */
bool desk_notes_follows(const struct desk_notes *d, enum desk_series series,
    const struct desk_note_head *head, const uint8_t hash[static 32]);

/*
 * Whether the series that is held was held last against this very directory's
 * keys and anchor: a request or a round that began under an older one must not
 * write behind it.
 */
bool desk_notes_are_current(
    const struct desk_notes *d, enum desk_series series);

/*
 * After the desk's keys or an anchor changed: sets aside what is held and not
 * joined to it, or not signed by the keys, and stores again what only that had
 * settled; says so.  False where the index can't be read or written, or memory
 * is short; then it is tried again at the next start.
 */
bool desk_notes_rebase(const struct desk_notes *d);

/* A signed import note (docs/MEDIUM.md 4): settles what it names as held. */
enum desk_note_taken desk_notes_take_import(
    const struct desk_notes *d, const uint8_t *bytes, size_t len);

/* A signed bulletin (docs/BULLETIN.md) and all of its cells. */
enum desk_note_taken desk_notes_take_bulletin(const struct desk_notes *d,
    uint64_t sequence, const uint8_t *note, size_t note_len,
    const uint8_t *cells, size_t cells_len);

#endif
