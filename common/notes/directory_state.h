/* The last directory that a program with state has seen (TUF: no rollback). */
#ifndef VALISE_NOTES_DIRECTORY_STATE_H
#define VALISE_NOTES_DIRECTORY_STATE_H

#include "directory.h"

#define DIRECTORY_STATE_TEXT_BYTES (96 + NOTE_NAME_MAX)

/* "version hash name", to be kept. */
void directory_state_format(const struct directory *d,
    char ret_text[static DIRECTORY_STATE_TEXT_BYTES]);

/*
 * False with a reason where `d` has another name than what was kept, a lower
 * version, or another text under the same version.  `kept` NULL: nothing was
 * yet.
 */
bool directory_state_allows(
    const char *kept, const struct directory *d, struct reason *ret_reason);

#endif
