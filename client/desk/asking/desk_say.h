/* What happens while the desk works, in words. */
#ifndef VALISE_DESK_DESK_SAY_H
#define VALISE_DESK_DESK_SAY_H

#include "client/desk/store/desk_event.h"
#include "client/desk/store/store.h"

/*
 * Says each event: warnings and notes on standard error, and on standard output
 * what was asked for.  Static.
 */
const struct desk_events *desk_say(void);

/* Warns of each row that is not what the journal says.  Static. */
const struct desk_difference_seen *desk_say_differences(void);

#endif
