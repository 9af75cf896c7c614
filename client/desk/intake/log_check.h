/* What the relay's log says against what the stick brought (docs/MEDIUM.md 5)
 */
#ifndef VALISE_DESK_LOG_CHECK_H
#define VALISE_DESK_LOG_CHECK_H

#include "client/desk/vault/vault.h"
#include "common/notes/manifest.h"

/*
 * Verifies the checkpoint on the stick, recomputes its root from the entries,
 * checks that the log only grew since the last time, and says on standard
 * error each entry for which no envelope is held.
 */
void log_check(
    struct vault *v, const char *medium, const struct manifest *manifest);

#endif
