#include "worker_team.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#define STACK_BYTES (256u * 1024)

struct worker_team {
	pthread_mutex_t lock; /* over all below, and each piece's state */
	pthread_cond_t queued;
	pthread_cond_t done;
	struct team_piece *first;
	struct team_piece *last;
	unsigned waiting; /* threads with nothing to do */
	bool ending;
	unsigned n;
	pthread_t threads[WORKER_TEAM_THREADS_MAX];
};

unsigned
worker_team_useful(void)
{
	cpu_set_t usable;
	int n;

	if (sched_getaffinity(0, sizeof(usable), &usable) != 0)
		return 0;
	n = CPU_COUNT(&usable) - 1;
	if (n < 0)
		return 0;
	return (unsigned)n < WORKER_TEAM_THREADS_MAX ? (unsigned)n
						     : WORKER_TEAM_THREADS_MAX;
}

/* Runs the first in line; the lock is held before and after. */
static void
run_first(struct worker_team *team)
{
	struct team_piece *piece = team->first;

	team->first = piece->next;
	piece->state = PIECE_RUNNING;
	(void)pthread_mutex_unlock(&team->lock);
	piece->run(piece);
	(void)pthread_mutex_lock(&team->lock);
	piece->state = PIECE_DONE;
}

static void *
work_on(void *argument)
{
	struct worker_team *team = argument;

	(void)pthread_mutex_lock(&team->lock);
	for (;;) {
		while (team->first == NULL && !team->ending) {
			team->waiting++;
			(void)pthread_cond_signal(&team->done);
			(void)pthread_cond_wait(&team->queued, &team->lock);
			team->waiting--;
		}
		if (team->first == NULL)
			break;
		run_first(team);
		(void)pthread_cond_signal(&team->done);
	}
	(void)pthread_mutex_unlock(&team->lock);
	return NULL;
}

static void
start_threads(struct worker_team *team, unsigned threads)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	if (pthread_attr_init(&attributes) != 0)
		return;
	(void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	while (team->n < threads && team->n < WORKER_TEAM_THREADS_MAX &&
	    pthread_create(
		&team->threads[team->n], &attributes, work_on, team) == 0)
		team->n++;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)pthread_attr_destroy(&attributes);
}

struct worker_team *
worker_team_create(unsigned threads)
{
	struct worker_team *team = calloc(1, sizeof(*team));

	if (team == NULL)
		return NULL;
	(void)pthread_mutex_init(&team->lock, NULL);
	(void)pthread_cond_init(&team->queued, NULL);
	(void)pthread_cond_init(&team->done, NULL);
	start_threads(team, threads);
	(void)pthread_mutex_lock(&team->lock);
	while (team->waiting < team->n)
		(void)pthread_cond_wait(&team->done, &team->lock);
	(void)pthread_mutex_unlock(&team->lock);
	return team;
}

void
worker_team_destroy(struct worker_team *team)
{
	if (team == NULL)
		return;
	(void)pthread_mutex_lock(&team->lock);
	team->ending = true;
	(void)pthread_cond_broadcast(&team->queued);
	(void)pthread_mutex_unlock(&team->lock);
	for (unsigned i = 0; i < team->n; i++)
		(void)pthread_join(team->threads[i], NULL);
	(void)pthread_cond_destroy(&team->done);
	(void)pthread_cond_destroy(&team->queued);
	(void)pthread_mutex_destroy(&team->lock);
	free(team);
}

void
worker_team_submit(struct worker_team *team, struct team_piece *piece)
{
	(void)pthread_mutex_lock(&team->lock);
	piece->state = PIECE_QUEUED;
	piece->next = NULL;
	if (team->first == NULL)
		team->first = piece;
	else
		team->last->next = piece;
	team->last = piece;
	if (team->waiting > 0)
		(void)pthread_cond_signal(&team->queued);
	(void)pthread_mutex_unlock(&team->lock);
}

void
worker_team_wait(struct worker_team *team, struct team_piece *piece)
{
	(void)pthread_mutex_lock(&team->lock);
	while (piece->state != PIECE_DONE)
		if (team->first != NULL)
			run_first(team);
		else
			(void)pthread_cond_wait(&team->done, &team->lock);
	(void)pthread_mutex_unlock(&team->lock);
}
