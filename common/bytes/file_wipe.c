#include "file_wipe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "durable_file.h"
#include "stream.h"

/* Over all that it has. */
static bool
write_over(int fd)
{
	uint8_t chance[16384];
	struct stat found;
	bool ok = fstat(fd, &found) == 0;

	for (off_t left = ok ? found.st_size : 0; left > 0 && ok;
	     left -= (off_t)sizeof(chance)) {
		randombytes_buf(chance, sizeof(chance));
		ok = stream_write_all(fd, chance,
		    left < (off_t)sizeof(chance) ? (size_t)left
						 : sizeof(chance));
	}
	return ok && fsync(fd) == 0;
}

bool
file_wipe(const char *path)
{
	struct stat found;
	bool ok = true;
	int fd, error;

	if (lstat(path, &found) != 0)
		return errno == ENOENT;
	if (S_ISREG(found.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (fd < 0)
			return false;
		ok = write_over(fd);
		error = errno;
		(void)close(fd);
		errno = error;
	}
	return ok && unlink(path) == 0 && durable_file_sync_parent(path);
}

bool
file_wipe_parts(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	bool ok = dir != NULL || errno == ENOENT;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *path;

		if (strncmp(e->d_name, ".part-", 6) != 0)
			continue;
		path = durable_file_join(folder, e->d_name);
		ok = path != NULL && file_wipe(path) && ok;
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}
