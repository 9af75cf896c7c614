/* Copies of files, read back and compared before they count. */
#ifndef VALISE_DESK_FILE_COPY_H
#define VALISE_DESK_FILE_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"

enum file_hashed { FILE_HASHED, FILE_ABSENT, FILE_UNREADABLE };

/* The SHA-256 of a regular file, links not followed; FILE_UNREADABLE with a
 * reason. */
enum file_hashed file_hash(const char *path, uint8_t ret_hash[static 32],
    uint64_t *ret_size, struct reason *ret_reason);

/*
 * Copies a regular file durably in place of what is there, and reads it back
 * past the cache as far as the system lets it; false with a reason, and what
 * was there before stays, or is removed where it read back otherwise.
 */
bool file_copy(const char *from, const char *to, struct reason *ret_reason);

#endif
