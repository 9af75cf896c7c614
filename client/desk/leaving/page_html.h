/*
 * One page of HTML that stands alone: nothing is loaded, nothing runs, the
 * class stands on each printed page.
 */
#ifndef VALISE_DESK_PAGE_HTML_H
#define VALISE_DESK_PAGE_HTML_H

#include "common/bytes/byte_writer.h"
#include "common/report/language.h"

/* Up to the body's first line; `more_style` is ours. */
void page_html_begin(struct byte_writer *w, enum language language,
    const char *title, const char *class_text, const char *more_style);
/* A text, escaped: also within quotes. */
void page_html_text(struct byte_writer *w, const char *text);
void page_html_end(struct byte_writer *w);

#endif
