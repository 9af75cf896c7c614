/* What the authority puts into relays[] of an intake (docs/DIRECTORY.md 2). */
#ifndef VALISE_RELAY_KEYS_PRINT_H
#define VALISE_RELAY_KEYS_PRINT_H

#include "relay/site/keys.h"

/* The public halves of those keys; today's, or the next, which must be there.
 */
void keys_print(const struct relay_keys *keys, bool next, const char *relay,
    const char *intake);

#endif
