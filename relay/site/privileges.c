#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <seccomp.h>

#include "common/bytes/sanitized.h"

bool
privileges_drop(const char *user, struct reason *ret_reason)
{
	const struct passwd *p;

	if (user[0] == '\0')
		return true;
	errno = 0;
	p = getpwnam(user);
	if (p == NULL || p->pw_uid == 0) {
		reason_set(ret_reason, "user = %s: %s", user,
		    p == NULL ? "there is no such user" : "that is root");
		return false;
	}
	if (geteuid() == p->pw_uid && getuid() == p->pw_uid)
		return true;
	if (initgroups(user, p->pw_gid) != 0 ||
	    setresgid(p->pw_gid, p->pw_gid, p->pw_gid) != 0 ||
	    setresuid(p->pw_uid, p->pw_uid, p->pw_uid) != 0) {
		reason_set(ret_reason, "user = %s: %s", user, strerror(errno));
		return false;
	}
	/* Changing the user makes a process dumpable by its own user again. */
	if (setuid(0) == 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
		reason_set(ret_reason, "user = %s: root can be had back", user);
		return false;
	}
	return true;
}

static const int allowed[] = {
    /* Files. */
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
    SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(preadv), SCMP_SYS(pwritev),
    SCMP_SYS(pwritev2), SCMP_SYS(lseek), SCMP_SYS(open), SCMP_SYS(openat),
    SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate), SCMP_SYS(fcntl), SCMP_SYS(flock), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat), SCMP_SYS(utimensat), SCMP_SYS(getdents64),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(sendfile), SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(fadvise64),
    SCMP_SYS(umask), SCMP_SYS(memfd_create), SCMP_SYS(dup), SCMP_SYS(dup3),
    SCMP_SYS(pipe2),
    /* The network. */
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(shutdown), SCMP_SYS(sendto),
    SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
    SCMP_SYS(recvmsg), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
    SCMP_SYS(setsockopt), SCMP_SYS(getsockopt), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2), SCMP_SYS(ioctl),
    /* Time, threads, memory, signals. */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(futex), SCMP_SYS(clone), SCMP_SYS(clone3),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid), SCMP_SYS(getpid),
    SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
    SCMP_SYS(madvise), SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(mincore),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(tgkill), SCMP_SYS(getrandom),
    SCMP_SYS(getrlimit), SCMP_SYS(prlimit64), SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat),
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load),
    SCMP_SYS(bpf), SCMP_SYS(mount), SCMP_SYS(setuid), SCMP_SYS(setresuid)};

bool
privileges_filter(struct reason *ret_reason)
{
	scmp_filter_ctx context;
	bool ok;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		reason_set(
		    ret_reason, "no new privileges: %s", strerror(errno));
		return false;
	}
	if (SANITIZED)
		return true;
	context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	/* On every thread there is, or on none. */
	ok = context != NULL &&
	    seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1) == 0;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]) && ok; i++)
		ok = seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed[i], 0) ==
		    0;
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]) && ok; i++)
		ok = seccomp_rule_add(
			 context, SCMP_ACT_KILL_PROCESS, deadly[i], 0) == 0;
	/* Memory that is run is never made: only data is mapped. */
	ok = ok &&
	    seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_load(context) == 0;
	if (context != NULL)
		seccomp_release(context);
	if (!ok)
		reason_set(ret_reason,
		    "the filter of system calls can't be set; a relay does "
		    "not serve without it");
	return ok;
}
