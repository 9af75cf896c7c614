/*
 * A slow disk for tests/bench/relay (LD_PRELOAD): adds FLUSH_MS milliseconds to
 * each fsync, fdatasync and sync_file_range, after the real one.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int
slowly(long result)
{
	const char *text = getenv("FLUSH_MS");
	long ms = text == NULL ? 0 : strtol(text, NULL, 10);
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};
	int error = errno;

	while (ms > 0 && nanosleep(&left, &left) != 0)
		;
	errno = error;
	return (int)result;
}

int fsync(int fd);
int fdatasync(int fd);
int sync_file_range(int fd, off_t offset, off_t len, unsigned flags);

int
fsync(int fd)
{
	return slowly(syscall(SYS_fsync, fd));
}

int
fdatasync(int fd)
{
	return slowly(syscall(SYS_fdatasync, fd));
}

int
sync_file_range(int fd, off_t offset, off_t len, unsigned flags)
{
	return slowly(syscall(SYS_sync_file_range, fd, offset, len, flags));
}
