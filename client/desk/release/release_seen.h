/*
 * Which release is the newest that this desk verified, and how old the program
 * and the directory may become before it says so (docs/RELEASES.md 4).
 */
#ifndef VALISE_DESK_RELEASE_SEEN_H
#define VALISE_DESK_RELEASE_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "client/desk/vault/vault.h"
#include "common/release/release.h"
#include "release_check.h"

/* This program's own. */
extern const char release_own_version[];
extern const char release_own_day[];

struct release_newest {
	bool known;   /* and as many who signed it are in the directory still */
	bool another; /* of `asked`: another text was signed under that version
		       */
	char version[RELEASE_VERSION_MAX + 1];
	char day[11];
	char seen[11]; /* the day on which it was verified */
};
/* False with a reason where it can't be read. */
bool release_newest(struct vault *v, struct release_newest *ret_newest,
    struct reason *ret_reason);
/*
 * One that enough signed: it is remembered, with a line of whoever acts, where
 * it is newer than what is known.  `ret_newest` is what was known before. False
 * with a reason.
 */
bool release_remember(struct vault *v, const struct release_read *read,
    struct release_newest *ret_newest, struct reason *ret_reason);
/* As if none had been verified: a version that was signed by mistake. */
bool release_forget(struct vault *v, struct reason *ret_reason);

#define RELEASE_AGE_MAX 3650 /* days */
struct release_ages {
	uint64_t program;   /* days; 365 where nobody set it */
	uint64_t directory; /* since it was issued; 60 */
};
/* False with a reason. */
bool release_ages(
    struct vault *v, struct release_ages *ret_ages, struct reason *ret_reason);
bool release_set_ages(struct vault *v, const struct release_ages *ages,
    struct reason *ret_reason);

/* What there is to be warned of, each apart from the others. */
struct release_alarm {
	bool unread; /* a row can't be read: the reason */
	bool clock;  /* it is before this program's or the directory's day */
	bool newer;  /* than this program was verified here */
	uint64_t program_days; /* its age, where it is over what is set; or 0 */
	uint64_t directory_days;
	struct release_newest newest;
	struct release_ages ages;
	struct reason reason;
};
void release_alarm(struct vault *v, struct release_alarm *ret_alarm);

#endif
