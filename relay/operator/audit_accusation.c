#include "audit_accusation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/bytes/durable_file.h"
#include "common/cli/directory_file.h"
#include "common/notes/accusation.h"

struct loaded {
	struct directory *directory;
	struct accusation accusation;
	uint8_t *promise;
	uint8_t *checkpoint;
	struct accusation_parts parts;
	int entries;
	struct byte_source source;
};

static bool
read_part(const char *folder, const char *name, size_t most, uint8_t **ret,
    size_t *ret_len)
{
	char *path = durable_file_join(folder, name);
	bool ok = path != NULL && durable_file_read(path, most, ret, ret_len);

	if (!ok)
		(void)cli_fail("%s/%s: %s", folder, name, strerror(errno));
	free(path);
	return ok;
}

static bool
read_text(const char *folder, struct accusation *ret_accusation)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	bool ok;

	if (!read_part(
		folder, ACCUSATION_FILE, ACCUSATION_TEXT_MAX, &bytes, &len))
		return false;
	ok = accusation_parse((const char *)bytes, len, ret_accusation);
	if (!ok)
		(void)cli_fail("%s is not an accusation", folder);
	free(bytes);
	return ok;
}

static bool
load(const char *folder, const char *fingerprint, struct loaded *l)
{
	char *path = durable_file_join(folder, ACCUSATION_DIRECTORY_FILE);
	char *entries = durable_file_join(folder, ACCUSATION_ENTRIES_FILE);
	struct stat found;
	bool ok = path != NULL && entries != NULL &&
	    read_text(folder, &l->accusation) &&
	    read_part(folder, ACCUSATION_PROMISE_FILE, TLOG_PROOF_MAX,
		&l->promise, &l->parts.promise_len) &&
	    read_part(folder, ACCUSATION_CHECKPOINT_FILE, TLOG_PROOF_MAX,
		&l->checkpoint, &l->parts.checkpoint_len);

	if (ok) {
		/* Whoever made the folder may have put a pipe there. */
		l->entries = open(entries, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		ok = l->entries >= 0 && fstat(l->entries, &found) == 0;
		if (!ok)
			(void)cli_fail("%s: %s", entries, strerror(errno));
		else if (!S_ISREG(found.st_mode)) {
			(void)cli_fail("%s is not a file", entries);
			ok = false;
		}
	}
	if (ok) {
		l->directory =
		    directory_file_open(path, fingerprint, DIRECTORY_TO_VERIFY);
		ok = l->directory != NULL;
	}
	l->source = byte_source_fd(&l->entries);
	l->parts.promise = l->promise;
	l->parts.checkpoint = l->checkpoint;
	l->parts.entries = &l->source;
	free(path);
	free(entries);
	return ok;
}

enum cli_status
audit_accusation(const char *folder, const char *fingerprint)
{
	struct loaded l = {.entries = -1};
	enum cli_status status = CLI_FAILED;
	enum accusation_verdict verdict;
	struct receipt receipt;

	if (load(folder, fingerprint, &l)) {
		verdict = accusation_verify(
		    l.directory, &l.accusation, &l.parts, &receipt);
		if (verdict == ACCUSATION_PROVEN) {
			(void)printf(
			    "PROVEN: %s promised for %s of %s and did not keep "
			    "it: its log up to %s lacks what it signed for. "
			    "Whoever holds its keys did this, thieves too.\n",
			    receipt.relay, receipt.publication, receipt.intake,
			    l.accusation.publication);
			status = CLI_OK;
		} else {
			(void)cli_fail(
			    "NOT PROVEN: %s", accusation_verdict_text(verdict));
		}
	}
	if (l.entries >= 0)
		(void)close(l.entries);
	free(l.promise);
	free(l.checkpoint);
	directory_destroy(l.directory);
	return status;
}
