/* What each leaf of a relay's log is, as a courier's list explains it. */
#ifndef VALISE_DESK_LOG_EXPLAIN_H
#define VALISE_DESK_LOG_EXPLAIN_H

#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"
#include "common/notes/manifest.h"
#include "log_known.h"
#include "log_read.h"

/* A leaf by its bytes, so that it is found without a look at all others. */
struct log_leaf {
	const uint8_t *bytes; /* of the log's leaves */
	size_t position;
	bool explained; /* padding, a marker, or the entry of what is held */
};

struct log_checking {
	struct vault *v;
	const struct manifest *manifest;
	const struct desk_events *events;
	struct checkpoint checkpoint;
	struct witness_verdict witnesses;
	struct log_leaves leaves;
	struct log_leaf *sorted; /* all of them, by their bytes */
	struct log_known known;
	/* Entries of this stick's list whose files are held; sorted. */
	size_t n_held;
	uint8_t (*held)[RECEIPT_ENTRY_BYTES];
	/* Of the manifest's publications, those that this log has. */
	size_t n_publications;
};

/*
 * Fills `sorted` and `n_publications`, and marks what is explained: markers and
 * padding of the publications listed, and the entries of all cases.  False
 * where memory is short or the vault can't be read.
 */
bool log_explain(struct log_checking *c);

/* NULL where the log does not have it. */
struct log_leaf *log_explain_find(
    const struct log_checking *c, const uint8_t *bytes);
/* So many leaves lie in publications that were explained. */
uint64_t log_explain_covered(const struct log_checking *c);

/* The event, of that relay. */
void log_explain_tell(const struct log_checking *c, struct desk_event event);

#endif
