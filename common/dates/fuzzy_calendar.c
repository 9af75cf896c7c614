#include "fuzzy_calendar.h"

#include <stddef.h>

/* A calendar is where its years begin, and how long their months are. */
struct rules {
	const char *code;
	int months;
	int32_t (*begins)(int year);
	int (*days)(int year, int month);
};

static int32_t
gregorian_begins(int year)
{
	int32_t before = year - 1;

	return 1721426 + 365 * before + before / 4 - before / 100 +
	    before / 400;
}

static int
gregorian_days(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static int32_t
islamic_begins(int year)
{
	return 1948440 + 354 * (year - 1) + (11 * year + 3) / 30;
}

/* Eleven leap years in thirty. */
static int
islamic_days(int year, int month)
{
	if (month == 12 && (11 * year + 14) % 30 < 11)
		return 30;
	return month % 2 == 1 ? 30 : 29;
}

/* Eight leap years in thirty-three. */
static int32_t
persian_begins(int year)
{
	return 1948320 + 365 * (year - 1) + (8 * year + 21) / 33;
}

static int
persian_days(int year, int month)
{
	if (month <= 6)
		return 31;
	if (month <= 11)
		return 30;
	return persian_begins(year + 1) - persian_begins(year) == 366 ? 30 : 29;
}

static int32_t
ethiopic_begins(int year)
{
	return 1724221 + 365 * (year - 1) + year / 4;
}

static int
ethiopic_days(int year, int month)
{
	if (month <= 12)
		return 30;
	return year % 4 == 3 ? 6 : 5;
}

static int32_t
buddhist_begins(int year)
{
	return gregorian_begins(year - 543);
}

static int
buddhist_days(int year, int month)
{
	return gregorian_days(year - 543, month);
}

static int32_t
roc_begins(int year)
{
	return gregorian_begins(year + 1911);
}

static int
roc_days(int year, int month)
{
	return gregorian_days(year + 1911, month);
}

/*
 * Days from the epoch to the mean conjunction of Tishri, a day later where it
 * would fall on a Sunday, Wednesday or Friday.
 */
static int32_t
hebrew_elapsed(int year)
{
	int64_t months = (235 * (int64_t)year - 234) / 19;
	int64_t day = 29 * months + (12084 + 13753 * months) / 25920;

	return (int32_t)(3 * (day + 1) % 7 < 3 ? day + 1 : day);
}

/* With the two delays that keep the length of a year in bounds. */
static int32_t
hebrew_begins(int year)
{
	int32_t before = hebrew_elapsed(year - 1);
	int32_t here = hebrew_elapsed(year);
	int32_t after = hebrew_elapsed(year + 1);
	int delay = 0;

	if (after - here == 356)
		delay = 2;
	else if (here - before == 382)
		delay = 1;
	return 347998 + here + delay;
}

static int
hebrew_days(int year, int month)
{
	int32_t length = hebrew_begins(year + 1) - hebrew_begins(year);
	bool leap = length > 380;

	switch (month) {
	case 2: /* Heshvan */
		return length % 10 == 5 ? 30 : 29;
	case 3: /* Kislev */
		return length % 10 == 3 ? 29 : 30;
	case 13:
		return leap ? 29 : 0;
	default:
		break;
	}
	/* A leap year has a first Adar of 30 days before all that follow. */
	if (leap && month == 6)
		return 30;
	if (leap && month > 6)
		month--;
	return month % 2 == 1 ? 30 : 29;
}

static const struct rules calendars[FUZZY_CALENDARS] = {
    [FUZZY_GREGORIAN] = {"gregory", 12, gregorian_begins, gregorian_days},
    [FUZZY_ISLAMIC] = {"islamic-civil", 12, islamic_begins, islamic_days},
    [FUZZY_PERSIAN] = {"persian", 12, persian_begins, persian_days},
    [FUZZY_ETHIOPIC] = {"ethiopic", 13, ethiopic_begins, ethiopic_days},
    [FUZZY_BUDDHIST] = {"buddhist", 12, buddhist_begins, buddhist_days},
    [FUZZY_ROC] = {"roc", 12, roc_begins, roc_days},
    [FUZZY_HEBREW] = {"hebrew", 13, hebrew_begins, hebrew_days},
    [FUZZY_OTHER] = {"other", 0, NULL, NULL},
};

const char *
fuzzy_calendar_code(enum fuzzy_calendar calendar)
{
	return calendars[calendar].code;
}

bool
fuzzy_calendar_shares_months(enum fuzzy_calendar calendar)
{
	return calendar == FUZZY_GREGORIAN || calendar == FUZZY_BUDDHIST ||
	    calendar == FUZZY_ROC;
}

int
fuzzy_calendar_months(enum fuzzy_calendar calendar)
{
	return calendars[calendar].months;
}

int
fuzzy_calendar_month_days(enum fuzzy_calendar calendar, int year, int month)
{
	const struct rules *rules = &calendars[calendar];
	/* The first year of Gregory, by this calendar's own number. */
	int first = calendar == FUZZY_BUDDHIST ? 544 : 1;

	if (year < first || year > FUZZY_YEAR_MAX || month < 1 ||
	    month > rules->months)
		return 0;
	return rules->days(year, month);
}

bool
fuzzy_calendar_number(enum fuzzy_calendar calendar, const struct fuzzy_day *day,
    int32_t *ret_number)
{
	int32_t number;

	if (day->day < 1 ||
	    day->day >
		fuzzy_calendar_month_days(calendar, day->year, day->month))
		return false;
	number = calendars[calendar].begins(day->year) + day->day - 1;
	for (int month = 1; month < day->month; month++)
		number += calendars[calendar].days(day->year, month);
	*ret_number = number;
	return true;
}

struct fuzzy_day
fuzzy_calendar_gregorian(int32_t number)
{
	/* Never too late; a few steps lead to the right one. */
	int32_t year = (number - 1721426) / 366 + 1;
	struct fuzzy_day day;

	while (gregorian_begins(year + 1) <= number)
		year++;
	day.year = year;
	day.month = 1;
	number -= gregorian_begins(year);
	while (number >= gregorian_days(year, day.month))
		number -= gregorian_days(year, day.month++);
	day.day = number + 1;
	return day;
}
