/*
 * A witness' signature under someone else's checkpoint (tlog-cosignature,
 * "Ed25519 signed message"): that at its time this was the largest tree of the
 * log that it had seen, and that it grew out of every one before.
 */
#ifndef VALISE_NOTES_COSIGNATURE_H
#define VALISE_NOTES_COSIGNATURE_H

#include "signed_note.h"

enum cosignature_status {
	COSIGNATURE_ABSENT, /* no line has the name and id of this key */
	COSIGNATURE_GOOD,
	COSIGNATURE_BAD /* a line has, and does not verify */
};

/*
 * Looks for the signatures of `key` (of type VKEY_COSIGNATURE) under the note.
 * Each is 72 bytes: seconds since 1970, big-endian, at most 2^63 - 1, and an
 * Ed25519 signature over "cosignature/v1\n", "time SECONDS\n" and the text.
 * One that does not verify spoils all (signed-note, "Signatures").  Of several
 * good ones the latest time comes back, so a witness counts once.
 */
enum cosignature_status cosignature_verify(
    const struct signed_note *note, const struct vkey *key, int64_t *ret_time);

#endif
