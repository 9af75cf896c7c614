/*
 * Who vouches: a set of keys with a threshold, its fingerprint on paper, and
 * the signed changes from one set to the next (docs/DIRECTORY.md 3).
 */
#ifndef VALISE_NOTES_AUTHORITY_H
#define VALISE_NOTES_AUTHORITY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "signed_note.h"

#define KEY_SET_MAX 32
#define FINGERPRINT_DIGITS 50
#define FINGERPRINT_TEXT_BYTES 60 /* ten groups of five, spaces, NUL */

/* k of n keys; of the authority and of a desk. */
struct key_set {
	unsigned threshold;
	size_t n;
	struct vkey keys[KEY_SET_MAX];
};

/* 1 <= threshold <= n, and no key twice. */
bool key_set_valid(const struct key_set *set);

/* First 20 bytes of SHA-256 over threshold and sorted keys, as digits. */
void authority_fingerprint(
    const struct key_set *set, char ret_text[static FINGERPRINT_TEXT_BYTES]);

/* Whether typed digits, in any script and grouping, are this set's. */
bool authority_fingerprint_matches(
    const struct key_set *set, const char *typed);
/* Whether typed text has the form of a fingerprint at all. */
bool authority_fingerprint_wellformed(const char *typed);

/* The text of a change, to be signed by enough of both sets. */
void authority_change_format(const struct key_set *old_set,
    const struct key_set *new_set, struct byte_writer *w);

/*
 * Reads a signed change and verifies it against the thresholds of both sets
 * (the rule of TUF for a new root).
 */
bool authority_change_verify(const char *note, size_t len,
    struct key_set *ret_old, struct key_set *ret_new,
    struct reason *ret_reason);

/* Whether threshold and members are the same, in whatever order. */
bool key_set_equal(const struct key_set *a, const struct key_set *b);

#endif
