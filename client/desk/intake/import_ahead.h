/*
 * What is sealed of an envelope before its turn to be stored comes, by another
 * thread: the source key that it gets if it is of no case yet, and the cell
 * that tells its sender.  For import*.c alone.
 */
#ifndef VALISE_DESK_IMPORT_AHEAD_H
#define VALISE_DESK_IMPORT_AHEAD_H

#include <cjson/cJSON.h>

#include "client/desk/cases/case_holders.h"
#include "common/bytes/utc_time.h"
#include "common/envelope/age_key.h"
#include "common/work/worker_team.h"

struct import_ahead {
	struct team_piece piece;
	bool begun;
	const struct case_holders *holders; /* the caller's */
	bool replies;
	struct age_recipient reply_to; /* where `replies` */
	char week[UTC_WEEK_BYTES];
	/* What became of it, to be taken; NULL where it failed. */
	struct age_recipient source_to;
	cJSON *source;   /* the row of a new source key, whose that is */
	cJSON *received; /* the cell, of `week` */
};

/* Has it done, where there is a team; without one it stays undone. */
void import_ahead_begin(struct import_ahead *a, struct worker_team *team,
    const struct case_holders *holders, const struct age_recipient *reply_to);
void import_ahead_wait(struct import_ahead *a, struct worker_team *team);
/* What was not taken is wiped; after a wait. */
void import_ahead_finish(struct import_ahead *a);

#endif
