/* The relay's log as a stick brings it, verified (docs/MEDIUM.md 5). */
#ifndef VALISE_DESK_LOG_READ_H
#define VALISE_DESK_LOG_READ_H

#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"
#include "common/notes/manifest.h"

#define LOG_READ_SIZE_MAX (1u << 22) /* entries */

/*
 * Where the vault keeps what it saw of a relay's log, which is public: to be
 * freed, NULL: memory.
 */
char *log_read_path(
    const struct vault *v, const char *relay, const char *ending);

struct log_leaves {
	size_t n;
	uint8_t (*items)[RECEIPT_ENTRY_BYTES]; /* owned */
};

/*
 * Checkpoint, its witnesses, all leaves: signed by the relay's log key of
 * today, or of the day with which the log ends (docs/RECEIPT.md 4), with the
 * root that they lead to, and one with the longest log of that relay that this
 * desk saw (sticks come in any order).  False after telling what is wrong; then
 * nothing is to be freed.
 */
bool log_read(struct vault *v, const char *medium, const struct manifest *m,
    const struct desk_events *events, struct checkpoint *ret_checkpoint,
    struct witness_verdict *ret_witnesses, struct log_leaves *ret_leaves);

#endif
