/* What list and show have in common: lines about a case. */
#ifndef VALISE_DESK_CASE_LINES_H
#define VALISE_DESK_CASE_LINES_H

#include <cjson/cJSON.h>

#include "client/desk/cases/case_row.h"

/* A cell on standard output, made harmless, and a blank; NULL is "-". */
void case_lines_cell(const char *text, int width);

/*
 * What binds it to others, a line each: all that staff must not miss.  `report`
 * may be NULL.
 */
void case_lines_link(
    const struct case_row *row, const cJSON *report, int indent);

#endif
