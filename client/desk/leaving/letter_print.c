/* A letter as pages of plain text, and as HTML. */
#include <stdio.h>
#include <string.h>

#include "client/ui/text/text_layout.h"
#include "client/words/desk_words.h"
#include "leaving_parts.h"
#include "page_html.h"

#define COLUMNS 76
#define ROWS 54 /* of a page, below its head */

struct page {
	const struct letter *letter;
	struct byte_writer *w;
	unsigned number, row;
};

/* The class and the number, on each. */
static void
begin_page(struct page *p)
{
	char number[16], text[64];
	const char *values[] = {number};

	if (p->number++ > 0)
		byte_writer_text(p->w, "\f");
	(void)snprintf(number, sizeof(number), "%u", p->number);
	(void)words_fill(WORD_LETTER_PAGE, p->letter->language, values, 1, text,
	    sizeof(text));
	byte_writer_printf(p->w, "%s - %s\n\n", p->letter->class_text, text);
	p->row = 0;
}

static void
put_row(struct page *p, const char *bytes, size_t len)
{
	if (p->row == ROWS)
		begin_page(p);
	byte_writer_put(p->w, bytes, len);
	byte_writer_text(p->w, "\n");
	p->row++;
}

/* Broken into rows; false: memory. */
static bool
put_text(struct page *p, const char *text)
{
	struct text_layout layout;
	bool ok;

	memset(&layout, 0, sizeof(layout));
	text_layout_init(&layout, COLUMNS, TEXT_ORDER_TERMINAL);
	ok = text_layout_build(&layout, text, strlen(text));
	for (size_t i = 0; ok && i < layout.rows; i++) {
		const struct text_row *row = text_layout_row(&layout, i);

		put_row(p, text + row->start, row->end - row->start);
	}
	text_layout_finish(&layout);
	return ok;
}

bool
letter_write_text(const struct letter *letter, struct byte_writer *w)
{
	struct page p = {.letter = letter, .w = w};
	bool ok = true;

	begin_page(&p);
	for (size_t i = 0; i < letter->n && ok; i++) {
		const struct letter_block *b = &letter->blocks[i];

		if (b->kind == LETTER_HEADING && i > 0)
			put_row(&p, "", 0);
		ok = put_text(&p, b->kind == LETTER_TEXT ? b->text : b->line);
		if (b->kind == LETTER_HEADING)
			put_row(&p, "", 0);
	}
	return ok;
}

void
letter_write_html(const struct letter *letter, struct byte_writer *w)
{
	page_html_begin(w, letter->language, letter->blocks[0].line,
	    letter->class_text, "");
	for (size_t i = 0; i < letter->n; i++) {
		const struct letter_block *b = &letter->blocks[i];
		const bool heading = b->kind == LETTER_HEADING;

		byte_writer_printf(w, "<%s>",
		    heading                      ? (i == 0 ? "h1" : "h2")
			: b->kind == LETTER_TEXT ? "div class=\"text\""
						 : "p class=\"text\"");
		page_html_text(w, b->kind == LETTER_TEXT ? b->text : b->line);
		byte_writer_printf(w, "</%s>\n",
		    heading                      ? (i == 0 ? "h1" : "h2")
			: b->kind == LETTER_TEXT ? "div"
						 : "p");
	}
	page_html_end(w);
}
