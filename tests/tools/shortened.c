/*
 * Short writes for tests (LD_PRELOAD): of each write to a file at most
 * SHORTENED bytes are taken, as POSIX allows and a full or remote disk does.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Which takes all there is room for, and libseccomp counts on it. */
static int
is_memory(int fd)
{
	char self[64], name[16];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	return readlink(self, name, sizeof(name)) >= 7 &&
	    memcmp(name, "/memfd:", 7) == 0;
}

static size_t
most(int fd, size_t len)
{
	const char *set = getenv("SHORTENED");
	size_t limit = set == NULL ? len : (size_t)strtoul(set, NULL, 10);

	/* A pipe or a terminal has no place in it; a process that is shut in
	 * may ask for that, and for nothing more. */
	if (limit == 0 || syscall(SYS_lseek, fd, 0L, SEEK_CUR) < 0 ||
	    is_memory(fd))
		return len;
	return len < limit ? len : limit;
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
	return syscall(SYS_write, fd, bytes, most(fd, len));
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
	return syscall(SYS_pwrite64, fd, bytes, most(fd, len), offset);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t offset)
{
	return pwrite(fd, bytes, len, offset);
}

ssize_t
pwritev(int fd, const struct iovec *iov, int n, off_t offset)
{
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += iov[i].iov_len;
	/* Cut inside the first one. */
	if (n > 0 && most(fd, len) < len)
		return pwrite(
		    fd, iov[0].iov_base, most(fd, iov[0].iov_len), offset);
	return syscall(SYS_pwritev, fd, iov, (unsigned long)n, offset, 0L);
}

ssize_t
pwritev64(int fd, const struct iovec *iov, int n, off_t offset)
{
	return pwritev(fd, iov, n, offset);
}
