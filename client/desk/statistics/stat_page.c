#include "stat_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/desk/leaving/page_html.h"
#include "client/words/desk_words.h"
#include "client/words/statistics_words.h"
#include "stat_words.h"

#define BAR_WIDTH 200u /* of the largest, in the chart's own units */

static const char style[] =
    "body{max-width:50em}"
    "table{border-collapse:collapse;width:100%;break-inside:auto}"
    "tr{break-inside:avoid}"
    "th,td{text-align:start;padding:.2em .5em;border-bottom:1px solid #999;"
    "vertical-align:top}"
    "td.n{text-align:end;white-space:nowrap}"
    "svg{display:block;width:200px;height:14px}"
    "[dir=rtl] svg{transform:scaleX(-1)}"
    ".few{border:2px solid #000;padding:.5em;font-weight:bold}";

struct page {
	const struct stat_release *r;
	enum language language;
	struct byte_writer *w;
};

/* Days and names stand in their own order, from left to right: without that an
 * Arabic line turns the parts of a day round. */
static void
isolate(const char *value, char *ret, size_t size)
{
	(void)snprintf(ret, size, "\xe2\x81\xa6%s\xe2\x81\xa9",
	    value == NULL ? "" : value);
}

static void
put_filled(struct page *p, const char *element, const struct word *word,
    const char *one, const char *two)
{
	char first[128], second[128], text[700];
	const char *values[] = {first, second};

	isolate(one, first, sizeof(first));
	isolate(two, second, sizeof(second));
	(void)words_fill(word, p->language, values,
	    one == NULL       ? 0
		: two == NULL ? 1
			      : 2,
	    text, sizeof(text));
	byte_writer_printf(p->w, "<%s>", element);
	page_html_text(p->w, text);
	/* The element's name ends at its first blank. */
	byte_writer_printf(
	    p->w, "</%.*s>\n", (int)strcspn(element, " "), element);
}

/* The bar, and the range that it stands for as a line. */
static void
put_bar(struct page *p, size_t cell, uint32_t largest)
{
	const uint64_t of = largest == 0 ? 1 : largest;
	const uint32_t least = stat_release_least(p->r, cell);
	const uint32_t most = stat_release_most(p->r, cell);

	byte_writer_printf(p->w,
	    "<svg viewBox=\"0 0 %u 14\" preserveAspectRatio=\"none\" "
	    "aria-hidden=\"true\">"
	    "<rect x=\"0\" y=\"2\" width=\"%" PRIu64 "\" height=\"10\" "
	    "fill=\"#888\"/>"
	    "<rect x=\"%" PRIu64 "\" y=\"6\" width=\"%" PRIu64
	    "\" height=\"2\" "
	    "fill=\"#024\"/></svg>",
	    BAR_WIDTH, BAR_WIDTH * (uint64_t)p->r->printed[cell] / of,
	    BAR_WIDTH * (uint64_t)least / of,
	    BAR_WIDTH * (uint64_t)(most - least) / of);
}

static void
put_share(struct page *p, size_t cell, size_t whole)
{
	const uint64_t of = whole == STAT_NONE ? 0 : p->r->printed[whole];
	const uint64_t part = p->r->printed[cell];

	byte_writer_text(p->w, "<td class=\"n\">");
	if (of > 0)
		byte_writer_printf(p->w, "%" PRIu64 " %%",
		    part >= of ? 100 : (100 * part + of / 2) / of);
	byte_writer_text(p->w, "</td>");
}

static void
put_cell(struct page *p, size_t cell, uint32_t largest, bool shares)
{
	const struct stat_cell *cells;
	char base[16];

	(void)stat_cells(&cells);
	byte_writer_text(p->w, "<tr><th scope=\"row\">");
	page_html_text(p->w, stat_words_cell(cell, p->language));
	if (cells[cell].delicate) {
		(void)snprintf(
		    base, sizeof(base), "%u", stat_release_base(p->r, cell));
		byte_writer_text(p->w, "<br>");
		put_filled(p, "small", WORD_STAT_DOUBLED, base, NULL);
	}
	byte_writer_printf(p->w,
	    "</th><td class=\"n\">%" PRIu32 "</td>"
	    "<td class=\"n\"><bdi dir=\"ltr\">%" PRIu32 "\xe2\x80\x93%" PRIu32
	    "</bdi></td>",
	    p->r->printed[cell], stat_release_least(p->r, cell),
	    stat_release_most(p->r, cell));
	if (shares)
		put_share(p, cell, cells[cell].whole);
	byte_writer_text(p->w, "<td>");
	put_bar(p, cell, largest);
	byte_writer_text(p->w, "</td></tr>\n");
}

/* One that could be found from the rest. */
static void
put_left_out(struct page *p, size_t cell, bool shares)
{
	byte_writer_text(p->w, "<tr><th scope=\"row\">");
	page_html_text(p->w, stat_words_cell(cell, p->language));
	byte_writer_printf(p->w, "</th><td colspan=\"%d\">", shares ? 4 : 3);
	page_html_text(p->w, words_get(WORD_STAT_COUNT_LEFT_OUT, p->language));
	byte_writer_text(p->w, "</td></tr>\n");
}

static void
put_head(struct page *p, bool shares)
{
	byte_writer_text(p->w, "<table>\n<thead><tr><td></td>");
	put_filled(p, "th scope=\"col\"", WORD_STAT_COUNT, NULL, NULL);
	put_filled(p, "th scope=\"col\"", WORD_STAT_BETWEEN, NULL, NULL);
	if (shares)
		put_filled(p, "th scope=\"col\"", WORD_STAT_SHARE, NULL, NULL);
	byte_writer_text(p->w, "<td></td></tr></thead>\n<tbody>\n");
}

static void
put_table(struct page *p, size_t table)
{
	const struct stat_table *of = stat_table(table);
	const bool shares = of->unit == STAT_STATES;
	const struct stat_cell *cells;
	const size_t n = stat_cells(&cells);
	char base[16], asked[16];
	uint32_t largest = 0;

	byte_writer_text(p->w, "<section><h2>");
	page_html_text(p->w, stat_words_table(table, p->language));
	byte_writer_text(p->w, "</h2>\n<p>");
	page_html_text(p->w, stat_words_unit(of->unit, p->language));
	byte_writer_text(p->w, "</p>\n");
	if (p->r->base[table] == 0) {
		put_filled(p, "p", WORD_STAT_LEFT_OUT, NULL, NULL);
		byte_writer_text(p->w, "</section>\n");
		return;
	}
	(void)snprintf(base, sizeof(base), "%u", p->r->base[table]);
	(void)snprintf(asked, sizeof(asked), "%u", STAT_ASKED);
	put_filled(p, "p", WORD_STAT_BASE, base, asked);
	for (size_t i = 0; i < n; i++)
		if (cells[i].table == table && stat_release_base(p->r, i) > 0 &&
		    stat_release_most(p->r, i) > largest)
			largest = stat_release_most(p->r, i);
	put_head(p, shares);
	for (size_t i = 0; i < n; i++) {
		if (cells[i].table != table)
			continue;
		if (stat_release_base(p->r, i) > 0)
			put_cell(p, i, largest, shares);
		else if (cells[i].delicate)
			put_left_out(p, i, shares);
	}
	byte_writer_text(p->w, "</tbody>\n</table></section>\n");
}

void
stat_page_write(const struct stat_release *r, const struct stat_about *about,
    enum language language, struct byte_writer *w)
{
	struct page p = {r, language, w};
	const bool draft = *about->issued == '\0';

	page_html_begin(w, language, words_get(WORD_STAT_TITLE, language),
	    words_get(draft ? WORD_LETTER_CLASS_CONFIDENTIAL
			    : WORD_LETTER_CLASS_UNCLASSIFIED,
		language),
	    style);
	put_filled(&p, "h1", WORD_STAT_TITLE, NULL, NULL);
	put_filled(&p, "p", WORD_STAT_OF, about->intake, NULL);
	put_filled(&p, "p", WORD_STAT_PERIOD, r->period.from, r->period.to);
	if (draft)
		put_filled(&p, "p class=\"few\"", WORD_STAT_DRAFT, NULL, NULL);
	else
		put_filled(&p, "p", WORD_STAT_ISSUED, about->issued, NULL);
	put_filled(&p, "p class=\"few\"", WORD_STAT_FEW, NULL, NULL);
	put_filled(&p, "p", WORD_STAT_RULE, NULL, NULL);
	put_filled(&p, "p", WORD_STAT_RANGE, NULL, NULL);
	put_filled(&p, "p", WORD_STAT_COUNTED, NULL, NULL);
	for (size_t i = 0; i < STAT_TABLES; i++)
		put_table(&p, i);
	page_html_end(w);
}
