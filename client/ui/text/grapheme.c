#include "grapheme.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "common/bytes/printable_text.h"

static size_t
decode(const char *text, size_t len, size_t at, uint32_t *ret_point)
{
	size_t step = printable_text_decode(
	    (const uint8_t *)text + at, len - at, ret_point);

	if (step > 0)
		return step;
	*ret_point = 0xfffd; /* not in valid text */
	return 1;
}

size_t
grapheme_next(const char *text, size_t len, size_t at)
{
	utf8proc_int32_t state = 0;
	uint32_t before, point;
	size_t step;

	if (at >= len)
		return len;
	at += decode(text, len, at, &before);
	while (at < len) {
		/* The common case, without the tables. */
		if ((unsigned char)text[at] < 0x80 && before < 0x80)
			return at;
		step = decode(text, len, at, &point);
		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
			(utf8proc_int32_t)point, &state))
			return at;
		before = point;
		at += step;
	}
	return at;
}

/* A line's start is a boundary whatever stands around it. */
static size_t
line_start(const char *text, size_t at)
{
	const char *newline = at == 0 ? NULL : memrchr(text, '\n', at);

	return newline == NULL ? 0 : (size_t)(newline - text) + 1;
}

size_t
grapheme_previous(const char *text, size_t len, size_t at)
{
	size_t start, next;

	if (at == 0)
		return 0;
	start = line_start(text, at - 1);
	while ((next = grapheme_next(text, len, start)) < at)
		start = next;
	return start;
}

size_t
grapheme_snap(const char *text, size_t len, size_t at)
{
	size_t start;

	if (at >= len)
		return len;
	start = line_start(text, at);
	while (start < at)
		start = grapheme_next(text, len, start);
	return start;
}

size_t
grapheme_count(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t at = 0; at < len; at = grapheme_next(text, len, at))
		n++;
	return n;
}

unsigned
grapheme_point_columns(uint32_t point)
{
	int columns = utf8proc_charwidth((utf8proc_int32_t)point);

	if (point >= 0x1160 && point <= 0x11ff)
		return 0; /* inside a Hangul syllable */
	/* Terminals give these a column, utf8proc none. */
	if (utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_MC)
		return 1;
	return columns < 0 ? 0 : (unsigned)columns;
}

static bool
is_flag_half(uint32_t point)
{
	return point >= 0x1f1e6 && point <= 0x1f1ff;
}

size_t
grapheme_drawing(const char *cluster, size_t len,
    uint32_t ret_points[static GRAPHEME_POINTS], unsigned *ret_columns)
{
	unsigned columns = 0, own;
	size_t n = 0, at = 0;
	uint32_t point;
	bool joined = false;

	while (at < len && n < GRAPHEME_POINTS) {
		at += decode(cluster, len, at, &point);
		own = grapheme_point_columns(point);
		if (is_flag_half(point))
			own = 1;
		if (n == 0 && own == 0) {
			ret_points[n++] = 0xa0;
			columns = 1;
		}
		if (n > 0 &&
		    ((joined && own > 0) || columns + own > GRAPHEME_COLUMNS))
			break; /* the second of joined emoji */
		joined = joined || point == 0x200d;
		if (n > 0 &&
		    (point == 0x200d || point == 0x200c ||
			(point >= 0xfe00 && point <= 0xfe0f) ||
			(point >= 0x1f3fb && point <= 0x1f3ff)))
			continue;
		ret_points[n++] = point;
		columns += own;
	}
	*ret_columns = columns;
	return n;
}
