#include "hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"

int
hold_descriptor(const char *folder)
{
	char *path = durable_file_join(folder, "hold");
	struct stat owner;
	int fd = path == NULL
	    ? -1
	    : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	/* Made by root, it must not keep the relay's own user out. */
	if (fd >= 0 && geteuid() == 0 &&
	    (stat(folder, &owner) != 0 ||
		fchown(fd, owner.st_uid, owner.st_gid) != 0)) {
		(void)close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

int
hold_erasing(const char *folder)
{
	int fd = hold_descriptor(folder);

	if (fd >= 0 && flock(fd, LOCK_SH) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

int
hold_at_rest(const char *folder)
{
	char *path = durable_file_join(folder, "lock");
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC), saved;

	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
		(void)close(fd);
		errno = EWOULDBLOCK;
		fd = -1;
	}
	saved = errno;
	free(path);
	errno = saved;
	return fd;
}

bool
hold_is_served(const char *folder)
{
	int fd;

	errno = 0;
	fd = hold_at_rest(folder);
	if (fd >= 0)
		(void)close(fd);
	/* One that never served has no lock yet. */
	return fd < 0 && errno != ENOENT;
}
