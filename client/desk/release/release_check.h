/* A release on a medium, verified: valise/release/ (docs/RELEASES.md 3). */
#ifndef VALISE_DESK_RELEASE_CHECK_H
#define VALISE_DESK_RELEASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "common/release/release.h"

enum release_found {
	RELEASE_NONE,   /* the medium has no folder for one */
	RELEASE_SIGNED, /* by enough; its files were not looked at */
	RELEASE_REFUSED /* with a reason */
};

/* Its text and the signatures that count, read once and kept in memory: a stick
 * may show others the next time. */
struct release_read {
	struct release release;
	uint8_t *text;
	size_t text_len;
	uint8_t hash[MINISIGN_HASH_BYTES]; /* of the text */
	size_t n;                          /* keys that signed it */
	struct release_signature {
		char id[MINISIGN_ID_TEXT_BYTES];
		uint8_t *bytes;
		size_t len;
	} signatures[RELEASE_KEYS_MAX];
};

/* Where a medium has one; to be freed, NULL: memory. */
char *release_folder(const char *medium);

/*
 * A signature by an unknown key, or of no form, counts for nothing; one that
 * names a known key and does not verify refuses the release.  One key counts
 * once.  To be finished whatever it says.
 */
enum release_found release_read(const struct directory *directory,
    const char *folder, struct release_read *ret_read,
    struct reason *ret_reason);
void release_read_finish(struct release_read *r);

/*
 * Whether each file of the folder is what was signed, and no more bytes than
 * were; false with a reason.
 */
bool release_files_are_good(const struct release_read *r, const char *folder,
    struct reason *ret_reason);

enum release_taken {
	RELEASE_TAKEN,
	RELEASE_OTHER, /* a file is not what was signed */
	RELEASE_FAILED /* here: no room, a folder that is there */
};
/*
 * Copies what was signed, and those signatures, into a new folder; each file is
 * verified as it is copied, and read back.  Unless RELEASE_TAKEN with a reason,
 * and then nothing of it is left.
 */
enum release_taken release_take(const struct release_read *r,
    const char *folder, const char *to, struct reason *ret_reason);

#endif
