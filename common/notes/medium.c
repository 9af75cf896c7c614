#include "medium.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"

/* The second slash marks where what a stranger may have made begins. */
#define STICK_ROOT "//valise/"

char *
medium_path(const char *medium, const char *intake, const char *name)
{
	char *path;

	return asprintf(&path, "%s" STICK_ROOT "%s%s%s", medium, intake,
		   *name == '\0' ? "" : "/", name) < 0
	    ? NULL
	    : path;
}

void
medium_relay_folder(
    const char *relay, char ret_folder[static MEDIUM_RELAY_FOLDER_BYTES])
{
	uint8_t hash[32];
	char hex[65];

	sha256_hash(relay, strlen(relay), hash);
	hex_encode(hash, sizeof(hash), hex);
	(void)snprintf(
	    ret_folder, MEDIUM_RELAY_FOLDER_BYTES, "relay-%.16s", hex);
}

char *
medium_relay_path(
    const char *medium, const char *intake, const char *relay, const char *name)
{
	char folder[MEDIUM_RELAY_FOLDER_BYTES], *path;

	medium_relay_folder(relay, folder);
	return asprintf(&path, "%s" STICK_ROOT "%s/in/%s/%s", medium, intake,
		   folder, name) < 0
	    ? NULL
	    : path;
}

char *
medium_file(const char *medium, const char *name)
{
	char *path;

	return asprintf(&path, "%s" STICK_ROOT "%s", medium, name) < 0 ? NULL
								       : path;
}

/*
 * Whether no part of a path is a link, from the stick's own folder down: what
 * leads to the stick is whoever asks' own.  What is not there yet is none.
 */
static bool
has_no_link(const char *path)
{
	const char *root = NULL, *at = path;
	char *copy = strdup(path);
	struct stat found;
	bool ok = copy != NULL;

	while ((at = strstr(at, STICK_ROOT)) != NULL)
		root = at++;
	if (root != NULL && ok)
		for (char *end = strchr(copy + (root - path) + 2, '/'); ok;
		     end = strchr(end + 1, '/')) {
			if (end != NULL)
				*end = '\0';
			ok =
			    lstat(copy, &found) != 0 || !S_ISLNK(found.st_mode);
			if (end == NULL)
				break;
			*end = '/';
		}
	free(copy);
	if (!ok)
		errno = ELOOP;
	return ok;
}

/* A folder, or nothing at all; never a link. */
static bool
is_plain(const char *path)
{
	struct stat found;

	if (lstat(path, &found) != 0)
		return errno == ENOENT;
	errno = S_ISLNK(found.st_mode) ? ELOOP : ENOTDIR;
	return S_ISDIR(found.st_mode);
}

/* Every folder of the layout that is written to or read from. */
static bool
has_no_links(const char *medium, const char *intake)
{
	static const char *const names[] = {"", "in", "out"};
	char *path = durable_file_join(medium, "valise");
	bool ok = path != NULL && is_plain(path);

	free(path);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ok; i++) {
		path = medium_path(medium, intake, names[i]);
		ok = path != NULL && is_plain(path);
		free(path);
	}
	return ok;
}

bool
medium_has(const char *medium, const char *intake)
{
	char *path = medium_path(medium, intake, "");
	struct stat found;
	bool has = path != NULL && stat(path, &found) == 0 &&
	    S_ISDIR(found.st_mode) && has_no_links(medium, intake);

	free(path);
	return has;
}

static int
open_regular(const char *path)
{
	struct stat found;
	int fd, saved;

	if (!has_no_link(path))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return -1;
	if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode))
		return fd;
	saved = errno;
	(void)close(fd);
	errno = saved == 0 ? EINVAL : saved;
	return -1;
}

const char *
medium_error_text(int error)
{
	switch (error) {
	case ELOOP:
		return "a symbolic link stands there, which is not followed";
	case EINVAL:
	case EISDIR:
		return "what stands there is no file";
	case EFBIG:
		return "it is too long";
	default:
		return strerror(error);
	}
}

uint64_t
medium_newest(const char *medium, const char *intake, const char *prefix)
{
	char *path = medium_path(medium, intake, "out"), name[64];
	DIR *folder = path == NULL ? NULL : opendir(path);
	uint64_t newest = 0, n;
	bool known = folder != NULL || (path != NULL && errno == ENOENT);
	struct dirent *e;

	while (folder != NULL && (e = readdir(folder)) != NULL) {
		size_t len = strlen(prefix);

		if (strncmp(e->d_name, prefix, len) != 0 ||
		    e->d_name[len] != '-' || strlen(e->d_name) > 40)
			continue;
		n = strtoull(e->d_name + len + 1, NULL, 10);
		(void)snprintf(
		    name, sizeof(name), "%s-%06" PRIu64 ".note", prefix, n);
		if (strcmp(name, e->d_name) == 0 && n > newest)
			newest = n;
	}
	if (folder != NULL)
		(void)closedir(folder);
	free(path);
	return known ? newest : UINT64_MAX;
}

bool
medium_read(
    const char *path, size_t limit, uint8_t **ret_bytes, size_t *ret_len)
{
	char self[64];
	int fd, saved;
	bool ok;

	errno = 0;
	fd = open_regular(path);
	if (fd < 0)
		return false;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	ok = durable_file_read(self, limit, ret_bytes, ret_len);
	saved = errno;
	(void)close(fd);
	errno = saved;
	return ok;
}

bool
medium_folders_for(const char *path)
{
	char *copy = strdup(path), *at;
	bool ok = copy != NULL && has_no_link(path);

	for (at = copy == NULL ? NULL : strchr(copy + 1, '/'); at != NULL && ok;
	     at = strchr(at + 1, '/')) {
		*at = '\0';
		ok = durable_file_folder(copy, 0777);
		*at = '/';
	}
	free(copy);
	return ok;
}

bool
medium_prepare(
    const char *medium, const char *intake, struct reason *ret_reason)
{
	static const char *const names[] = {"in/x", "out/x"};
	struct stat found;
	bool ok;

	/* The stick's own folder must be there: no path is made up for it. */
	ok = stat(medium, &found) == 0 && has_no_links(medium, intake);
	for (size_t i = 0; i < 2 && ok; i++) {
		char *path = medium_path(medium, intake, names[i]);

		ok = path != NULL && medium_folders_for(path);
		free(path);
	}
	if (!ok)
		reason_set(ret_reason, "%s: %s", medium, strerror(errno));
	return ok;
}

bool
medium_hash(const char *path, uint8_t ret_hash[static 32], uint64_t *ret_size)
{
	struct sha256 *hash = sha256_create();
	uint8_t buffer[16384];
	struct byte_source source;
	uint64_t size = 0;
	ssize_t got = -1;
	int fd, saved;

	errno = 0;
	fd = open_regular(path);
	source = byte_source_fd(&fd);
	if (fd >= 0 && hash != NULL) {
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		while ((got = source.read(
			    source.context, buffer, sizeof(buffer))) > 0) {
			sha256_update(hash, buffer, (size_t)got);
			size += (uint64_t)got;
		}
		if (!sha256_final(hash, ret_hash))
			got = -1;
	}
	saved = errno;
	if (fd >= 0)
		(void)close(fd);
	sha256_destroy(hash);
	errno = saved;
	*ret_size = size;
	return got == 0;
}

bool
medium_write(
    const char *path, const void *bytes, size_t len, struct reason *ret_reason)
{
	uint8_t wanted[32], got[32];
	uint64_t size;

	sha256_hash(bytes, len, wanted);
	if (!has_no_link(path) ||
	    !durable_file_write(path, bytes, len, 0644, DURABLE_REPLACE)) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		return false;
	}
	if (!medium_hash(path, got, &size) || size != len ||
	    memcmp(wanted, got, 32) != 0) {
		reason_set(ret_reason,
		    "%s was not read back as it was written: the medium is "
		    "failing",
		    path);
		return false;
	}
	return true;
}
