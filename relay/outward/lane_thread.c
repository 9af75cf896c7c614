#include "lane_thread.h"

#include <string.h>

#include "relay/site/steady_wait.h"

#define ROUND_MS 1000

void
lane_threads_init(struct lane_threads *t, const struct lane_work *work)
{
	memset(t, 0, sizeof(*t));
	t->work = work;
	atomic_init(&t->stop, false);
	(void)pthread_mutex_init(&t->lock, NULL);
	steady_wait_init(&t->wake);
}

static void *
run(void *context)
{
	struct lane_thread *lane = context;
	struct lane_threads *t = lane->all;
	struct timespec until;

	(void)pthread_setname_np(pthread_self(), t->work->name);
	if (t->work->begin != NULL)
		t->work->begin(lane->context);
	(void)pthread_mutex_lock(&t->lock);
	while (!t->ended) {
		(void)pthread_mutex_unlock(&t->lock);
		t->work->round(lane->context);
		until = steady_wait_until(ROUND_MS);
		(void)pthread_mutex_lock(&t->lock);
		if (!t->ended)
			(void)pthread_cond_timedwait(
			    &t->wake, &t->lock, &until);
	}
	(void)pthread_mutex_unlock(&t->lock);
	return NULL;
}

bool
lane_threads_add(struct lane_threads *t, void *context)
{
	struct lane_thread *lane = &t->threads[t->n];

	if (t->n == LANE_THREADS_MAX)
		return false;
	lane->all = t;
	lane->context = context;
	if (pthread_create(&lane->thread, NULL, run, lane) != 0)
		return false;
	t->n++;
	return true;
}

void
lane_threads_finish(struct lane_threads *t)
{
	atomic_store(&t->stop, true);
	(void)pthread_mutex_lock(&t->lock);
	t->ended = true;
	(void)pthread_cond_broadcast(&t->wake);
	(void)pthread_mutex_unlock(&t->lock);
	for (size_t i = 0; i < t->n; i++)
		(void)pthread_join(t->threads[i].thread, NULL);
	(void)pthread_cond_destroy(&t->wake);
	(void)pthread_mutex_destroy(&t->lock);
}
