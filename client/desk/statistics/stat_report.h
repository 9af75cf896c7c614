/*
 * The report of a period: made of what the desk has today, or as it was issued
 * (docs/STATISTICS.md).
 */
#ifndef VALISE_DESK_STAT_REPORT_H
#define VALISE_DESK_STAT_REPORT_H

#include "client/desk/vault/vault.h"
#include "stat_count.h"

/*
 * A release of a period as JSON: the one that was issued, or one that is made
 * now, of what the desk has today, and issued is "".  NULL with a reason: a
 * case can't be read, it can't be checked, or the period overlaps an issued one
 * without being it.
 */
cJSON *stat_report(struct vault *v, const struct stat_period *period,
    struct reason *ret_reason);

/* Whether it is seven days since the period ended. */
bool stat_may_issue(struct vault *v, const struct stat_period *period);
/* Issues it, as of today, by who acts: it is never made again.  False with a
 * reason, also where it was issued already or may not be yet. */
bool stat_issue(struct vault *v, const struct stat_period *period,
    struct reason *ret_reason);

/* Its files: report.json, report.csv, report.LANGUAGE.html. */
struct leaving_files;
bool stat_files_make(void *json, struct leaving_files *f);

#endif
