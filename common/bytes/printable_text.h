/*
 * Text from outside made safe to show: nothing in it can move the cursor,
 * colour the screen, reorder a line or hide a character (docs/STYLE.md).
 */
#ifndef VALISE_BYTES_PRINTABLE_TEXT_H
#define VALISE_BYTES_PRINTABLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "byte_writer.h"

enum printable_lines {
	PRINTABLE_ONE_LINE,  /* LF and tab are shown as escapes */
	PRINTABLE_KEEP_LINES /* LF and tab stay; a CR before an LF goes */
};

/*
 * Decodes one UTF-8 sequence of at most `len` bytes (RFC 3629: no overlong
 * form, no surrogate, at most U+10FFFF).  Returns its length, 0 if malformed.
 */
size_t printable_text_decode(
    const uint8_t *bytes, size_t len, uint32_t *ret_code_point);

/*
 * Whether the code point may stand in a text that is typed: nothing without ink
 * or with an effect beyond itself (unicode.h) but joiners, variation
 * selectors and the blank of Braille, which writing needs.  LF and tab are
 * controls.
 */
bool printable_text_safe(uint32_t code_point);

/* Whether the bytes are well-formed UTF-8. */
bool printable_text_valid(const void *bytes, size_t len);

/* Whether it has no ink, or an effect beyond itself; joiners too. */
bool printable_text_unsafe(uint32_t code_point);

/*
 * Writes the text with everything without ink or with an effect beyond itself
 * as <U+XXXX>, and every malformed byte as <0xNN>.  ZWNJ and ZWJ stay behind a
 * letter or mark, variation selectors behind what they vary; direction marks
 * are dropped, and can be counted.  False on a write error.
 */
bool printable_text_write(
    FILE *out, const void *text, size_t len, enum printable_lines lines);

/* How many LRM, RLM and ALM were dropped. */
size_t printable_text_direction_marks(const void *text, size_t len);

/* The same, behind what the writer holds. */
void printable_text_put(struct byte_writer *out, const void *text, size_t len,
    enum printable_lines lines);

/* The same, one line, into `ret_line`; what does not fit is cut cleanly. */
void printable_text_line(
    const void *text, size_t len, char *ret_line, size_t size);

#endif
