/*
 * Where the upload of a sealed file goes on after the program ended: a small
 * file beside it while it is being sent (docs/DEFENDER.md).
 */
#ifndef VALISE_DEFENDER_UPLOAD_STATE_H
#define VALISE_DEFENDER_UPLOAD_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UPLOAD_STATE_SUFFIX ".sending"
#define UPLOAD_STATE_URL_BYTES 1024 /* with the NUL */

/* Which upload it is of. */
struct upload_state {
	const char *envelope; /* path of the sealed file */
	const char *base;     /* of the relay */
	const uint8_t *sha256;
	uint64_t size;
};

/*
 * The URL on that relay where an upload of exactly this file was begun; false
 * where there is none, or what is there is of another file or relay, or is
 * damaged: then it is sent from its beginning.
 */
bool upload_state_read(const struct upload_state *state,
    char ret_url[static UPLOAD_STATE_URL_BYTES]);

/*
 * Durably, with mode 0600; "" removes it.  False where it could not be written,
 * errno says why: then sending works, and would not go on after an end.
 */
bool upload_state_write(const struct upload_state *state, const char *url);

#endif
