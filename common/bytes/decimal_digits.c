#include "decimal_digits.h"

#include <stdint.h>

#include "printable_text.h"

/* The zero of each run of ten digits with category Nd in Unicode 15. */
static const uint32_t zeroes[] = {0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966,
    0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0,
    0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900,
    0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730,
    0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0,
    0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0,
    0x1e4d0, 0x1e950, 0x1fbf0};

int
decimal_digits_value(uint32_t point)
{
	for (size_t i = 0; i < sizeof(zeroes) / sizeof(zeroes[0]); i++)
		if (point >= zeroes[i] && point < zeroes[i] + 10)
			return (int)(point - zeroes[i]);
	return -1;
}

static bool
is_separator(uint32_t p)
{
	return p == ' ' || (p >= 0x09 && p <= 0x0d) || p == '-' || p == 0xa0 ||
	    (p >= 0x2000 && p <= 0x200f) || (p >= 0x2010 && p <= 0x2015) ||
	    (p >= 0x202a && p <= 0x202f) || p == 0x2212 || p == 0x3000 ||
	    (p >= 0x2066 && p <= 0x2069) || p == 0xfeff;
}

bool
decimal_digits_read(const char *text, size_t len, size_t n, char *ret_digits)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t have = 0, step;
	uint32_t point;
	int digit;

	while (len > 0) {
		step = printable_text_decode(at, len, &point);
		if (step == 0)
			return false;
		at += step;
		len -= step;
		if (is_separator(point))
			continue;
		digit = decimal_digits_value(point);
		if (digit < 0 || have == n)
			return false;
		ret_digits[have++] = (char)('0' + digit);
	}
	if (have != n)
		return false;
	ret_digits[n] = '\0';
	return true;
}
