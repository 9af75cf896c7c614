/* Collecting from inside; for collect*.c alone. */
#ifndef VALISE_COURIER_COLLECT_PARTS_H
#define VALISE_COURIER_COLLECT_PARTS_H

#include "common/notes/manifest.h"
#include "common/notes/medium.h"
#include "courier.h"

/*
 * Of one medium's list: as many of both, each of the longest line there is, as
 * the list takes.
 */
#define COLLECT_ENTRIES_MAX 40000
#define COLLECT_PUBLICATIONS_MAX 55000
#define COLLECT_ENTRY_CHARS 220
#define COLLECT_PUBLICATION_CHARS 134
_Static_assert(COLLECT_ENTRIES_MAX *COLLECT_ENTRY_CHARS +
	    COLLECT_PUBLICATIONS_MAX * COLLECT_PUBLICATION_CHARS + 4096 <
	MANIFEST_MAX,
    "what is collected can be listed");
#define COLLECT_ROOM_BESIDE (1u << 20) /* bytes: for list, log, folders */

/* One file, by the first of its entries. */
struct planned {
	const struct manifest_entry *entry;
	bool fresh; /* no courier took it yet */
	bool there; /* on the medium from before */
	bool chosen;
	bool kept; /* collected: its entries are listed */
};

/* One relay's part of a collection. */
struct collecting {
	struct courier *c;
	const char *medium;
	const struct directory_relay *relay;
	struct manifest manifest;
	size_t room;
	size_t n_fresh; /* entries before those that were carried already */
	bool unlisted;  /* more waits than one medium lists */
	/* In the order of the plan, those that are chosen first. */
	size_t n_files;
	size_t n_chosen;
	struct planned *files; /* owned */
	/* What the manifest lists: the entries of files that are there. */
	size_t n_listed;
	struct manifest_entry *listed; /* owned */
	size_t downloaded;
	size_t held;
	size_t gone;
	size_t damaged;
	size_t left; /* named; the relay keeps them */
	uint64_t bytes;
	size_t
	    sharing;  /* relays that its room is for: this, and those behind */
	bool looked;  /* its list is here */
	bool logged;  /* its log is on the medium, or it has none yet */
	bool fetched; /* its manifest is on the medium */
	struct reason *reason; /* said */
	struct reason said;
};

/* What waits at the relay.  False with a reason where there is no list. */
bool collect_look(struct collecting *k);
/* Its log onto the medium, and what that is made of. */
void collect_look_at_log(struct collecting *k);
/*
 * Plans, fetches, writes the manifest, tells the relay; whatever the end, what
 * is on the medium is listed there.
 */
enum courier_end collect_fetch(struct collecting *k);
void collect_finish(struct collecting *k);

/* Lists what waits, as much as a medium's list takes.  False with a reason. */
bool collect_list(struct collecting *k);
/*
 * Checkpoint and leaves onto the medium.  False with a reason; a relay that has
 * no log yet is warned about.
 */
bool collect_log(struct collecting *k);
/* What the log is made of, once it is on the medium; warns where it can't. */
void collect_publications(struct collecting *k);

/*
 * Chooses what is fetched and in which order, and says it.  False without
 * memory, with a reason.
 */
bool collect_plan(struct collecting *k);

enum collected {
	COLLECTED,    /* also where the relay has no bytes: `gone`, `damaged` */
	COLLECT_LEFT, /* it does not fit or is not right: the next may be */
	COLLECT_BROKEN /* the relay did not answer to its end */
};

/*
 * Downloads, hashes, writes durably and reads back one listed envelope; one
 * that is there already is only read.  With a reason where it was left.
 */
enum collected collect_one(
    struct collecting *k, const struct manifest_entry *e);

#endif
