#include "secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sodium.h>

/* What standard output holds may be a report: it is wiped at the end. */
static char output[BUFSIZ];

static void
wipe_output(void)
{
	if (fflush(stdout) != 0)
		__fpurge(stdout); /* or zeroes would be written */
	sodium_memzero(output, sizeof(output));
}

/* A closed stream becomes one that can't be used, its way round. */
static bool
hold_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

bool
secret_protect_process(void)
{
	const struct rlimit none = {0, 0};

	if (!hold_standard_streams() || sodium_init() < 0)
		return false;
	/* Either may be refused in a container; neither is relied on alone. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return setvbuf(stdout, output, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF,
		   sizeof(output)) == 0 &&
	    atexit(wipe_output) == 0;
}

static bool locked;

/*
 * Pages are locked as they come to be used.  With a limit, a later allocation
 * would fail instead of being swapped: then it is not done.
 */
void
secret_lock_process(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0 ||
	    limit.rlim_cur != RLIM_INFINITY)
		return;
	locked = mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
}

bool
secret_may_be_swapped(void)
{
	FILE *swaps;
	int c, lines = 0;

	if (locked)
		return false;
	swaps = fopen("/proc/swaps", "re");
	if (swaps == NULL)
		return true;
	while ((c = getc(swaps)) != EOF)
		lines += c == '\n';
	(void)fclose(swaps);
	return lines > 1; /* the first is the heading */
}

void *
secret_alloc(size_t len)
{
	void *secret = sodium_malloc(len);

	if (secret != NULL)
		memset(secret, 0, len);
	return secret;
}

void
secret_free(void *secret)
{
	sodium_free(secret);
}
