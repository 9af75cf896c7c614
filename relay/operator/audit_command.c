/* valise-relay audit: follows the log of any relay, with no key of its own. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/steady_clock.h"
#include "common/cli/directory_file.h"
#include "common/cli/witness_lines.h"
#include "common/net/envelope_file.h"
#include "common/net/log_follow.h"
#include "common/net/log_proof.h"
#include "common/notes/receipt.h"
#include "audit_accusation.h"

#define AUDIT_SECONDS 7200

struct auditing {
	const char *directory_path;
	const char *fingerprint;
	const char *intake_id;
	const char *state;
	const char *seen;
	const char *accusation; /* a folder; then nothing else */
	const char *url;
	bool whole;
	char **promises; /* pairs: a promise and its envelope */
	int n_promises;
	struct http_options http;
	struct directory *directory;
	const struct directory_intake *intake;
	const struct directory_relay *relay;
	struct log_client log;
	struct log_follow follow;
	struct checkpoint witness;
};

static bool
parse(int argc, char **argv, struct auditing *a)
{
	static const struct option longs[] = {
	    {"directory", required_argument, NULL, 'd'},
	    {"fingerprint", required_argument, NULL, 'F'},
	    {"intake", required_argument, NULL, 't'},
	    {"state", required_argument, NULL, 's'},
	    {"seen", required_argument, NULL, 'e'},
	    {"socks", required_argument, NULL, 'S'},
	    {"accusation", required_argument, NULL, 'a'},
	    {"direct", no_argument, NULL, 'D'}, {"all", no_argument, NULL, 'A'},
	    {0}};
	int c;

	optind = 1;
	while ((c = getopt_long(argc, argv, "d:t:s:", longs, NULL)) != -1) {
		if (c == 'd')
			a->directory_path = optarg;
		else if (c == 'F')
			a->fingerprint = optarg;
		else if (c == 't')
			a->intake_id = optarg;
		else if (c == 's')
			a->state = optarg;
		else if (c == 'e')
			a->seen = optarg;
		else if (c == 'a')
			a->accusation = optarg;
		else if (c == 'S') {
			if (!http_socks_valid(optarg))
				return false;
			a->http.socks = optarg;
		} else if (c == 'A')
			a->whole = true;
		else if (c == 'D')
			a->http.way = HTTP_DIRECT;
		else
			return false;
	}
	if (a->accusation != NULL)
		return optind == argc && a->intake_id == NULL &&
		    a->state == NULL && a->directory_path == NULL;
	if (optind >= argc || (argc - optind) % 2 != 1 ||
	    a->directory_path == NULL || a->intake_id == NULL ||
	    a->state == NULL)
		return false;
	a->url = argv[optind];
	a->promises = argv + optind + 1;
	a->n_promises = (argc - optind - 1) / 2;
	return true;
}

static bool
same_url(const char *one, const char *other)
{
	size_t a, b;

	if (one == NULL)
		return false;
	a = strlen(one);
	b = strlen(other);
	while (a > 0 && one[a - 1] == '/')
		a--;
	while (b > 0 && other[b - 1] == '/')
		b--;
	return a == b && memcmp(one, other, a) == 0;
}

/* The relay of the intake that the directory gives this address to. */
static bool
find_relay(struct auditing *a)
{
	struct reason reason = {""};

	a->intake = directory_intake(a->directory, a->intake_id);
	if (a->intake == NULL) {
		(void)cli_fail("the directory has no intake %s", a->intake_id);
		return false;
	}
	for (size_t i = 0; i < a->intake->n_relays && a->relay == NULL; i++)
		if (same_url(a->intake->relays[i].url, a->url) ||
		    same_url(a->intake->relays[i].onion, a->url))
			a->relay = &a->intake->relays[i];
	if (a->relay == NULL) {
		(void)cli_fail("the directory has no relay at %s for %s",
		    a->url, a->intake_id);
		return false;
	}
	if (!http_url_allowed(a->url, a->http.way, &reason)) {
		(void)cli_fail("%s", reason.text);
		return false;
	}
	return true;
}

static bool
read_state(struct auditing *a)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok;

	if (!durable_file_read(a->state, LOG_FOLLOW_STATE_MAX, &bytes, &len)) {
		log_follow_init(&a->follow);
		if (errno == ENOENT)
			return true; /* the first time */
		(void)cli_fail("%s: %s", a->state, strerror(errno));
		return false;
	}
	ok = log_follow_parse(&a->follow, bytes, len);
	free(bytes);
	if (!ok)
		(void)cli_fail("%s is not the state of an audit", a->state);
	return ok;
}

/* A checkpoint of the same log that someone else was given. */
static bool
read_seen(struct auditing *a)
{
	struct signed_note note;
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok;

	if (a->seen == NULL)
		return true;
	if (!durable_file_read(a->seen, TLOG_PROOF_MAX, &bytes, &len)) {
		(void)cli_fail("%s: %s", a->seen, strerror(errno));
		return false;
	}
	ok = signed_note_parse(bytes, len, &note) == NOTE_OK &&
	    directory_log_signed_once(a->intake, a->relay->name, &note) &&
	    checkpoint_parse(note.text, note.text_len, &a->witness) &&
	    strcmp(a->witness.origin, a->relay->log_key.name) == 0;
	free(bytes);
	if (!ok)
		(void)cli_fail(
		    "%s is not a checkpoint that this log signed", a->seen);
	return ok;
}

static bool
keep_state(const struct auditing *a)
{
	struct byte_writer w;
	bool ok;

	byte_writer_init(&w, LOG_FOLLOW_STATE_MAX);
	log_follow_format(&a->follow, &w);
	ok = !w.failed &&
	    durable_file_write(a->state, w.data, w.len, 0600, DURABLE_REPLACE);
	byte_writer_finish(&w);
	if (!ok)
		(void)cli_fail("%s: %s", a->state, strerror(errno));
	return ok;
}

/* Both signed checkpoints beside each other: anyone can verify them. */
static void
keep_evidence(const struct auditing *a, const struct byte_writer *later)
{
	struct byte_writer w;
	char path[1100];

	(void)snprintf(path, sizeof(path), "%s.evidence", a->state);
	byte_writer_init(&w, 4 * TLOG_PROOF_MAX);
	byte_writer_put(&w, a->follow.note.data, a->follow.note.len);
	byte_writer_put(&w, later->data, later->len);
	if (!w.failed &&
	    durable_file_write(path, w.data, w.len, 0600, DURABLE_REPLACE))
		(void)printf("What it signed is in %s.\n", path);
	byte_writer_finish(&w);
}

/* Whether those who the directory expects have cosigned what was served. */
static bool
check_witnesses(const struct auditing *a)
{
	struct witness_verdict verdict;
	struct signed_note note;
	struct reason reason;

	if (signed_note_parse(a->follow.note.data, a->follow.note.len, &note) !=
	    NOTE_OK)
		return false;
	witnesses_judge(a->directory, &note, &verdict);
	witness_lines_print(&verdict, a->directory);
	if (!witness_lines_trouble(&verdict, &reason))
		return true;
	(void)cli_fail("%s: %s", a->relay->name, reason.text);
	return false;
}

static bool
follow(struct auditing *a)
{
	uint64_t before = a->follow.frontier.size;
	struct byte_writer evidence;
	enum log_client_status status;
	struct reason reason = {""};
	bool kept;

	byte_writer_init(&evidence, TLOG_PROOF_MAX);
	status = log_follow_on(&a->follow, &a->log,
	    a->seen == NULL ? NULL : &a->witness, a->whole, &evidence, &reason);
	switch (status) {
	case LOG_CLIENT_OK:
		(void)printf("%s: %" PRIu64 " entries, %" PRIu64
			     " of them new, all of them in their places\n",
		    a->relay->log_key.name, a->follow.frontier.size,
		    a->follow.frontier.size - before);
		break;
	case LOG_CLIENT_ABSENT:
		(void)printf(
		    "%s: nothing is published yet\n", a->relay->log_key.name);
		break;
	case LOG_CLIENT_FALSE:
		(void)cli_fail("%s IS NOT HONEST OR IS BROKEN: %s",
		    a->relay->name, reason.text);
		keep_evidence(a, &evidence);
		break;
	case LOG_CLIENT_FAILED:
		(void)cli_fail(
		    "%s was not followed: %s", a->relay->name, reason.text);
		break;
	}
	byte_writer_finish(&evidence);
	if (status != LOG_CLIENT_OK)
		return status == LOG_CLIENT_ABSENT;
	kept = keep_state(a); /* in any case: it was seen */
	return check_witnesses(a) && kept;
}

/*
 * The tree that a proof leads to must be one of the log that is followed: a
 * relay may show two.
 */
static bool
follows_proof(struct auditing *a, const struct byte_writer *proof)
{
	struct byte_writer evidence;
	enum log_client_status status;
	struct tlog_proof parsed;
	struct reason reason = {""};

	if (!tlog_proof_parse(proof->data, proof->len, &parsed))
		return false;
	byte_writer_init(&evidence, 2 * TLOG_PROOF_MAX);
	byte_writer_put(&evidence, proof->data, proof->len);
	status = log_follow_on(
	    &a->follow, &a->log, &parsed.checkpoint, false, &evidence, &reason);
	if (status == LOG_CLIENT_FALSE) {
		(void)cli_fail("%s IS NOT HONEST OR IS BROKEN: %s",
		    a->relay->name, reason.text);
		keep_evidence(a, &evidence);
	} else if (status != LOG_CLIENT_OK) {
		(void)cli_fail(
		    "%s was not followed: %s", a->relay->name, reason.text);
	}
	byte_writer_finish(&evidence);
	return status == LOG_CLIENT_OK && keep_state(a);
}

static bool
check_promise(struct auditing *a, const char *path, const char *envelope)
{
	struct log_proof_question question = {.directory = a->directory};
	enum log_proof_end end;
	struct byte_writer proof;
	struct tlog_proof parsed;
	struct receipt receipt;
	struct reason reason = {""};
	uint8_t *bytes = NULL, hash[32];
	uint64_t size;
	size_t len = 0;
	bool kept = false;
	int fd;

	if (!envelope_file_open(envelope, &fd, &size, hash, &reason)) {
		(void)cli_fail("%s: %s", envelope, reason.text);
		return false;
	}
	(void)close(fd);
	if (!durable_file_read(path, TLOG_PROOF_MAX, &bytes, &len) ||
	    receipt_verify(a->directory, bytes, len, hash, &receipt) !=
		RECEIPT_GENUINE ||
	    !tlog_proof_parse(bytes, len, &parsed) ||
	    strcmp(receipt.relay, a->relay->name) != 0 ||
	    strcmp(receipt.intake, a->intake->id) != 0 ||
	    receipt.form != RECEIPT_PROMISE) {
		free(bytes);
		(void)cli_fail(
		    "%s is no promise of this relay for %s", path, envelope);
		return false;
	}
	byte_writer_init(&proof, TLOG_PROOF_MAX);
	question.receipt = &receipt;
	question.parsed = &parsed;
	end = log_proof_make(&a->log, &question, &proof, &reason);
	switch (end) {
	case LOG_PROOF_KEPT:
		kept = follows_proof(a, &proof);
		if (kept)
			(void)printf("%s: kept, in the log\n", path);
		break;
	case LOG_PROOF_LATE:
		(void)cli_fail("%s: LATE: %s promised it for %s, and its log "
			       "has it only behind that",
		    path, receipt.relay, receipt.publication);
		break;
	case LOG_PROOF_OVERDUE:
		(void)cli_fail("%s: OVERDUE: %s promised it for %s, and has "
			       "published nothing that covers it",
		    path, receipt.relay, receipt.publication);
		break;
	case LOG_PROOF_BROKEN:
		(void)cli_fail("%s: %s PROMISED AND DID NOT KEEP IT: its log "
			       "covers %s and lacks this envelope",
		    path, receipt.relay, receipt.publication);
		break;
	case LOG_PROOF_WAITING:
		(void)printf("%s: not published yet\n", path);
		kept = true;
		break;
	case LOG_PROOF_FALSE:
	case LOG_PROOF_FAILED:
		(void)cli_fail("%s: %s", path, reason.text);
		break;
	}
	byte_writer_finish(&proof);
	free(bytes);
	return kept;
}

static enum cli_status
audit(struct auditing *a)
{
	char base[1100];
	bool ok;

	a->directory = directory_file_open(
	    a->directory_path, a->fingerprint, DIRECTORY_TO_VERIFY);
	if (a->directory == NULL || !find_relay(a))
		return CLI_FAILED;
	(void)snprintf(base, sizeof(base), "%s", a->url);
	for (size_t n = strlen(base); n > 0 && base[n - 1] == '/'; n--)
		base[n - 1] = '\0';
	if (!http_client_global() ||
	    (a->log.http = http_client_create(&a->http)) == NULL)
		return cli_fail("the network library does not start");
	a->log.base = base;
	a->log.intake = a->intake;
	a->log.relay = a->relay->name;
	a->log.deadline = steady_clock_seconds() + AUDIT_SECONDS;
	ok = read_state(a) && read_seen(a) && follow(a);
	for (int i = 0; i < a->n_promises; i++)
		ok &= check_promise(
		    a, a->promises[2 * i], a->promises[2 * i + 1]);
	return ok ? CLI_OK : CLI_FAILED;
}

enum cli_status
relay_command_audit(int argc, char **argv)
{
	struct auditing a = {0};
	enum cli_status status;

	if (!parse(argc, argv, &a)) {
		(void)cli_fail("audit needs -d DIRECTORY -t INTAKE --state "
			       "FILE URL [PROMISE ENVELOPE]..., or "
			       "--accusation FOLDER [--fingerprint DIGITS]");
		return CLI_USAGE;
	}
	if (a.accusation != NULL)
		return audit_accusation(a.accusation, a.fingerprint);
	status = audit(&a);
	http_client_destroy(a.log.http);
	log_follow_finish(&a.follow);
	directory_destroy(a.directory);
	return status;
}
