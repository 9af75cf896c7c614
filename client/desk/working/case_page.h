/*
 * The work on a case as pages on standard output.  What staff or strangers
 * wrote stands behind the mark of common/cli/outside.h, each under a line of
 * ours that says whose it is.
 */
#ifndef VALISE_DESK_CASE_PAGE_H
#define VALISE_DESK_CASE_PAGE_H

#include "client/desk/cases/case_work.h"

/* Everything but the actions' texts; `open`: also what is folded away. */
void case_page_write(const struct case_work *w, const char *day, bool open);
/* Whether it is hard to read; then it is said what is. */
bool case_page_warns(const struct case_work *w);
/* Who consents to what, a line each. */
void case_page_consents(const struct case_work *w, const char *day);
/* The four elements, with their sources. */
void case_page_verification(const struct case_work *w);
/* One action, whole, and what consent allows of it. */
void case_page_action(
    const struct case_work *w, const cJSON *action, const char *day);
/* A line each. */
void case_page_actions(const struct case_work *w);

#endif
