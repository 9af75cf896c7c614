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

/* This program's own. */
extern const char release_own_version[];
extern const char release_own_day[];

struct release_newest {
	bool known;
	char version[RELEASE_VERSION_MAX + 1];
	char day[11];
	char seen[11]; /* the day on which it was verified */
};
/* False with a reason where it can't be read. */
bool release_newest(struct vault *v, struct release_newest *ret_newest,
    struct reason *ret_reason);
/*
 * One that was verified: it is remembered, with a line of whoever acts, where
 * it is newer than all before.  False with a reason.
 */
bool release_remember(
    struct vault *v, const struct release *release, struct reason *ret_reason);

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

/* What there is to be warned of. */
struct release_alarm {
	bool newer;            /* than this program was verified here */
	uint64_t program_days; /* its age, where it is over what is set; or 0 */
	uint64_t directory_days;
	struct release_newest newest;
	struct release_ages ages;
};
/* False with a reason where it can't be told. */
bool release_alarm(struct vault *v, struct release_alarm *ret_alarm,
    struct reason *ret_reason);

#endif
