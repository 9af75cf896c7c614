/* Lines of the pages of a case. */
#ifndef VALISE_DESK_PAGE_LINES_H
#define VALISE_DESK_PAGE_LINES_H

#include <cjson/cJSON.h>

/* "  name: " and a text behind the mark; nothing where it lacks. */
void page_text(const char *name, const cJSON *object, const char *member);
/* "  name: " and a code or name of ours, checked when it was written. */
void page_code(const char *name, const cJSON *object, const char *member);
/* "  name: 1, 3"; `all` is what is said where the list lacks. */
void page_numbers(
    const char *name, const cJSON *object, const char *member, const char *all);
/* "  name: a, b" of codes of ours. */
void page_codes(const char *name, const cJSON *object, const char *member);
/* The same of what a stranger may have put there: behind the mark. */
void page_told(const char *name, const cJSON *object, const char *member);
void page_told_list(const char *name, const cJSON *object, const char *member);

#endif
