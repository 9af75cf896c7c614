/* How many columns of a terminal a text takes: in C.UTF-8, by wcwidth(). */
#ifndef VALISE_TESTS_COLUMNS_H
#define VALISE_TESTS_COLUMNS_H

#include <locale.h>
#include <wchar.h>

#include "common/bytes/printable_text.h"

/* -1 where a character has no width, such as a control. */
static inline int
columns(const char *text)
{
	size_t len = strlen(text), step;
	uint32_t point;
	int sum = 0, width;

	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (; len > 0; text += step, len -= step) {
		step =
		    printable_text_decode((const uint8_t *)text, len, &point);
		assert_true(step > 0);
		width = wcwidth((wchar_t)point);
		if (width < 0)
			return -1;
		sum += width;
	}
	return sum;
}

#endif
