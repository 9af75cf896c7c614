/*
 * The series of bulletins as a relay gave it: which are the desk's, and what
 * lacks (docs/BULLETIN.md 4).
 */
#ifndef VALISE_DEFENDER_REPLY_SERIES_H
#define VALISE_DEFENDER_REPLY_SERIES_H

#include "common/notes/desk_note.h"
#include "common/notes/directory.h"
#include "replies.h"

/* A note as the relay gave it: what is needed of it when it is believed. */
struct series_note {
	uint64_t sequence;
	uint8_t hash[32];
	uint8_t previous[32];
	char week[16];
	uint64_t first;
	uint64_t n_cells;
	uint8_t cells_hash[32];
	uint64_t directory_version;
	uint8_t directory_hash[32];
	bool is_signed; /* by the keys that the directory has now */
	bool believed;
};

/* In the order of their numbers. */
struct reply_series {
	size_t n;
	struct series_note notes[BULLETINS_KEPT_MAX];
};

/*
 * Which are the desk's: up to the anchor those that a chain of texts leads to
 * from it, whoever signed them; behind it those that the directory's keys
 * signed and that follow on the one before, where that is there.
 */
void reply_series_believe(
    struct reply_series *series, const struct directory_anchor *anchor);

/*
 * What lacks between the first that is kept and the newest, and what is old at
 * `now`; those that are not believed are added to what was refused.
 */
void reply_series_judge(const struct reply_series *series,
    const struct directory *directory, const struct directory_anchor *anchor,
    int64_t now, struct reply_findings *findings);

#endif
