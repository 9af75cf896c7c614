/*
 * A newer directory in the place of one that is trusted already, from a relay
 * or a stick, neither of which is believed (docs/DIRECTORY.md 4.1).
 */
#ifndef VALISE_DEFENDER_DIRECTORY_UPDATE_H
#define VALISE_DEFENDER_DIRECTORY_UPDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/net/http_client.h"
#include "common/notes/directory.h"

enum directory_update_status {
	DIRECTORY_UPDATE_NEWER,    /* to be taken */
	DIRECTORY_UPDATE_SAME,     /* the very same text: nothing to do */
	DIRECTORY_UPDATE_OLDER,    /* a lower version: held back, or replayed */
	DIRECTORY_UPDATE_FORKED,   /* another text of the same version */
	DIRECTORY_UPDATE_EXPIRED,  /* newer, and over already */
	DIRECTORY_UPDATE_UNTRUSTED /* malformed, or of someone else */
};

/*
 * Judges what was offered against `old`, which the caller verified by its
 * digits.  It must be signed, have the same name, and carry the whole chain of
 * sets that `old` has at the beginning of its own: so it fits whichever digits
 * `old` did, and comes from the authority that signs now, not from one that
 * was replaced.  `now` is for its expiry alone.
 *
 * `ret_offered`, to be destroyed, is what was offered; it is set with every
 * status but DIRECTORY_UPDATE_UNTRUSTED.  `ret_reason` is set with every one
 * but NEWER and SAME.
 */
enum directory_update_status directory_update_judge(const struct directory *old,
    const void *bytes, size_t len, int64_t now, struct directory **ret_offered,
    struct reason *ret_reason);

/*
 * What the relay at `base` (https://relay.example) serves as the directory,
 * unverified; to be finished.  False with a reason, and then nothing is.
 */
bool directory_update_fetch(struct http_client *client, const char *base,
    struct byte_writer *ret_body, struct reason *ret_reason);

/*
 * The same from a file, or from valise/directory.note of a folder that is the
 * root of a stick (docs/MEDIUM.md 1); to be freed.
 */
bool directory_update_read(const char *path, uint8_t **ret_bytes,
    size_t *ret_len, struct reason *ret_reason);

#endif
