#include "check_receipt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/bytes/durable_file.h"
#include "common/net/log_proof.h"
#include "receipt_file.h"

static bool
write_file(const char *folder, const char *name, const struct byte_writer *w)
{
	char *path = durable_file_join(folder, name);
	bool ok = path != NULL &&
	    durable_file_write(
		path, w->data, w->len, 0600, DURABLE_KEEP_EXISTING);

	free(path);
	return ok;
}

/* What each of the two signed, for whoever judges. */
static void
keep_evidence(const char *folder, const struct log_client *log,
    const struct desk_seen *seen)
{
	struct reason reason = {""};
	struct checkpoint checkpoint;
	struct byte_writer note;

	if (folder == NULL) {
		cli_note("-o FOLDER keeps what both have signed");
		return;
	}
	if (log_client_checkpoint(log, NULL, &note, &checkpoint, &reason) !=
	    LOG_CLIENT_OK) {
		cli_warn("the relay's checkpoint could not be kept: %s",
		    reason.text);
		return;
	}
	if (mkdir(folder, 0700) == 0 &&
	    write_file(folder, "relay.checkpoint", &note) &&
	    write_file(folder, "desk.bulletin", &seen->note))
		cli_note(
		    "%s has what both have signed. The desk, which has the "
		    "log as it was shown to it, can tell from it who is "
		    "wrong",
		    folder);
	else
		cli_warn("%s: %s; not all was kept", folder, strerror(errno));
	byte_writer_finish(&note);
}

/* Another log, or the same one badly served: the relay's own word tells. */
static void
judge_false(const struct options *o, const struct receipt *r,
    const struct log_client *log, const struct desk_seen *seen,
    const struct bulletin_log *line)
{
	struct reason reason = {""};
	struct checkpoint signed_here;
	struct byte_writer note;

	switch (log_client_checkpoint(
	    log, line->publication, &note, &signed_here, &reason)) {
	case LOG_CLIENT_OK:
		byte_writer_finish(&note);
		if (signed_here.size == line->size &&
		    memcmp(&signed_here.root, &line->root,
			sizeof(line->root)) == 0) {
			(void)cli_fail("what %s serves as its log does not "
				       "have the root that it signed and that "
				       "the desk saw: it is damaged, or "
				       "withheld from you. Ask again later, or "
				       "by another way",
			    r->relay);
			return;
		}
		break;
	case LOG_CLIENT_FAILED:
		(void)cli_fail("the log could not be read: %s. Try again later",
		    reason.text);
		return;
	case LOG_CLIENT_ABSENT: /* though the desk has it signed */
	case LOG_CLIENT_FALSE:
		break;
	}
	(void)cli_fail("THE DESK AND YOU ARE SHOWN DIFFERENT LOGS of %s: what "
		       "it serves here does not have the root that the desk "
		       "saw at %" PRIu64 " entries (publication %s). Send it "
		       "again, by another relay",
	    r->relay, line->size, line->publication);
	keep_evidence(o->out, log, seen);
}

/* The log as the desk saw it has the entry, or should have. */
static enum cli_status
judge_found(
    const struct receipt_file *f, const struct bulletin_log *line, bool found)
{
	const struct receipt *r = &f->receipt;
	/* A proof says where it stands, a promise by when it should. */
	const bool is_later = r->form == RECEIPT_PROOF
	    ? f->proof.index >= line->size
	    : strcmp(line->publication, r->publication) < 0;

	if (found) {
		(void)printf("The desk has seen this envelope in the log of "
			     "%s (up to publication %s).\n",
		    r->relay, line->publication);
		return CLI_OK;
	}
	if (is_later) {
		(void)printf("The desk has seen the log of %s up to "
			     "publication %s; this envelope comes after it: "
			     "not seen yet.\n",
		    r->relay, line->publication);
		return CLI_OK;
	}
	if (r->form == RECEIPT_PROOF)
		return cli_fail("%s proved this envelope to you at another "
				"place of its log than the desk saw up to %s: "
				"its log has changed. Send it again, by "
				"another relay",
		    r->relay, line->publication);
	return cli_fail("%s promised this envelope for publication %s, and the "
			"log that the desk saw up to %s does not have it. Send "
			"it again, by another relay where there is one; valise "
			"receipt complete says what became of the promise",
	    r->relay, r->publication, line->publication);
}

static enum cli_status
look_at_log(const struct options *o, const struct receipt_file *f,
    const struct desk_seen *seen, const struct bulletin_log *line)
{
	enum cli_status status = CLI_FAILED;
	struct reason reason = {""};
	struct log_client log;
	char base[1024];
	bool found = false;

	if (!receipt_file_log(o, f, base, sizeof(base), &log))
		return CLI_FAILED;
	switch (log_proof_within(
	    &log, line->size, &line->root, f->receipt.entry, &found, &reason)) {
	case LOG_CLIENT_OK:
		status = judge_found(f, line, found);
		break;
	case LOG_CLIENT_FALSE:
		judge_false(o, &f->receipt, &log, seen, line);
		break;
	case LOG_CLIENT_ABSENT:
	case LOG_CLIENT_FAILED:
		(void)cli_fail("the log could not be read: %s. Try again later",
		    reason.text);
		break;
	}
	http_client_destroy(log.http);
	return status;
}

static enum cli_status
judge(const struct options *o, const struct receipt_file *f,
    const struct desk_seen *seen)
{
	const struct bulletin_log *line = desk_seen_log(seen, f->receipt.relay);

	if (seen->note.len == 0)
		return cli_fail("no bulletin of the desk was read here: what "
				"it has seen is not known. Ask again later, or "
				"by another relay (--relay)");
	if (desk_seen_could_not_open(seen, f->receipt.entry))
		return cli_fail("the desk has this envelope and could not open "
				"it: seal the report anew and send it again");
	if (desk_seen_lacks(seen, f->receipt.entry))
		return cli_fail("the desk has seen this envelope in the log of "
				"%s and no stick brought it: send it again, by "
				"another relay where there is one",
		    f->receipt.relay);
	if (line != NULL)
		return look_at_log(o, f, seen, line);
	(void)printf("The desk has not looked at the log of %s yet.\n",
	    f->receipt.relay);
	return CLI_OK;
}

enum cli_status
check_receipt(const struct options *o, const struct desk_seen *seen,
    const char *receipt, const char *envelope)
{
	enum cli_status status = CLI_FAILED;
	struct receipt_file f;

	if (receipt_file_open(o, receipt, envelope, &f)) {
		if (strcmp(f.receipt.intake, o->intake) == 0)
			status = judge(o, &f, seen);
		else
			(void)cli_fail("%s is of the intake %s, and not of %s",
			    receipt, f.receipt.intake, o->intake);
	}
	receipt_file_finish(&f);
	return status;
}
