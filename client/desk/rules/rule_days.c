#include "rule_days.h"

#include <stdio.h>
#include <string.h>

static bool
seconds_of(const char *day, int64_t *ret_seconds)
{
	char text[UTC_TIME_BYTES];

	if (day == NULL || strlen(day) != UTC_DAY_BYTES - 1)
		return false;
	(void)snprintf(text, sizeof(text), "%sT00:00:00Z", day);
	return utc_time_parse(text, strlen(text), ret_seconds);
}

bool
rule_day_is(const char *day)
{
	int64_t ignored;

	return seconds_of(day, &ignored);
}

void
rule_day_add(const char *day, int days, char ret_day[static UTC_DAY_BYTES])
{
	int64_t seconds;

	if (!seconds_of(day, &seconds)) {
		(void)snprintf(ret_day, UTC_DAY_BYTES, "%s", day);
		return;
	}
	utc_time_day(seconds + (int64_t)days * 86400, ret_day);
}
