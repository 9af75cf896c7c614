/* Where a file is or goes: chosen from folders, or a name typed. */
#ifndef VALISE_SITTING_PLACE_H
#define VALISE_SITTING_PLACE_H

#include "sitting.h"

#define PLACE_BYTES 4096 /* of a path, with its NUL */

/* What can be said of a file under the cursor, or NULL. */
typedef const char *place_warning(void *state, const char *path);

/* An existing file; its path to `ret_path` with WAY_NEXT. */
enum way place_choose(struct sitting *s, const struct word *title,
    const char *ask, place_warning *warning, void *state,
    char ret_path[static PLACE_BYTES]);

/*
 * A file to be written: its name is typed, whole.  One that exists, or whose
 * folder does not, is said and asked for again; `help` says what it means to
 * keep it.  The same.
 */
enum way place_to_write(struct sitting *s, const struct word *title,
    const char *ask, const char *help, char ret_path[static PLACE_BYTES]);

#endif
