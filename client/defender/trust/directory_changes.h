/* What one version of a directory changes in another, in plain lines. */
#ifndef VALISE_DEFENDER_DIRECTORY_CHANGES_H
#define VALISE_DEFENDER_DIRECTORY_CHANGES_H

#include <stddef.h>

#include "common/notes/directory.h"

/* Takes one line, neutralised and without a line feed; it lives for the call.*/
typedef void (*directory_changes_line)(void *context, const char *text);

/*
 * Gives a line for each intake, relay, courier and witness that came, went or
 * changed its keys or address, for an intake's sealing and desk keys that
 * changed, and for another set of the authority.  Names and dates of keys that
 * stayed are not compared.  Returns the number of lines.
 */
size_t directory_changes(const struct directory *before,
    const struct directory *after, directory_changes_line line, void *context);

#endif
