#include "extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "client/desk/intake/opener.h"
#include "client/desk/vault/journal.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/report/report.h"

struct extracting {
	const char *folder;
	unsigned number; /* of the file under way, 0 before the first */
	int fd;
	int error; /* errno of what could not be written */
};

static bool
start_file(struct extracting *x, const char *name)
{
	char *path = durable_file_join(x->folder, name);

	if (x->fd >= 0 && (fsync(x->fd) != 0 || close(x->fd) != 0))
		x->error = errno;
	x->fd = path == NULL
	    ? -1
	    : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (x->fd < 0 && x->error == 0)
		x->error = errno;
	free(path);
	return x->error == 0;
}

static bool
put_bytes(struct extracting *x, const void *bytes, size_t len)
{
	if (stream_write_all(x->fd, bytes, len))
		return true;
	x->error = errno;
	return false;
}

static bool
write_report(void *context, const char *json, size_t len)
{
	struct extracting *x = context;

	return start_file(x, "report.json") && put_bytes(x, json, len);
}

/* Numbered: a sender's name never becomes a path. */
static bool
write_attachment(void *context, unsigned number, const void *bytes, size_t len)
{
	struct extracting *x = context;
	char name[32];

	if (number != x->number) { /* of an empty one there are no bytes */
		x->number = number;
		(void)snprintf(name, sizeof(name), "attachment-%04u", number);
		if (!start_file(x, name))
			return false;
	}
	return put_bytes(x, bytes, len);
}

/* What was written before a failure is removed: it may be half. */
static void
remove_half(const char *folder)
{
	char name[32], *path;

	for (unsigned i = 0; i <= REPORT_ATTACHMENTS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "attachment-%04u", i);
		path = durable_file_join(folder, i == 0 ? "report.json" : name);
		if (path != NULL)
			(void)unlink(path);
		free(path);
	}
	(void)rmdir(folder);
}

static bool
open_into(struct vault *v, const struct case_row *row, const char *folder,
    struct reason *reason)
{
	struct extracting x = {.folder = folder, .fd = -1};
	const struct opener_events events = {
	    NULL, write_report, write_attachment, &x};
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	const struct opener_keys keys = {NULL, 0, file_key, vault_forget, v};
	char *path;
	int fd;
	bool ok;

	if (!row->has_hash || !case_row_file_key(row, file_key)) {
		reason_set(reason, "it never opened: it is in quarantine");
		return false;
	}
	path = vault_original(v, row->sha256);
	fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		reason_set(reason, "its sealed original is not in the vault");
		free(path);
		return false;
	}
	free(path);
	ok = opener_open(fd, &keys, &events, reason) == OPENER_GOOD;
	sodium_memzero(file_key, sizeof(file_key));
	(void)close(fd);
	if (x.fd >= 0 && (fsync(x.fd) != 0 || close(x.fd) != 0))
		x.error = errno;
	if (x.error != 0)
		reason_set(reason, "%s: %s", folder, strerror(x.error));
	return ok && x.error == 0 && durable_file_sync_folder(folder);
}

enum extracted
extract_case(struct vault *v, const struct case_row *row, const char *folder,
    struct reason *ret_reason)
{
	if (mkdir(folder, 0700) != 0) {
		reason_set(ret_reason, "%s", strerror(errno));
		return EXTRACT_NO_FOLDER;
	}
	if (!journal_before(vault_store(v), "extracted", row->id, ret_reason) ||
	    !open_into(v, row, folder, ret_reason)) {
		remove_half(folder);
		return EXTRACT_FAILED;
	}
	return EXTRACTED;
}
