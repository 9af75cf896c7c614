/* From the JSON of a directory to its structure; for directory.c alone. */
#ifndef VALISE_NOTES_DIRECTORY_READ_H
#define VALISE_NOTES_DIRECTORY_READ_H

#include "directory.h"

/*
 * Fills `d` from d->body; false with a reason that names the member.  What was
 * allocated stays in `d` for directory_destroy().
 */
bool directory_read(struct directory *d, struct reason *ret_reason);

#endif
