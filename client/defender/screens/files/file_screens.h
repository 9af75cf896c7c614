/* What goes along: added, looked at, told of, and left out again. */
#ifndef VALISE_DEFENDER_FILE_SCREENS_H
#define VALISE_DEFENDER_FILE_SCREENS_H

#include "client/defender/session/session.h"

/* The list of them; as a question does. */
enum way files_screen(struct session *s);

/*
 * Adds a file; WAY_NEXT: it is the last of the list.  WAY_BACK: there is
 * none, and it was said why.
 */
enum way file_add_screen(struct session *s);

/* What is said of one, and whether a cleaned copy goes along. */
enum way file_about_screen(struct session *s, size_t index);

/* "name, 1.0 MB", without what can't be shown. */
void file_row(
    const struct session *s, size_t index, char *ret_row, size_t size);

#endif
