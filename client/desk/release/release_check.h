/* A release on a medium, verified: valise/release/ (docs/RELEASES.md 3). */
#ifndef VALISE_DESK_RELEASE_CHECK_H
#define VALISE_DESK_RELEASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/bytes/reason.h"
#include "common/notes/directory.h"
#include "common/release/release.h"

enum release_found {
	RELEASE_NONE,   /* the medium has none */
	RELEASE_GOOD,   /* signed by enough, and each file is what it says */
	RELEASE_REFUSED /* with a reason */
};

/* Whose signatures count, and which files there are. */
struct release_checked {
	struct release release;
	size_t n_signed;
	char ids[RELEASE_KEYS_MAX][MINISIGN_ID_TEXT_BYTES];
};

/* Where a medium has one; to be freed, NULL: memory. */
char *release_folder(const char *medium);
/*
 * A signature by an unknown key counts for nothing; one that names a known key
 * and does not verify refuses the release.  One key counts once.
 */
enum release_found release_check(const struct directory *directory,
    const char *folder, struct release_checked *ret_checked,
    struct reason *ret_reason);

/*
 * Copies one that is good into a new folder, and checks the copy: a stick may
 * show other bytes the next time. False with a reason, and then nothing of it
 * is left.
 */
bool release_take(const struct directory *directory, const char *folder,
    const struct release *release, const char *to, struct reason *ret_reason);

#endif
