#include "utc_time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LAST_SECOND 253402300799 /* of the year 9999 */

static void
split(int64_t seconds, struct tm *ret_tm)
{
	time_t t = (time_t)(seconds < 0 ? 0
		: seconds > LAST_SECOND ? LAST_SECOND
					: seconds);

	memset(ret_tm, 0, sizeof(*ret_tm));
	(void)gmtime_r(&t, ret_tm);
}

void
utc_time_format(int64_t seconds, char ret_text[static UTC_TIME_BYTES])
{
	struct tm tm;

	split(seconds, &tm);
	(void)strftime(ret_text, UTC_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void
utc_time_day(int64_t seconds, char ret_text[static UTC_DAY_BYTES])
{
	struct tm tm;

	split(seconds, &tm);
	(void)strftime(ret_text, UTC_DAY_BYTES, "%Y-%m-%d", &tm);
}

void
utc_time_week(int64_t seconds, char ret_text[static UTC_WEEK_BYTES])
{
	struct tm tm;

	split(seconds, &tm);
	(void)strftime(ret_text, UTC_WEEK_BYTES, "%G-W%V", &tm);
}

bool
utc_time_parse(const char *text, size_t len, int64_t *ret_seconds)
{
	char copy[UTC_TIME_BYTES], again[UTC_TIME_BYTES];
	struct tm tm;
	time_t t;

	if (len != UTC_TIME_BYTES - 1)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	memset(&tm, 0, sizeof(tm));
	if (sscanf(copy, "%4d-%2d-%2dT%2d:%2d:%2dZ", &tm.tm_year, &tm.tm_mon,
		&tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6 ||
	    tm.tm_year < 1970)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	t = timegm(&tm);
	/* One spelling: what does not come back the same was not a date. */
	utc_time_format((int64_t)t, again);
	if (strcmp(copy, again) != 0)
		return false;
	*ret_seconds = (int64_t)t;
	return true;
}

int64_t
utc_time_now(void)
{
	return (int64_t)time(NULL);
}
