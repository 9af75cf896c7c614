/*
 * Opening an envelope in a child process that has no files and may hardly call
 * the system: one that breaks it costs that one envelope (docs/VAULT.md 5).
 */
#ifndef VALISE_DESK_OPENER_H
#define VALISE_DESK_OPENER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/envelope/age_header.h"
#include "common/envelope/age_key.h"

/* What opens it: epoch keys, or the file key that was kept. */
struct opener_keys {
	const struct age_identity *const *identities;
	size_t n;
	const uint8_t *file_key; /* used alone where not NULL */
	/* Called in the child first: wipes every secret but these; or NULL. */
	void (*forget)(void *context);
	void *forget_context;
};

/* What comes back; each may be NULL.  False ends the opening. */
struct opener_events {
	bool (*file_key)(
	    void *context, const uint8_t key[static AGE_FILE_KEY_BYTES]);
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
 * Opens what `fd` reads.  Unless OPENER_GOOD, what the events brought is to be
 * thrown away, and the reason says why.
 */
enum opener_verdict opener_open(int fd, const struct opener_keys *keys,
    const struct opener_events *events, struct reason *ret_reason);

#endif
