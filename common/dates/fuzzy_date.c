#include "fuzzy_date.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "fuzzy_scan.h"

/* Year, month, day, each named but perhaps the last; or none of them named. */
static bool
parts_agree(const struct fuzzy_scan *s)
{
	bool named = s->numbers[0].part != FUZZY_PART_UNSAID;

	for (size_t i = 0; i < s->n; i++) {
		const struct fuzzy_number *number = &s->numbers[i];
		bool last = i + 1 == s->n;

		if (number->part == FUZZY_PART_UNSAID ? named && !last
						      : !named ||
			    number->part !=
				FUZZY_PART_YEAR + (enum fuzzy_part)i)
			return false;
	}
	return s->n < 3 || s->numbers[0].behind == s->numbers[1].behind;
}

/* The two numbers before a year that stands last. */
static enum fuzzy_status
day_and_month(const struct fuzzy_scan *s, enum fuzzy_calendar calendar,
    struct fuzzy_day *day)
{
	int first = s->numbers[0].value, second = s->numbers[1].value;
	int most = fuzzy_calendar_months(calendar);

	day->day = first;
	day->month = second;
	if (s->numbers[0].behind == FUZZY_SIGN_DOT || first == second)
		return FUZZY_OK;
	if (first <= most && second <= most)
		return FUZZY_AMBIGUOUS;
	if (second > most) {
		day->day = second;
		day->month = first;
	}
	return FUZZY_OK;
}

/* Which number is what; a month or day that was not typed is 0. */
static enum fuzzy_status
arrange(const struct fuzzy_scan *s, enum fuzzy_calendar calendar,
    struct fuzzy_day *ret_day)
{
	size_t long_ones = 0, last = s->n - 1;
	bool year_last;

	*ret_day = (struct fuzzy_day){0, 0, 0};
	if (!parts_agree(s))
		return FUZZY_NOT_A_DATE;
	for (size_t i = 0; i < s->n; i++)
		long_ones += s->numbers[i].digits > 2;
	if (long_ones == 0 && calendar != FUZZY_ROC)
		return FUZZY_SHORT_YEAR;
	year_last = long_ones == 1 && last > 0 && s->numbers[last].digits > 2;
	if (long_ones > 1 ||
	    (long_ones == 1 && !year_last && s->numbers[0].digits <= 2) ||
	    (year_last && s->numbers[0].part != FUZZY_PART_UNSAID))
		return FUZZY_NOT_A_DATE;
	if (year_last) {
		ret_day->year = s->numbers[last].value;
		if (s->n == 3)
			return day_and_month(s, calendar, ret_day);
		ret_day->month = s->numbers[0].value;
		return FUZZY_OK;
	}
	ret_day->year = s->numbers[0].value;
	if (s->n > 1)
		ret_day->month = s->numbers[1].value;
	if (s->n > 2)
		ret_day->day = s->numbers[2].value;
	return FUZZY_OK;
}

/* The day of Gregory on which the day, month or year begins. */
static enum fuzzy_status
convert(enum fuzzy_calendar calendar, const struct fuzzy_day *typed,
    size_t parts, struct fuzzy_day *ret_gregorian)
{
	const struct fuzzy_day begins = {typed->year,
	    parts > 1 ? typed->month : 1, parts > 2 ? typed->day : 1};
	struct fuzzy_day found;
	int32_t number;

	/* A year that the calendar can't have has no months to be wrong. */
	if (fuzzy_calendar_month_days(calendar, begins.year, 1) == 0)
		return FUZZY_OUT_OF_RANGE;
	if (!fuzzy_calendar_number(calendar, &begins, &number))
		return FUZZY_NO_SUCH_DAY;
	found = fuzzy_calendar_gregorian(number);
	if (found.year < FUZZY_FIRST_YEAR || found.year > FUZZY_LAST_YEAR)
		return FUZZY_OUT_OF_RANGE;
	*ret_gregorian = found;
	return FUZZY_OK;
}

static enum fuzzy_precision
precision_of(enum fuzzy_calendar calendar, size_t parts)
{
	static const enum fuzzy_precision read[] = {
	    FUZZY_UNKNOWN, FUZZY_YEAR, FUZZY_MONTH, FUZZY_DAY};

	/* The month that was seen may differ from the tables by a day or two.*/
	if (calendar == FUZZY_ISLAMIC ||
	    (parts < 3 && !fuzzy_calendar_shares_months(calendar)))
		return FUZZY_ABOUT;
	return read[parts];
}

static void
format(const struct fuzzy_day *day, size_t parts,
    char ret[static FUZZY_DATE_BYTES])
{
	unsigned year = (unsigned)day->year % 10000;
	unsigned month = (unsigned)day->month % 100;

	if (parts == 1)
		(void)snprintf(ret, FUZZY_DATE_BYTES, "%04u", year);
	else if (parts == 2)
		(void)snprintf(ret, FUZZY_DATE_BYTES, "%04u-%02u", year, month);
	else
		(void)snprintf(ret, FUZZY_DATE_BYTES, "%04u-%02u-%02u", year,
		    month, (unsigned)day->day % 100);
}

enum fuzzy_status
fuzzy_date_read(const char *typed, size_t len, enum fuzzy_calendar calendar,
    struct fuzzy_date *ret_date)
{
	struct fuzzy_day day = {0, 0, 0};
	enum fuzzy_status status;
	struct fuzzy_scan found;

	if (len > FUZZY_TYPED_MAX)
		return FUZZY_TOO_LONG;
	status = fuzzy_scan_read(typed, len, &found);
	if (calendar == FUZZY_OTHER && status == FUZZY_OK)
		status = FUZZY_WORDS;
	if (status == FUZZY_OK)
		status = arrange(&found, calendar, &day);
	if (status == FUZZY_OK)
		status = convert(calendar, &day, found.n, &day);
	if (status != FUZZY_OK && status != FUZZY_WORDS)
		return status;
	memset(ret_date, 0, sizeof(*ret_date));
	ret_date->calendar = calendar;
	ret_date->precision = FUZZY_UNKNOWN;
	if (status == FUZZY_OK) {
		ret_date->precision = precision_of(calendar, found.n);
		format(&day, found.n, ret_date->date);
	}
	memcpy(ret_date->typed, typed, len);
	return status;
}

const char *
fuzzy_status_text(enum fuzzy_status status)
{
	static const char *const texts[] = {
	    [FUZZY_OK] = "It is a date.",
	    [FUZZY_WORDS] = "It is kept in your words, without a date.",
	    [FUZZY_NOT_A_DATE] = "These are no date. Write 2026-05-17, "
				 "2026-05 or 2026, or say it in words.",
	    [FUZZY_NO_SUCH_DAY] = "There is no such day in this calendar.",
	    [FUZZY_AMBIGUOUS] = "Which is the day, and which the month? "
				"Write the year first: 2026-05-17.",
	    [FUZZY_SHORT_YEAR] = "Write the whole year: 2026, not 26.",
	    [FUZZY_OUT_OF_RANGE] = "Only years from 1900 to 2100 are taken.",
	    [FUZZY_TOO_LONG] = "It is too long for a date.",
	};

	return texts[status];
}

const char *
fuzzy_precision_code(enum fuzzy_precision precision)
{
	static const char *const codes[] = {
	    NULL, "day", "month", "year", "about", "unknown"};

	return codes[precision];
}

bool
fuzzy_date_allows(const struct fuzzy_date *date, enum fuzzy_precision precision)
{
	return precision == FUZZY_AS_READ || precision >= FUZZY_ABOUT ||
	    precision >= date->precision;
}

static bool
add_text(cJSON *object, const char *name, const char *text)
{
	return text[0] == '\0' ||
	    cJSON_AddStringToObject(object, name, text) != NULL;
}

bool
fuzzy_date_put(cJSON *parent, const char *member, const struct fuzzy_date *date,
    enum fuzzy_precision precision)
{
	bool gregorian = date->calendar == FUZZY_GREGORIAN;
	bool says_all = gregorian && date->date[0] != '\0';
	cJSON *object;

	if (!fuzzy_date_allows(date, precision))
		return false;
	if (precision == FUZZY_AS_READ)
		precision = date->precision;
	object = cJSON_CreateObject();
	if (object == NULL ||
	    !add_text(object, "calendar",
		gregorian ? "" : fuzzy_calendar_code(date->calendar)) ||
	    !add_text(object, "date", date->date) ||
	    !add_text(object, "precision", fuzzy_precision_code(precision)) ||
	    !add_text(object, "typed", says_all ? "" : date->typed))
		goto fail;
	if (cJSON_GetObjectItemCaseSensitive(parent, member) != NULL
		? cJSON_ReplaceItemInObjectCaseSensitive(parent, member, object)
		: cJSON_AddItemToObject(parent, member, object))
		return true;
fail:
	cJSON_Delete(object);
	return false;
}
