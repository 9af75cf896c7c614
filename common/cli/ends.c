#include "ends.h"

#include "cli.h"
#include "common/bytes/utc_time.h"

static void
warn(void *context, const struct directory_end *end)
{
	char text[DIRECTORY_END_TEXT_BYTES];
	int64_t now = utc_time_now();
	size_t *n = context;

	if (directory_end_level(end, now) < 0)
		return;
	directory_end_text(end, now, text);
	cli_warn("%s: ask the authority for a newer directory", text);
	++*n;
}

size_t
cli_warn_ends(const struct directory_ends_of *of)
{
	size_t n = 0;

	directory_ends(of, warn, &n);
	return n;
}
