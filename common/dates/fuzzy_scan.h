/* What was typed for a date, as numbers; which is what is asked elsewhere. */
#ifndef VALISE_DEFENDER_FUZZY_SCAN_H
#define VALISE_DEFENDER_FUZZY_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "fuzzy_date.h"

#define FUZZY_NUMBERS_MAX 3
#define FUZZY_YEAR_DIGITS 4

/* What stands behind a number, and which part of a date a word names. */
enum fuzzy_sign {
	FUZZY_SIGN_BLANK,
	FUZZY_SIGN_DASH,
	FUZZY_SIGN_SLASH,
	FUZZY_SIGN_DOT,
	FUZZY_SIGN_COMMA
};
enum fuzzy_part {
	FUZZY_PART_UNSAID,
	FUZZY_PART_YEAR,
	FUZZY_PART_MONTH,
	FUZZY_PART_DAY
};

struct fuzzy_number {
	int value;  /* 0 .. 9999 */
	int digits; /* as typed, with zeroes in front */
	enum fuzzy_part part;
	enum fuzzy_sign behind;
};

struct fuzzy_scan {
	struct fuzzy_number numbers[FUZZY_NUMBERS_MAX];
	size_t n;
	/* While reading. */
	bool inside;        /* the last number may go on */
	bool signed_behind; /* a sign or a part stands behind it */
	bool malformed;     /* digits and signs, but no date */
	bool words;
};

/*
 * FUZZY_OK with 1 to 3 numbers; FUZZY_WORDS where anything stands there that is
 * no digit, sign, blank or name of a part; FUZZY_NOT_A_DATE for other numbers,
 * for nothing, malformed UTF-8, or a control character.
 */
enum fuzzy_status fuzzy_scan_read(
    const char *typed, size_t len, struct fuzzy_scan *ret_scan);

#endif
