/*
 * The text header of an age v1 file: reading, without any key, and the keyed
 * pieces that sealing and opening share (c2sp.org/age, "Header").
 */
#ifndef VALISE_ENVELOPE_AGE_HEADER_H
#define VALISE_ENVELOPE_AGE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_reader.h"

#define AGE_VERSION_LINE "age-encryption.org/v1"
#define AGE_FILE_KEY_BYTES 16
#define AGE_WRAPPED_BYTES 32 /* a file key and its tag */
#define AGE_MAC_BYTES 32
#define AGE_NONCE_BYTES 16
#define AGE_SALT_BYTES 16
#define AGE_HEADER_MAX (256u * 1024)
#define AGE_ARGUMENTS_KEPT 4

#define AGE_HYBRID_INFO "age-encryption.org/mlkem768x25519"
#define AGE_X25519_INFO "age-encryption.org/v1/X25519"
#define AGE_SCRYPT_SALT_LABEL "age-encryption.org/v1/scrypt"

/* One stanza; pointers into the header that it was read from. */
struct age_stanza {
	struct {
		const char *text;
		size_t len;
	} arguments[AGE_ARGUMENTS_KEPT]; /* the first of them */
	size_t n_arguments;              /* all of them */
	uint8_t body[64];                /* the first bytes */
	size_t body_len;                 /* all of them */
};

struct age_header {
	const uint8_t *bytes; /* not owned */
	size_t len;           /* with the final LF */
	size_t mac_covers;    /* bytes up to and with "---" */
	struct byte_reader stanzas;
	size_t n_stanzas;
	uint8_t mac[AGE_MAC_BYTES];
};

/*
 * The length of the header at the start of `bytes`, 0 where it does not end in
 * them yet.  Only finds its last line; age_header_parse() judges it.
 */
size_t age_header_find_end(const uint8_t *bytes, size_t len);

/*
 * Reads exactly `len` bytes as a header.  False for anything but the ABNF of
 * c2sp.org/age with canonical base64.
 */
bool age_header_parse(
    const uint8_t *bytes, size_t len, struct age_header *ret_header);

/* The next stanza of a parsed header from a copy of its `stanzas`. */
bool age_header_stanza(
    struct byte_reader *stanzas, struct age_stanza *ret_stanza);

/* HMAC-SHA-256 over `covered` under HKDF(file key, "", "header"). */
void age_header_mac(const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    const uint8_t *covered, size_t len, uint8_t ret_mac[static AGE_MAC_BYTES]);

/* HKDF(file key, nonce, "payload"). */
void age_header_payload_key(const uint8_t file_key[static AGE_FILE_KEY_BYTES],
    const uint8_t nonce[static AGE_NONCE_BYTES], uint8_t ret_key[static 32]);

/*
 * scrypt(N = 2^log_n, r = 8, p = 1) over the labelled salt.  False where the
 * memory (2^log_n KiB) is not to be had.
 */
bool age_header_scrypt_key(const char *passphrase, size_t len,
    const uint8_t salt[static AGE_SALT_BYTES], unsigned log_n,
    uint8_t ret_key[static 32]);

#endif
