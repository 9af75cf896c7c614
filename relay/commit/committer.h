/*
 * The one thread that writes: it takes all envelopes that wait, appends them
 * with one sync, signs one promise for the batch, and only then lets each be
 * answered (docs/SPOOL.md 2).  Between batches it publishes and erases.
 */
#ifndef VALISE_RELAY_COMMITTER_H
#define VALISE_RELAY_COMMITTER_H

#include "job.h"
#include "relay/site/config.h"
#include "relay/site/directory_box.h"
#include "relay/site/keys.h"
#include "relay/site/upload_name.h"
#include "relay/store/store.h"

struct committer;

/* Called from the committer's threads when a job is done; the job goes over. */
typedef void committer_done(void *context, struct job *job);

/*
 * The store, the keys and the directories must outlive the committer; the
 * configuration it holds.  NULL on failure.
 */
struct committer *committer_start(struct store *store,
    const struct config *config, const struct relay_keys *keys,
    struct directory_box *directories,
    const uint8_t name_key[static UPLOAD_NAME_KEY_BYTES], committer_done *done,
    void *context);
/* Finishes what waits, then ends both threads. */
void committer_stop(struct committer *c); /* takes NULL */

/* Whether a stamp is of an envelope that the index does not know yet. */
bool committer_has_stamp(struct committer *c, const uint8_t stamp[static 32]);

/*
 * A JOB_COMMIT or JOB_FLUSH goes to the committer with the next
 * committer_go(), the others to the thread for files.  One thread puts.
 */
void committer_put(struct committer *c, struct job *job);
/* Once for all that one round of the listener brought: they share a sync. */
void committer_go(struct committer *c);

#endif
