/*
 * Sends envelopes on to an upstream relay and brings the desk's notes back
 * (docs/OPERATING.md, docs/SPOOL.md 7).  One thread; nothing is erased by it:
 * an envelope stays until the desk's own note settles it.
 */
#ifndef VALISE_RELAY_FORWARDER_H
#define VALISE_RELAY_FORWARDER_H

#include "relay/site/config.h"
#include "relay/site/directory_box.h"
#include "relay/site/keys.h"
#include "relay/store/store.h"

struct forwarder;

/*
 * NULL on failure.  The store, the keys and the box must outlive it; the
 * configuration it holds.  http_client_global() must have been called.
 */
struct forwarder *forwarder_start(struct store *store,
    const struct config *config, const struct relay_keys *keys,
    struct directory_box *directories);
/* Breaks off within a second or two; what was under way is resumed later. */
void forwarder_stop(struct forwarder *f); /* takes NULL */

#endif
