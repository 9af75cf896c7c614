#include "steady_wait.h"

#include "common/bytes/steady_clock.h"

void
steady_wait_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(condition, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

struct timespec
steady_wait_until(uint64_t milliseconds)
{
	uint64_t ns = (uint64_t)steady_clock_ns() + milliseconds * 1000000u;

	return (struct timespec){.tv_sec = (time_t)(ns / 1000000000u),
	    .tv_nsec = (long)(ns % 1000000000u)};
}
