/* One witness asked about the log of one intake; for cosigner.c alone. */
#ifndef VALISE_RELAY_COSIGN_VISIT_H
#define VALISE_RELAY_COSIGN_VISIT_H

#include <stdatomic.h>

#include "common/net/http_client.h"
#include "common/notes/directory.h"
#include "relay/store/index_witness.h"

/* Publications that are cosigned one after the other in one visit. */
#define COSIGN_AT_ONCE 16
/* A witness further behind is given the newest checkpoint alone. */
#define COSIGN_BEHIND_MAX 64

struct cosign_visit {
	struct index *index;
	struct http_client *http;
	const struct directory_witness *witness;
	const char *url; /* of its add-checkpoint */
	const char *intake;
	const atomic_bool *stop;
	struct witness_state state; /* kept in the index as it changes */
	/* None was GOOD since the relay started: the newest is asked about too.
	 */
	bool at_start;
	bool more; /* WITNESS_GOOD, and there is more for another visit */
	long retry_after; /* seconds, as it asked for; or 0 */
};

/*
 * Asks for the cosignatures that the log's checkpoints lack, oldest first, so
 * that the receipts of a day on which the witness was away have them too; the
 * first time, and after a long absence, for the newest alone.  Each that comes
 * is verified and stored before the next is asked for.  At the start the
 * witness is asked even where nothing lacks: whether the spool is an older copy
 * shows before anything is published from it.  Any end but WITNESS_GOOD comes
 * with a reason.
 */
enum witness_end cosign_visit(
    struct cosign_visit *v, struct reason *ret_reason);

/* What an end says, for the status: a clause behind "witness ID: ". */
const char *witness_end_text(enum witness_end end);
/* Whether it means that log and witness do not go together. */
bool witness_end_refused(enum witness_end end);

#endif
