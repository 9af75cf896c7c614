#include "printable_text.h"

#include <string.h>

#include "unicode.h"

#define BRAILLE_BLANK 0x2800 /* the space between words in Braille */

size_t
printable_text_decode(
    const uint8_t *bytes, size_t len, uint32_t *ret_code_point)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t point;
	size_t need;

	if (len == 0)
		return 0;
	if (bytes[0] < 0x80) {
		*ret_code_point = bytes[0];
		return 1;
	}
	if ((bytes[0] & 0xe0) == 0xc0) {
		need = 2;
		point = bytes[0] & 0x1f;
	} else if ((bytes[0] & 0xf0) == 0xe0) {
		need = 3;
		point = bytes[0] & 0x0f;
	} else if ((bytes[0] & 0xf8) == 0xf0) {
		need = 4;
		point = bytes[0] & 0x07;
	} else {
		return 0;
	}
	if (len < need)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (bytes[i] & 0x3f);
	}
	if (point < least[need] || point > 0x10ffff ||
	    (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*ret_code_point = point;
	return need;
}

bool
printable_text_valid(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	uint32_t point;
	size_t step;

	while (len > 0) {
		step = printable_text_decode(at, len, &point);
		if (step == 0)
			return false;
		at += step;
		len -= step;
	}
	return true;
}

bool
printable_text_unsafe(uint32_t p)
{
	return unicode_is_hidden(p);
}

bool
printable_text_safe(uint32_t p)
{
	return !unicode_is_hidden(p) || unicode_is_joiner(p) ||
	    unicode_is_variation(p) || p == BRAILLE_BLANK;
}

/* What a variation selector may follow: of ASCII letters, digits, # and *. */
static bool
is_varied(uint32_t p)
{
	if (p < 0x80)
		return p == '#' || p == '*' || (p >= '0' && p <= '9') ||
		    unicode_is_letter(p);
	return !unicode_is_hidden(p);
}

/* Whether it may stand as it is behind the one shown `before`; 0: none. */
static bool
stays(uint32_t p, uint32_t before)
{
	if (unicode_is_joiner(p))
		return unicode_is_letter(before);
	if (unicode_is_variation(p))
		return is_varied(before);
	return !unicode_is_hidden(p);
}

/*
 * One character, or its escape, into `out`; returns the bytes it consumed.
 * `before` is the one shown before it, and then this one, where it stays.
 */
static size_t
show_one(const uint8_t *at, size_t len, enum printable_lines lines,
    uint32_t *before, char out[static 16])
{
	uint32_t point;
	size_t step;

	step = printable_text_decode(at, len, &point);
	if (step == 0) {
		(void)snprintf(out, 16, "<0x%02X>", at[0]);
		*before = 0;
		return 1;
	}
	if (unicode_is_direction_mark(point) ||
	    (lines == PRINTABLE_KEEP_LINES && point == '\r' && len > 1 &&
		at[1] == '\n')) {
		out[0] = '\0';
		return step;
	}
	if ((lines == PRINTABLE_KEEP_LINES &&
		(point == '\n' || point == '\t')) ||
	    stays(point, *before)) {
		memcpy(out, at, step);
		out[step] = '\0';
		/* Two joiners are not behind one letter. */
		*before = unicode_is_hidden(point) ? 0 : point;
		return step;
	}
	(void)snprintf(out, 16, "<U+%04X>", (unsigned)point);
	*before = 0;
	return step;
}

size_t
printable_text_direction_marks(const void *text, size_t len)
{
	const uint8_t *at = text;
	uint32_t point;
	size_t step, n = 0;

	for (; len > 0; at += step, len -= step) {
		step = printable_text_decode(at, len, &point);
		n += step > 0 && unicode_is_direction_mark(point);
		step = step == 0 ? 1 : step;
	}
	return n;
}

bool
printable_text_write(
    FILE *out, const void *text, size_t len, enum printable_lines lines)
{
	const uint8_t *at = text;
	uint32_t before = 0;
	char one[16];
	size_t step;

	while (len > 0) {
		step = show_one(at, len, lines, &before, one);
		if (fputs(one, out) == EOF)
			return false;
		at += step;
		len -= step;
	}
	return true;
}

void
printable_text_put(struct byte_writer *out, const void *text, size_t len,
    enum printable_lines lines)
{
	const uint8_t *at = text;
	uint32_t before = 0;
	char one[16];
	size_t step;

	for (; len > 0; len -= step) {
		step = show_one(at, len, lines, &before, one);
		byte_writer_text(out, one);
		at += step;
	}
}

void
printable_text_line(const void *text, size_t len, char *ret_line, size_t size)
{
	const uint8_t *at = text;
	uint32_t before = 0;
	char one[16];
	size_t step, used = 0, add;

	while (len > 0) {
		step = show_one(at, len, PRINTABLE_ONE_LINE, &before, one);
		add = strlen(one);
		if (used + add + 1 > size)
			break;
		memcpy(ret_line + used, one, add);
		used += add;
		at += step;
		len -= step;
	}
	if (size > 0)
		ret_line[used] = '\0';
}
