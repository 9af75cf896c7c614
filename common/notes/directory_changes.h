/* What one version of a directory changes in another, in plain lines. */
#ifndef VALISE_NOTES_DIRECTORY_CHANGES_H
#define VALISE_NOTES_DIRECTORY_CHANGES_H

#include <stddef.h>

#include "directory.h"
#include "persons.h"

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

/* The same of staff and couriers: who came, went, or has another key, other
 * roles, intakes or time. */
size_t persons_changes(const struct persons *before,
    const struct persons *after, directory_changes_line line, void *context);

/* Whether every set that vouched for `old` stands in `offered`, in order. */
bool directory_follows(
    const struct directory *offered, const struct directory *old);

/*
 * Reads a signed one that follows on `old`, which was verified: of the same
 * name, by the authority that signs after all sets of that one.  Its version is
 * not looked at.  NULL with a reason.
 */
struct directory *directory_open_after(const struct directory *old,
    const void *bytes, size_t len, struct reason *ret_reason);

#endif
