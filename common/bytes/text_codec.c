#include "text_codec.h"

#include <string.h>

#include <sodium.h>

static int
variant(enum base64_form form)
{
	return form == BASE64_PADDED
	    ? sodium_base64_VARIANT_ORIGINAL
	    : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

size_t
base64_length(enum base64_form form, size_t len)
{
	return sodium_base64_encoded_len(len, variant(form)) - 1;
}

void
base64_encode(
    enum base64_form form, const void *bytes, size_t len, char *ret_text)
{
	sodium_bin2base64(
	    ret_text, base64_length(form, len) + 1, bytes, len, variant(form));
}

bool
base64_decode(enum base64_form form, const char *text, size_t text_len,
    void *ret_bytes, size_t size, size_t *ret_len)
{
	/* libsodium 1.0.18 takes some bytes over 0x7f for letters. */
	for (size_t i = 0; i < text_len; i++)
		if ((unsigned char)text[i] > 0x7f)
			return false;
	/* With no end pointer libsodium refuses trailing characters. */
	return sodium_base642bin(ret_bytes, size, text, text_len, NULL, ret_len,
		   NULL, variant(form)) == 0;
}

void
hex_encode(const void *bytes, size_t len, char *ret_text)
{
	sodium_bin2hex(ret_text, 2 * len + 1, bytes, len);
}

bool
hex_decode(const char *text, size_t text_len, void *ret_bytes, size_t len)
{
	size_t got;

	if (text_len != 2 * len)
		return false;
	for (size_t i = 0; i < text_len; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			return false;
	return sodium_hex2bin(
		   ret_bytes, len, text, text_len, NULL, &got, NULL) == 0 &&
	    got == len;
}

bool
decimal_decode(
    const char *text, size_t text_len, uint64_t limit, uint64_t *ret_value)
{
	uint64_t value = 0, digit;

	if (text_len == 0 || (text_len > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < text_len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		digit = (uint64_t)(text[i] - '0');
		if (digit > limit || value > (limit - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return true;
}
