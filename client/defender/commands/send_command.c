#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/net/envelope_file.h"
#include "common/net/upload.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/cli/directory_file.h"
#include "client/defender/options/options.h"
#include "client/defender/send/upload_state.h"

/* Where everything of one run is. */
struct job {
	struct options options;
	struct directory *directory;
	struct upload upload;
	char base[1024];
	struct upload_state state; /* of the file that is being sent */
	char resume[UPLOAD_STATE_URL_BYTES];
};

/* Only when asked for: a receipt on disk says that something was sent. */
static bool
keep_receipt(const char *folder, const char *reference,
    const struct byte_writer *promise)
{
	char name[64], *path;
	size_t n = 0;
	bool ok;

	for (const char *c = reference; *c != '\0'; c++)
		if (*c != ' ' && n < 20)
			name[n++] = *c;
	(void)snprintf(name + n, sizeof(name) - n, ".tlog-proof");
	path = durable_file_join(folder, name);
	ok = path != NULL &&
	    durable_file_write(
		path, promise->data, promise->len, 0600, DURABLE_REPLACE);
	if (ok)
		(void)printf("Receipt kept in %s. Whoever finds it learns that "
			     "this machine sent something to this relay.\n",
		    path);
	else
		(void)cli_fail("%s: the receipt could not be kept: %s. The "
			       "envelope was accepted all the same",
		    folder, strerror(errno));
	free(path);
	return ok;
}

/* Where it goes on if this program ends before the promise. */
static void
note_created(void *context, const char *url)
{
	const struct job *job = context;

	if (upload_in_parts(job->upload.paced_seconds, job->upload.size) &&
	    !upload_state_write(&job->state, url))
		cli_warn("%s" UPLOAD_STATE_SUFFIX ": %s: sending would begin "
			 "anew if it were ended now",
		    job->state.envelope, strerror(errno));
}

/* Where an earlier run stopped, at the same relay and with the same bytes. */
static void
find_earlier(struct job *job, const char *path)
{
	job->state = (struct upload_state){.envelope = path,
	    .base = job->base,
	    .sha256 = job->upload.sha256,
	    .size = job->upload.size};
	job->upload.resume = NULL;
	if (!upload_state_read(&job->state, job->resume))
		return;
	job->upload.resume = job->resume;
	(void)fprintf(
	    stderr, "%s: going on where sending stopped before.\n", path);
}

static bool
send_one(struct job *job, const char *path)
{
	char reference[RECEIPT_REFERENCE_BYTES];
	struct byte_writer promise;
	struct receipt receipt;
	struct reason reason = {""};
	bool ok = false;

	if (!envelope_file_open(path, &job->upload.fd, &job->upload.size,
		job->upload.sha256, &reason)) {
		(void)cli_fail("%s: %s; not sent", path, reason.text);
		return false;
	}
	find_earlier(job, path);
	/* A circuit and connection of its own: no relay ties two together. */
	job->upload.client = http_client_create(&job->options.http);
	if (job->upload.client == NULL) {
		(void)cli_fail(
		    "%s: there is not enough memory; not sent", path);
		goto out;
	}
	if (upload_send(&job->upload, &promise, &receipt, &reason) !=
	    UPLOAD_PROMISED) {
		(void)cli_fail("%s: no promise from the relay: %s. The "
			       "envelope is untouched; send it again later, "
			       "which does no harm",
		    path, reason.text);
		goto out;
	}
	if (job->upload.resume != NULL ||
	    upload_in_parts(job->upload.paced_seconds, job->upload.size))
		if (!upload_state_write(&job->state, ""))
			cli_warn("%s" UPLOAD_STATE_SUFFIX ": %s: it is still "
				 "there, and names the relay",
			    path, strerror(errno));
	receipt_reference(receipt.entry, reference);
	(void)printf(
	    "Accepted by %s. Reference %s.\n", receipt.relay, reference);
	ok = job->options.receipts == NULL ||
	    keep_receipt(job->options.receipts, reference, &promise);
	byte_writer_finish(&promise);
out:
	http_client_destroy(job->upload.client);
	job->upload.client = NULL;
	(void)close(job->upload.fd);
	return ok;
}

static enum cli_status
run(struct job *job, char **paths)
{
	struct upload *u = &job->upload;
	enum cli_status status = CLI_OK;

	job->directory = directory_file_open(job->options.directory,
	    job->options.fingerprint, DIRECTORY_TO_SEAL);
	if (job->directory == NULL)
		return CLI_FAILED;
	if (job->options.receipts != NULL &&
	    access(job->options.receipts, W_OK | X_OK) != 0)
		return cli_fail("%s: %s: no receipt could be kept there; "
				"nothing was sent",
		    job->options.receipts, strerror(errno));
	u->directory = job->directory;
	u->follow = cli_progress();
	u->created = note_created;
	u->context = job;
	u->paced_seconds = job->options.paced_seconds;
	u->intake = options_intake(&job->options, job->directory);
	if (u->intake == NULL)
		return CLI_FAILED;
	u->relay = options_relay(
	    &job->options, u->intake, job->base, sizeof(job->base));
	if (u->relay == NULL)
		return CLI_FAILED;
	u->base = job->base;
	for (; *paths != NULL; paths++)
		if (!send_one(job, *paths))
			status = CLI_FAILED;
	return status;
}

enum cli_status
command_send(int argc, char **argv)
{
	struct job job = {.upload = {.fd = -1}};
	enum cli_status status;

	if (!options_parse(argc, argv, "dFtRSDPW", &job.options) ||
	    job.options.rest >= argc) {
		(void)cli_fail("send needs -d DIRECTORY -t INTAKE ENVELOPE...; "
			       "valise help send says more");
		return CLI_USAGE;
	}
	if (!http_client_global())
		return cli_fail("the network library does not start");
	job.options.http = options_http(&job.options);
	status = run(&job, argv + job.options.rest);
	http_client_destroy(job.upload.client);
	directory_destroy(job.directory);
	return status;
}
