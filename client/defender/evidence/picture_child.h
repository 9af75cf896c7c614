/* The process that looks into one picture, and what it says. */
#ifndef VALISE_DEFENDER_PICTURE_CHILD_H
#define VALISE_DEFENDER_PICTURE_CHILD_H

#include "picture.h"

#define PICTURE_CHILD_LOCAL 2 /* exit status: not the picture's fault */
#define PICTURE_CPU_SECONDS 60
#ifndef PICTURE_WALL_SECONDS
#define PICTURE_WALL_SECONDS 120
#endif
#define PICTURE_MEMORY_MAX (512u << 20)
#define PICTURE_COPY_MAX (256u << 20) /* bytes of a cleaned copy */

/* What it writes first; where cleaning is due, an enum picture_copy follows. */
struct picture_answer {
	uint32_t status; /* PICTURE_LOOKED or PICTURE_TOO_LARGE */
	struct picture_found found;
};

/* Whether a copy is made of what was found. */
bool picture_copy_due(const struct picture_answer *a, enum picture_want want);

/*
 * Maps the picture, shuts itself in with the two other descriptors, answers
 * and ends.  `copy` is -1 where none is wanted.
 */
_Noreturn void picture_child_run(
    int in, int copy, int out, const struct picture_forget *forget);

#endif
