#ifndef VALISE_DESK_DESK_SAY_AGES_H
#define VALISE_DESK_DESK_SAY_AGES_H

#include "client/desk/vault/vault.h"

/* Warns where the program or the directory is older than was set, or a newer
 * release was verified here (docs/RELEASES.md 4). */
void desk_say_ages(struct vault *v);

#endif
