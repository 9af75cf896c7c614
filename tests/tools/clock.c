/*
 * A clock that jumps, for tests (LD_PRELOAD): the file that CLOCK_FILE names
 * holds the seconds by which this process' clock is off, read at each look.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long
offset(void)
{
	const char *path = getenv("CLOCK_FILE");
	FILE *file = path == NULL ? NULL : fopen(path, "re");
	long seconds = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%ld", &seconds) != 1)
		seconds = 0;
	(void)fclose(file);
	return seconds;
}

int
clock_gettime(clockid_t clock, struct timespec *ret)
{
	int result = (int)syscall(SYS_clock_gettime, clock, ret);

	if (result == 0 && clock == CLOCK_REALTIME)
		ret->tv_sec += offset();
	return result;
}

time_t
time(time_t *ret)
{
	struct timespec t = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &t);
	if (ret != NULL)
		*ret = t.tv_sec;
	return t.tv_sec;
}

int
gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
	struct timespec t = {0, 0};

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	ret->tv_sec = t.tv_sec;
	ret->tv_usec = t.tv_nsec / 1000;
	return 0;
}
