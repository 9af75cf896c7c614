/* Uploads by tus 1.0, from their creation to their promise. */
#ifndef VALISE_RELAY_UPLOAD_REQUESTS_H
#define VALISE_RELAY_UPLOAD_REQUESTS_H

#include "request.h"

/* The table of what is asked of uploads (docs/RELAY-API.md 3), ended by zeroes.
 */
extern const struct request_handler upload_requests[];

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

#endif
