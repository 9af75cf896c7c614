/* What is said of disposals; for commands/ and open/. */
#ifndef VALISE_DESK_DISPOSAL_SAID_H
#define VALISE_DESK_DISPOSAL_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "client/desk/vault/vault.h"

/* How many keys of epochs may open what is gone, and until when. */
void disposal_say_epochs(size_t n, const char *after);
/* That secrets lie here of which nothing can be told; nothing of 0. */
void disposal_say_stray(size_t n);
/* What became of one, by its number, or of all that are not complete (NULL),
 * and what may remain of it; false where it can't be told. */
bool disposal_say(struct vault *v, const char *number);
/* Settles, and says which are complete by it, and what may remain of them. */
void disposal_settle_and_say(struct vault *v);
/* Warns where one was ended in the middle, or a copy brought something back. */
void disposal_warn_unfinished(struct vault *v);
/* All of them, what is on hold, and every copy that is known. */
bool disposal_say_all(struct vault *v);

#endif
