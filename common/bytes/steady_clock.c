#include "steady_clock.h"

#include <time.h>

int64_t
steady_clock_ns(void)
{
	struct timespec t = {0, 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t
steady_clock_ms(void)
{
	return steady_clock_ns() / 1000000;
}

int64_t
steady_clock_seconds(void)
{
	return steady_clock_ns() / 1000000000;
}

int64_t
steady_clock_boot_ms(void)
{
	struct timespec t = {0, 0};

	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
