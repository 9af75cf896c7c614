/* A letter as pages of plain text, and as HTML. */
#include <stdio.h>
#include <string.h>

#include "client/ui/text/text_layout.h"
#include "client/words/desk_words.h"
#include "leaving_parts.h"

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

static void
put_escaped(struct byte_writer *w, const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		switch (*at) {
		case '&':
			byte_writer_text(w, "&amp;");
			break;
		case '<':
			byte_writer_text(w, "&lt;");
			break;
		case '>':
			byte_writer_text(w, "&gt;");
			break;
		case '"':
			byte_writer_text(w, "&quot;");
			break;
		default:
			byte_writer_put(w, at, 1);
		}
}

/* Nothing is loaded and nothing runs; the class stands on each printed page. */
static const char style[] =
    "body{font:12pt/1.4 serif;max-width:40em;margin:4em auto;padding:0 1em}"
    ".class{position:fixed;top:0;left:0;right:0;text-align:center;"
    "font-weight:bold;background:#fff;padding:.4em}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}"
    "@media print{body{margin:0}.class{position:fixed}}"
    "@page{margin:2.5cm}";

void
letter_write_html(const struct letter *letter, struct byte_writer *w)
{
	byte_writer_printf(w,
	    "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<title>",
	    language_code(letter->language),
	    letter->language == LANGUAGE_AR ? "rtl" : "ltr");
	put_escaped(w, letter->blocks[0].line);
	byte_writer_printf(
	    w, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	byte_writer_text(w, "<div class=\"class\">");
	put_escaped(w, letter->class_text);
	byte_writer_text(w, "</div>\n");
	for (size_t i = 0; i < letter->n; i++) {
		const struct letter_block *b = &letter->blocks[i];
		const bool heading = b->kind == LETTER_HEADING;

		byte_writer_printf(w, "<%s>",
		    heading                      ? (i == 0 ? "h1" : "h2")
			: b->kind == LETTER_TEXT ? "div class=\"text\""
						 : "p class=\"text\"");
		put_escaped(w, b->kind == LETTER_TEXT ? b->text : b->line);
		byte_writer_printf(w, "</%s>\n",
		    heading                      ? (i == 0 ? "h1" : "h2")
			: b->kind == LETTER_TEXT ? "div"
						 : "p");
	}
	byte_writer_text(w, "</body>\n</html>\n");
}
