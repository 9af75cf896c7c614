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

/* A short name of its own: one of 255 bytes has no room for more. */
static char *
temporary_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder_len = slash == NULL ? 0 : (int)(slash - path) + 1;
	char *name;

	return asprintf(&name, "%.*s.part-%08x%08x", folder_len, path,
		   randombytes_random(), randombytes_random()) < 0
	    ? NULL
	    : name;
}

/* A file without a name, gone with its process; -1 where that can't be had. */
static int
open_nameless(const char *path, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? strdup(".")
	    : slash == path          ? strdup("/")
				     : strndup(path, (size_t)(slash - path));
	int fd = folder == NULL
	    ? -1
	    : open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, mode);

	free(folder);
	return fd;
}

bool
durable_file_begin(struct durable_file *file, const char *path, mode_t mode)
{
	int saved;

	memset(file, 0, sizeof(*file));
	file->fd = open_nameless(path, mode);
	file->path = strdup(path);
	if (file->fd >= 0 && file->path != NULL)
		return true;
	/* Sticks: a name beside the place, removed if it comes to nothing. */
	file->temporary = temporary_name(path);
	if (file->path == NULL || file->temporary == NULL) {
		durable_file_abandon(file);
		errno = ENOMEM;
		return false;
	}
	file->fd = open(file->temporary,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (file->fd < 0) {
		saved = errno;
		free(file->temporary);
		file->temporary = NULL;
		durable_file_abandon(file);
		errno = saved;
		return false;
	}
	return true;
}

/* Gives a nameless file its place, or a name to be renamed from. */
static bool
name_it(struct durable_file *file, enum durable_replace replace)
{
	char self[64];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", file->fd);
	if (replace == DURABLE_KEEP_EXISTING)
		return linkat(AT_FDCWD, self, AT_FDCWD, file->path,
			   AT_SYMLINK_FOLLOW) == 0;
	file->temporary = temporary_name(file->path);
	if (file->temporary == NULL)
		return false;
	if (linkat(AT_FDCWD, self, AT_FDCWD, file->temporary,
		AT_SYMLINK_FOLLOW) == 0)
		return true;
	free(file->temporary);
	file->temporary = NULL;
	return false;
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

/* Named; `ret_named` also where what follows failed. */
static bool
place(struct durable_file *file, enum durable_replace replace, bool *ret_named)
{
	int saved, fd = file->fd;
	bool ok, named;

	ok = file->temporary != NULL || name_it(file, replace);
	saved = errno;
	named = ok && file->temporary == NULL;
	file->fd = -1;
	if (close(fd) != 0 && ok) {
		ok = false;
		saved = errno;
	}
	if (ok) {
		ok = named || rename_into_place(file, replace);
		saved = errno;
		named = ok;
	}
	if (ok) {
		free(file->temporary);
		file->temporary = NULL;
	}
	*ret_named = named;
	errno = saved;
	return ok;
}

/* It was not there before: whoever is told of a failure finds none. */
static void
take_away(const struct durable_file *file, enum durable_replace replace)
{
	if (replace == DURABLE_KEEP_EXISTING)
		(void)unlink(file->path);
}

bool
durable_file_commit(struct durable_file *file, enum durable_replace replace)
{
	bool ok, named = false;
	int saved;

	ok = fsync(file->fd) == 0 && place(file, replace, &named) &&
	    durable_file_sync_parent(file->path);
	saved = errno;
	if (!ok && named)
		take_away(file, replace);
	durable_file_abandon(file);
	errno = saved;
	return ok;
}

bool
durable_file_place(struct durable_file *file, enum durable_replace replace)
{
	bool named;
	int saved;

	if (place(file, replace, &named))
		return true;
	saved = errno;
	if (named)
		take_away(file, replace);
	durable_file_abandon(file);
	errno = saved;
	return false;
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
