/* What becomes of unfinished uploads: synced, committed, dropped. */
#ifndef VALISE_RELAY_UPLOAD_JOBS_H
#define VALISE_RELAY_UPLOAD_JOBS_H

#include "request.h"

/* What is known of an entry before it is committed. */
void upload_row_entry(const struct upload_row *row, struct record *ret_record);

/*
 * A job for an upload that is whole, or for a part of one: `owner` waits for
 * it, or NULL.  False, and nothing changed, where memory is short or the relay
 * ends.
 */
bool upload_file_job(
    struct server *server, struct upload_open *upload, struct request *owner);
/* In the main thread: a job came back, which is taken over. */
void upload_job_back(struct server *server, struct job *job);

/* Removes unfinished uploads whose time is over, in seconds since 1970. */
void upload_expire(struct server *server, int64_t now);
/* Hands whole uploads that a crash left uncommitted to the committer. */
void upload_resume(struct server *server);

/* Drops an unfinished upload: its file, its row, its place. */
void upload_forget(struct server *server, struct upload_open *upload);

#endif
