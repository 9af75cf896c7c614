#include "outside.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/unicode.h"

#define COLUMNS 80
#define COLUMNS_LEAST 20
#define CELL_LEAST 16 /* else it has a row of its own */
#define COLUMNS_MOST 100000
#define TAB 8
#define MARK_COLUMNS 2
#define EMOJI_LOOK 0xfe0f

const char *
outside_mark(void)
{
	static const char *mark;
	locale_t locale;

	if (mark != NULL)
		return mark;
	mark = "| ";
	locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	if (locale != (locale_t)0) {
		if (strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0)
			mark = "\xe2\x94\x82 ";
		freelocale(locale);
	}
	return mark;
}

static unsigned shown_columns;

void
outside_columns_are(unsigned columns)
{
	shown_columns = columns;
}

/* Columns of a row behind the mark; the last one stays empty. */
static unsigned
columns_of(FILE *out)
{
	const char *set = getenv("COLUMNS");
	uint64_t columns = COLUMNS;
	struct winsize size;

	/* What is said of a terminal may be of another one. */
	if (shown_columns != 0)
		columns = shown_columns;
	else if (isatty(fileno(out)) &&
	    ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		columns = size.ws_col;
	else if (set != NULL &&
	    !decimal_decode(set, strlen(set), COLUMNS_MOST, &columns))
		columns = COLUMNS;
	return (unsigned)(columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns) -
	    3;
}

/* The bytes of one character with its marks, and its columns at `column`. */
static size_t
take(const char *at, size_t len, unsigned column, unsigned *ret_columns)
{
	uint32_t point;
	size_t step, used;

	*ret_columns = 1;
	used = printable_text_decode((const uint8_t *)at, len, &point);
	if (used == 0)
		return 1;
	*ret_columns =
	    point == '\t' ? TAB - column % TAB : unicode_columns(point);
	while (used < len) {
		step = printable_text_decode(
		    (const uint8_t *)at + used, len - used, &point);
		if (step == 0 || point < ' ' || unicode_columns(point) > 0)
			break;
		/* As a picture it is wider, on some terminals. */
		if (point == EMOJI_LOOK)
			*ret_columns = 2;
		used += step;
	}
	return used;
}

/* How much of a line fits into `room`, up to a blank where there is one. */
static size_t
fold(const char *line, size_t len, unsigned room)
{
	size_t at = 0, blank = 0, step;
	unsigned column = 0, columns;

	while (at < len) {
		/* Tabs are counted from the mark on. */
		step =
		    take(line + at, len - at, column + MARK_COLUMNS, &columns);
		if (column + columns > room)
			return blank > 0 ? blank : at > 0 ? at : step;
		column += columns;
		at += step;
		if (line[at - step] == ' ')
			blank = at;
	}
	return len;
}

static void
write_line(FILE *out, const char *line, size_t len, unsigned room)
{
	size_t part;

	do {
		part = fold(line, len, room);
		(void)fputs(outside_mark(), out);
		(void)fwrite(line, 1, part, out);
		(void)putc('\n', out);
		line += part;
		len -= part;
	} while (len > 0);
}

void
outside_write(FILE *out, const void *text, size_t len)
{
	size_t dropped = printable_text_direction_marks(text, len);
	unsigned room = columns_of(out);
	struct byte_writer shown;
	const char *line, *end;

	/* An escape takes up to ten bytes for each of the text's. */
	byte_writer_init(&shown, 10 * len + 1);
	printable_text_put(&shown, text, len, PRINTABLE_KEEP_LINES);
	if (shown.failed) {
		(void)fprintf(out, "(there is not enough memory to show it)\n");
		byte_writer_finish(&shown);
		return;
	}
	line = shown.data == NULL ? "" : (const char *)shown.data;
	end = line + shown.len;
	while (line < end) {
		size_t n = (size_t)(end - line);
		const char *lf = memchr(line, '\n', n);

		if (lf != NULL)
			n = (size_t)(lf - line);
		write_line(out, line, n, room);
		line += n + (lf != NULL);
	}
	byte_writer_finish(&shown);
	if (dropped > 0)
		(void)fprintf(
		    out, "(%zu direction mark(s) are not shown)\n", dropped);
}

/* What fits into `columns`, and how many it takes. */
static size_t
cut(const char *line, size_t len, unsigned columns, unsigned *ret_taken)
{
	unsigned taken = 0, more;
	size_t at = 0, step;

	while (at < len) {
		step = take(line + at, len - at, taken, &more);
		if (taken + more > columns)
			break;
		taken += more;
		at += step;
	}
	*ret_taken = taken;
	return at;
}

void
outside_cell(FILE *out, const char *text, unsigned used, unsigned columns)
{
	unsigned room = columns_of(out), taken;
	char line[1024];
	size_t len, fits;

	/* It never reaches the end of the row: what wraps has no mark. */
	if (room < used + CELL_LEAST) {
		(void)putc('\n', out);
		used = 0;
	}
	room = room - used < columns ? room - used : columns;
	printable_text_line(text, strlen(text), line, sizeof(line));
	len = strlen(line);
	fits = cut(line, len, room, &taken);
	if (fits < len)
		fits = cut(line, len, room - 3, &taken);
	(void)fprintf(out, "%s%.*s%s", outside_mark(), (int)fits, line,
	    fits < len ? "..." : "");
}

void
outside_pad(FILE *out, const char *text, unsigned columns)
{
	char line[1024];
	unsigned taken;
	size_t fits;

	printable_text_line(text, strlen(text), line, sizeof(line));
	fits = cut(line, strlen(line), columns, &taken);
	(void)fprintf(
	    out, "%.*s%*s", (int)fits, line, (int)(columns - taken), "");
}
