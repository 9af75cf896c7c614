/*
 * A case as events, for other people's systems (docs/INTERCHANGE.md): what is
 * known by code, who was named and consented, and no account.  For this room
 * alone.
 */
#ifndef VALISE_DESK_EVENTS_H
#define VALISE_DESK_EVENTS_H

#include <cjson/cJSON.h>

#include "leaving.h"

#define EVENTS_ACTS_MAX 20000 /* acts, each to one victim */

/*
 * `valise-events/1`; to be wiped by json_text_wipe().  NULL with a reason:
 * memory, or more acts than that.
 */
cJSON *events_of(const struct leaving *l, struct reason *ret_reason);

#endif
