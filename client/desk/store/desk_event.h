/*
 * What happens while the desk works, handed up as facts: whoever asked for the
 * work says it, in words (commands/desk_say.c) or not at all.
 */
#ifndef VALISE_DESK_DESK_EVENT_H
#define VALISE_DESK_DESK_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct case_link;

/* The facts that each has stand behind it. */
enum desk_event_kind {
	/* The store. */
	DESK_ROW_UNREADABLE, /* table, id, why; it is passed over */

	/* An import. */
	DESK_DIRECTORY_TAKEN,   /* version; a newer one that came along */
	DESK_DIRECTORY_REFUSED, /* why; one that came along */
	DESK_RELEASE_NEW,       /* id: its version; publication: its day */
	DESK_RELEASE_OLD,       /* the same; no step forward */
	DESK_RELEASE_ANOTHER,   /* the same; two texts of one version */
	DESK_RELEASE_NOT_KEPT,  /* the same; why it is not remembered */
	DESK_RELEASE_REFUSED,   /* why; nothing of it is to be installed */
	DESK_LIST_REFUSED,      /* id, of its folder; why */
	DESK_ORIGINAL_LOST,     /* id; the stick does not bring it whole */
	DESK_FILE_MISSING,      /* sha256_hex; listed, not on the stick */
	DESK_FILE_DAMAGED,      /* sha256_hex; not imported */
	DESK_FILE_QUARANTINED,  /* why; it does not open */
	DESK_FILE_FAILED,   /* sha256_hex, why; no verdict: it is passed over */
	DESK_REPORT_STORED, /* id, link, withdraws */
	DESK_NOTES_BACK,    /* why: of which series; n_entries to n_missing */
	DESK_HELD_LOST,     /* sha256_hex; a note says it is held */
	DESK_HELD_UNSIGNED, /* sha256_hex; held once, and not to be signed for
			     */
	DESK_COPY_FAILED,   /* id, of a medium; why; told once */

	/* The relay's log on a stick. */
	DESK_LOG_NO_LIST,       /* relay; the stick says nothing of it */
	DESK_LOG_NO_CHECKPOINT, /* relay */
	DESK_LOG_NOT_WHOLE,     /* relay */
	DESK_LOG_WRONG_ROOT,    /* relay */
	DESK_LOG_REWRITTEN,     /* relay; since an earlier stick */
	DESK_LOG_NOT_AS_LISTED, /* relay, publication; what it is made of */
	DESK_LOG_NOT_BROUGHT,   /* relay, reference; no stick brought it */
	DESK_LOG_ADDED,     /* relay, sha256_hex; the log does not have it */
	DESK_LOG_OTHER_DAY, /* relay, sha256_hex, publication; it is older */
	DESK_LOG_CHECKED,   /* relay, publication, n_entries, n_missing, n_added
			     */
	DESK_LOG_NOT_COSIGNED, /* relay, n_entries of n_missing; why: whose is
				* bad, or "" */
	DESK_LOG_NO_DAY,       /* relay; of which day it is can't be told */
	DESK_LOG_OLD,          /* relay, publication */
	DESK_LOG_BEYOND,       /* relay, n_entries; not in the list */
	DESK_LOG_NOT_KEPT,     /* relay, why */

	/* A bulletin. */
	DESK_MESSAGE_UNSEALABLE, /* id; it is passed over */
	DESK_CELL_MISADDRESSED   /* id, of its case; not to its sender */
};

/* Pointers live as long as the call that tells. */
struct desk_event {
	enum desk_event_kind kind;
	const char *table;
	const char *id; /* of a case or a message */
	const char *why;
	const char *sha256_hex;
	const char *relay;
	const char *reference; /* in groups of digits */
	const char *publication;
	const struct case_link *link;
	bool withdraws; /* the report asks to withdraw */
	uint64_t version;
	size_t n_entries;
	size_t n_missing;
	size_t n_added;
};

/* Who is told, from the thread that works and in order. */
struct desk_events {
	void (*tell)(void *context, const struct desk_event *event);
	void *context;
};

/* Takes NULL events, which no one hears. */
void desk_event_tell(
    const struct desk_events *events, const struct desk_event *event);

#endif
