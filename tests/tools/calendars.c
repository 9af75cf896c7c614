/*
 * calendars: every day from 1900 to 2100, typed in each calendar and read by
 * the defender's own code, for tests/peers/calendars.mjs to hold against ICU.
 *
 *	calendars
 *
 * A line is CALENDAR YEAR MONTH DAY GREGORIAN, months counted in the order of
 * the year.  Exit status 1 where a day can't be read.
 */
#include <stdio.h>
#include <string.h>

#include "common/dates/fuzzy_date.h"

#define DAY_1890 2411369
#define DAY_2110 2491723

/* The days of one year that are in range; false where one is refused oddly. */
static bool
print_year(enum fuzzy_calendar calendar, int year)
{
	struct fuzzy_date date;
	enum fuzzy_status status;
	const struct fuzzy_day first = {year, 1, 1};
	int32_t number;
	char typed[64];

	/* Years that are far from any that is taken. */
	if (!fuzzy_calendar_number(calendar, &first, &number) ||
	    number < DAY_1890 || number > DAY_2110)
		return true;
	for (int month = 1; month <= fuzzy_calendar_months(calendar); month++) {
		int days = fuzzy_calendar_month_days(calendar, year, month);

		for (int day = 1; day <= days; day++) {
			(void)snprintf(typed, sizeof(typed), "%0*d-%d-%d",
			    calendar == FUZZY_ROC ? 1 : 4, year, month, day);
			status = fuzzy_date_read(
			    typed, strlen(typed), calendar, &date);
			if (status == FUZZY_OUT_OF_RANGE)
				continue;
			if (status != FUZZY_OK) {
				(void)fprintf(stderr, "%s %s: %s\n",
				    fuzzy_calendar_code(calendar), typed,
				    fuzzy_status_text(status));
				return false;
			}
			(void)printf("%s %d %d %d %s\n",
			    fuzzy_calendar_code(calendar), year, month, day,
			    date.date);
		}
	}
	return true;
}

int
main(void)
{
	for (int c = 0; c < FUZZY_OTHER; c++)
		for (int year = 1; year < FUZZY_YEAR_MAX; year++)
			if (!print_year((enum fuzzy_calendar)c, year))
				return 1;
	return fflush(stdout) == 0 ? 0 : 1;
}
