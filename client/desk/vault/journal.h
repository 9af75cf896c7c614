/*
 * The journal of the case store: chained and signed lines that anyone may
 * verify, without a secret (docs/VAULT.md 4).
 */
#ifndef VALISE_DESK_JOURNAL_H
#define VALISE_DESK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

/*
 * Adds a line, what was done to what, inside the caller's transaction; neither
 * text has a line break.  False where the store fails or the line is too long.
 */
bool journal_add(struct desk_store *s, const char *act, const char *object);

/* SHA-256 of the last line, zeroes before the first; false: unreadable. */
bool journal_head(struct desk_store *s, uint8_t ret_hash[static 32]);

/*
 * Checks chain and signatures of a store's file with the public key alone.
 * `ret_lines` counts those that were read; false with a reason that names the
 * first line that is off.
 */
bool journal_verify(const char *path, const struct vkey *signer,
    uint64_t *ret_lines, struct reason *ret_reason);

#endif
