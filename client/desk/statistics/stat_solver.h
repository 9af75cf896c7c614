/*
 * The solver of integer programs: Z3, a program of its own (MIT), asked in
 * SMT-LIB 2 (QF_LIA).  It gets printed counts and bounds,
 * and no name of anybody.
 */
#ifndef VALISE_DESK_STAT_SOLVER_H
#define VALISE_DESK_STAT_SOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"

#define STAT_SOLVER_MEMORY "512" /* MiB */
/* Also where nobody waits for it any more: STAT_SECONDS. */
#define STAT_SOLVER_SECONDS "120"

/* What it answers, with a NUL; freed by the caller.  NULL with a reason: it is
 * not there, ended otherwise than with 0, or was not over by `until`
 * (steady_clock_ms()). */
char *stat_solver_ask(
    const char *script, size_t len, int64_t until, struct reason *ret_reason);

#endif
