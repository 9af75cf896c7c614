#include "desk_say_ages.h"

#include <inttypes.h>

#include "client/desk/release/release_seen.h"
#include "common/cli/cli.h"

void
desk_say_ages(struct vault *v)
{
	struct release_alarm a;
	struct reason reason = {""};

	if (!release_alarm(v, &a, &reason)) {
		cli_warn(
		    "how old this program is can't be told: %s", reason.text);
		return;
	}
	if (a.newer)
		cli_warn("release %s of %s was verified here on %s, and this "
			 "program is %s of %s: install the newer one",
		    a.newest.version, a.newest.day, a.newest.seen,
		    release_own_version, release_own_day);
	if (a.program_days > 0)
		cli_warn("this program is of %s, %" PRIu64 " days ago, and "
			 "%" PRIu64 " were set: ask for a newer release",
		    release_own_day, a.program_days, a.ages.program);
	if (a.directory_days > 0)
		cli_warn("the directory was issued %" PRIu64 " days ago, and "
			 "%" PRIu64 " were set: ask for a newer one",
		    a.directory_days, a.ages.directory);
}
