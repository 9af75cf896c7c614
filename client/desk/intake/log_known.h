/*
 * Which leaves of a relay's log some import explained, a bit each: a case keeps
 * so many entries, and a file that was sent a thousand times has more.
 */
#ifndef VALISE_DESK_LOG_KNOWN_H
#define VALISE_DESK_LOG_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/desk/vault/vault.h"

struct log_known {
	size_t len; /* bytes: all leaves of the log that is looked at */
	uint8_t *bits;
};

/*
 * What earlier imports explained of a log of `n` leaves; finish() frees.  False
 * without memory; what can't be read is none.
 */
bool log_known_read(const struct vault *v, const char *relay, size_t n,
    struct log_known *ret_known);
/* Keeps them, and what a longer log had; false where the vault can't. */
bool log_known_write(
    const struct vault *v, const char *relay, const struct log_known *known);
void log_known_finish(struct log_known *known);

bool log_known_has(const struct log_known *known, size_t position);
void log_known_add(struct log_known *known, size_t position);

#endif
