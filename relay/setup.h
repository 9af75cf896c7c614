/* What every subcommand does first: configuration, directory, keys. */
#ifndef VALISE_RELAY_SETUP_H
#define VALISE_RELAY_SETUP_H

#include "relay.h"

/* The FILE of -c; NULL after saying that it is missing. */
const char *setup_config_path(int argc, char **argv);

/*
 * Configuration, directory and keys, which must belong together.  NULL with a
 * reason; nothing is written.
 */
struct relay *setup_load(const char *path, struct reason *ret_reason);
void setup_unload(struct relay *relay); /* takes NULL; closes the store too */

/* Never a lower version than one seen, nor another text of the same. */
bool setup_version_allows(
    struct relay *relay, const struct directory *d, struct reason *ret_reason);

/*
 * Whether the directory has this relay's keys, and knows each intake and
 * upstream of [forward].
 */
bool setup_belongs(const struct config *config, const struct relay_keys *keys,
    const struct directory *d, struct reason *ret_reason);

/*
 * SIGHUP: reads configuration and directory again and takes over what may
 * change.  False with a reason: then everything goes on as it was.
 */
bool setup_reload(struct relay *relay, struct reason *ret_reason);

/* Work bits that were announced before, from the index; at start. */
void setup_recall_work(struct relay *relay);

#endif
