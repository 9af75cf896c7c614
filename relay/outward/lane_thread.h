/*
 * Threads that each have one lane to look after: once a second, and until all
 * are told to stop.
 */
#ifndef VALISE_RELAY_LANE_THREAD_H
#define VALISE_RELAY_LANE_THREAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define LANE_THREADS_MAX 16

struct lane_work {
	const char *name;             /* of its threads, at most 15 bytes */
	void (*begin)(void *context); /* once, in the thread; or NULL */
	void (*round)(void *context); /* breaks off where `stop` is set */
};

struct lane_threads {
	const struct lane_work *work;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool ended;
	atomic_bool stop; /* for whoever waits for a peer */
	size_t n;
	struct lane_thread {
		struct lane_threads *all;
		void *context;
		pthread_t thread;
	} threads[LANE_THREADS_MAX];
};

/* None runs yet.  `work` must outlive them. */
void lane_threads_init(struct lane_threads *t, const struct lane_work *work);
/* One more, whose context must outlive it; false where there is no thread. */
bool lane_threads_add(struct lane_threads *t, void *context);
/* Sets `stop`, wakes all and waits for their end. */
void lane_threads_finish(struct lane_threads *t);

#endif
