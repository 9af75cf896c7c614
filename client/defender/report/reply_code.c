#include "reply_code.h"

#include <string.h>

#include <sodium.h>

#include "common/bytes/decimal_digits.h"
#include "common/bytes/secret.h"
#include "common/crypto/sha256.h"

#define RANDOM_DIGITS 22

/* The number that the digits write, mod 97. */
static unsigned
mod97(const char *digits, size_t n)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++)
		rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
	return rest;
}

void
reply_code_make(char ret_digits[static REPLY_CODE_DIGITS + 1])
{
	unsigned check;

	for (int i = 0; i < RANDOM_DIGITS; i++)
		ret_digits[i] = (char)('0' + randombytes_uniform(10));
	/* ISO 7064 MOD 97-10: with the two digits the whole leaves 1. */
	check = (98 - mod97(ret_digits, RANDOM_DIGITS) * 100 % 97) % 97;
	ret_digits[22] = (char)('0' + check / 10);
	ret_digits[23] = (char)('0' + check % 10);
	ret_digits[24] = '\0';
}

void
reply_code_group(const char digits[static REPLY_CODE_DIGITS],
    char ret_text[static REPLY_CODE_TEXT_BYTES])
{
	char *at = ret_text;

	for (int i = 0; i < REPLY_CODE_DIGITS; i++) {
		if (i > 0 && i % 4 == 0)
			*at++ = ' ';
		*at++ = digits[i];
	}
	*at = '\0';
}

enum reply_code_status
reply_code_read(
    const char *typed, char ret_digits[static REPLY_CODE_DIGITS + 1])
{
	if (!decimal_digits_read(
		typed, strlen(typed), REPLY_CODE_DIGITS, ret_digits))
		return REPLY_CODE_MALFORMED;
	if (mod97(ret_digits, REPLY_CODE_DIGITS) != 1)
		return REPLY_CODE_MISTYPED;
	return REPLY_CODE_OK;
}

bool
reply_code_keys(const char digits[static REPLY_CODE_DIGITS], const char *intake,
    struct reply_keys *ret_keys)
{
	uint8_t hash[SHA256_BYTES];
	uint8_t *out = secret_alloc(64);
	bool ok;

	if (out == NULL)
		return false;
	sha256_hash(intake, strlen(intake), hash);
	ok = crypto_pwhash(out, 64, digits, REPLY_CODE_DIGITS, hash,
		 REPLY_CODE_OPSLIMIT, REPLY_CODE_MEMLIMIT,
		 crypto_pwhash_ALG_ARGON2ID13) == 0;
	if (ok) {
		ret_keys->identity.type = AGE_HYBRID;
		memcpy(ret_keys->identity.secret, out, 32);
		memcpy(ret_keys->voice_seed, out + 32, 32);
	}
	secret_free(out);
	return ok;
}
