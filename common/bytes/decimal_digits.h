/* Digits that people type: any script, with spaces and hyphens between. */
#ifndef VALISE_BYTES_DECIMAL_DIGITS_H
#define VALISE_BYTES_DECIMAL_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of a decimal digit of any script, -1 for anything else. */
int decimal_digits_value(uint32_t code_point);

/*
 * Reads exactly `n` decimal digits (Unicode general category Nd, so Arabic-
 * Indic ones too), passing over spaces of any kind and hyphens, into ASCII and
 * a NUL.  False on anything else, or on another number of digits.
 */
bool decimal_digits_read(
    const char *text, size_t len, size_t n, char *ret_digits);

#endif
