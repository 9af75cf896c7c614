/* A secret at rest: an age file under a passphrase (docs/KEYS.md). */
#ifndef VALISE_DESK_SECRET_FILE_H
#define VALISE_DESK_SECRET_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

#define PASSPHRASE_MAX 1024 /* bytes, with the NUL */

/*
 * Writes `len` bytes, sealed under the passphrase, durably into a new file of
 * mode 0600.  False with a reason where one of that name is there or the disk
 * fails.
 */
bool secret_file_write(const char *path, const void *secret, size_t len,
    const char *passphrase, struct reason *ret_reason);

/* The same in place of one that is there; on failure either stands there. */
bool secret_file_replace(const char *path, const void *secret, size_t len,
    const char *passphrase, struct reason *ret_reason);

/*
 * Reads exactly `len` bytes back.  False with a reason where the file can't be
 * read, the passphrase is wrong or it holds another number of bytes.
 */
bool secret_file_read(const char *path, const char *passphrase,
    void *ret_secret, size_t len, struct reason *ret_reason);

#endif
