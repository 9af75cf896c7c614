#include "printable_text.h"

#include <string.h>

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

/* Unicode 15: Cc, the bidirectional controls, Zl, Zp, and what has no ink. */
bool
printable_text_unsafe(uint32_t p)
{
	return p < 0x20 || (p >= 0x7f && p <= 0x9f) || p == 0xad ||
	    p == 0x61c || p == 0x180e || (p >= 0x200b && p <= 0x200f) ||
	    (p >= 0x2028 && p <= 0x202e) || (p >= 0x2060 && p <= 0x206f) ||
	    p == 0xfeff || (p >= 0xfff9 && p <= 0xfffb) ||
	    (p >= 0xe0000 && p <= 0xe0fff);
}

/* ZWNJ and ZWJ shape Persian, Urdu and the Indic scripts. */
bool
printable_text_safe(uint32_t p)
{
	return p == 0x200c || p == 0x200d || !printable_text_unsafe(p);
}

/* One character, or its escape, into `out`; returns the bytes it consumed. */
static size_t
show_one(const uint8_t *at, size_t len, enum printable_lines lines,
    char out[static 16])
{
	uint32_t point;
	size_t step;

	step = printable_text_decode(at, len, &point);
	if (step == 0) {
		(void)snprintf(out, 16, "<0x%02X>", at[0]);
		return 1;
	}
	if (lines == PRINTABLE_KEEP_LINES) {
		if (point == '\r' && len > 1 && at[1] == '\n') {
			out[0] = '\0';
			return step;
		}
		if (point == '\n' || point == '\t') {
			out[0] = (char)point;
			out[1] = '\0';
			return step;
		}
	}
	if (!printable_text_safe(point)) {
		(void)snprintf(out, 16, "<U+%04X>", (unsigned)point);
		return step;
	}
	memcpy(out, at, step);
	out[step] = '\0';
	return step;
}

bool
printable_text_write(
    FILE *out, const void *text, size_t len, enum printable_lines lines)
{
	const uint8_t *at = text;
	char one[16];
	size_t step;

	while (len > 0) {
		step = show_one(at, len, lines, one);
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
	char one[16];
	size_t step;

	for (; len > 0; len -= step) {
		step = show_one(at, len, lines, one);
		byte_writer_text(out, one);
		at += step;
	}
}

void
printable_text_line(const void *text, size_t len, char *ret_line, size_t size)
{
	const uint8_t *at = text;
	char one[16];
	size_t step, used = 0, add;

	while (len > 0) {
		step = show_one(at, len, PRINTABLE_ONE_LINE, one);
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
