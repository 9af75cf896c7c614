/*
 * Opening an envelope in a process of its own that has no files and may hardly
 * call the system: one that breaks it costs that one envelope (docs/VAULT.md
 * 5).
 */
#ifndef VALISE_DESK_OPENER_H
#define VALISE_DESK_OPENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/envelope/age_header.h"
#include "opening.h"

/*
 * What comes back; each may be NULL.  False ends the opening.  The file key
 * comes last, and not from the process that an envelope could break.
 */
struct opener_events {
	/* `epoch`: which of the keys that were given opened it;
	 * OPENING_NO_EPOCH where its file key was kept. */
	bool (*file_key)(void *context,
	    const uint8_t key[static AGE_FILE_KEY_BYTES], uint32_t epoch);
	bool (*report)(void *context, const char *json, size_t len);
	bool (*attachment)(
	    void *context, unsigned number, const void *bytes, size_t len);
	void *context;
};

enum opener_verdict {
	OPENER_GOOD,       /* every byte was verified to the end */
	OPENER_BAD,        /* the file does not open */
	OPENER_BROKE,      /* the process ended without a word */
	OPENER_FAILED_HERE /* this machine failed, or an event did: no verdict
			    */
};

/*
 * Opens what `fd` reads, from its start, by an epoch's key that was given to
 * `o`, or by the file key that was kept.  Unless OPENER_GOOD, what the events
 * brought is to be thrown away, and the reason says why.
 */
enum opener_verdict opener_open(struct opening *o, int fd,
    const uint8_t *file_key, const struct opener_events *events,
    struct reason *ret_reason);

/*
 * The same in two steps, while another is opened or stored: at most
 * OPENING_JOBS at once.  Every one that was begun is finished or dropped, in
 * whatever order.
 */
struct opener_job {
	struct opening *o;
	uint32_t number; /* 0: none */
	int pipe;
};
bool opener_begin(struct opening *o, int fd, const uint8_t *file_key,
    struct opener_job *ret_job, struct reason *ret_reason);
enum opener_verdict opener_finish(struct opener_job *job,
    const struct opener_events *events, struct reason *ret_reason);
void opener_drop(struct opener_job *job); /* takes one that is none */

#endif
