/*
 * draft-peer: the defender's drafts alone, for peers.  Not installed.
 *
 *	draft-peer save|replace FILE PASSPHRASE < CONTENT
 *	draft-peer open FILE PASSPHRASE > CONTENT
 *
 * The passphrase is a test's own, so it may stand on the command line.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/defender/report/draft.h"
#include "common/bytes/secret.h"
#include "common/bytes/stream.h"

static enum draft_status
save(const char *path, const char *passphrase, enum durable_replace replace,
    struct reason *ret_reason)
{
	const int in = STDIN_FILENO;
	const struct byte_source source = byte_source_fd(&in);
	static char content[DRAFT_MAX + 1];
	ssize_t got = byte_source_fill(&source, content, sizeof(content));

	if (got < 0)
		return DRAFT_READ_FAILED;
	return draft_save(path, passphrase, strlen(passphrase), content,
	    (size_t)got, replace, ret_reason);
}

static enum draft_status
show(const char *path, const char *passphrase, struct reason *ret_reason)
{
	struct byte_writer content;
	enum draft_status status = draft_open(
	    path, passphrase, strlen(passphrase), &content, ret_reason);

	if (status != DRAFT_OK)
		return status;
	if (!stream_write_all(STDOUT_FILENO, content.data, content.len))
		status = DRAFT_WRITE_FAILED;
	byte_writer_finish(&content);
	return status;
}

int
main(int argc, char **argv)
{
	struct reason reason = {""};
	enum draft_status status;

	if (argc != 4 || !secret_protect_process())
		return 2;
	if (strcmp(argv[1], "save") == 0)
		status = save(argv[2], argv[3], DURABLE_KEEP_EXISTING, &reason);
	else if (strcmp(argv[1], "replace") == 0)
		status = save(argv[2], argv[3], DURABLE_REPLACE, &reason);
	else
		status = show(argv[2], argv[3], &reason);
	if (status == DRAFT_OK)
		return 0;
	(void)fprintf(
	    stderr, "%s %s\n", draft_status_text(status), reason.text);
	return 1;
}
