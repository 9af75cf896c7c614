/* What must not be disposed of, and why (docs/DISPOSAL.md 1). */
#ifndef VALISE_DESK_RETENTION_H
#define VALISE_DESK_RETENTION_H

#include <stdbool.h>

#include "client/desk/store/store.h"
#include "common/bytes/reason.h"

#define RETENTION_WHY_MAX 500 /* bytes */

/*
 * Has a case, by its number as typed, wait for whoever lifts it; and lifts it.
 * `why` stays in the row, under the case's key.  A transaction of its own;
 * false with a reason.
 */
bool retention_hold(struct desk_store *s, const char *typed, const char *why,
    struct reason *ret_reason);
bool retention_lift(struct desk_store *s, const char *typed, const char *why,
    struct reason *ret_reason);

#endif
