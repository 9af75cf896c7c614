#include "paragraph.h"

#include <stdbool.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/unicode.h"

static bool
is_wide(uint32_t p)
{
	return unicode_columns(p) == 2;
}

/* U+3001 and 3002, full-width marks, closing quotes: never first in a line. */
static bool
closes(uint32_t p)
{
	static const uint32_t marks[] = {0x3001, 0x3002, 0x300b, 0x201d, 0xff01,
	    0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i] == p)
			return true;
	return false;
}

static bool
opens(uint32_t p)
{
	return p == 0x300a || p == 0x201c || p == 0xff08;
}

static size_t
decode(const char *at, uint32_t *ret_point)
{
	size_t step =
	    printable_text_decode((const uint8_t *)at, strlen(at), ret_point);

	if (step > 0)
		return step;
	*ret_point = 0;
	return *at == '\0' ? 0 : 1;
}

/* How many bytes from `at` must stay together, and how many columns. */
static size_t
piece(const char *at, size_t *ret_columns)
{
	uint32_t p, next;
	size_t len = 0, step = decode(at, &p);

	*ret_columns = 0;
	while (step > 0) {
		len += step;
		*ret_columns += unicode_columns(p);
		step = decode(at + len, &next);
		if (next == ' ' ||
		    ((is_wide(p) || is_wide(next)) && !closes(next) &&
			!opens(p)))
			break;
		p = next;
	}
	return len;
}

void
paragraph_write(FILE *out, const char *mark, const char *text)
{
	size_t indent = strlen(mark), used = indent, len, columns, blank;

	(void)fputs(mark, out);
	while (*text != '\0') {
		blank = *text == ' ';
		text += blank;
		len = piece(text, &columns);
		if (used > indent &&
		    used + blank + columns > PARAGRAPH_COLUMNS) {
			(void)fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
			blank = 0;
		}
		(void)fprintf(
		    out, "%s%.*s", blank > 0 ? " " : "", (int)len, text);
		used += blank + columns;
		text += len;
	}
	(void)fputc('\n', out);
}
