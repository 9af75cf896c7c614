#include "bidi.h"

#include <string.h>

#include <fribidi.h>
#include <sodium.h>

#include "common/bytes/printable_text.h"

static size_t
decode(const char *text, size_t len, uint32_t *ret_point)
{
	size_t step =
	    printable_text_decode((const uint8_t *)text, len, ret_point);

	if (step > 0)
		return step;
	*ret_point = 0xfffd; /* not in valid text */
	return 1;
}

enum text_direction
bidi_direction(const char *text, size_t len, enum text_direction otherwise)
{
	FriBidiCharType type;
	uint32_t point;

	for (size_t at = 0; at < len;) {
		at += decode(text + at, len - at, &point);
		type = fribidi_get_bidi_type(point);
		if (FRIBIDI_IS_STRONG(type) && FRIBIDI_IS_LETTER(type))
			return FRIBIDI_IS_RTL(type) ? TEXT_RIGHT_TO_LEFT
						    : TEXT_LEFT_TO_RIGHT;
	}
	return otherwise;
}

bool
bidi_resolve(struct bidi_paragraph *paragraph, const char *text, size_t len,
    enum text_direction direction)
{
	FriBidiParType base =
	    direction == TEXT_RIGHT_TO_LEFT ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
	FriBidiCharType *types;
	FriBidiBracketType *brackets;
	FriBidiArabicProp *joins;
	FriBidiChar *points;
	FriBidiLevel *levels;
	size_t n = 0;

	paragraph->n = 0;
	if (len == 0)
		return true;
	if (len > INT32_MAX / 16 ||
	    !wiped_array_reserve(
		&paragraph->points, 0, len * sizeof(*points)) ||
	    !wiped_array_reserve(&paragraph->levels, 0, len) ||
	    !wiped_array_reserve(&paragraph->work, 0,
		len * (sizeof(*types) + sizeof(*brackets) + sizeof(*joins))))
		return false;
	points = paragraph->points.data;
	levels = paragraph->levels.data;
	types = paragraph->work.data;
	brackets = (FriBidiBracketType *)(types + len);
	joins = (FriBidiArabicProp *)(brackets + len);
	for (size_t at = 0; at < len; n++)
		at += decode(text + at, len - at, &points[n]);
	fribidi_get_bidi_types(points, (FriBidiStrIndex)n, types);
	fribidi_get_bracket_types(points, (FriBidiStrIndex)n, types, brackets);
	if (fribidi_get_par_embedding_levels_ex(
		types, brackets, (FriBidiStrIndex)n, &base, levels) == 0)
		return false;
	fribidi_get_joining_types(points, (FriBidiStrIndex)n, joins);
	fribidi_join_arabic(types, (FriBidiStrIndex)n, levels, joins);
	/* No ligature: each letter keeps its column. */
	fribidi_shape(
	    FRIBIDI_FLAG_SHAPE_MIRRORING | FRIBIDI_FLAG_SHAPE_ARAB_PRES, levels,
	    (FriBidiStrIndex)n, joins, points);
	paragraph->n = n;
	return true;
}

void
bidi_finish(struct bidi_paragraph *paragraph)
{
	wiped_array_finish(&paragraph->points);
	wiped_array_finish(&paragraph->levels);
	wiped_array_finish(&paragraph->work);
	paragraph->n = 0;
}

void
bidi_order(const int8_t *levels, size_t n, size_t *ret_order)
{
	size_t end, swap;
	int8_t top = 0;

	for (size_t i = 0; i < n; i++) {
		ret_order[i] = i;
		if (levels[i] > top)
			top = levels[i];
	}
	for (; top > 0; top--) {
		for (size_t i = 0; i < n; i = end + 1) {
			end = i;
			while (end < n && levels[end] >= top)
				end++;
			for (size_t a = i, b = end; a + 1 < b; a++) {
				b--;
				swap = ret_order[a];
				ret_order[a] = ret_order[b];
				ret_order[b] = swap;
			}
		}
	}
}
