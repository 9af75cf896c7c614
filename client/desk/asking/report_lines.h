/* What a report says, for the eyes of staff. */
#ifndef VALISE_DESK_REPORT_LINES_H
#define VALISE_DESK_REPORT_LINES_H

#include <cjson/cJSON.h>

/*
 * Writes a part of a report to standard output, a member a line, each marked as
 * a stranger's (common/cli/outside.h).
 */
void report_lines_write(const cJSON *part);

#endif
