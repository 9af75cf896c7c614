/* A person's public lines, as person new printed them, from a file. */
#ifndef VALISE_DESK_PERSON_LINES_H
#define VALISE_DESK_PERSON_LINES_H

#include "client/desk/people/person.h"

/* Says what is to be compared with that person by voice.  False after saying
 * why. */
bool person_lines_read(const char *path, struct person_public *ret_public);

#endif
