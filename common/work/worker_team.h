/*
 * Threads that run pieces of work for one owner.  The owner lends a hand while
 * it waits, so a team of none works too, only slower.
 */
#ifndef VALISE_WORK_WORKER_TEAM_H
#define VALISE_WORK_WORKER_TEAM_H

#define WORKER_TEAM_THREADS_MAX 7u

/* A piece of work, inside a struct of the owner's; taken up in order. */
struct team_piece {
	void (*run)(struct team_piece *piece);
	enum { PIECE_IDLE, PIECE_QUEUED, PIECE_RUNNING, PIECE_DONE } state;
	struct team_piece *next;
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
void worker_team_submit(struct worker_team *team, struct team_piece *piece);
/* Returns when it is done; runs what is queued meanwhile. */
void worker_team_wait(struct worker_team *team, struct team_piece *piece);

#endif
