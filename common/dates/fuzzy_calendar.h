/*
 * Arithmetic of the calendars in which a date may be typed (docs/REPORT.md
 * 3.2).  Pure: no clock, no time zone, no locale.  A day is its Julian day
 * number; a month is counted from 1 in the order of the year.
 */
#ifndef VALISE_DEFENDER_FUZZY_CALENDAR_H
#define VALISE_DEFENDER_FUZZY_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum fuzzy_calendar {
	FUZZY_GREGORIAN,
	FUZZY_ISLAMIC, /* tabular, with civil epoch: arithmetic, not the moon */
	FUZZY_PERSIAN,
	FUZZY_ETHIOPIC, /* thirteen months */
	FUZZY_BUDDHIST, /* Thai: Gregorian months, other years */
	FUZZY_ROC,      /* Minguo: the same */
	FUZZY_HEBREW,   /* months from Tishri; thirteen in a leap year */
	FUZZY_OTHER,    /* kept as typed, no arithmetic */
	FUZZY_CALENDARS
};

#define FUZZY_YEAR_MAX 9999

struct fuzzy_day {
	int year, month, day;
};

/*
 * The code in the list `calendars`, the calendar's name in CLDR where it has
 * one: "gregory", "islamic-civil" ...
 */
const char *fuzzy_calendar_code(enum fuzzy_calendar calendar);

/* Whether its months and years are those of Gregory, under other numbers. */
bool fuzzy_calendar_shares_months(enum fuzzy_calendar calendar);

/* The most months that a year of it may have; 0 for FUZZY_OTHER. */
int fuzzy_calendar_months(enum fuzzy_calendar calendar);

/* Days of a month; 0 where there is no such month, or year 1 .. 9999. */
int fuzzy_calendar_month_days(
    enum fuzzy_calendar calendar, int year, int month);

/*
 * The day's number; false where the calendar has no such day.  Right for days
 * from 1900 to 2100, and before and after for all but the Persian calendar,
 * whose rule holds for its years 1206 to 1498.
 */
bool fuzzy_calendar_number(enum fuzzy_calendar calendar,
    const struct fuzzy_day *day, int32_t *ret_number);

/* The Gregorian day of a number from 1721426 (0001-01-01) up. */
struct fuzzy_day fuzzy_calendar_gregorian(int32_t number);

#endif
