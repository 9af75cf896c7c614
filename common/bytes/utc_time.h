/* Times as the formats write them: UTC, seconds, one spelling. */
#ifndef VALISE_BYTES_UTC_TIME_H
#define VALISE_BYTES_UTC_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTC_TIME_BYTES 21 /* 2026-11-25T10:00:00Z and a NUL */
#define UTC_DAY_BYTES 11  /* 2026-11-25 */
#define UTC_WEEK_BYTES 9  /* 2026-W48, ISO 8601 */

/* Seconds since 1970, years 1970 to 9999. */
bool utc_time_parse(const char *text, size_t len, int64_t *ret_seconds);
void utc_time_format(int64_t seconds, char ret_text[static UTC_TIME_BYTES]);
void utc_time_day(int64_t seconds, char ret_text[static UTC_DAY_BYTES]);
void utc_time_week(int64_t seconds, char ret_text[static UTC_WEEK_BYTES]);

/* The machine's clock. */
int64_t utc_time_now(void);

#endif
