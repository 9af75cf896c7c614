#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ask_code.h"
#include "check_receipt.h"
#include "commands.h"
#include "common/cli/outside.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "common/cli/directory_file.h"
#include "client/defender/options/options.h"
#include "client/defender/send/replies.h"
#include "client/defender/report/reply_code.h"

#define WEEK_COLUMNS 12

static void
show_reply(const struct reply *r)
{
	static const char *const headings[] = {
	    [REPLY_OPENED] = "Opened at the desk in week",
	    [REPLY_RESEND] = "Could not be used; please send it again:",
	    [REPLY_MESSAGE] = "Message:",
	    [REPLY_STATE] = "Where the case stands:",
	};
	int ours; /* columns: the line end before stands for the blank */

	if (r->kind == REPLY_NOTHING)
		return;
	ours = printf("\n[bulletin %" PRIu64 ", week %s] %s", r->sequence,
	    r->week, headings[r->kind]);
	/* The desk's words, not this program's. */
	if (r->kind == REPLY_OPENED) {
		(void)printf(" ");
		outside_cell(stdout,
		    r->text.data == NULL ? "" : (const char *)r->text.data,
		    ours > 0 ? (unsigned)ours : 0, WEEK_COLUMNS);
		(void)printf("\n");
	} else {
		(void)printf("\n");
		outside_write(stdout, r->text.data, r->text.len);
	}
	if (!r->complete)
		(void)printf("(parts of this message are missing)\n");
}

/* Silence is not all well. */
static void
show_findings(const struct reply_findings *f, const struct directory *d)
{
	if (f->none)
		cli_warn("the directory knows bulletins of this desk, and the "
			 "relay shows none: it holds them back. Ask another "
			 "relay, or later");
	if (f->missing > 0)
		cli_warn("%" PRIu64 " bulletin(s) are missing, number %" PRIu64
			 " first: the relay may hold them back. Ask another "
			 "relay, or later",
		    f->missing, f->first_missing);
	if (f->refused > 0)
		cli_warn("%" PRIu64 " bulletin(s) are not signed by the desk "
			 "of this directory, or not in its chain, and are not "
			 "shown: they are forged, or the directory is old: get "
			 "a newer one",
		    f->refused);
	if (f->old)
		cli_warn("the newest bulletin is older than two weeks: the "
			 "desk may be away, or the relay holds newer ones "
			 "back. Ask another relay, or later");
	if (f->other_directory)
		cli_warn("the desk goes by version %" PRIu64 " of the "
			 "directory, and this is another one, of version "
			 "%" PRIu64 ": get the newer one before you seal",
		    f->directory_version, d->version);
}

/* By its reference a sender knows which one is meant. */
static void
show_references(
    const struct desk_seen *seen, desk_seen_name *name, const char *what)
{
	struct byte_writer references;
	size_t n;

	byte_writer_init(&references, 4096);
	n = name(seen, &references);
	if (n > 0 && references.failed)
		cli_warn("%zu envelope(s) %s", n, what);
	else if (n > 0)
		cli_warn("%zu envelope(s) %s. References: %.*s%s", n, what,
		    (int)references.len, (const char *)references.data,
		    n > DESK_SEEN_NAMED_MAX ? ", and more" : "");
	byte_writer_finish(&references);
}

/* What the desk lacks, whoever sent it. */
static void
show_seen(const struct desk_seen *seen)
{
	show_references(seen, desk_seen_unopenable,
	    "could not be opened at the desk: whose is among them sends it "
	    "again");
	show_references(seen, desk_seen_lacking,
	    "are in a relay's log, and no stick brought them to the desk: "
	    "whose is among them sends it again, by another relay");
}

static enum cli_status
run(const struct options *o, struct directory *d, char *digits,
    struct reply_keys *keys, char **operands)
{
	enum cli_status status = CLI_OK;
	struct http_options http;
	const struct directory_intake *intake = options_intake(o, d);
	struct http_client *client;
	struct reason reason = {""};
	struct reply_list replies;
	char base[1024];
	bool ok;

	if (intake == NULL ||
	    options_relay(o, intake, base, sizeof(base)) == NULL ||
	    !ask_code(o->code_fd, digits))
		return CLI_FAILED;
	if (!reply_code_keys(digits, intake->id, keys))
		return cli_fail("the reply code takes 256 MiB of memory, which "
				"this machine does not give");
	http = options_http(o);
	client = http_client_create(&http);
	if (client == NULL)
		return cli_fail("there is not enough memory");
	ok = replies_fetch(client, base, d, intake, &keys->identity,
	    utc_time_now(), &replies, &reason);
	http_client_destroy(client);
	if (!ok)
		return cli_fail("the bulletins could not be read: %s. Nothing "
				"is lost; try again later",
		    reason.text);
	(void)printf("%" PRIu64 " bulletin(s) read, %zu answer(s) for this "
		     "code.\n",
	    replies.n_bulletins, replies.n);
	if (replies.n_bulletins > 0)
		(void)printf("The newest is of week %s; there should be one "
			     "every week.\n",
		    replies.last_week);
	show_findings(&replies.findings, d);
	show_seen(&replies.seen);
	if (replies.n == 0)
		(void)printf(
		    "Nothing for this code yet: a desk may take some weeks. "
		    "But only what showed you a\nreference has arrived: "
		    "where none was shown, the program or the line ended "
		    "before, and\nthe report must be sent again.\n");
	for (size_t i = 0; i < replies.n; i++)
		show_reply(&replies.items[i]);
	if (operands != NULL)
		status =
		    check_receipt(o, &replies.seen, operands[0], operands[1]);
	replies_finish(&replies);
	return status;
}

enum cli_status
command_check(int argc, char **argv)
{
	struct reply_keys *keys;
	struct directory *d;
	enum cli_status status;
	struct options o;
	char *digits;

	if (!options_parse(argc, argv, "dFtRSDCo", &o) ||
	    (o.rest != argc && argc - o.rest != 2) ||
	    (o.rest == argc && o.out != NULL)) {
		(void)cli_fail("check needs -d DIRECTORY -t INTAKE, and may "
			       "have [-o FOLDER] RECEIPT ENVELOPE; valise help "
			       "check says more");
		return CLI_USAGE;
	}
	d = directory_file_open(
	    o.directory, o.fingerprint, DIRECTORY_TO_VERIFY);
	if (d == NULL)
		return CLI_FAILED;
	keys = secret_alloc(sizeof(*keys));
	digits = secret_alloc(REPLY_CODE_DIGITS + 1);
	if (keys == NULL || digits == NULL || !http_client_global())
		status = cli_fail("there is not enough memory");
	else
		status = run(
		    &o, d, digits, keys, o.rest == argc ? NULL : argv + o.rest);
	secret_free(digits);
	secret_free(keys);
	directory_destroy(d);
	return status;
}
