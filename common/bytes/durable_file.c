#include "durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "stream.h"

char *
durable_file_join(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return NULL;
	return path;
}

bool
durable_file_sync_folder(const char *folder)
{
	bool ok;
	int fd;

	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Some file systems of sticks can't sync a folder and say EINVAL. */
	ok = fsync(fd) == 0 || errno == EINVAL;
	(void)close(fd);
	return ok;
}

bool
durable_file_sync_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	bool ok;

	if (slash == NULL)
		return durable_file_sync_folder(".");
	folder =
	    slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
	if (folder == NULL)
		return false;
	ok = durable_file_sync_folder(folder);
	free(folder);
	return ok;
}

bool
durable_file_folder(const char *folder, mode_t mode)
{
	struct stat found;

	if (mkdir(folder, mode) == 0)
		return durable_file_sync_parent(folder);
	if (errno != EEXIST)
		return false;
	if (stat(folder, &found) != 0)
		return false;
	if (!S_ISDIR(found.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return true;
}

bool
durable_file_begin(struct durable_file *file, const char *path, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	int folder_len = slash == NULL ? 0 : (int)(slash - path) + 1;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	file->path = strdup(path);
	/* A short name of its own: one of 255 bytes has no room for more. */
	if (file->path == NULL ||
	    asprintf(&file->temporary, "%.*s.part-%08x%08x", folder_len, path,
		randombytes_random(), randombytes_random()) < 0) {
		file->temporary = NULL;
		durable_file_abandon(file);
		errno = ENOMEM;
		return false;
	}
	file->fd = open(file->temporary,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (file->fd < 0) {
		int saved = errno;

		free(file->temporary);
		file->temporary = NULL;
		durable_file_abandon(file);
		errno = saved;
		return false;
	}
	return true;
}

static bool
rename_into_place(const struct durable_file *file, enum durable_replace replace)
{
	if (replace == DURABLE_REPLACE)
		return rename(file->temporary, file->path) == 0;
	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path,
		RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	/* FAT: no RENAME_NOREPLACE; the race is the owner's own. */
	if (access(file->path, F_OK) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(file->temporary, file->path) == 0;
}

bool
durable_file_commit(struct durable_file *file, enum durable_replace replace)
{
	int saved, fd = file->fd;
	bool ok;

	ok = fsync(fd) == 0;
	saved = errno;
	file->fd = -1;
	if (close(fd) != 0 && ok) {
		ok = false;
		saved = errno;
	}
	if (ok) {
		ok = rename_into_place(file, replace);
		saved = errno;
		if (ok) {
			free(file->temporary);
			file->temporary = NULL;
			ok = durable_file_sync_parent(file->path);
			saved = errno;
		}
	}
	durable_file_abandon(file);
	errno = saved;
	return ok;
}

void
durable_file_abandon(struct durable_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	if (file->temporary != NULL)
		(void)unlink(file->temporary);
	free(file->temporary);
	free(file->path);
	memset(file, 0, sizeof(*file));
	file->fd = -1;
}

bool
durable_file_write(const char *path, const void *bytes, size_t len, mode_t mode,
    enum durable_replace replace)
{
	struct durable_file file;
	int saved;

	if (!durable_file_begin(&file, path, mode))
		return false;
	if (!stream_write_all(file.fd, bytes, len)) {
		saved = errno;
		durable_file_abandon(&file);
		errno = saved;
		return false;
	}
	return durable_file_commit(&file, replace);
}

bool
durable_file_read(
    const char *path, size_t limit, uint8_t **ret_bytes, size_t *ret_len)
{
	struct byte_source source;
	uint8_t *bytes = NULL;
	struct stat found;
	ssize_t got;
	int fd, saved;
	size_t size;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &found) != 0)
		goto fail;
	if (S_ISDIR(found.st_mode)) {
		errno = EISDIR;
		goto fail;
	}
	if (found.st_size < 0 || (uint64_t)found.st_size > limit) {
		errno = EFBIG;
		goto fail;
	}
	/* A pipe has no size: it gets the whole limit. */
	size = S_ISREG(found.st_mode) ? (size_t)found.st_size : limit;
	bytes = malloc(size + 1);
	if (bytes == NULL)
		goto fail;
	source = byte_source_fd(&fd);
	got = byte_source_fill(&source, bytes, size);
	if (got < 0)
		goto fail;
	bytes[got] = '\0';
	(void)close(fd);
	*ret_bytes = bytes;
	*ret_len = (size_t)got;
	return true;
fail:
	saved = errno;
	free(bytes);
	(void)close(fd);
	errno = saved;
	return false;
}
