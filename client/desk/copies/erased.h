/*
 * What was erased for good: the hash of each original and attachment of a case
 * that was disposed of, so that none of them counts as lost, and one that is
 * still somewhere, or came back, goes (docs/DISPOSAL.md).
 */
#ifndef VALISE_DESK_ERASED_H
#define VALISE_DESK_ERASED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/vault/vault.h"
#include "common/bytes/reason.h"

/* Of a file by its hash in hexadecimal, inside the caller's transaction; false:
 * memory or the disk. */
bool erased_add(
    struct desk_store *s, const char *sha256_hex, const char *disposal);

/*
 * Wipes each that the vault has a row of from that folder's originals/ and
 * attachments/; how many were there.  One that can't be wiped costs itself;
 * then false with a reason.
 */
bool erased_sweep(const struct vault *v, const char *folder, size_t *ret_n,
    struct reason *ret_reason);
/* How many of them are there, or can't be told; false with a reason. */
bool erased_left(const struct vault *v, const char *folder, size_t *ret_n,
    struct reason *ret_reason);

/* All of them by a store's file, without a key. */
struct erased {
	size_t n, room;
	uint8_t (*hashes)[32]; /* in order */
};
bool erased_read(
    const char *store, struct erased *ret_erased, struct reason *ret_reason);
bool erased_has(const struct erased *e, const uint8_t sha256[static 32]);
void erased_finish(struct erased *e);

/*
 * What a backup that was ended in its middle left in a copy: no list names it,
 * and it may be of what was disposed of since.  False with a reason.
 */
bool erased_wipe_parts(const char *folder, struct reason *ret_reason);

#endif
