/* Files, one after the other, and their list. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/bytes/text_codec.h"
#include "leaving_files.h"

bool
leaving_file_begin(struct leaving_files *f, const char *name)
{
	char *path;

	(void)snprintf(f->name, sizeof(f->name), "%s", name);
	f->size = 0;
	f->fd = -1;
	if (f->folder == NULL)
		return true;
	path = durable_file_join(f->folder, name);
	if (path != NULL)
		f->fd = open(path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (f->fd < 0)
		reason_set(f->reason, "%s: %s", name,
		    path == NULL ? strerror(ENOMEM) : strerror(errno));
	free(path);
	return f->fd >= 0;
}

bool
leaving_file_put(struct leaving_files *f, const void *bytes, size_t len)
{
	sha256_update(f->sha, bytes, len);
	f->size += len;
	if (f->fd < 0 || stream_write_all(f->fd, bytes, len))
		return true;
	reason_set(f->reason, "%s: %s", f->name, strerror(errno));
	return false;
}

bool
leaving_file_end(struct leaving_files *f)
{
	uint8_t hash[SHA256_BYTES];
	char hex[LEAVING_HASH_BYTES];
	bool ok = true;

	if (f->fd >= 0) {
		ok = fsync(f->fd) == 0;
		ok = close(f->fd) == 0 && ok;
		f->fd = -1;
		if (!ok)
			reason_set(
			    f->reason, "%s: %s", f->name, strerror(errno));
	}
	if (!sha256_final(f->sha, hash)) {
		reason_set(f->reason, "%s: its hash can't be told", f->name);
		return false;
	}
	hex_encode(hash, sizeof(hash), hex);
	byte_writer_printf(&f->sums, "%s  %s\n", hex, f->name);
	return ok;
}

bool
leaving_file(
    struct leaving_files *f, const char *name, const void *bytes, size_t len)
{
	return leaving_file_begin(f, name) && leaving_file_put(f, bytes, len) &&
	    leaving_file_end(f);
}
