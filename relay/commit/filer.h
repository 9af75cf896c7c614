/*
 * The thread for upload files: what takes as long as a file is long must not
 * keep small envelopes waiting.
 */
#ifndef VALISE_RELAY_FILER_H
#define VALISE_RELAY_FILER_H

#include "job.h"
#include "relay/store/store.h"

struct filer;

/* Whole and verified uploads go on to `commits` as JOB_COMMIT. */
struct filer *filer_start(struct store *store, struct job_line *commits,
    void (*done)(void *context, struct job *job), void *context);
void filer_stop(struct filer *f); /* takes NULL */
void filer_put(struct filer *f, struct job *job);

#endif
