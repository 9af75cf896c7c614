/* valise receipt accuse: a broken promise, for anyone to verify. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/net/log_proof.h"
#include "common/notes/accusation.h"
#include "receipt_file.h"

/* The folder while it is filled: under another name, so that none is half. */
struct folder {
	const char *path;
	char *partial;
};

static bool
write_file(
    const struct folder *f, const char *name, const void *bytes, size_t len)
{
	char *path = durable_file_join(f->partial, name);
	bool ok = path != NULL &&
	    durable_file_write(path, bytes, len, 0600, DURABLE_KEEP_EXISTING);

	free(path);
	return ok;
}

/* The promise without its nonce. */
static bool
write_promise(const struct folder *f, const struct tlog_proof *p,
    const struct receipt_file *file)
{
	struct byte_writer w;
	const char *note = p->note.text;
	bool ok;

	byte_writer_init(&w, TLOG_PROOF_MAX);
	tlog_proof_format(&w, NULL, 0, p->index, p->path, p->path_len, note,
	    file->len - (size_t)((const uint8_t *)note - file->bytes));
	ok = !w.failed && write_file(f, ACCUSATION_PROMISE_FILE, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

static bool
write_text(const struct folder *f, const struct accusation *a)
{
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, ACCUSATION_TEXT_MAX);
	accusation_format(a, &w);
	ok = !w.failed && write_file(f, ACCUSATION_FILE, w.data, w.len);
	byte_writer_finish(&w);
	return ok;
}

static bool
write_directory(const struct folder *f, const char *path)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok = durable_file_read(path, DIRECTORY_MAX, &bytes, &len) &&
	    write_file(f, ACCUSATION_DIRECTORY_FILE, bytes, len);

	free(bytes);
	return ok;
}

static void
drop(const struct folder *f)
{
	static const char *const names[] = {ACCUSATION_FILE,
	    ACCUSATION_DIRECTORY_FILE, ACCUSATION_PROMISE_FILE,
	    ACCUSATION_CHECKPOINT_FILE, ACCUSATION_ENTRIES_FILE};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = durable_file_join(f->partial, names[i]);

		if (path != NULL)
			(void)unlink(path);
		free(path);
	}
	(void)rmdir(f->partial);
}

static enum cli_status
say_not_broken(enum log_proof_end end, const struct receipt *r,
    const struct reason *reason)
{
	switch (end) {
	case LOG_PROOF_KEPT:
		return cli_fail("%s kept its promise: the log holds the "
				"envelope in time. There is nothing to accuse "
				"it of",
		    r->relay);
	case LOG_PROOF_WAITING:
		return cli_fail("%s has published nothing yet that covers %s: "
				"its time is not over",
		    r->relay, r->publication);
	case LOG_PROOF_OVERDUE:
		return cli_fail("OVERDUE, and no proof to others: %s has "
				"published nothing that covers %s, so nothing "
				"that it signed shows that it broke its word",
		    r->relay, r->publication);
	case LOG_PROOF_FALSE:
		return cli_fail("%s IS NOT HONEST OR IS BROKEN: %s. Keep the "
				"promise",
		    r->relay, reason->text);
	case LOG_PROOF_FAILED:
	case LOG_PROOF_BROKEN:
	case LOG_PROOF_LATE:
		break;
	}
	return reason->text[0] == '\0'
	    ? CLI_FAILED
	    : cli_fail("%s; nothing was written", reason->text);
}

/* What the log says, into the folder; whether it shows the promise broken. */
static enum log_proof_end
gather(const struct options *o, const struct receipt_file *file,
    const struct folder *f, struct accusation *a, struct reason *reason)
{
	const struct log_proof_question question = {
	    file->directory, &file->receipt, &file->proof, 0};
	char *path = durable_file_join(f->partial, ACCUSATION_ENTRIES_FILE);
	int fd = path == NULL
	    ? -1
	    : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const struct byte_sink entries = byte_sink_fd(&fd);
	enum log_proof_end end = LOG_PROOF_FAILED;
	struct byte_writer checkpoint;
	struct log_client log;
	char base[1024];

	free(path);
	byte_writer_init(&checkpoint, TLOG_PROOF_MAX);
	reason_set(reason, "%s: %s", f->partial, strerror(errno));
	if (fd >= 0)
		reason->text[0] = '\0'; /* what fails now says so itself */
	if (fd >= 0 && receipt_file_log(o, file, base, sizeof(base), &log)) {
		end = log_proof_gather(&log, &question, &entries,
		    a->publication, &checkpoint, reason);
		http_client_destroy(log.http);
	}
	if (end == LOG_PROOF_BROKEN &&
	    (fsync(fd) != 0 || checkpoint.failed ||
		!write_file(f, ACCUSATION_CHECKPOINT_FILE, checkpoint.data,
		    checkpoint.len))) {
		reason_set(reason, "%s: %s", f->path, strerror(errno));
		end = LOG_PROOF_FAILED;
	}
	if (fd >= 0)
		(void)close(fd);
	byte_writer_finish(&checkpoint);
	return end;
}

static enum cli_status
fill(const struct options *o, struct receipt_file *file, const struct folder *f)
{
	struct accusation a = {.publication = ""};
	struct reason reason = {""};
	enum log_proof_end end;

	memcpy(a.entry, file->receipt.entry, sizeof(a.entry));
	end = gather(o, file, f, &a, &reason);
	if (end != LOG_PROOF_BROKEN)
		return say_not_broken(end, &file->receipt, &reason);
	if (!write_promise(f, &file->proof, file) || !write_text(f, &a) ||
	    !write_directory(f, o->directory) ||
	    rename(f->partial, f->path) != 0)
		return cli_fail(
		    "%s: %s; nothing was written", f->path, strerror(errno));
	if (!durable_file_sync_parent(f->path))
		return cli_fail("%s is there, but the disk does not say that "
				"it lasts: %s. Copy it to another",
		    f->path, strerror(errno));
	(void)printf(
	    "%s PROMISED %s AND DID NOT KEEP IT. The folder %s proves it to "
	    "anyone: valise-relay audit --accusation %s. It names no envelope "
	    "and no nonce, but who has it knows that someone sent one by %s.\n",
	    file->receipt.relay, file->receipt.publication, f->path, f->path,
	    file->receipt.publication);
	return CLI_OK;
}

enum cli_status
command_receipt_accuse(const struct options *o, struct receipt_file *f)
{
	struct folder folder = {.path = o->out};
	enum cli_status status;

	if (access(o->out, F_OK) == 0)
		return cli_fail(
		    "%s exists already; nothing was changed", o->out);
	if (asprintf(&folder.partial, "%s.part", o->out) < 0)
		return cli_fail("there is not enough memory");
	if (mkdir(folder.partial, 0700) != 0) {
		status = errno == EEXIST
		    ? cli_fail("%s is left from a try that was ended: remove "
			       "it and try again",
			  folder.partial)
		    : cli_fail("%s: %s; nothing was written", folder.partial,
			  strerror(errno));
	} else {
		status = fill(o, f, &folder);
		if (status != CLI_OK)
			drop(&folder);
	}
	free(folder.partial);
	return status;
}
