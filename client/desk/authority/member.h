/* A member of the authority: a folder with a key (docs/DIRECTORY.md). */
#ifndef VALISE_DESK_MEMBER_H
#define VALISE_DESK_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "common/notes/signed_note.h"

enum member_made {
	MEMBER_MADE,
	MEMBER_NOT_MADE, /* with a reason; nothing was */
	MEMBER_HALF_MADE /* its secret is there, its public file is not */
};

/*
 * Makes the folder, a new key of that name in it under the passphrase, and the
 * public key beside it; never replaces one.  `ret_key` is set unless
 * MEMBER_NOT_MADE; the reason is, unless MEMBER_MADE.
 */
enum member_made member_make(const char *folder, const char *name,
    const char *passphrase, struct vkey *ret_key, struct reason *ret_reason);

/*
 * Writes the proposal again with the member's signature below it.  False with
 * a reason where the folder or the passphrase is off, this member has signed
 * it already, or a later version, or another text of this one: what it signed
 * last stands in the folder (docs/DIRECTORY.md 3.3).
 */
bool member_sign(const char *folder, const char *passphrase, const void *bytes,
    size_t len, struct byte_writer *w, struct reason *ret_reason);

#endif
