/* Cases of a store whose keys are not beside it (docs/VAULT.md 2). */
#ifndef VALISE_DESK_KEYLESS_H
#define VALISE_DESK_KEYLESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"

struct keyless {
	bool any_keys;  /* whether a file of keys is there at all */
	uint64_t cases; /* without one */
	uint32_t first; /* the lowest of them */
};

/*
 * By the numbers that both have in the clear, of a vault's folder, where the
 * store says that each case has one; 0 where an older program's rows need none,
 * and of a copy without any keys.  False with a reason: memory, or a file that
 * can't be read.
 */
bool keyless_count(
    const char *folder, struct keyless *ret_keyless, struct reason *ret_reason);

#endif
