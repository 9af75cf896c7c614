/* A 32-byte secret seed as a 0600 file of hexadecimal digits. */
#ifndef VALISE_CLI_SEED_FILE_H
#define VALISE_CLI_SEED_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/notes/signed_note.h"

/* Makes a random one; an existing file is an error. */
bool seed_file_make(const char *path, struct reason *ret_reason);
/* Refuses a file that anyone but its owner may read or write. */
bool seed_file_read(const char *path, uint8_t ret_seed[static NOTE_SEED_BYTES],
    struct reason *ret_reason);

#endif
