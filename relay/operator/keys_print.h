/* What the authority puts into relays[] of an intake (docs/DIRECTORY.md 2). */
#ifndef VALISE_RELAY_KEYS_PRINT_H
#define VALISE_RELAY_KEYS_PRINT_H

#include "relay/site/site.h"

/* The public halves of those keys; today's, or the next, which must be there.
 */
void keys_print(const struct relay_keys *keys, bool next, const char *relay,
    const char *intake);

/* A line of how far a change of keys is; a warning where one is needed. */
void keys_say_next(const struct site *site, const struct directory *d);

#endif
