/* A sealed envelope as a file that is to be sent. */
#ifndef VALISE_NET_ENVELOPE_FILE_H
#define VALISE_NET_ENVELOPE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"

/*
 * Opens a regular file that begins as an age file does, and hashes all of it.
 * The descriptor is the caller's.  False with a reason.
 */
bool envelope_file_open(const char *path, int *ret_fd, uint64_t *ret_size,
    uint8_t ret_sha256[static 32], struct reason *ret_reason);

#endif
