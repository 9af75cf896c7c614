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

/* Whatever else it is than kept in time. */
static enum cli_status
say_why(enum log_proof_end end, const struct receipt_file *f,
    const struct reason *reason)
{
	const struct receipt *r = &f->receipt;

	switch (end) {
	case LOG_PROOF_WAITING:
		return cli_fail("%s has not published %s yet; keep the "
				"promise and try again later",
		    r->relay, r->publication);
	case LOG_PROOF_OVERDUE:
		return cli_fail("OVERDUE: by the directory %s should have "
				"published %s by now, and has published "
				"nothing that covers it. That proves nothing "
				"to others yet: keep the promise, and send the "
				"envelope again, by another relay if there is "
				"one",
		    r->relay, r->publication);
	case LOG_PROOF_BROKEN:
		return cli_fail("%s PROMISED AND DID NOT KEEP IT: its log "
				"covers %s by now and lacks this envelope. "
				"Send the envelope again, by another relay if "
				"there is one, and keep the promise: valise "
				"receipt accuse makes of it what anyone can "
				"verify",
		    r->relay, r->publication);
	case LOG_PROOF_FALSE:
		return cli_fail("%s IS NOT HONEST OR IS BROKEN: %s. Keep the "
				"promise",
		    r->relay, reason->text);
	case LOG_PROOF_FAILED:
	case LOG_PROOF_KEPT:
	case LOG_PROOF_LATE:
		break;
	}
	return cli_fail("%s; nothing was written", reason->text);
}

bool
receipt_file_log(const struct options *o, const struct receipt_file *f,
    char *base, size_t size, struct log_client *ret_log)
{
	const struct directory_intake *intake =
	    directory_intake(f->directory, f->receipt.intake);
	const struct http_options http = options_http(o);
	struct options chosen = *o;
	const struct directory_relay *relay;

	chosen.relay = f->receipt.relay;
	if (!http_client_global())
		return false;
	relay = options_relay(&chosen, intake, base, size);
	if (relay == NULL)
		return false;
	*ret_log = (struct log_client){.base = base,
	    .intake = intake,
	    .relay = relay->name,
	    .deadline = steady_clock_seconds() + COMPLETE_SECONDS,
	    .http = http_client_create(&http)};
	if (ret_log->http != NULL)
		return true;
	(void)cli_fail("no HTTP client could be made");
	return false;
}

enum cli_status
command_receipt_complete(const struct options *o, struct receipt_file *f)
{
	const struct log_proof_question question = {
	    f->directory, &f->receipt, &f->proof, 0};
	struct log_client log;
	struct byte_writer proof;
	struct reason reason = {""};
	enum cli_status status;
	enum log_proof_end end;
	char base[1024];

	if (access(o->out, F_OK) == 0)
		return cli_fail(
		    "%s exists already; nothing was changed", o->out);
	if (!receipt_file_log(o, f, base, sizeof(base), &log))
		return CLI_FAILED;
	byte_writer_init(&proof, TLOG_PROOF_MAX);
	end = log_proof_make(&log, &question, &proof, &reason);
	status = end == LOG_PROOF_KEPT || end == LOG_PROOF_LATE
	    ? keep(o, f, &proof)
	    : say_why(end, f, &reason);
	if (end == LOG_PROOF_LATE && status == CLI_OK)
		cli_warn("LATE: %s had promised it for %s, and it is not in "
			 "what it published of then. valise receipt accuse "
			 "makes of the promise what anyone can verify",
		    f->receipt.relay, f->receipt.publication);
	byte_writer_finish(&proof);
	http_client_destroy(log.http);
	return status;
}
