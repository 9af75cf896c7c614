/*
 * The reply code: 24 digits on paper, and the two keys that they become
 * (docs/REPLY-CODE.md).
 */
#ifndef VALISE_DEFENDER_REPLY_CODE_H
#define VALISE_DEFENDER_REPLY_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/envelope/age_key.h"

#define REPLY_CODE_DIGITS 24
#define REPLY_CODE_TEXT_BYTES 30 /* six groups of four, spaces, NUL */
#define REPLY_CODE_OPSLIMIT 3
#define REPLY_CODE_MEMLIMIT (256u << 20)

/* Holds secrets: allocate it with secret_alloc(). */
struct reply_keys {
	struct age_identity identity; /* opens the replies */
	uint8_t voice_seed[32];       /* signs what follows (Ed25519) */
};

/* 22 random digits and two of ISO 7064 MOD 97-10. */
void reply_code_make(char ret_digits[static REPLY_CODE_DIGITS + 1]);
/* In groups, as it is shown. */
void reply_code_group(const char digits[static REPLY_CODE_DIGITS],
    char ret_text[static REPLY_CODE_TEXT_BYTES]);

enum reply_code_status {
	REPLY_CODE_OK,
	REPLY_CODE_MALFORMED, /* not 24 digits */
	REPLY_CODE_MISTYPED   /* the check digits say that one is wrong */
};
/* Digits of any script with spaces and hyphens, checked before any slow step.*/
enum reply_code_status reply_code_read(
    const char *typed, char ret_digits[static REPLY_CODE_DIGITS + 1]);

/*
 * argon2id13 over the digits with the intake's salt: about a second and 256
 * MiB.  False where that memory is not to be had.
 */
bool reply_code_keys(const char digits[static REPLY_CODE_DIGITS],
    const char *intake, struct reply_keys *ret_keys);

#endif
