#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "ask_code.h"
#include "commands.h"
#include "common/bytes/decimal_digits.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/secret.h"
#include "common/bytes/utc_time.h"
#include "common/cli/directory_file.h"
#include "common/crypto/self_test.h"
#include "common/json/json_text.h"
#include "common/report/follow_up.h"
#include "client/defender/options/options.h"
#include "seal_pictures.h"
#include "client/defender/report/seal_report.h"

#define CODE_LINE_BYTES 512

/* What is made on the way; all of it is let go in one place. */
struct job {
	struct options options;
	struct directory *directory;
	const struct directory_intake *intake;
	struct age_recipient recipient;
	cJSON *report;
	struct evidence_list evidence;
	char *code; /* digits, in guarded memory; NULL without reply */
	char reference[FOLLOW_UP_REFERENCE_BYTES]; /* of --follows, or "" */
	struct reply_keys *keys;
	struct reason reason;
};

static cJSON *
read_report(const char *path, struct reason *reason)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
	uint8_t *bytes = NULL;
	size_t len = 0, marked = 0;
	cJSON *report;

	if (strcmp(path, "-") == 0)
		path = "/dev/stdin";
	if (!durable_file_read(path, REPORT_MAX, &bytes, &len)) {
		reason_set(reason, "%s: %s", path, strerror(errno));
		return NULL;
	}
	/* An editor may have put a byte order mark in front. */
	if (len >= sizeof(mark) && memcmp(bytes, mark, sizeof(mark)) == 0)
		marked = sizeof(mark);
	report =
	    json_text_read((const char *)bytes + marked, len - marked, reason);
	sodium_memzero(bytes, len);
	free(bytes);
	if (report != NULL && report_check(report, REPORT_DRAFT, reason))
		return report;
	json_text_wipe(report);
	return NULL;
}

static bool
choose_recipient(struct job *job)
{
	const struct directory_epoch *epoch =
	    directory_epoch(job->intake, utc_time_now());

	if (epoch == NULL) {
		(void)cli_fail("the directory has no key for %s that is in "
			       "force today: get a newer directory",
		    job->intake->id);
		return false;
	}
	if (!age_recipient_parse(
		epoch->recipient, strlen(epoch->recipient), &job->recipient) ||
	    job->recipient.type != AGE_HYBRID) {
		(void)cli_fail("the directory's key for %s is malformed; "
			       "nothing is sealed to it",
		    job->intake->id);
		return false;
	}
	return true;
}

/* "code" and "" stand for a reference that the sender no longer knows. */
static bool
read_reference(struct job *job)
{
	const char *typed = job->options.follows;

	if (typed == NULL || *typed == '\0' || strcmp(typed, "code") == 0)
		return true;
	if (decimal_digits_read(typed, strlen(typed),
		FOLLOW_UP_REFERENCE_DIGITS, job->reference))
		return true;
	(void)cli_fail("not sealed: a reference has 12 digits; --follows code "
		       "does without it");
	return false;
}

/* A new code or, of a follow-up, the one that the sender has. */
static bool
make_reply_keys(struct job *job)
{
	if (job->options.no_reply)
		return true;
	job->code = secret_alloc(REPLY_CODE_DIGITS + 1);
	job->keys = secret_alloc(sizeof(*job->keys));
	if (job->code == NULL || job->keys == NULL) {
		(void)cli_fail("not sealed: there is not enough memory");
		return false;
	}
	if (job->options.follows == NULL)
		reply_code_make(job->code);
	else if (!ask_code(job->options.code_fd, job->code))
		return false;
	if (reply_code_keys(job->code, job->intake->id, job->keys))
		return true;
	(void)cli_fail("not sealed: the reply code takes 256 MiB of memory, "
		       "which this machine does not give");
	return false;
}

static bool
tell_code(const struct job *job)
{
	char grouped[REPLY_CODE_TEXT_BYTES];
	char *line;
	bool ok;

	if (job->code == NULL || job->options.follows != NULL)
		return true;
	line = secret_alloc(CODE_LINE_BYTES);
	if (line == NULL)
		return false;
	reply_code_group(job->code, grouped);
	if (job->options.code_fd >= 0)
		(void)snprintf(line, CODE_LINE_BYTES, "%s\n", grouped);
	else
		(void)snprintf(line, CODE_LINE_BYTES,
		    "\nYour reply code, shown only now:\n\n    %s\n\n"
		    "Write it on paper and keep it apart from this machine. "
		    "With it\nanyone, on any machine, reads the answers to "
		    "this report: keep\nit as you would keep the answers.\n\n",
		    grouped);
	sodium_memzero(grouped, sizeof(grouped));
	ok = cli_tell_secret(job->options.code_fd, line);
	secret_free(line);
	return ok;
}

static enum cli_status
write_envelope(struct job *job)
{
	struct durable_file file;

	if (access(job->options.out, F_OK) == 0)
		return cli_fail(
		    "%s exists already; nothing was changed", job->options.out);
	if (!durable_file_begin(&file, job->options.out, 0600))
		return cli_fail("%s: %s", job->options.out, strerror(errno));
	if (!seal_report_write(job->report, &job->evidence, &job->recipient,
		file.fd, cli_progress(), &job->reason)) {
		durable_file_abandon(&file);
		return cli_fail("not sealed: %s. No output was kept; your "
				"files are as they were",
		    job->reason.text);
	}
	/* Before the file is there: a report whose code is lost is mute. */
	if (!tell_code(job)) {
		durable_file_abandon(&file);
		return cli_fail("not sealed: there is no terminal to show the "
				"reply code on. Give --code-fd N, or "
				"--no-reply");
	}
	if (!durable_file_commit(&file, DURABLE_KEEP_EXISTING))
		return cli_fail("not sealed: %s: %s. No output was kept%s",
		    job->options.out, strerror(errno),
		    job->options.follows == NULL && job->code != NULL
			? "; the code just shown is for nothing"
			: "");
	(void)fprintf(stderr, "Sealed to %s in %s%s.\n", job->intake->id,
	    job->options.out,
	    job->options.follows == NULL
		? ""
		: ", signed as a follow-up by your reply code");
	return CLI_OK;
}

static enum cli_status
run(struct job *job)
{
	const struct options *o = &job->options;

	if (!read_reference(job))
		return CLI_FAILED;
	if (!self_test_sealing())
		return cli_fail(
		    "this program's cryptography fails its self-test on this "
		    "machine; nothing was sealed, and nothing should be");
	job->directory = directory_file_open(
	    o->directory, o->fingerprint, DIRECTORY_TO_SEAL);
	if (job->directory == NULL)
		return CLI_FAILED;
	job->intake = options_intake(o, job->directory);
	if (job->intake == NULL || !choose_recipient(job))
		return CLI_FAILED;
	if (!evidence_open(o->attachments, o->n_attachments, cli_progress(),
		&job->evidence, &job->reason))
		return cli_fail("not sealed: %s", job->reason.text);
	/* Before there is a report or a key: the child has no copy of either.
	 */
	if (!seal_pictures(&job->evidence, o->pictures, &job->reason))
		return cli_fail("not sealed: %s", job->reason.text);
	job->report = read_report(o->report, &job->reason);
	if (job->report == NULL)
		return cli_fail("not sealed: %s", job->reason.text);
	if (!make_reply_keys(job))
		return CLI_FAILED;
	if (!seal_report_complete(
		job->report, &job->evidence, job->keys, &job->reason) ||
	    (o->follows != NULL &&
		!seal_report_follow(job->report, job->intake->id,
		    job->reference, job->keys, &job->reason)))
		return cli_fail("not sealed: %s", job->reason.text);
	return write_envelope(job);
}

enum cli_status
command_seal(int argc, char **argv)
{
	enum cli_status status;
	struct job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return cli_fail("there is not enough memory");
	if (!options_parse(argc, argv, "dFtraoNCGE", &job->options) ||
	    job->options.report == NULL || job->options.out == NULL ||
	    job->options.rest != argc) {
		(void)cli_fail("seal needs -d DIRECTORY -t INTAKE -r REPORT "
			       "-o OUT; valise help seal says more");
		free(job);
		return CLI_USAGE;
	}
	if (job->options.follows != NULL && job->options.no_reply) {
		(void)cli_fail("--follows needs the reply code, and --no-reply "
			       "makes a report without one");
		free(job);
		return CLI_USAGE;
	}
	status = run(job);
	evidence_close(&job->evidence);
	json_text_wipe(job->report);
	directory_destroy(job->directory);
	secret_free(job->code);
	secret_free(job->keys);
	free(job);
	return status;
}
