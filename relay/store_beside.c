/* Beside a relay that may be serving: verify, backup (docs/SPOOL.md 8). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "store.h"
#include "store_parts.h"

#define FORMAT "valise-spool/1\n"

bool
store_check_format(const char *folder, struct reason *reason)
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

int
store_hold_descriptor(const char *folder)
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
store_hold(const char *folder)
{
	int fd = store_hold_descriptor(folder);

	if (fd >= 0 && flock(fd, LOCK_SH) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

int
store_keep_at_rest(const char *folder)
{
	char *path = durable_file_join(folder, "lock");
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
		(void)close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

bool
store_is_served(const char *folder)
{
	int fd = store_keep_at_rest(folder);

	if (fd >= 0)
		(void)close(fd);
	return fd < 0;
}

struct store *
store_open_beside(const char *folder, struct reason *ret_reason)
{
	struct store *s = calloc(1, sizeof(*s));
	char *path = durable_file_join(folder, "index.sqlite");

	reason_set(ret_reason, "there is not enough memory");
	if (s == NULL || path == NULL)
		goto fail;
	s->fd = s->lock_fd = s->hold_fd = -1;
	(void)pthread_mutex_init(&s->growing, NULL);
	s->folder = strdup(folder);
	if (s->folder == NULL)
		goto fail;
	if (access(path, F_OK) != 0)
		reason_set(ret_reason, "%s: %s: this relay has not served yet",
		    path, strerror(errno));
	else if (store_check_format(folder, ret_reason))
		s->index = index_open_beside(path, ret_reason);
	if (s->index == NULL)
		goto fail;
	free(path);
	return s;
fail:
	free(path);
	if (s != NULL)
		store_close(s);
	return NULL;
}
