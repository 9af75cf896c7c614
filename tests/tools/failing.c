/*
 * Memory or a disk that fails, for tests (LD_PRELOAD).  FAILING says which
 * call, counted from the program's main() and in each process by itself:
 *
 *   memory:N    the Nth allocation gives nothing, by malloc, calloc, realloc or
 *               mmap; memory-on:N that and all behind it
 *   eio:N       the Nth write, sync, rename, link or read of a file fails (EIO)
 *   enospc:N    the Nth of those but reads fails (ENOSPC), and all behind it
 *   kill:N      the process is killed in place of the Nth of those but reads
 *   count       none
 *
 * COUNTED names a file that gets "memory M disk D" at the end of the process
 * that began: how many there were.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

enum mode { COUNTS, MEMORY, MEMORY_ON, FAILS_EIO, FAILS_ENOSPC, KILLS };

static enum mode mode;
static unsigned long wanted;
static atomic_ulong memories, disks;
static atomic_bool counting;
static pid_t began;

/*
 * libcrypto 3.0 takes a lock that it had no memory for while it starts, and
 * crashes: nothing that a program can mend, so that it has started before the
 * first call is counted.
 */
static void
start_libcrypto(void)
{
	int (*digest)(void *, const char *, const char *, const void *, size_t,
	    unsigned char *, size_t *);
	unsigned char hash[64];
	size_t len;

	*(void **)&digest = dlsym(RTLD_DEFAULT, "EVP_Q_digest");
	if (digest != NULL)
		(void)digest(NULL, "SHA256", NULL, "", 0, hash, &len);
}

__attribute__((constructor)) static void
begin(void)
{
	static const struct {
		const char *word;
		enum mode mode;
	} modes[] = {{"memory:", MEMORY}, {"memory-on:", MEMORY_ON},
	    {"eio:", FAILS_EIO}, {"enospc:", FAILS_ENOSPC}, {"kill:", KILLS}};
	const char *set = getenv("FAILING");

	for (size_t i = 0; set != NULL && i < 5; i++)
		if (strncmp(set, modes[i].word, strlen(modes[i].word)) == 0) {
			mode = modes[i].mode;
			wanted = strtoul(set + strlen(modes[i].word), NULL, 10);
		}
	began = getpid();
	start_libcrypto();
	atomic_store(&counting, set != NULL);
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("COUNTED");
	char line[80];
	int fd, len;

	if (!atomic_exchange(&counting, false) || path == NULL ||
	    getpid() != began)
		return;
	len = snprintf(line, sizeof(line), "memory %lu disk %lu\n",
	    atomic_load(&memories), atomic_load(&disks));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)syscall(SYS_write, fd, line, (size_t)len);
		(void)close(fd);
	}
}

static bool
memory_fails(void)
{
	unsigned long n;

	if (!atomic_load(&counting))
		return false;
	n = atomic_fetch_add(&memories, 1) + 1;
	if (!(mode == MEMORY && n == wanted) &&
	    !(mode == MEMORY_ON && n >= wanted))
		return false;
	errno = ENOMEM;
	return true;
}

/*
 * Of a file alone: what stands on a terminal or in a pipe is no disk.  Asked by
 * a call that a process that is shut in may make, too.
 */
static bool
disk_fails(int fd, bool reads)
{
	unsigned long n;
	int saved = errno;

	if (!atomic_load(&counting) ||
	    (reads && (mode == FAILS_ENOSPC || mode == KILLS)))
		return false;
	if (fd >= 0 && syscall(SYS_lseek, fd, 0L, SEEK_CUR) < 0) {
		errno = saved;
		return false;
	}
	n = atomic_fetch_add(&disks, 1) + 1;
	if (mode == FAILS_EIO && n == wanted) {
		errno = EIO;
		return true;
	}
	if (mode == KILLS && n == wanted)
		(void)syscall(SYS_kill, getpid(), SIGKILL);
	if (mode == FAILS_ENOSPC && n >= wanted) {
		errno = ENOSPC;
		return true;
	}
	return false;
}

void *
malloc(size_t size)
{
	return memory_fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return memory_fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return memory_fails() ? NULL : __libc_realloc(old, size);
}

void *
mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
	if ((flags & MAP_ANONYMOUS) != 0 && memory_fails())
		return MAP_FAILED;
	return (void *)syscall(
	    SYS_mmap, at, len, protection, flags, fd, offset);
}

void *
mmap64(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
	return mmap(at, len, protection, flags, fd, offset);
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
	return disk_fails(fd, false) ? -1 : syscall(SYS_write, fd, bytes, len);
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
	return disk_fails(fd, false)
	    ? -1
	    : syscall(SYS_pwrite64, fd, bytes, len, offset);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t offset)
{
	return pwrite(fd, bytes, len, offset);
}

ssize_t
read(int fd, void *bytes, size_t len)
{
	return disk_fails(fd, true) ? -1 : syscall(SYS_read, fd, bytes, len);
}

ssize_t
pread(int fd, void *bytes, size_t len, off_t offset)
{
	return disk_fails(fd, true)
	    ? -1
	    : syscall(SYS_pread64, fd, bytes, len, offset);
}

ssize_t
pread64(int fd, void *bytes, size_t len, off_t offset)
{
	return pread(fd, bytes, len, offset);
}

int
fsync(int fd)
{
	return disk_fails(-1, false) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return disk_fails(-1, false) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
rename(const char *from, const char *to)
{
	return disk_fails(-1, false) ? -1 : (int)syscall(SYS_rename, from, to);
}

int
renameat2(int one, const char *from, int two, const char *to, unsigned flags)
{
	return disk_fails(-1, false)
	    ? -1
	    : (int)syscall(SYS_renameat2, one, from, two, to, flags);
}

int
linkat(int one, const char *from, int two, const char *to, int flags)
{
	return disk_fails(-1, false)
	    ? -1
	    : (int)syscall(SYS_linkat, one, from, two, to, flags);
}

int
ftruncate(int fd, off_t len)
{
	return disk_fails(fd, false) ? -1
				     : (int)syscall(SYS_ftruncate, fd, len);
}

int
ftruncate64(int fd, off_t len)
{
	return ftruncate(fd, len);
}
