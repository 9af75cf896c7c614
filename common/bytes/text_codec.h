/* Strict text forms of bytes and numbers: one spelling for each value. */
#ifndef VALISE_BYTES_TEXT_CODEC_H
#define VALISE_BYTES_TEXT_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum base64_form {
	BASE64_PADDED,  /* RFC 4648 4, with = */
	BASE64_UNPADDED /* the same without = */
};

/* Bytes of text, without NUL, that `len` bytes become. */
size_t base64_length(enum base64_form form, size_t len);

/* Writes base64_length() characters and a NUL. */
void base64_encode(
    enum base64_form form, const void *bytes, size_t len, char *ret_text);

/*
 * Decodes exactly `text_len` characters to at most `size` bytes.  False on any
 * other character, wrong padding, or bits that canonical text leaves zero.
 */
bool base64_decode(enum base64_form form, const char *text, size_t text_len,
    void *ret_bytes, size_t size, size_t *ret_len);

/* Lower-case hexadecimal; `ret_text` has room for 2 * len + 1. */
void hex_encode(const void *bytes, size_t len, char *ret_text);
/* Exactly 2 * len lower-case digits. */
bool hex_decode(const char *text, size_t text_len, void *ret_bytes, size_t len);

/* ASCII decimal without leading zeroes or sign, at most `limit`. */
bool decimal_decode(
    const char *text, size_t text_len, uint64_t limit, uint64_t *ret_value);

#endif
