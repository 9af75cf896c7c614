#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes/steady_clock.h"
#include "common/net/log_proof.h"
#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/cli/directory_file.h"
#include "common/notes/receipt.h"
#include "receipt_file.h"

#define COMPLETE_SECONDS 7200 /* for all of it, on a slow line */

static enum cli_status
keep(const struct options *o, const struct receipt_file *f,
    const struct byte_writer *w)
{
	struct receipt proven;
	enum cli_status status = CLI_FAILED;

	if (w->failed ||
	    receipt_verify(f->directory, w->data, w->len, f->file_hash,
		&proven) != RECEIPT_GENUINE)
		(void)cli_fail("the proof that came together does not verify; "
			       "nothing was written");
	else if (!durable_file_write(
		     o->out, w->data, w->len, 0600, DURABLE_KEEP_EXISTING))
		(void)cli_fail("the proof could not be written to %s: %s; "
			       "keep the promise and try again",
		    o->out, strerror(errno));
	else
		status = CLI_OK;
	if (status == CLI_OK) {
		(void)printf("The log of %s holds it. The proof is in %s.\n",
		    f->receipt.relay, o->out);
		receipt_file_witnesses(&proven, f->directory);
	}
	return status;
}

static enum cli_status
say_why(enum log_client_status status, const struct receipt_file *f,
    const struct reason *reason)
{
	const struct receipt *r = &f->receipt;

	switch (status) {
	case LOG_CLIENT_ABSENT:
		return cli_fail("%s has not published %s yet; keep the "
				"promise and try again later",
		    r->relay, r->publication);
	case LOG_CLIENT_OK:
		return cli_fail("%s PROMISED AND DID NOT KEEP IT: its log of "
				"%s lacks this envelope. Send the envelope "
				"again, by another relay if there is one, and "
				"keep the promise: it proves this",
		    r->relay, r->publication);
	case LOG_CLIENT_FALSE:
		return cli_fail("%s IS NOT HONEST OR IS BROKEN: %s. Keep the "
				"promise",
		    r->relay, reason->text);
	case LOG_CLIENT_FAILED:
		break;
	}
	return cli_fail("%s; nothing was written", reason->text);
}

enum cli_status
command_receipt_complete(const struct options *o, struct receipt_file *f)
{
	const struct directory_intake *intake =
	    directory_intake(f->directory, f->receipt.intake);
	const struct directory_relay *relay =
	    directory_relay(intake, f->receipt.relay);
	struct log_client log = {NULL, NULL, intake->id, &relay->log_key, 0};
	struct options chosen = *o;
	struct byte_writer proof;
	bool found;
	enum log_client_status status;
	struct reason reason = {""};
	enum cli_status end = CLI_FAILED;
	char base[1024];

	chosen.relay = f->receipt.relay;
	if (access(o->out, F_OK) == 0) {
		(void)cli_fail(
		    "%s exists already; nothing was changed", o->out);
		goto out;
	}
	if (!http_client_global() ||
	    options_relay(&chosen, intake, base, sizeof(base)) == NULL)
		goto out;
	log.base = base;
	log.deadline = steady_clock_seconds() + COMPLETE_SECONDS;
	log.http = http_client_create(&o->http);
	if (log.http == NULL) {
		(void)cli_fail("no HTTP client could be made");
		goto out;
	}
	byte_writer_init(&proof, TLOG_PROOF_MAX);
	status = log_proof_make(&log, &f->receipt, &f->proof,
	    log_proof_overdue(&log, &f->receipt, 0), &proof, &found, &reason);
	end = status == LOG_CLIENT_OK && found ? keep(o, f, &proof)
					       : say_why(status, f, &reason);
	byte_writer_finish(&proof);
	http_client_destroy(log.http);
out:
	return end;
}
