/* The work on a case as pages (page_lines.h). */
#ifndef VALISE_DESK_CASE_PAGE_H
#define VALISE_DESK_CASE_PAGE_H

#include "client/desk/cases/case_work.h"
#include "page_lines.h"

/* All parts, one after the other; `open`: also what is folded away. */
void case_page_write(const struct page *p, const struct case_work *w,
    const char *day, bool open);
/* Whether it is hard to read; then it is said what is. */
bool case_page_warns(const struct page *p, const struct case_work *w);

/* The parts: how it stands and what is told; people and acts. */
void case_page_facts(const struct page *p, const struct case_work *w,
    const char *day, bool open);
void case_page_people(const struct page *p, const struct case_work *w);
/* Who consents to what, a line each. */
void case_page_consents(
    const struct page *p, const struct case_work *w, const char *day);
/* The four elements, with their sources, and harm. */
void case_page_verification(const struct page *p, const struct case_work *w);
/* One source, whole. */
void case_page_source(const struct page *p, const cJSON *source);
/* One action, whole, and what consent allows of it. */
void case_page_action(const struct page *p, const struct case_work *w,
    const cJSON *action, const char *day);
/* A line each; and one. */
void case_page_actions(const struct page *p, const struct case_work *w);
void case_page_action_line(const struct page *p, const cJSON *action);
/* Links, notes, what was done. */
void case_page_rest(const struct page *p, const struct case_work *w);

#endif
