/*
 * What the desk signs and a relay keeps: import notes, which settle, and
 * bulletins.  From a courier, or from the upstream relay.
 */
#ifndef VALISE_RELAY_DESK_NOTES_H
#define VALISE_RELAY_DESK_NOTES_H

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
	DESK_NOTE_KNOWN,   /* the same was taken before */
	DESK_NOTE_REFUSED, /* not the desk's, or not the next of its series */
	DESK_NOTE_FAILED   /* the spool could not be written */
};

/* A signed import note (docs/MEDIUM.md 4): settles what it names as held. */
enum desk_note_taken desk_notes_take_import(
    const struct desk_notes *d, const uint8_t *bytes, size_t len);

/* A signed bulletin (docs/BULLETIN.md) and all of its cells. */
enum desk_note_taken desk_notes_take_bulletin(const struct desk_notes *d,
    uint64_t sequence, const uint8_t *note, size_t note_len,
    const uint8_t *cells, size_t cells_len);

#endif
