/* Directories for tests, made by members whose keys are made anew each time. */
#ifndef VALISE_TESTS_DIRECTORY_MAKE_H
#define VALISE_TESTS_DIRECTORY_MAKE_H

#include "common/notes/directory.h"

#define DIRECTORY_MEMBERS 4

extern uint8_t directory_seeds[DIRECTORY_MEMBERS][32];
extern struct vkey directory_members[DIRECTORY_MEMBERS];

/* After sodium_init(), before the tests. */
void directory_make_members(void);

/* Of members first..first+n-1. */
struct key_set directory_make_set(unsigned threshold, size_t first, size_t n);
/* A directory's JSON whose authority is `set`; links come ready.  To be freed.
 */
char *directory_make_body(
    const struct key_set *set, const char *links, const char *extra);
/* The directory with this value in place of an empty list; or NULL. */
struct directory *directory_make_with(
    const char *member, const char *value, const char *extra);

#endif
