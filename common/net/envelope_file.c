#include "envelope_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/stream.h"
#include "common/crypto/sha256.h"

bool
envelope_file_open(const char *path, int *ret_fd, uint64_t *ret_size,
    uint8_t ret_sha256[static 32], struct reason *ret_reason)
{
	static const char magic[] = "age-encryption.org/v1\n";
	char start[sizeof(magic) - 1];
	uint8_t buffer[16384];
	struct byte_source source;
	struct sha256 *hash = NULL;
	struct stat found;
	ssize_t got = -1;
	int fd;

	*ret_size = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &found) != 0) {
		reason_set(ret_reason, "%s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(found.st_mode) ||
	    pread(fd, start, sizeof(start), 0) != sizeof(start) ||
	    memcmp(start, magic, sizeof(start)) != 0) {
		reason_set(ret_reason, "it is not a sealed envelope");
		goto out;
	}
	hash = sha256_create();
	if (hash == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		goto out;
	}
	source = byte_source_fd(&fd);
	while (
	    (got = source.read(source.context, buffer, sizeof(buffer))) > 0) {
		sha256_update(hash, buffer, (size_t)got);
		*ret_size += (uint64_t)got;
	}
	if (got < 0)
		reason_set(ret_reason, "%s", strerror(errno));
	else if (!sha256_final(hash, ret_sha256)) {
		reason_set(ret_reason, "its hash could not be computed");
		got = -1;
	}
out:
	sha256_destroy(hash);
	if (got < 0 && fd >= 0) {
		(void)close(fd);
		fd = -1;
	}
	*ret_fd = fd;
	return fd >= 0;
}
