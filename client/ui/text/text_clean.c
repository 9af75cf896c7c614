#include "text_clean.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/bytes/printable_text.h"

static bool
is_line_end(uint32_t point)
{
	return point == '\n' || point == '\r' || point == 0x85 ||
	    point == 0x2028 || point == 0x2029;
}

size_t
text_clean(const char *text, size_t len, enum text_lines lines, char *ret_text,
    struct text_cleaned *ret_cleaned)
{
	const uint8_t *at = (const uint8_t *)text;
	struct text_cleaned cleaned = {0, 0};
	size_t used = 0, step, add;
	const void *from;
	uint32_t point;

	for (; len > 0; at += step, len -= step) {
		step = printable_text_decode(at, len, &point);
		from = at;
		add = step;
		if (step == 0) {
			step = 1;
			from = "\xef\xbf\xbd";
			add = 3;
			cleaned.replaced++;
		} else if (is_line_end(point)) {
			if (point == '\r' && len > 1 && at[1] == '\n')
				step = 2;
			from = lines == TEXT_MANY_LINES ? "\n" : " ";
			add = 1;
		} else if (point == '\t') {
			from = lines == TEXT_MANY_LINES ? "\t" : " ";
		} else if (!printable_text_safe(point)) {
			cleaned.left_out++;
			continue;
		}
		if (ret_text != NULL)
			memcpy(ret_text + used, from, add);
		used += add;
	}
	*ret_cleaned = cleaned;
	return used;
}
