#include "sandbox.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
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

void
sandbox_close_others(const struct sandbox_limits *limits)
{
	unsigned first = 0, kept;

	do {
		kept = next_kept(limits, first);
		if (kept > first && close_range(first, kept - 1, 0) != 0)
			close_each(first, kept - 1);
		first = kept + 1;
	} while (kept != UINT_MAX);
}

/* Instructions; there are about 40. */
#define PROGRAM_MAX (SANDBOX_FILTER_BYTES / sizeof(struct sock_filter))

/* The filter as the kernel takes it; false where it can't be made. */
static bool
build(struct sock_filter *ret_program, size_t *ret_bytes)
{
	static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write),
	    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk),
	    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	    SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(futex),
	    SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom),
	    SCMP_SYS(clock_gettime), SCMP_SYS(getpid), SCMP_SYS(lseek)};
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int fd = memfd_create("filter", MFD_CLOEXEC);
	bool ok = context != NULL && fd >= 0;
	ssize_t got;

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
	ok = ok && seccomp_export_bpf(context, fd) == 0;
	got = ok ? pread(fd, ret_program, PROGRAM_MAX * sizeof(*ret_program), 0)
		 : -1;
	*ret_bytes = got < 0 ? 0 : (size_t)got;
	if (context != NULL)
		seccomp_release(context);
	if (fd >= 0)
		(void)close(fd);
	return got > 0 && *ret_bytes < PROGRAM_MAX * sizeof(*ret_program) &&
	    *ret_bytes % sizeof(*ret_program) == 0;
}

/*
 * Twice, and the same: where memory is short the library leaves out a rule and
 * says nothing, and what is then killed would be laid to the file.
 */
bool
sandbox_filter_make(struct sandbox_filter *ret_filter)
{
	struct sock_filter program[PROGRAM_MAX], again[PROGRAM_MAX];
	size_t bytes;

	memset(ret_filter, 0, sizeof(*ret_filter));
	if (!build(program, &ret_filter->len) || !build(again, &bytes) ||
	    bytes != ret_filter->len || memcmp(again, program, bytes) != 0) {
		ret_filter->len = 0;
		return false;
	}
	memcpy(ret_filter->program, program, bytes);
	return true;
}

/* On every thread there is, or on none. */
static bool
load(const struct sandbox_filter *filter)
{
	struct sock_filter program[PROGRAM_MAX];
	const struct sock_fprog whole = {
	    (unsigned short)(filter->len / sizeof(*program)), program};

	memcpy(program, filter->program, filter->len);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		   SECCOMP_FILTER_FLAG_TSYNC, &whole) == 0;
}

bool
sandbox_enter_by(
    const struct sandbox_limits *limits, const struct sandbox_filter *filter)
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
	if (filter->len == 0)
		return false;
	memory.rlim_cur = memory.rlim_max = address_space() + limits->memory;
	sandbox_close_others(limits);
	return setrlimit(RLIMIT_CPU, &cpu) == 0 &&
	    setrlimit(RLIMIT_AS, &memory) == 0 &&
	    setrlimit(RLIMIT_FSIZE, &file) == 0 &&
	    setrlimit(RLIMIT_NPROC, &none) == 0 && load(filter);
}

bool
sandbox_enter(const struct sandbox_limits *limits)
{
	struct sandbox_filter filter = {.len = 0};

	return (SANITIZED || sandbox_filter_make(&filter)) &&
	    sandbox_enter_by(limits, &filter);
}
