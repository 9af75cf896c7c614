/* What is still missing before a report can be sealed (docs/REPORT.md 5). */
#ifndef VALISE_DEFENDER_NEEDS_H
#define VALISE_DEFENDER_NEEDS_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "client/words/words.h"

#define NEEDS_MAX 5

/* A sentence for each; their number. */
size_t needs_of(
    const cJSON *report, const struct word *ret_needs[static NEEDS_MAX]);

/* Whether no one has said yes to hold and read it (C0). */
bool needs_consent(const cJSON *report);

#endif
