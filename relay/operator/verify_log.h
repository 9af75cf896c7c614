/* The log against itself, its signatures and the entries it was made of. */
#ifndef VALISE_RELAY_VERIFY_LOG_H
#define VALISE_RELAY_VERIFY_LOG_H

#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "relay/store/index.h"

struct verify_log_result {
	uint64_t entries;
	uint64_t publications;
	uint64_t unlogged; /* of periods that are over, and in no publication */
};

/*
 * Recomputes every leaf from hash and nonce, every tile hash and every
 * publication's root (RFC 6962 2.1), verifies each signature, by any of the
 * `keys` (relay_keys_of_log()), and those of the
 * directory's witnesses, and counts the entries that should be in the log and
 * are not: an error while a relay serves.  False with a reason at the first
 * thing that is wrong.
 */
bool verify_log(struct index *x, const char *intake, const struct vkey *keys,
    size_t n_keys, const struct directory *d, uint64_t period, bool served,
    struct verify_log_result *ret_result, struct reason *ret_reason);

#endif
