/* The keys of age: recipients seal, identities open (c2sp.org/age). */
#ifndef VALISE_ENVELOPE_AGE_KEY_H
#define VALISE_ENVELOPE_AGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/crypto/xwing.h"

#define AGE_SECRET_BYTES 32
#define AGE_X25519_BYTES 32
#define AGE_PASSPHRASE_MAX 1024

/* Characters with the NUL. */
#define AGE_RECIPIENT_TEXT_BYTES 1960
#define AGE_IDENTITY_TEXT_BYTES 80

enum age_key_type {
	AGE_HYBRID, /* mlkem768x25519: age1pq1..., AGE-SECRET-KEY-PQ-1... */
	AGE_X25519, /* age1..., AGE-SECRET-KEY-1... */
	AGE_SCRYPT  /* a passphrase */
};

struct age_recipient {
	enum age_key_type type;
	uint8_t hybrid[XWING_PUBLIC_BYTES];
	uint8_t x25519[AGE_X25519_BYTES];
	const char *passphrase; /* the caller's */
	size_t passphrase_len;
	unsigned log_n; /* scrypt work, base two */
};

/* Holds a secret: allocate it with secret_alloc(). */
struct age_identity {
	enum age_key_type type;
	uint8_t secret[AGE_SECRET_BYTES];
	char passphrase[AGE_PASSPHRASE_MAX];
	size_t passphrase_len;
	unsigned log_n_max; /* refuse more work than this */
};

/*
 * age1pq1... or age1...; the modulus of a hybrid key is checked, and that the
 * X25519 half is not of low order.
 */
bool age_recipient_parse(
    const char *text, size_t len, struct age_recipient *ret_recipient);
void age_recipient_format(const struct age_recipient *recipient,
    char ret_text[static AGE_RECIPIENT_TEXT_BYTES]);

/* AGE-SECRET-KEY-PQ-1... or AGE-SECRET-KEY-1... */
bool age_identity_parse(
    const char *text, size_t len, struct age_identity *ret_identity);
/* The text is as secret as the key; upper case, as age writes it. */
void age_identity_format(const struct age_identity *identity,
    char ret_text[static AGE_IDENTITY_TEXT_BYTES]);

/* The public half of a hybrid or X25519 identity. */
void age_identity_recipient(
    const struct age_identity *identity, struct age_recipient *ret_recipient);

#endif
