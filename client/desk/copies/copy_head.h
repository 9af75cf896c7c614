/* Whose copy a folder is: the vault's own first file says so. */
#ifndef VALISE_DESK_COPY_HEAD_H
#define VALISE_DESK_COPY_HEAD_H

#include <stdbool.h>

#include "common/bytes/reason.h"

/* What a folder has that got originals alone: it is no copy of a vault. */
#define COPY_HEAD_ORIGINALS "originals-of"

/*
 * Whether a folder has no head yet, or that of the vault `from`; false with a
 * reason: it is another vault's, or can't be told.
 */
bool copy_head_fits(
    const char *from, const char *folder, struct reason *ret_reason);

#endif
