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
#include "common/crypto/sha256.h"
#include "common/notes/receipt.h"
#include "options.h"

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
		sha256_final(hash, ret_hash);
	}
	if (got < 0)
		(void)cli_fail("%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	sha256_destroy(hash);
	return got == 0;
}

static void
describe(const struct receipt *r, bool with_file)
{
	char reference[RECEIPT_REFERENCE_BYTES];

	if (r->form == RECEIPT_PROMISE)
		(void)printf("Promise of %s for %s, publication %s.\n",
		    r->relay, r->intake, r->publication);
	else
		(void)printf(
		    "Proof from the log of %s for %s.\n", r->relay, r->intake);
	if (with_file) {
		receipt_reference(r->entry, reference);
		(void)printf("Genuine, and for this envelope. Reference %s.\n",
		    reference);
	} else {
		(void)printf("The relay's signature is genuine. Give the "
			     "envelope too to see that it is for that one.\n");
	}
}

static enum cli_status
verify(const struct options *o, const char *path, const char *envelope)
{
	enum receipt_status verdict = RECEIPT_MALFORMED;
	uint8_t hash[32], *bytes = NULL;
	struct directory *d;
	struct receipt receipt;
	size_t len = 0;

	d = directory_file_open(
	    o->directory, o->fingerprint, DIRECTORY_TO_VERIFY);
	if (d == NULL)
		return CLI_FAILED;
	if (!durable_file_read(path, TLOG_PROOF_MAX, &bytes, &len)) {
		(void)cli_fail("%s: %s", path, strerror(errno));
	} else if (envelope == NULL || hash_file(envelope, hash)) {
		verdict = receipt_verify(
		    d, bytes, len, envelope == NULL ? NULL : hash, &receipt);
		if (verdict == RECEIPT_GENUINE)
			describe(&receipt, envelope != NULL);
		else
			(void)cli_fail(
			    "%s: %s", path, receipt_status_text(verdict));
	}
	free(bytes);
	directory_destroy(d);
	return verdict == RECEIPT_GENUINE ? CLI_OK : CLI_FAILED;
}

enum cli_status
command_receipt(int argc, char **argv)
{
	struct options o;
	int operands;

	if (argc < 2 || strcmp(argv[1], "verify") != 0 ||
	    !options_parse(argc - 1, argv + 1, "dF", &o))
		goto usage;
	operands = argc - 1 - o.rest;
	if (operands != 1 && operands != 2)
		goto usage;
	return verify(
	    &o, argv[1 + o.rest], operands == 2 ? argv[2 + o.rest] : NULL);
usage:
	(void)cli_fail("receipt verify needs -d DIRECTORY RECEIPT [ENVELOPE]; "
		       "valise help receipt says more");
	return CLI_USAGE;
}
