/*
 * Originals on further media of the desk: what an import note says is held must
 * not be lost with one disk (docs/MEDIUM.md 4).
 */
#ifndef VALISE_DESK_ORIGINAL_COPIES_H
#define VALISE_DESK_ORIGINAL_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/store/desk_event.h"
#include "client/desk/vault/vault.h"
#include "common/bytes/reason.h"

#define ORIGINAL_COPIES_MAX 8

struct original_copies;

/*
 * Folders that are new, or copies of this vault, each on another disk than the
 * vault, the stick that they come on and the others, by the device numbers of
 * where originals lie.  NULL with a reason, and a new folder may be there.
 */
struct original_copies *original_copies_open(const struct vault *v,
    const char *medium, const char *const *folders, size_t n,
    struct reason *ret_reason);
void original_copies_close(struct original_copies *c); /* takes NULL */

size_t original_copies_count(const struct original_copies *c); /* takes NULL */

/*
 * Has each hold that original, byte for byte and read back.  How many do, the
 * vault not among them; one that does not is told once (DESK_COPY_FAILED), and
 * the next original is tried on it again.
 */
size_t original_copies_put(struct original_copies *c,
    const uint8_t sha256[static 32], const struct desk_events *events);

#endif
