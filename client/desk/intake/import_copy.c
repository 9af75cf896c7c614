#include "import_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "common/crypto/sha256.h"
#include "common/notes/medium.h"

enum copied
import_stage_original(struct importing *m, const uint8_t sha256[static 32],
    uint64_t most, struct durable_file *ret_file, uint64_t *ret_size)
{
	char name[80], hex[65], *from, *to = vault_original(m->v, sha256);
	struct sha256 *hash = sha256_create();
	struct durable_file file = {.fd = -1};
	uint8_t buffer[16384], digest[32];
	struct byte_source source;
	enum copied copied = COPY_FAILED;
	struct stat found;
	uint64_t size = 0;
	ssize_t got = -1;
	int fd = -1;

	hex_encode(sha256, 32, hex);
	(void)snprintf(name, sizeof(name), "in/%s.age", hex);
	from = medium_path(m->options->medium, m->intake, name);
	if (from != NULL)
		fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		copied = errno == ENOENT ? COPY_MISSING
		    : errno == ENOMEM || errno == EMFILE || errno == ENFILE
		    ? COPY_FAILED
		    : COPY_DAMAGED;
		goto out;
	}
	if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
		copied = COPY_DAMAGED; /* a device or a pipe is no envelope */
		goto out;
	}
	if (to == NULL || hash == NULL ||
	    !durable_file_begin(&file, to, 0600)) {
		reason_set(
		    m->reason, "the vault can't take it: %s", strerror(errno));
		goto out;
	}
	source = byte_source_fd(&fd);
	while (
	    (got = source.read(source.context, buffer, sizeof(buffer))) > 0 &&
	    size <= most) {
		sha256_update(hash, buffer, (size_t)got);
		size += (uint64_t)got;
		if (!stream_write_all(file.fd, buffer, (size_t)got)) {
			reason_set(m->reason,
			    "the vault can't take it: %s. What was imported "
			    "before is held; the stick is as it was",
			    strerror(errno));
			goto out;
		}
	}
	if (!sha256_final(hash, digest)) {
		reason_set(m->reason, "its hash could not be computed");
		goto out;
	}
	if (got != 0 || memcmp(digest, sha256, 32) != 0)
		copied = COPY_DAMAGED;
	else
		copied = COPIED;
	*ret_size = size;
out:
	if (copied == COPIED) {
		*ret_file = file;
		memset(&file, 0, sizeof(file));
		file.fd = -1;
	}
	durable_file_abandon(&file);
	sha256_destroy(hash);
	if (fd >= 0)
		(void)close(fd);
	free(from);
	free(to);
	return copied;
}

enum copied
import_copy_original(struct importing *m, const uint8_t sha256[static 32],
    uint64_t most, uint64_t *ret_size)
{
	struct durable_file file;
	enum copied copied =
	    import_stage_original(m, sha256, most, &file, ret_size);

	if (copied != COPIED || durable_file_commit(&file, DURABLE_REPLACE))
		return copied;
	reason_set(m->reason, "the vault can't take it: %s", strerror(errno));
	return COPY_FAILED;
}
