/*
 * Work that takes long, as whoever waits for it follows it: how far it is, why
 * it stands still, and whether it is to stop.
 */
#ifndef VALISE_WORK_TASK_H
#define VALISE_WORK_TASK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum task_kind { TASK_HASHING, TASK_SEALING, TASK_SENDING, TASK_IMPORTING };

/*
 * Who follows.  Called from the thread that works; any member may be NULL. What
 * they do to errno is undone: whoever works says afterwards why it failed.
 */
struct task_follow {
	/* `done` of `total`, in bytes (TASK_IMPORTING: envelopes). */
	void (*progress)(
	    void *context, enum task_kind kind, uint64_t done, uint64_t total);
	/* Something broke, and is tried again; a sentence of ours. */
	void (*waits)(void *context, const char *why);
	/* It came to its end, whether well or not. */
	void (*ended)(void *context);
	const atomic_bool *stop; /* set: give up soon, leaving nothing */
	void *context;
};

/* Whether it is to give up; takes NULL, which never does. */
bool task_stopped(const struct task_follow *follow);

/* Tells why it stands still; takes NULL, which no one follows. */
void task_waits(const struct task_follow *follow, const char *why);

/* One that goes on. */
struct task {
	const struct task_follow *follow; /* outlives it; or NULL */
	enum task_kind kind;
	uint64_t total;
};

void task_start(struct task *t, const struct task_follow *follow,
    enum task_kind kind, uint64_t total);
/* Bytes, or things, done so far; never told as more than the total. */
void task_set(const struct task *t, uint64_t done);
void task_end(const struct task *t);

#endif
