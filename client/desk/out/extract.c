#include "extract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/desk/cases/case_attachments.h"
#include "client/desk/opening/opener.h"
#include "client/desk/store/journal.h"
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

/* What was written before a failure is removed: it may be half.  It takes no
 * memory, for want of which it may have failed. */
static void
remove_half(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[32];

	for (unsigned i = 0; fd >= 0 && i <= REPORT_ATTACHMENTS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "attachment-%04u", i);
		(void)unlinkat(fd, i == 0 ? "report.json" : name, 0);
	}
	if (fd >= 0)
		(void)close(fd);
	(void)rmdir(folder);
}

/* The last file, synced; false with a reason where something failed. */
static bool
end_files(struct extracting *x, struct reason *reason)
{
	if (x->fd >= 0 && (fsync(x->fd) != 0 || close(x->fd) != 0))
		x->error = errno;
	x->fd = -1;
	if (x->error != 0)
		reason_set(reason, "%s: %s", x->folder, strerror(x->error));
	return x->error == 0 && durable_file_sync_folder(x->folder);
}

static bool
start_attachment(void *context, unsigned number)
{
	return write_attachment(context, number, "", 0);
}

static bool
sink_attachment(void *context, const void *bytes, size_t len)
{
	return put_bytes(context, bytes, len);
}

static bool
write_case(struct vault *v, const struct case_row *row, const char *folder,
    struct reason *reason)
{
	struct extracting x = {.folder = folder, .fd = -1};
	const struct byte_sink sink = {sink_attachment, &x};
	bool ok;

	if (row->report == NULL) {
		reason_set(reason, "it never opened: it is in quarantine");
		return false;
	}
	if (row->unparted || !case_attachments_are_there(row)) {
		reason_set(reason,
		    "an older program stored it, which did not seal its "
		    "attachments apart: source extract opens the original");
		return false;
	}
	reason_set(reason, "there is not enough memory");
	/* As it is spelled. */
	ok = write_report(&x, row->report, strlen(row->report)) &&
	    case_attachments_each(v, row, start_attachment, &sink, &x, reason);
	return end_files(&x, reason) && ok;
}

static bool
write_original(struct vault *v, struct opening *o, const struct case_row *row,
    const struct case_source *source, const char *folder, struct reason *reason)
{
	struct extracting x = {.folder = folder, .fd = -1};
	const struct opener_events events = {
	    NULL, write_report, write_attachment, &x};
	char *path;
	int fd;
	bool ok;

	path = row->has_hash ? vault_original(v, row->sha256) : NULL;
	fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	if (fd < 0) {
		reason_set(reason, "its sealed original is not in the vault");
		return false;
	}
	ok = opener_open(o, fd, source->file_key, &events, reason) ==
	    OPENER_GOOD;
	(void)close(fd);
	return end_files(&x, reason) && ok;
}

static bool
make_folder(const char *folder, struct reason *reason)
{
	if (mkdir(folder, 0700) == 0)
		return true;
	reason_set(reason, "%s", strerror(errno));
	return false;
}

enum extracted
extract_case(struct vault *v, const struct case_row *row, const char *folder,
    struct reason *ret_reason)
{
	if (!make_folder(folder, ret_reason))
		return EXTRACT_NO_FOLDER;
	if (!journal_before(vault_store(v), "extracted", row->id, ret_reason) ||
	    !write_case(v, row, folder, ret_reason)) {
		remove_half(folder);
		return EXTRACT_FAILED;
	}
	return EXTRACTED;
}

enum extracted
extract_original(struct vault *v, struct opening *o, const struct case_row *row,
    const struct case_source *source, const char *folder,
    struct reason *ret_reason)
{
	if (!make_folder(folder, ret_reason))
		return EXTRACT_NO_FOLDER;
	if (!write_original(v, o, row, source, folder, ret_reason)) {
		remove_half(folder);
		return EXTRACT_FAILED;
	}
	return EXTRACTED;
}
