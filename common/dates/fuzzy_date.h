/*
 * A date as a person knows it: a day, a month, a year, in words, or in another
 * calendar with a Gregorian guess (docs/REPORT.md 3.2).  Uses no clock and no
 * time zone.
 */
#ifndef VALISE_DEFENDER_FUZZY_DATE_H
#define VALISE_DEFENDER_FUZZY_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "fuzzy_calendar.h"

#define FUZZY_TYPED_MAX 1024 /* bytes, as docs/REPORT.md 3.1 has it */
#define FUZZY_DATE_BYTES 11  /* "2026-05-17" and a NUL */
#define FUZZY_FIRST_YEAR 1900
#define FUZZY_LAST_YEAR 2100

/* From fine to coarse; the codes of the list `precisions`. */
enum fuzzy_precision {
	FUZZY_AS_READ, /* for fuzzy_date_put() only */
	FUZZY_DAY,
	FUZZY_MONTH,
	FUZZY_YEAR,
	FUZZY_ABOUT,
	FUZZY_UNKNOWN
};

enum fuzzy_status {
	FUZZY_OK,           /* a date, with a Gregorian one */
	FUZZY_WORDS,        /* kept as typed, no guess: not an error */
	FUZZY_NOT_A_DATE,   /* nothing, or numbers that make no date */
	FUZZY_NO_SUCH_DAY,  /* the calendar has no such month or day */
	FUZZY_AMBIGUOUS,    /* day and month may be either way round */
	FUZZY_SHORT_YEAR,   /* no number in it is a whole year */
	FUZZY_OUT_OF_RANGE, /* not from 1900 to 2100 of Gregory */
	FUZZY_TOO_LONG      /* over FUZZY_TYPED_MAX */
};

/* Holds what a person typed: the caller wipes it. */
struct fuzzy_date {
	enum fuzzy_calendar calendar;
	enum fuzzy_precision precision;
	/* "2026", "2026-05", "2026-05-17"; empty where there is no guess. */
	char date[FUZZY_DATE_BYTES];
	char typed[FUZZY_TYPED_MAX + 1];
};

/*
 * Reads what was typed, `len` bytes of UTF-8: year, year and month, or year,
 * month and day in that order, or with a year of more than two digits last;
 * digits of any script.  For a month or a year that is not one of Gregory's the
 * guess is where it begins, and `about`; so is a day of the Islamic calendar.
 * With FUZZY_OTHER anything is FUZZY_WORDS.  `ret_date` is written for FUZZY_OK
 * and FUZZY_WORDS alone.
 */
enum fuzzy_status fuzzy_date_read(const char *typed, size_t len,
    enum fuzzy_calendar calendar, struct fuzzy_date *ret_date);

/* A sentence for a person. */
const char *fuzzy_status_text(enum fuzzy_status status);

/* The code; NULL for FUZZY_AS_READ. */
const char *fuzzy_precision_code(enum fuzzy_precision precision);

/* Whether a person may call it that precise: never finer than what was read. */
bool fuzzy_date_allows(
    const struct fuzzy_date *date, enum fuzzy_precision precision);

/*
 * Adds the object `member` to `parent` (docs/REPORT.md 3.1), in place of one
 * that is there.  False where the precision is not allowed or memory is out;
 * `parent` is then as it was.
 */
bool fuzzy_date_put(cJSON *parent, const char *member,
    const struct fuzzy_date *date, enum fuzzy_precision precision);

#endif
