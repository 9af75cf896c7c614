/* The files of a release: looked at, and copied. */
#include "release_check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/desk/copies/file_copy.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"

/* A regular file, no link, nothing that waits. */
static int
open_file(const char *folder, const char *name)
{
	char *path = durable_file_join(folder, name);
	struct stat st;
	int fd, error;

	errno = ENOMEM;
	if (path == NULL)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	error = errno;
	free(path);
	errno = error;
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		(void)close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

/*
 * All of it, at most so many bytes, to `to` unless that is -1; false with a
 * reason, and whether the file is at fault.
 */
static bool
pass_on(int fd, int to, uint64_t *left, const struct release_file *f,
    bool *ret_other, struct reason *reason)
{
	struct sha256 *hash = sha256_create();
	const struct byte_source source = byte_source_fd(&fd);
	uint8_t buffer[65536], digest[32];
	bool ok = hash != NULL, longer = false;
	ssize_t got = -1;

	*ret_other = false;
	errno = ENOMEM;
	while (ok &&
	    (got = source.read(source.context, buffer, sizeof(buffer))) > 0) {
		longer = (uint64_t)got > *left;
		if (longer)
			break;
		*left -= (uint64_t)got;
		sha256_update(hash, buffer, (size_t)got);
		ok = to < 0 || stream_write_all(to, buffer, (size_t)got);
	}
	ok = ok && !longer && got == 0 && sha256_final(hash, digest);
	*ret_other =
	    longer || (ok && memcmp(digest, f->sha256, sizeof(digest)) != 0);
	if (!ok || *ret_other)
		reason_set(reason, "release/%s: %s", f->name,
		    longer    ? "it is longer than was signed"
			: !ok ? strerror(errno)
			      : "it is not what was signed");
	sha256_destroy(hash);
	return ok && !*ret_other;
}

static bool
say_missing(const struct release_file *f, struct reason *reason)
{
	reason_set(reason, "release/%s: %s", f->name,
	    errno == ENOENT      ? "it is missing"
		: errno == ELOOP ? "it is a link, which is not followed"
				 : strerror(errno));
	return false;
}

/* Nothing of them may lack: the sum was signed. */
static bool
is_all(uint64_t left, struct reason *reason)
{
	if (left == 0)
		return true;
	reason_set(reason,
	    "release/RELEASE: its files have fewer bytes than "
	    "it says");
	return false;
}

bool
release_files_are_good(
    const struct release_read *r, const char *folder, struct reason *ret_reason)
{
	uint64_t left = r->release.bytes;

	for (size_t i = 0; i < r->release.n; i++) {
		const struct release_file *f = &r->release.files[i];
		int fd = open_file(folder, f->name);
		bool ok, other;

		if (fd < 0)
			return say_missing(f, ret_reason);
		ok = pass_on(fd, -1, &left, f, &other, ret_reason);
		(void)close(fd);
		if (!ok)
			return false;
	}
	return is_all(left, ret_reason);
}

static bool
write_bytes(const char *to, const char *name, const void *bytes, size_t len,
    struct reason *reason)
{
	char *path = durable_file_join(to, name);
	bool ok;

	errno = ENOMEM;
	ok = path != NULL &&
	    durable_file_write(path, bytes, len, 0600, DURABLE_KEEP_EXISTING);
	if (!ok)
		reason_set(reason, "%s/%s: %s", to, name, strerror(errno));
	free(path);
	return ok;
}

static bool
copy_file(const char *folder, const char *to, const struct release_file *f,
    uint64_t *left, bool *ret_other, struct reason *reason)
{
	char *path = durable_file_join(to, f->name);
	struct durable_file file = {.fd = -1};
	int fd = open_file(folder, f->name);
	uint8_t hash[32];
	uint64_t size;
	bool ok = false;

	if (fd < 0) {
		*ret_other = true;
		(void)say_missing(f, reason);
	} else if (path == NULL || !durable_file_begin(&file, path, 0600)) {
		reason_set(reason, "%s/%s: %s", to, f->name, strerror(errno));
	} else if (!pass_on(fd, file.fd, left, f, ret_other, reason)) {
		; /* said */
	} else {
		ok = durable_file_commit(&file, DURABLE_KEEP_EXISTING);
		if (!ok)
			reason_set(
			    reason, "%s/%s: %s", to, f->name, strerror(errno));
		if (ok) {
			reason_set(reason,
			    "%s/%s: it does not read back as it was written",
			    to, f->name);
			ok = file_hash(path, hash, &size, reason) ==
				FILE_HASHED &&
			    memcmp(hash, f->sha256, sizeof(hash)) == 0;
		}
	}
	durable_file_abandon(&file);
	if (fd >= 0)
		(void)close(fd);
	free(path);
	return ok;
}

/* What was copied, and the folder. */
static void
remove_copy(const char *to)
{
	DIR *dir = opendir(to);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(to);
}

enum release_taken
release_take(const struct release_read *r, const char *folder, const char *to,
    struct reason *ret_reason)
{
	uint64_t left = r->release.bytes;
	char name[MINISIGN_ID_TEXT_BYTES + 24];
	bool ok, other = false;

	if (mkdir(to, 0700) != 0) {
		reason_set(ret_reason, "%s: %s", to, strerror(errno));
		return RELEASE_FAILED;
	}
	ok = write_bytes(to, "RELEASE", r->text, r->text_len, ret_reason);
	for (size_t i = 0; i < r->n && ok; i++) {
		(void)snprintf(name, sizeof(name), "RELEASE.%s.minisig",
		    r->signatures[i].id);
		ok = write_bytes(to, name, r->signatures[i].bytes,
		    r->signatures[i].len, ret_reason);
	}
	for (size_t i = 0; i < r->release.n && ok; i++)
		ok = copy_file(folder, to, &r->release.files[i], &left, &other,
		    ret_reason);
	if (ok && !is_all(left, ret_reason)) {
		other = true;
		ok = false;
	}
	if (!ok)
		remove_copy(to);
	return ok ? RELEASE_TAKEN : other ? RELEASE_OTHER : RELEASE_FAILED;
}
