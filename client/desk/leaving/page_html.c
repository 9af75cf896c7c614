#include "page_html.h"

void
page_html_text(struct byte_writer *w, const char *text)
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
page_html_begin(struct byte_writer *w, enum language language,
    const char *title, const char *class_text, const char *more_style)
{
	byte_writer_printf(w,
	    "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<title>",
	    language_code(language), language == LANGUAGE_AR ? "rtl" : "ltr");
	page_html_text(w, title);
	byte_writer_printf(w,
	    "</title>\n<style>%s%s</style>\n</head>\n<body>\n", style,
	    more_style);
	byte_writer_text(w, "<div class=\"class\">");
	page_html_text(w, class_text);
	byte_writer_text(w, "</div>\n");
}

void
page_html_end(struct byte_writer *w)
{
	byte_writer_text(w, "</body>\n</html>\n");
}
