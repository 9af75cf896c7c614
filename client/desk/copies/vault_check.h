/*
 * Whether all that a vault, or a copy of one, should have is there and whole,
 * by public keys and hashes alone (docs/DESK.md, "Copies").
 */
#ifndef VALISE_DESK_VAULT_CHECK_H
#define VALISE_DESK_VAULT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/store/journal.h"
#include "common/bytes/reason.h"

struct vault_checked {
	struct journal_count journal;
	uint64_t originals;   /* whole */
	uint64_t attachments; /* sealed again, whole */
	uint64_t off;         /* files and notes that are missing or changed */
	uint64_t erased;      /* files here of what was disposed of */
	uint64_t notes;       /* import notes and bulletins, whole */
	bool journal_good;
};

/* Told of each thing that is off, in words; `what` is a file's name. */
struct vault_check_events {
	void (*off)(void *context, const char *what, const char *why);
	void *context;
	const struct desk_difference_seen *rows;
};

/*
 * Reads all of it: the journal and the rows, each original and
 * each attachment that a row knows, each note of both series.  False with a
 * reason where it can't be told.
 */
bool vault_check(const char *folder, const struct vault_check_events *events,
    struct vault_checked *ret_checked, struct reason *ret_reason);

#endif
