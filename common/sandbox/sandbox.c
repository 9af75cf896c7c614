#include "sandbox.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

#include "common/bytes/sanitized.h"

/* Bytes mapped already; 0 where that can't be read, and then less is allowed.
 */
static rlim_t
address_space(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%lu", &pages) != 1)
		pages = 0;
	(void)fclose(file);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The smallest of those that stay, from `fd` on; UINT_MAX for none. */
static unsigned
next_kept(const struct sandbox_limits *limits, unsigned fd)
{
	unsigned next = UINT_MAX;

	for (size_t i = 0; i < SANDBOX_FDS; i++) {
		unsigned kept = (unsigned)limits->fds[i];

		if (limits->fds[i] >= 0 && kept >= fd && kept < next)
			next = kept;
	}
	return next;
}

/* One by one, on a system that has no call for it. */
static void
close_each(unsigned first, unsigned last)
{
	long most = sysconf(_SC_OPEN_MAX);

	if (most < 0 || most > 65536)
		most = 65536;
	for (unsigned fd = first; fd <= last && fd < (unsigned)most; fd++)
		(void)close((int)fd);
}

static void
close_others(const struct sandbox_limits *limits)
{
	unsigned first = 0, kept;

	do {
		kept = next_kept(limits, first);
		if (kept > first && close_range(first, kept - 1, 0) != 0)
			close_each(first, kept - 1);
		first = kept + 1;
	} while (kept != UINT_MAX);
}

static bool
filter(void)
{
	static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write),
	    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk),
	    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	    SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(futex),
	    SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom),
	    SCMP_SYS(clock_gettime), SCMP_SYS(getpid), SCMP_SYS(lseek)};
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	/* On every thread there is, or on none. */
	bool ok = context != NULL &&
	    seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1) == 0;

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]) && ok; i++)
		ok = seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed[i], 0) ==
		    0;
	/* Memory that is run is never made: only data is mapped from here on.
	 */
	ok = ok &&
	    seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(
		context, SCMP_ACT_ALLOW, SCMP_SYS(sched_getaffinity), 0) == 0;
	ok = ok && seccomp_load(context) == 0;
	if (context != NULL)
		seccomp_release(context);
	return ok;
}

bool
sandbox_enter(const struct sandbox_limits *limits)
{
	const struct rlimit none = {0, 0};
	const struct rlimit cpu = {limits->cpu_seconds, limits->cpu_seconds};
	const struct rlimit file = {limits->file_bytes, limits->file_bytes};
	struct rlimit memory;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    setrlimit(RLIMIT_CORE, &none) != 0)
		return false;
	/* The sanitizers need calls and terabytes of their own. */
	if (SANITIZED)
		return true;
	memory.rlim_cur = memory.rlim_max = address_space() + limits->memory;
	close_others(limits);
	return setrlimit(RLIMIT_CPU, &cpu) == 0 &&
	    setrlimit(RLIMIT_AS, &memory) == 0 &&
	    setrlimit(RLIMIT_FSIZE, &file) == 0 &&
	    setrlimit(RLIMIT_NPROC, &none) == 0 && filter();
}
