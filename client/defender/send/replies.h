/* Every bulletin of an intake, downloaded whole, and one's own cells in it. */
#ifndef VALISE_DEFENDER_REPLIES_H
#define VALISE_DEFENDER_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/net/http_client.h"
#include "common/envelope/age_key.h"
#include "common/notes/directory.h"
#include "common/report/reply_cell.h"
#include "desk_seen.h"

#define REPLIES_MAX 1024

struct reply {
	enum reply_kind kind;
	uint64_t sequence; /* of the bulletin with its first part */
	char week[16];
	uint8_t message_id[REPLY_CELL_ID_BYTES];
	uint8_t next_part;
	uint8_t total;
	bool complete;
	struct byte_writer text;
};

/* What the bulletins themselves, or their absence, say of the relay. */
struct reply_findings {
	uint64_t missing; /* numbers that should be there, and are not */
	uint64_t first_missing;
	uint64_t refused; /* not the desk's: forged, or the directory is old */
	bool none;        /* though the directory knows of some */
	bool old;         /* the newest is of more than two weeks ago */
	/* The desk goes by a newer directory than this, or by another one. */
	bool other_directory;
	uint64_t directory_version; /* the desk's */
};

struct reply_list {
	struct reply_findings findings;
	struct desk_seen seen;
	uint64_t n_bulletins;
	char
	    last_week[16]; /* of the newest; a relay may hold newer ones back */
	size_t n;
	struct reply items[REPLIES_MAX];
};

/*
 * Downloads them all, so that the relay can't tell whose is whose, verifies
 * each against the desk's keys or the directory's anchor, its hash and the
 * chain, and opens what opens.  One that is refused, or lacks, is counted, and
 * the next follows.  False with a reason where the relay does not answer, or
 * the directory has expired at `now`.
 */
bool replies_fetch(struct http_client *client, const char *base,
    const struct directory *directory, const struct directory_intake *intake,
    const struct age_identity *identity, int64_t now,
    struct reply_list *ret_list, struct reason *ret_reason);
void replies_finish(struct reply_list *list);

#endif
