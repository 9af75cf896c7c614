/* A secret at rest: an age file under a passphrase (docs/KEYS.md). */
#ifndef VALISE_DESK_SECRET_FILE_H
#define VALISE_DESK_SECRET_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

#define PASSPHRASE_MAX 1024
#define PASSPHRASE_LEAST 12 /* characters, for a new one */

/* Writes `len` bytes sealed under the passphrase; never replaces a file. */
bool secret_file_write(const char *path, const void *secret, size_t len,
    const char *passphrase, struct reason *ret_reason);

/* Reads exactly `len` bytes back. */
bool secret_file_read(const char *path, const char *passphrase,
    void *ret_secret, size_t len, struct reason *ret_reason);

/* Asks for one, or for a new one, into guarded memory; NULL after saying why.*/
char *secret_file_passphrase(int fd, const char *prompt);
char *secret_file_new_passphrase(int fd, const char *prompt);

#endif
