/* A receipt that was read and verified, as the command line named it. */
#ifndef VALISE_DEFENDER_RECEIPT_FILE_H
#define VALISE_DEFENDER_RECEIPT_FILE_H

#include "common/cli/cli.h"
#include "common/net/log_client.h"
#include "common/notes/receipt.h"
#include "client/defender/options/options.h"

struct receipt_file {
	struct directory *directory;
	uint8_t *bytes;
	size_t len;
	struct tlog_proof proof; /* points into the bytes */
	struct receipt receipt;
	uint8_t hash[32];
	const uint8_t *file_hash; /* NULL: no envelope was given */
};

/*
 * Verifies the receipt at `path`, and that it is for `envelope` unless that is
 * NULL.  False after saying why; either way receipt_file_finish() it.
 */
bool receipt_file_open(const struct options *o, const char *path,
    const char *envelope, struct receipt_file *ret_file);
void receipt_file_finish(struct receipt_file *f);

/* Of a proof: which witnesses cosigned it, and a warning if too few did. */
void receipt_file_witnesses(const struct receipt *r, const struct directory *d);

/*
 * A client of the log that the receipt is of; `base`, which it uses, gets its
 * address, and its `http` is the caller's to destroy.  False after saying why.
 */
bool receipt_file_log(const struct options *o, const struct receipt_file *f,
    char *base, size_t size, struct log_client *ret_log);

/* `valise receipt accuse`: the folder that -o names, of a broken promise. */
enum cli_status command_receipt_accuse(
    const struct options *o, struct receipt_file *f);

/* `valise receipt complete`, for a promise with its envelope. */
enum cli_status command_receipt_complete(
    const struct options *o, struct receipt_file *f);

#endif
