/*
 * Threads that run pieces of work for one owner.  The owner lends a hand while
 * it waits, so a team of none works too, only slower.
 */
#ifndef VALISE_BYTES_WORKER_TEAM_H
#define VALISE_BYTES_WORKER_TEAM_H

#define WORKER_TEAM_THREADS_MAX 7u

/* A piece of work, inside a struct of the owner's; taken up in order. */
struct work {
	void (*run)(struct work *work);
	enum { WORK_IDLE, WORK_QUEUED, WORK_RUNNING, WORK_DONE } state;
	struct work *next;
};

struct worker_team;

/* Threads worth starting beside the caller: usable cores less one, bounded. */
unsigned worker_team_useful(void);

/*
 * Starts up to `threads` threads with every signal blocked; fewer, and even
 * none, where the system gives no more.  All of them wait for work when it
 * returns: what a thread calls the system for at its start is over.  NULL when
 * out of memory.
 */
struct worker_team *worker_team_create(unsigned threads);
/* Every submitted work must have been waited for.  Takes NULL. */
void worker_team_destroy(struct worker_team *team);

/* Both by the owner's thread only. */
void worker_team_submit(struct worker_team *team, struct work *work);
/* Returns when it is done; runs what is queued meanwhile. */
void worker_team_wait(struct worker_team *team, struct work *work);

#endif
