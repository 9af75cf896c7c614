/* A spool's two locks, for whoever is not the relay (docs/SPOOL.md 8). */
#ifndef VALISE_RELAY_HOLD_H
#define VALISE_RELAY_HOLD_H

#include <stdbool.h>

/* Whether a relay serves this spool now. */
bool hold_is_served(const char *folder);
/*
 * Keeps any relay from starting, until the descriptor is closed.  -1 where one
 * serves, or with errno.
 */
int hold_at_rest(const char *folder);
/*
 * Keeps a running relay from erasing and recycling, until the descriptor is
 * closed.  -1 with errno.
 */
int hold_erasing(const char *folder);
/* On the file `hold`, made where it is missing; -1 with errno. */
int hold_descriptor(const char *folder);

#endif
