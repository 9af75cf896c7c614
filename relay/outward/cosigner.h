/*
 * Has each publication cosigned by the directory's witnesses
 * (c2sp.org/tlog-witness; docs/OPERATING.md), each by a thread of its own.
 * Nothing waits for it: a log grows and is served whether they answer or not.
 */
#ifndef VALISE_RELAY_COSIGNER_H
#define VALISE_RELAY_COSIGNER_H

#include "relay/site/config.h"
#include "relay/site/directory_box.h"
#include "relay/store/store.h"

struct cosigner;

/*
 * NULL on failure.  The store and the box must outlive it; the
 * configuration it holds, and its `witnesses` must ask some.
 * http_client_global() must have been called.
 */
struct cosigner *cosigner_start(struct store *store,
    const struct config *config, struct directory_box *directories);
/* Breaks off within a second or two; what was under way is asked for again. */
void cosigner_stop(struct cosigner *c); /* takes NULL */

#endif
