/* Conditions that are waited for by the steady clock, whatever the date does.
 */
#ifndef VALISE_RELAY_STEADY_WAIT_H
#define VALISE_RELAY_STEADY_WAIT_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* To be destroyed with pthread_cond_destroy(). */
void steady_wait_init(pthread_cond_t *condition);

/* The moment in so many milliseconds, for pthread_cond_timedwait() on it. */
struct timespec steady_wait_until(uint64_t milliseconds);

#endif
