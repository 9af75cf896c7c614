#include "fuzzy_scan.h"

#include <stdint.h>
#include <string.h>

#include "common/bytes/decimal_digits.h"
#include "common/bytes/printable_text.h"

static bool
is_blank(uint32_t p)
{
	return p == ' ' || p == 0xa0 || (p >= 0x2000 && p <= 0x200a) ||
	    p == 0x202f || p == 0x3000;
}

static bool
is_control(uint32_t p)
{
	return p < 0x20 || (p >= 0x7f && p < 0xa0);
}

/* Marks that right-to-left keyboards put between digits and signs. */
static bool
is_direction_mark(uint32_t p)
{
	return p == 0x200e || p == 0x200f || p == 0x061c;
}

static bool
is_sign(uint32_t p, enum fuzzy_sign *ret_sign)
{
	static const struct {
		uint32_t first, last;
		enum fuzzy_sign sign;
	} signs[] = {
	    {'-', '-', FUZZY_SIGN_DASH},
	    {0x05be, 0x05be, FUZZY_SIGN_DASH}, /* Hebrew maqaf */
	    {0x2010, 0x2015, FUZZY_SIGN_DASH},
	    {0x2212, 0x2212, FUZZY_SIGN_DASH},
	    {0xff0d, 0xff0d, FUZZY_SIGN_DASH}, {'/', '/', FUZZY_SIGN_SLASH},
	    {0xff0f, 0xff0f, FUZZY_SIGN_SLASH},
	    {0x060d, 0x060d, FUZZY_SIGN_SLASH}, /* Arabic date separator */
	    {'.', '.', FUZZY_SIGN_DOT},
	    {0x06d4, 0x06d4, FUZZY_SIGN_DOT}, /* Arabic full stop */
	    {0xff0e, 0xff0e, FUZZY_SIGN_DOT},
	    {0x060c, 0x060c, FUZZY_SIGN_COMMA}, /* Arabic comma */
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (p >= signs[i].first && p <= signs[i].last) {
			*ret_sign = signs[i].sign;
			return true;
		}
	return false;
}

/* Chinese, Japanese and Korean name the parts. */
static enum fuzzy_part
part_named(uint32_t p)
{
	switch (p) {
	case 0x5e74:
	case 0xb144:
		return FUZZY_PART_YEAR;
	case 0x6708:
	case 0xc6d4:
		return FUZZY_PART_MONTH;
	case 0x65e5:
	case 0x53f7:
	case 0x865f:
	case 0xc77c:
		return FUZZY_PART_DAY;
	default:
		return FUZZY_PART_UNSAID;
	}
}

static void
take_digit(struct fuzzy_scan *s, int digit)
{
	struct fuzzy_number *number;

	if (!s->inside) {
		if (s->n == FUZZY_NUMBERS_MAX) {
			s->malformed = true;
			return;
		}
		memset(&s->numbers[s->n++], 0, sizeof(s->numbers[0]));
		s->inside = true;
		s->signed_behind = false;
	}
	number = &s->numbers[s->n - 1];
	if (number->digits == FUZZY_YEAR_DIGITS) {
		s->malformed = true;
		return;
	}
	number->digits++;
	number->value = 10 * number->value + digit;
}

/* One sign behind a number that has none yet, and no name either. */
static void
take_sign(struct fuzzy_scan *s, enum fuzzy_sign sign)
{
	if (s->n == 0 || s->signed_behind) {
		s->malformed = true;
		return;
	}
	s->numbers[s->n - 1].behind = sign;
	s->signed_behind = true;
	s->inside = false;
}

static void
take(struct fuzzy_scan *s, uint32_t p)
{
	int digit = decimal_digits_value(p);
	enum fuzzy_part part = part_named(p);
	enum fuzzy_sign sign;

	if (digit >= 0) {
		take_digit(s, digit);
	} else if (is_blank(p)) {
		s->inside = false;
	} else if (is_sign(p, &sign)) {
		take_sign(s, sign);
	} else if (part != FUZZY_PART_UNSAID && s->n > 0 && !s->signed_behind) {
		s->numbers[s->n - 1].part = part;
		s->signed_behind = true;
		s->inside = false;
	} else if (!is_direction_mark(p)) {
		s->words = true;
	}
}

enum fuzzy_status
fuzzy_scan_read(const char *typed, size_t len, struct fuzzy_scan *ret_scan)
{
	const uint8_t *at = (const uint8_t *)typed;
	bool blank = true, control = false;
	uint32_t point;
	size_t step;

	memset(ret_scan, 0, sizeof(*ret_scan));
	while (len > 0) {
		step = printable_text_decode(at, len, &point);
		if (step == 0)
			return FUZZY_NOT_A_DATE;
		control = control || is_control(point);
		blank = blank && (is_blank(point) || is_direction_mark(point));
		take(ret_scan, point);
		at += step;
		len -= step;
	}
	if (blank || control)
		return FUZZY_NOT_A_DATE;
	if (ret_scan->words)
		return FUZZY_WORDS;
	/* A sign behind the last number waits for another. */
	if (ret_scan->malformed || ret_scan->n == 0 ||
	    (ret_scan->signed_behind &&
		ret_scan->numbers[ret_scan->n - 1].part == FUZZY_PART_UNSAID))
		return FUZZY_NOT_A_DATE;
	return FUZZY_OK;
}
