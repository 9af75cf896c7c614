#include "bech32.h"

#include <string.h>

#define CHECK_SYMBOLS 6

static const char symbols[33] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/* One step of the BCH code of BIP 173, over GF(32). */
static uint32_t
check_step(uint32_t check, uint8_t value)
{
	static const uint32_t generator[5] = {
	    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
	uint32_t top = check >> 25;

	check = (check & 0x1ffffff) << 5 ^ value;
	for (int i = 0; i < 5; i++)
		check ^= generator[i] & (0u - (top >> i & 1));
	return check;
}

static uint32_t
check_prefix(const char *prefix)
{
	uint32_t check = 1;

	for (const char *p = prefix; *p != '\0'; p++)
		check = check_step(check, (uint8_t)*p >> 5);
	check = check_step(check, 0);
	for (const char *p = prefix; *p != '\0'; p++)
		check = check_step(check, (uint8_t)*p & 31);
	return check;
}

size_t
bech32_length(const char *prefix, size_t len)
{
	return strlen(prefix) + 1 + (len * 8 + 4) / 5 + CHECK_SYMBOLS;
}

void
bech32_encode(
    const char *prefix, const uint8_t *bytes, size_t len, char *ret_text)
{
	uint32_t check = check_prefix(prefix), held = 0;
	size_t at = strlen(prefix);
	unsigned held_bits = 0;
	uint8_t value;

	memcpy(ret_text, prefix, at);
	ret_text[at++] = '1';
	for (size_t i = 0; i < len || held_bits > 0;) {
		while (held_bits < 5 && i < len) {
			held = held << 8 | bytes[i++];
			held_bits += 8;
		}
		if (held_bits < 5) {
			held <<= 5 - held_bits;
			held_bits = 5;
		}
		value = held >> (held_bits - 5) & 31;
		held_bits -= 5;
		check = check_step(check, value);
		ret_text[at++] = symbols[value];
	}
	for (int i = 0; i < CHECK_SYMBOLS; i++)
		check = check_step(check, 0);
	check ^= 1;
	for (int i = 0; i < CHECK_SYMBOLS; i++)
		ret_text[at++] =
		    symbols[check >> (5 * (CHECK_SYMBOLS - 1 - i)) & 31];
	ret_text[at] = '\0';
}

/* A letter in the case of the whole text as lower case; 0 in the other case. */
static char
lower(char c, bool upper_case)
{
	if (c >= 'A' && c <= 'Z')
		return upper_case ? (char)(c - 'A' + 'a') : '\0';
	if (c >= 'a' && c <= 'z')
		return upper_case ? '\0' : c;
	return c;
}

bool
bech32_decode(const char *text, size_t text_len, const char *prefix,
    uint8_t *ret_bytes, size_t len)
{
	size_t prefix_len = strlen(prefix), at = 0, done = 0;
	uint32_t check = check_prefix(prefix), held = 0;
	unsigned held_bits = 0;
	const char *found;
	bool upper_case;
	char c;

	if (text_len != bech32_length(prefix, len))
		return false;
	upper_case = text[0] >= 'A' && text[0] <= 'Z';
	for (; at < prefix_len; at++)
		if (lower(text[at], upper_case) != prefix[at])
			return false;
	if (text[at++] != '1')
		return false;
	for (; at < text_len; at++) {
		c = lower(text[at], upper_case);
		found = c == '\0' ? NULL : memchr(symbols, c, 32);
		if (found == NULL)
			return false;
		check = check_step(check, (uint8_t)(found - symbols));
		if (at >= text_len - CHECK_SYMBOLS)
			continue;
		held = held << 5 | (uint32_t)(found - symbols);
		held_bits += 5;
		if (held_bits >= 8) {
			held_bits -= 8;
			ret_bytes[done++] = (uint8_t)(held >> held_bits);
		}
	}
	return check == 1 && (held & ((1u << held_bits) - 1)) == 0;
}
