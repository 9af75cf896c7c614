#include "desk_say_ages.h"

#include <inttypes.h>

#include "client/desk/release/release_seen.h"
#include "common/cli/cli.h"

void
desk_say_ages(struct vault *v)
{
	struct release_alarm a;

	release_alarm(v, &a);
	if (a.unread)
		cli_warn("%s", a.reason.text);
	if (a.clock)
		cli_warn("the clock is before the day of this program (%s) or "
			 "of the directory: set it, or no age can be told",
		    release_own_day);
	if (a.newer)
		cli_warn("release %s of %s was signed for and seen here on %s, "
			 "and this "
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
