/* Giving up what serving does not need. */
#ifndef VALISE_RELAY_PRIVILEGES_H
#define VALISE_RELAY_PRIVILEGES_H

#include <stdbool.h>

#include "common/bytes/reason.h"

/*
 * Becomes a user, with that user's groups alone, for good.  An empty name:
 * stays who it is.  False with a reason where it can't; as root it then does
 * not serve.
 */
bool privileges_drop(const char *user, struct reason *ret_reason);

/*
 * From here on, in every thread: only the system calls that serving needs.
 * Others fail; starting a program, tracing one or loading code into the kernel
 * ends the process.  The sanitizers' builds go without the filter.
 */
bool privileges_filter(struct reason *ret_reason);

#endif
