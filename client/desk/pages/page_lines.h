/*
 * Lines of the pages of a case, in a language, into a stream.  What staff or
 * strangers wrote stands behind the mark of common/cli/outside.h, under or
 * behind a label of ours.
 */
#ifndef VALISE_DESK_PAGE_LINES_H
#define VALISE_DESK_PAGE_LINES_H

#include <stdio.h>

#include <cjson/cJSON.h>

#include "client/words/words.h"

struct page {
	FILE *out;
	enum language language;
};

/* "Heading:" or a sentence filled with up to three values. */
void page_heading(const struct page *p, const struct word *word);
void page_line(const struct page *p, const char *indent,
    const struct word *word, const char *one, const char *two,
    const char *three);
/* "  Name: " and a text behind the mark; nothing where it lacks. */
void page_text(const struct page *p, const struct word *name,
    const cJSON *object, const char *member);
/* "  Name: " and a word of ours, as a code, a day or a name of staff. */
void page_own(const struct page *p, const struct word *name, const char *text);
/* The same of a member that the rules wrote; a code by its word. */
void page_code(const struct page *p, const struct word *name,
    const cJSON *object, const char *member);
/* One line that a stranger may have put there, behind the mark. */
void page_told(const struct page *p, const struct word *name,
    const cJSON *object, const char *member);
void page_told_list(const struct page *p, const struct word *name,
    const cJSON *object, const char *member);
/* "  Name: 1, 3"; where the list lacks, all or none. */
void page_numbers(const struct page *p, const struct word *name,
    const cJSON *object, const char *member, bool all);
/* "  Name: a, b" of codes of ours. */
void page_codes(const struct page *p, const struct word *name,
    const cJSON *object, const char *member);

#endif
