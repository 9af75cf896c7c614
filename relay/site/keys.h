/*
 * The relay's keys: 0600 seed files in the spool, two in use and, from
 * rotate-keys on until it is done, two that come next (docs/KEYS.md).
 */
#ifndef VALISE_RELAY_KEYS_H
#define VALISE_RELAY_KEYS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "common/notes/signed_note.h"

/* One signs each batch, the other each publication. */
enum relay_key_kind { RELAY_KEY_PROMISE, RELAY_KEY_LOG, RELAY_KEY_KINDS };

struct relay_seed {
	uint8_t seed[NOTE_SEED_BYTES];
	uint8_t public_key[32];
};

#define RELAY_SEEDS_MAX 8 /* that one process comes to know of a kind */

/*
 * In guarded memory.  Of each kind those that were today's or the next ones
 * since the start.  One is only ever added, so threads may read meanwhile.
 */
struct relay_keys {
	struct relay_seed seeds[RELAY_KEY_KINDS][RELAY_SEEDS_MAX];
	atomic_uint n[RELAY_KEY_KINDS];
	atomic_int today[RELAY_KEY_KINDS]; /* which of them is in FILE.seed */
	atomic_int next[RELAY_KEY_KINDS];  /* and in next-FILE.seed; -1: none */
};

/*
 * Makes what is missing of the two of today; one that is there is kept.
 * `ret_made`: how many were made.
 */
bool relay_keys_make(
    const char *spool, unsigned *ret_made, struct reason *ret_reason);
/* Refuses files that others may read. */
bool relay_keys_read(
    const char *spool, struct relay_keys *ret_keys, struct reason *ret_reason);
/*
 * Looks at the files again: what is not in memory yet is added, so that keys
 * change as often as wanted without a restart.
 */
bool relay_keys_read_again(
    const char *spool, struct relay_keys *keys, struct reason *ret_reason);

/*
 * Makes the next ones, for the owner of today's.  What is there of them already
 * stays: then `ret_new` is false.
 */
bool relay_keys_make_next(
    const char *spool, bool *ret_new, struct reason *ret_reason);
/*
 * The next ones take the place of today's, whose public halves are kept in
 * FORMER_KEYS.  Cut off anywhere, it is done by another call.
 */
bool relay_keys_retire(const char *spool, const struct relay_keys *keys,
    struct reason *ret_reason);

/* Today's; the next, or NULL where there is none. */
const struct relay_seed *relay_keys_today(
    const struct relay_keys *keys, enum relay_key_kind kind);
const struct relay_seed *relay_keys_next(
    const struct relay_keys *keys, enum relay_key_kind kind);

/*
 * The seed that belongs to what the directory's entry says of that kind; NULL
 * where the spool has none.
 */
const struct relay_seed *relay_keys_of(const struct relay_keys *keys,
    enum relay_key_kind kind, const struct directory_relay *entry);
/*
 * The seed of the entry in force at that moment; today's where none fits,
 * for what is owed to an intake that the directory lacks by now.
 */
const uint8_t *relay_keys_seed(const struct relay_keys *keys,
    enum relay_key_kind kind, const struct directory_intake *intake,
    const char *relay, int64_t now);

/* A public half under the name that the directory gives it. */
void relay_keys_public(const struct relay_seed *seed, enum relay_key_kind kind,
    const char *relay, const char *intake, struct vkey *ret_key);

#define RELAY_FORMER_MAX 64 /* of each kind */
#define RELAY_LOG_KEYS_MAX 256

/*
 * Every key that may have signed the log in this spool: those in memory, those
 * of the directory, and the former ones.  False with a reason where these can't
 * be read.
 */
bool relay_keys_of_log(const struct relay_keys *keys, const char *spool,
    const char *relay, const struct directory_intake *intake,
    struct vkey ret_keys[static RELAY_LOG_KEYS_MAX], size_t *ret_n,
    struct reason *ret_reason);

#endif
