/* What is read again while the relay serves, and what is remembered of it. */
#ifndef VALISE_RELAY_RELOAD_H
#define VALISE_RELAY_RELOAD_H

#include "server.h"

/*
 * SIGHUP: reads configuration and directory again and takes over what may
 * change.  False with a reason: then everything goes on as it was.
 */
bool reload(struct server *server, struct reason *ret_reason);

/*
 * Holds what the desk's series are against the directory that will be gone by:
 * after its keys or anchors changed (desk_notes_rebase()).
 */
void reload_rebase(struct store *store, const struct config *config,
    const struct directory *d);

/* A line of how far a change of keys is, where there is one. */
void reload_say_next(const struct site *site, const struct directory *d);

/*
 * Never a lower version than one seen, nor another text of the same; what is
 * allowed is remembered in the index.  False with a reason, or where the index
 * can't be written.
 */
bool reload_version_allows(
    struct index *index, const struct directory *d, struct reason *ret_reason);

#endif
