/* Fuzz target of a date as typed; the first byte chooses the calendar. */
#include <string.h>

#include "common/dates/fuzzy_date.h"
#include "common/report/report.h"
#include "fuzz.h"

/* A guess of Gregory's own reads as itself; a report takes what is written. */
static void
check_read(const struct fuzzy_date *date, enum fuzzy_status status)
{
	cJSON *report = cJSON_CreateObject();
	struct fuzzy_date again;
	struct reason reason;

	check(report != NULL);
	if (status == FUZZY_OK) {
		check(fuzzy_date_read(date->date, strlen(date->date),
			  FUZZY_GREGORIAN, &again) == FUZZY_OK);
		check(strcmp(again.date, date->date) == 0);
		check(again.precision == date->precision ||
		    date->precision == FUZZY_ABOUT);
	} else {
		check(date->date[0] == '\0');
	}
	check(cJSON_AddStringToObject(report, "format", REPORT_FORMAT) != NULL);
	check(fuzzy_date_put(report, "deadline", date, FUZZY_AS_READ));
	check(report_check(report, REPORT_SEALED, &reason));
	cJSON_Delete(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzzy_date date;
	enum fuzzy_status status;

	if (size == 0)
		return 0;
	status = fuzzy_date_read((const char *)data + 1, size - 1,
	    (enum fuzzy_calendar)(data[0] % FUZZY_CALENDARS), &date);
	if (status == FUZZY_OK || status == FUZZY_WORDS) {
		check(memcmp(date.typed, data + 1, size - 1) == 0);
		check_read(&date, status);
	}
	return 0;
}
