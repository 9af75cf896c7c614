/* The loop: connections, jobs that come back, signals. */
#ifndef VALISE_RELAY_LISTENER_H
#define VALISE_RELAY_LISTENER_H

#include <signal.h>

#include "common/bytes/reason.h"
#include "server.h"

/* Those that the loop takes; to be blocked before any thread starts. */
void listener_signals(sigset_t *ret_set);

/*
 * Serves on server->listen_fd until SIGTERM or SIGINT, then finishes what was
 * accepted. False with a reason where it could not start.
 */
bool listener_run(struct server *server, struct reason *ret_reason);

/* For the committer: a job is done.  Any thread. */
void listener_job_done(void *context, struct job *job);

/*
 * Reads configuration, directory and persons again, and says on standard error
 * what came of it; false with a reason.
 */
bool listener_reload(struct server *server, struct reason *ret_reason);

#endif
