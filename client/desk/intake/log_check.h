/* What the relay's log says against what the stick brought (docs/MEDIUM.md 5)
 */
#ifndef VALISE_DESK_LOG_CHECK_H
#define VALISE_DESK_LOG_CHECK_H

#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"
#include "common/notes/manifest.h"

/*
 * Verifies the checkpoint on the stick, recomputes its root from the entries,
 * checks that the log only grew since the last time, and tells of each entry
 * for which no envelope is held, and how many there are (DESK_LOG_*).  Only
 * tells: nothing that is wrong with a log ends an import.
 */
void log_check(struct vault *v, const char *medium,
    const struct manifest *manifest, const struct desk_events *events);

#endif
