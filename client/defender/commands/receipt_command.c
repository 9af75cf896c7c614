#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/stream.h"
#include "common/cli/directory_file.h"
#include "common/cli/witness_lines.h"
#include "common/crypto/sha256.h"
#include "common/notes/receipt.h"
#include "client/defender/options/options.h"
#include "receipt_file.h"

static bool
hash_file(const char *path, uint8_t ret_hash[static 32])
{
	struct sha256 *hash = sha256_create();
	uint8_t buffer[16384];
	struct byte_source source;
	ssize_t got = -1;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	source = byte_source_fd(&fd);
	if (fd >= 0 && hash != NULL) {
		while ((got = source.read(
			    source.context, buffer, sizeof(buffer))) > 0)
			sha256_update(hash, buffer, (size_t)got);
		if (!sha256_final(hash, ret_hash))
			got = -1;
	}
	if (got < 0)
		(void)cli_fail("%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	sha256_destroy(hash);
	return got == 0;
}

void
receipt_file_witnesses(const struct receipt *r, const struct directory *d)
{
	struct reason reason = {""};

	if (r->form != RECEIPT_PROOF)
		return; /* promises are in trees that no witness sees */
	witness_lines_print(&r->witnesses, d);
	if (witness_lines_trouble(&r->witnesses, &reason))
		cli_warn("%s", reason.text);
}

static void
describe(const struct receipt *r, const struct directory *d, bool with_file)
{
	char reference[RECEIPT_REFERENCE_BYTES];

	if (r->form == RECEIPT_PROMISE)
		(void)printf("Promise of %s for %s, publication %s.\n",
		    r->relay, r->intake, r->publication);
	else
		(void)printf(
		    "Proof from the log of %s for %s.\n", r->relay, r->intake);
	receipt_file_witnesses(r, d);
	if (with_file) {
		receipt_reference(r->entry, reference);
		(void)printf("Genuine, and for this envelope. Reference %s.\n",
		    reference);
	} else {
		(void)printf("The relay's signature is genuine. Give the "
			     "envelope too to see that it is for that one.\n");
	}
}

bool
receipt_file_open(const struct options *o, const char *path,
    const char *envelope, struct receipt_file *f)
{
	enum receipt_status verdict;
	size_t len = 0;

	memset(f, 0, sizeof(*f));
	f->directory = directory_file_open(
	    o->directory, o->fingerprint, DIRECTORY_TO_VERIFY);
	if (f->directory == NULL)
		return false;
	if (!durable_file_read(path, TLOG_PROOF_MAX, &f->bytes, &len)) {
		(void)cli_fail("%s: %s", path, strerror(errno));
		return false;
	}
	if (envelope != NULL) {
		if (!hash_file(envelope, f->hash))
			return false;
		f->file_hash = f->hash;
	}
	f->len = len;
	verdict = receipt_verify(
	    f->directory, f->bytes, len, f->file_hash, &f->receipt);
	if (verdict == RECEIPT_GENUINE &&
	    tlog_proof_parse(f->bytes, len, &f->proof))
		return true;
	(void)cli_fail("%s: %s", path, receipt_status_text(verdict));
	return false;
}

void
receipt_file_finish(struct receipt_file *f)
{
	free(f->bytes);
	directory_destroy(f->directory);
}

static enum cli_status
verify(const struct options *o, const char *path, const char *envelope)
{
	struct receipt_file f;
	bool ok = receipt_file_open(o, path, envelope, &f);

	if (ok)
		describe(&f.receipt, f.directory, envelope != NULL);
	receipt_file_finish(&f);
	return ok ? CLI_OK : CLI_FAILED;
}

/* What is asked of a promise with its envelope. */
static enum cli_status
with_promise(const struct options *o, const char *path, const char *envelope,
    enum cli_status (*ask)(const struct options *, struct receipt_file *))
{
	enum cli_status status = CLI_FAILED;
	struct receipt_file f;

	if (receipt_file_open(o, path, envelope, &f)) {
		if (f.receipt.form == RECEIPT_PROOF)
			(void)cli_fail("%s is a proof already", path);
		else
			status = ask(o, &f);
	}
	receipt_file_finish(&f);
	return status;
}

enum cli_status
command_receipt(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct options o;
	int operands;

	if (strcmp(what, "verify") == 0) {
		if (!options_parse(argc - 1, argv + 1, "dF", &o))
			goto usage;
		operands = argc - 1 - o.rest;
		if (operands == 1 || operands == 2)
			return verify(&o, argv[1 + o.rest],
			    operands == 2 ? argv[2 + o.rest] : NULL);
	} else if (strcmp(what, "complete") == 0) {
		if (!options_parse(argc - 1, argv + 1, "dFSDo", &o))
			goto usage;
		if (argc - 1 - o.rest == 2 && o.out != NULL)
			return with_promise(&o, argv[1 + o.rest],
			    argv[2 + o.rest], command_receipt_complete);
	} else if (strcmp(what, "accuse") == 0) {
		if (!options_parse(argc - 1, argv + 1, "dFSDo", &o))
			goto usage;
		if (argc - 1 - o.rest == 2 && o.out != NULL)
			return with_promise(&o, argv[1 + o.rest],
			    argv[2 + o.rest], command_receipt_accuse);
	}
usage:
	(void)cli_fail("receipt verify needs -d DIRECTORY RECEIPT [ENVELOPE]; "
		       "receipt complete needs -d DIRECTORY -o PROOF PROMISE "
		       "ENVELOPE; receipt accuse needs -d DIRECTORY -o FOLDER "
		       "PROMISE ENVELOPE; valise help receipt says more");
	return CLI_USAGE;
}
