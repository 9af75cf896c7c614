/* A directory from a file, trusted by the digits on the printed sheet. */
#ifndef VALISE_CLI_DIRECTORY_FILE_H
#define VALISE_CLI_DIRECTORY_FILE_H

#include "cli.h"
#include "common/notes/directory.h"

enum directory_use {
	DIRECTORY_TO_SEAL,  /* an expired one is refused */
	DIRECTORY_TO_VERIFY /* an expired one is warned about */
};

/*
 * Reads and verifies; asks for the fingerprint where `fingerprint` is NULL.
 * Says on standard error what is wrong, and warns of an expiry that is near or
 * a clock that can't be right.  NULL on failure.
 */
struct directory *directory_file_open(
    const char *path, const char *fingerprint, enum directory_use use);

#endif
