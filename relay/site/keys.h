/* The relay's two keys: 0600 seed files beside the spool (docs/KEYS.md). */
#ifndef VALISE_RELAY_KEYS_H
#define VALISE_RELAY_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/notes/signed_note.h"

/* In guarded memory. */
struct relay_keys {
	uint8_t promise_seed[NOTE_SEED_BYTES]; /* signs each batch */
	uint8_t log_seed[NOTE_SEED_BYTES];     /* signs each publication */
};

/* Makes both; existing files are kept and are an error. */
bool relay_keys_make(const char *spool, struct reason *ret_reason);
/* Refuses files that others may read. */
bool relay_keys_read(
    const char *spool, struct relay_keys *ret_keys, struct reason *ret_reason);

/* The public halves under the names that the directory gives them. */
void relay_promise_key(
    const struct relay_keys *keys, const char *relay, struct vkey *ret_key);
void relay_log_key(const struct relay_keys *keys, const char *relay,
    const char *intake, struct vkey *ret_key);

#endif
