/* Days as texts, 2026-11-30: they compare as texts do. */
#ifndef VALISE_DESK_RULE_DAYS_H
#define VALISE_DESK_RULE_DAYS_H

#include <stdbool.h>

#include "common/bytes/utc_time.h"

#define RULE_REPLY_DAYS 60    /* for a State's answer, unless set */
#define RULE_RECORDS_DAYS 7   /* for what an urgent appeal skipped */
#define RULE_INFO_DAYS 60     /* for what was asked of a source */
#define RULE_SOON_DAYS 14     /* before an end it is said */
#define RULE_OVERRIDE_DAYS 30 /* the longest */

/* A day that there is, from 1970 on. */
bool rule_day_is(const char *day);
/* That many days later, or before; the same day where it is none. */
void rule_day_add(
    const char *day, int days, char ret_day[static UTC_DAY_BYTES]);

#endif
