/* Bech32 (BIP 173) without its length limit, as age uses it for keys. */
#ifndef VALISE_ENVELOPE_BECH32_H
#define VALISE_ENVELOPE_BECH32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters, without the NUL, of `len` bytes under `prefix`. */
size_t bech32_length(const char *prefix, size_t len);

/* Lower case; `ret_text` has room for bech32_length() + 1. */
void bech32_encode(
    const char *prefix, const uint8_t *bytes, size_t len, char *ret_text);

/*
 * Decodes text that must be all upper or all lower case, carry exactly this
 * (lower-case) prefix and hold exactly `len` bytes with zero padding bits.
 */
bool bech32_decode(const char *text, size_t text_len, const char *prefix,
    uint8_t *ret_bytes, size_t len);

#endif
