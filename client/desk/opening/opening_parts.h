/* What the desk and the process that opens say to each other; for this folder
 * alone. */
#ifndef VALISE_DESK_OPENING_PARTS_H
#define VALISE_DESK_OPENING_PARTS_H

#include <sys/types.h>

#include "common/envelope/envelope.h"
#include "opening.h"

/* Keys, in memory that the desk and the process that opens share. */
struct opening_page {
	uint64_t n;
	uint8_t secrets[OPENING_KEYS_MAX][AGE_SECRET_BYTES];
};

enum opening_word {
	OPENING_BY_EPOCH, /* desk: open this, by a key of the page */
	OPENING_BY_KEY,   /* desk: by this file key */
	OPENING_STOP,     /* desk: end that child */
	OPENING_FOUND,    /* this is its file key, and its child runs */
	OPENING_REFUSED,  /* the header: `status` says why; no child ran */
	OPENING_ENDED     /* its child: `end` says how */
};

enum opening_end_of {
	OPENING_WELL,  /* status 0 */
	OPENING_BADLY, /* by its own word, a signal, or a limit of its own */
	OPENING_LATE,  /* its clock ran out */
	OPENING_LOCAL  /* this machine's fault: no memory, or not shut in */
};

/* One datagram, in both directions; with the first two words of the desk come
 * the envelope and the pipe's end. */
struct opening_message {
	uint32_t word;
	uint32_t number; /* of the job, as the desk counts */
	uint32_t status; /* enum envelope_status */
	uint32_t end;    /* enum opening_end_of */
	uint32_t epoch;  /* of the page; OPENING_NO_EPOCH */
	uint8_t file_key[AGE_FILE_KEY_BYTES];
};

/* The loop of that process, which ends with its socket. */
_Noreturn void opening_serve(int socket, const struct opening_page *page,
    const struct opening_plan *plan);

/* Room for a frame, guarded, which whoever fills it wipes. */
uint8_t *opening_buffer(struct opening *o);

/* For tests. */
pid_t opening_pid(const struct opening *o);

/* The child of the plan that is not a test's. */
void opening_run_child(const struct opening_child *child);
#define OPENING_CHILD_LOCAL 2    /* exit status: not the file's fault */
#define OPENING_CPU_SECONDS 3600 /* of a child: eight GiB take a minute */

/*
 * Asks for an envelope to be opened: `file_key` where it was kept, or NULL.
 * `ret_pipe` is what the child says, and is the caller's.  The job's number; 0
 * where it can't be asked.
 */
uint32_t opening_ask(
    struct opening *o, int fd, const uint8_t *file_key, int *ret_pipe);

/* What became of one. */
struct opening_result {
	bool found; /* the header gave the file key */
	bool ended; /* or refused */
	bool refused;
	enum envelope_status status;
	enum opening_end_of end;
	uint32_t epoch;
	uint8_t file_key[AGE_FILE_KEY_BYTES];
};
/* Waits until it ended, at the latest by that moment of the steady clock; it
 * did not where `ended` is false: it does not, or nobody is there.  It is
 * forgotten then; what comes back is guarded, and lives until the next. */
const struct opening_result *opening_wait(
    struct opening *o, uint32_t number, int64_t until_ms);
/* Whether it answers no more: nothing opens before a desk is opened anew. */
bool opening_is_gone(const struct opening *o);
/* Ends it, however far it is. */
void opening_stop(struct opening *o, uint32_t number);

#endif
