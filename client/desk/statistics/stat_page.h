/* A release as one page of HTML with charts (docs/STATISTICS.md 5). */
#ifndef VALISE_DESK_STAT_PAGE_H
#define VALISE_DESK_STAT_PAGE_H

#include "common/report/language.h"
#include "stat_json.h"

/* The class stands on each printed page: a draft is confidential. */
void stat_page_write(const struct stat_release *r,
    const struct stat_about *about, enum language language,
    struct byte_writer *w);

#endif
