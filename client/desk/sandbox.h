/* Shutting a process in before it touches what a stranger made. */
#ifndef VALISE_DESK_SANDBOX_H
#define VALISE_DESK_SANDBOX_H

#include <stdbool.h>

/*
 * Closes every descriptor but two, limits memory, and lets through only the
 * system calls that reading, computing and writing need.  False where the
 * filter can't be set: then nothing may be opened.
 */
bool sandbox_enter(int in, int out);

#endif
