#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "disk.h"
#include "relay/site/hold.h"
#include "segment.h"

#define FORMAT "valise-spool/2\n"

static const char *const folders[DISK_KINDS] = {
    "segments", "large", "uploads", "bulletins"};

struct folder {
	struct disk disk;
	char *path;
	char *index;
	int lock_fd; /* one relay a folder */
	int hold_fd; /* locked against backups while erasing */
};

static char *
path_of(struct disk *d, enum disk_kind kind, const char *name)
{
	const struct folder *f = (const struct folder *)d;
	char *path;

	return asprintf(&path, "%s/%s/%s", f->path, folders[kind], name) < 0
	    ? NULL
	    : path;
}

static void
folder_close(struct disk *d)
{
	struct folder *f = (struct folder *)d;

	if (f->lock_fd >= 0)
		(void)close(f->lock_fd);
	if (f->hold_fd >= 0)
		(void)close(f->hold_fd);
	free(f->path);
	free(f->index);
	free(f);
}

static int
open_path(struct disk *d, enum disk_kind kind, const char *name, int flags)
{
	char *path = path_of(d, kind, name);
	int fd =
	    path == NULL ? -1 : open(path, flags | O_RDWR | O_CLOEXEC, 0600);

	free(path);
	return fd;
}

static int
folder_open(struct disk *d, enum disk_kind kind, const char *name)
{
	return open_path(d, kind, name, 0);
}

static int
folder_create(struct disk *d, enum disk_kind kind, const char *name)
{
	char *path = path_of(d, kind, name);
	int fd = path == NULL ? -1 : open_path(d, kind, name, O_CREAT | O_EXCL);

	if (fd >= 0 && !durable_file_sync_parent(path)) {
		(void)close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

static bool
folder_add_zeroes(
    struct disk *d, enum disk_kind kind, const char *name, uint64_t size)
{
	char *path = path_of(d, kind, name);
	bool ok = path != NULL && segment_create(path, size);

	free(path);
	return ok;
}

static bool
folder_put(struct disk *d, enum disk_kind kind, const char *name,
    const void *bytes, size_t len)
{
	char *path = path_of(d, kind, name);
	bool ok = path != NULL &&
	    durable_file_write(path, bytes, len, 0600, DURABLE_REPLACE);

	free(path);
	return ok;
}

static bool
folder_move(struct disk *d, enum disk_kind from, const char *name,
    enum disk_kind to, const char *other, int64_t time)
{
	const struct timespec times[2] = {{time, 0}, {time, 0}};
	char *old = path_of(d, from, name), *new = path_of(d, to, other);
	bool ok = old != NULL && new != NULL;

	if (ok)
		(void)utimensat(AT_FDCWD, old, times, 0);
	ok = ok &&
	    (rename(old, new) == 0 ||
		(errno == ENOENT && access(new, R_OK) == 0)) &&
	    durable_file_sync_parent(new) && durable_file_sync_parent(old);
	free(old);
	free(new);
	return ok;
}

static bool
folder_remove(
    struct disk *d, enum disk_kind kind, const char *name, bool durable)
{
	char *path = path_of(d, kind, name);
	bool ok = path != NULL && (unlink(path) == 0 || errno == ENOENT) &&
	    (!durable || durable_file_sync_parent(path));

	free(path);
	return ok;
}

static bool
folder_each(struct disk *d, enum disk_kind kind,
    bool (*take)(void *context, const char *name), void *context)
{
	char *path = path_of(d, kind, "");
	DIR *dir = path == NULL ? NULL : opendir(path);
	bool ok = dir != NULL;
	struct dirent *e;

	while (ok && (e = readdir(dir)) != NULL)
		if (strncmp(e->d_name, ".part-", 6) == 0)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
		else if (e->d_name[0] != '.')
			ok = take(context, e->d_name);
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	return ok;
}

static bool
folder_room(struct disk *d, uint64_t *ret_bytes)
{
	struct statvfs disk;

	if (statvfs(((struct folder *)d)->path, &disk) != 0)
		return false;
	*ret_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	return true;
}

static bool
folder_erase_begin(struct disk *d)
{
	return flock(((struct folder *)d)->hold_fd, LOCK_EX | LOCK_NB) == 0;
}

static void
folder_erase_end(struct disk *d)
{
	(void)flock(((struct folder *)d)->hold_fd, LOCK_UN);
}

static const char *
folder_index(struct disk *d)
{
	return ((struct folder *)d)->index;
}

static const struct disk_operations operations = {folder_close, folder_open,
    folder_create, folder_add_zeroes, folder_put, folder_move, folder_remove,
    folder_each, folder_room, folder_erase_begin, folder_erase_end,
    folder_index};

static struct folder *
make(const char *path)
{
	struct folder *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->disk.operations = &operations;
	f->lock_fd = f->hold_fd = -1;
	f->path = strdup(path);
	f->index = durable_file_join(path, "index.sqlite");
	if (f->path != NULL && f->index != NULL)
		return f;
	folder_close(&f->disk);
	return NULL;
}

/* Makes the format's file where there is none; refuses another version. */
static bool
check_format(const char *folder, struct reason *reason)
{
	char *path = durable_file_join(folder, "format");
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok = false;

	if (path == NULL)
		return false;
	if (!durable_file_read(path, 64, &bytes, &len)) {
		ok = errno == ENOENT &&
		    durable_file_write(path, FORMAT, strlen(FORMAT), 0600,
			DURABLE_KEEP_EXISTING);
		if (!ok)
			reason_set(reason, "%s: %s", path, strerror(errno));
	} else {
		ok = len == strlen(FORMAT) && memcmp(bytes, FORMAT, len) == 0;
		if (!ok)
			reason_set(reason,
			    "%s: the spool is of another version of this "
			    "program",
			    path);
	}
	free(bytes);
	free(path);
	return ok;
}

static bool
prepare(const char *path, struct reason *reason)
{
	bool ok = durable_file_folder(path, 0700);

	for (size_t i = 0; i < DISK_KINDS && ok; i++) {
		char *one = durable_file_join(path, folders[i]);

		ok = one != NULL && durable_file_folder(one, 0700);
		free(one);
	}
	if (!ok) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return false;
	}
	return check_format(path, reason);
}

static bool
lock(struct folder *f, struct reason *reason)
{
	char *path = durable_file_join(f->path, "lock");

	if (path != NULL)
		f->lock_fd =
		    open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->lock_fd < 0 || flock(f->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		reason_set(reason, "%s: %s", f->path,
		    errno == EWOULDBLOCK ? "another relay uses this spool"
					 : strerror(errno));
		free(path);
		return false;
	}
	free(path);
	f->hold_fd = hold_descriptor(f->path);
	if (f->hold_fd < 0)
		reason_set(reason, "%s/hold: %s", f->path, strerror(errno));
	return f->hold_fd >= 0;
}

struct disk *
disk_folder(const char *folder, struct reason *ret_reason)
{
	struct folder *f = make(folder);

	reason_set(ret_reason, "%s: the spool can't be opened", folder);
	if (f != NULL && prepare(folder, ret_reason) && lock(f, ret_reason))
		return &f->disk;
	if (f != NULL)
		folder_close(&f->disk);
	return NULL;
}

struct disk *
disk_folder_beside(const char *folder, struct reason *ret_reason)
{
	struct folder *f = make(folder);

	reason_set(ret_reason, "there is not enough memory");
	if (f == NULL)
		return NULL;
	if (access(f->index, F_OK) != 0)
		reason_set(ret_reason, "%s: %s: this relay has not served yet",
		    f->index, strerror(errno));
	else if (check_format(folder, ret_reason))
		return &f->disk;
	folder_close(&f->disk);
	return NULL;
}
