#include "file_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"

#define BLOCK_BYTES 65536

/* Reads all of it, hashes it, and writes it to `to` where that is not -1. */
static bool
pass(int fd, int to, uint8_t ret_hash[static 32], uint64_t *ret_size)
{
	struct sha256 *hash = sha256_create();
	struct byte_source source = byte_source_fd(&fd);
	uint8_t block[BLOCK_BYTES];
	ssize_t got = -1;
	bool ok = hash != NULL;

	*ret_size = 0;
	while (ok &&
	    (got = source.read(source.context, block, sizeof(block))) > 0) {
		sha256_update(hash, block, (size_t)got);
		*ret_size += (uint64_t)got;
		ok = to < 0 || stream_write_all(to, block, (size_t)got);
	}
	ok = ok && got == 0 && sha256_final(hash, ret_hash);
	sha256_destroy(hash);
	return ok;
}

static int
open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat found;

	if (fd < 0)
		return -1;
	if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode))
		return fd;
	(void)close(fd);
	errno = EINVAL;
	return -1;
}

enum file_hashed
file_hash(const char *path, uint8_t ret_hash[static 32], uint64_t *ret_size,
    struct reason *ret_reason)
{
	int fd = open_regular(path);
	bool ok;

	if (fd < 0 && errno == ENOENT)
		return FILE_ABSENT;
	if (fd < 0) {
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
		return FILE_UNREADABLE;
	}
	errno = ENOMEM;
	ok = pass(fd, -1, ret_hash, ret_size);
	if (!ok)
		reason_set(ret_reason, "%s: %s", path, strerror(errno));
	(void)close(fd);
	return ok ? FILE_HASHED : FILE_UNREADABLE;
}

bool
file_copy(const char *from, const char *to, struct reason *ret_reason)
{
	struct durable_file file = {.fd = -1};
	uint8_t hash[32], again[32];
	int fd = open_regular(from);
	uint64_t size, copied;
	bool ok;

	if (fd < 0) {
		reason_set(ret_reason, "%s: %s", from, strerror(errno));
		return false;
	}
	errno = ENOMEM;
	ok = durable_file_begin(&file, to, 0600) &&
	    pass(fd, file.fd, hash, &size) &&
	    durable_file_commit(&file, DURABLE_REPLACE);
	if (!ok)
		reason_set(ret_reason, "%s: %s", to, strerror(errno));
	durable_file_abandon(&file);
	(void)close(fd);
	if (!ok)
		return false;
	fd = open_regular(to);
	if (fd >= 0)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	ok = fd >= 0 && pass(fd, -1, again, &copied) && copied == size &&
	    memcmp(again, hash, sizeof(hash)) == 0;
	if (fd >= 0)
		(void)close(fd);
	if (ok)
		return true;
	(void)unlink(to);
	reason_set(ret_reason,
	    "%s does not read back as it was written: that medium is bad", to);
	return false;
}
