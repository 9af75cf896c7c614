#include "unicode.h"

#include "unicode_tables.h"

static bool
is_in(const struct unicode_range *ranges, size_t n, uint32_t point)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (point > ranges[middle].last)
			low = middle + 1;
		else if (point < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

bool
unicode_is_hidden(uint32_t point)
{
	return is_in(unicode_hidden, unicode_hidden_n, point);
}

bool
unicode_is_letter(uint32_t point)
{
	return is_in(unicode_letters, unicode_letters_n, point) &&
	    !unicode_is_hidden(point);
}

bool
unicode_is_joiner(uint32_t point)
{
	return point == 0x200c || point == 0x200d;
}

bool
unicode_is_variation(uint32_t point)
{
	return (point >= 0xfe00 && point <= 0xfe0f) ||
	    (point >= 0x180b && point <= 0x180d) || point == 0x180f ||
	    (point >= 0xe0100 && point <= 0xe01ef);
}

bool
unicode_is_direction_mark(uint32_t point)
{
	return point == 0x200e || point == 0x200f || point == 0x61c;
}

unsigned
unicode_columns(uint32_t point)
{
	if (unicode_is_hidden(point) ||
	    is_in(unicode_marks, unicode_marks_n, point))
		return 0;
	return is_in(unicode_wide, unicode_wide_n, point) ? 2 : 1;
}
