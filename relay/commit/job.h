/* Work that one thread hands to another, and a first-in first-out line of it.
 */
#ifndef VALISE_RELAY_JOB_H
#define VALISE_RELAY_JOB_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "relay/store/index.h"

enum job_kind {
	JOB_SYNC,     /* make a part of an upload durable */
	JOB_COMPLETE, /* an upload is whole: verify, place, then commit */
	JOB_COMMIT,   /* append a record and promise it */
	JOB_FLUSH     /* all that was promised into the index */
};

enum job_result {
	JOB_DONE,
	JOB_HASH_WRONG, /* the bytes are not those that were announced */
	JOB_NO_ROOM,
	JOB_FAILED
};

struct job {
	struct job *next;
	enum job_kind kind;
	enum job_result result;
	struct record record; /* hash, size, intake, work */
	uint8_t *body;        /* owned; an inline envelope */
	/* JOB_COMMIT without a file gets it with the promise. */
	char upload_id[UPLOAD_ID_BYTES];
	uint8_t stamp[32];          /* of its work, not to be used again */
	uint64_t offset;            /* JOB_SYNC: what is durable after it */
	struct byte_writer promise; /* the answer of JOB_COMMIT */
	bool by_file;               /* an upload with a row in the index */
	void *owner;                /* whoever waits; NULL: no one */
};

struct job *job_create(enum job_kind kind);
void job_destroy(struct job *job); /* takes NULL */

/*
 * Bounded by what fills it: each job belongs to one connection or to one
 * unfinished upload, and both are limited (config.h).
 */
struct job_line {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct job *first;
	struct job **last;
	bool closed;
};

void job_line_init(struct job_line *line);
void job_line_finish(struct job_line *line);
void job_line_put(struct job_line *line, struct job *job);
/* A chain of them at once: `last` is what its end is written to. */
void job_line_put_all(
    struct job_line *line, struct job *first, struct job **last);
/*
 * Takes the first, waiting at most `seconds` for one.
 * NULL when the time is over, or when the line is closed and empty.
 */
struct job *job_line_take(struct job_line *line, unsigned seconds);
bool job_line_is_empty(struct job_line *line);
/* The first without waiting, if `fits` likes it. */
struct job *job_line_take_more(struct job_line *line,
    bool (*fits)(void *context, const struct job *job), void *context);
/* No more will come; what waits is still taken. */
void job_line_close(struct job_line *line);
bool job_line_ended(struct job_line *line);

#endif
