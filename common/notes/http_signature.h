/*
 * The courier's signed requests (RFC 9421 with Ed25519, RFC 9530 digests):
 * what both ends must spell alike (docs/RELAY-API.md 5).
 */
#ifndef VALISE_NOTES_HTTP_SIGNATURE_H
#define VALISE_NOTES_HTTP_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "signed_note.h"

#define HTTP_SIGNATURE_TOLERANCE 60 /* seconds either way */
#define HTTP_SIGNATURE_NONCE_MAX 64
#define HTTP_SIGNATURE_PARAMS_MAX 640
#define HTTP_SIGNATURE_LABEL "valise"

/* The covered parts of one request. */
struct http_request_parts {
	const char *method;
	const char
	    *authority; /* host, with the port unless it is the default */
	const char *path;
	const char *query; /* with its "?", which stands alone if empty */
	const char
	    *content_digest; /* the header's value, NULL without content */
};

struct http_signature {
	char parameters[HTTP_SIGNATURE_PARAMS_MAX]; /* as signed */
	bool covers_digest;
	int64_t created;
	char keyid[NOTE_NAME_MAX + 1];
	char nonce[HTTP_SIGNATURE_NONCE_MAX + 1];
	uint8_t signature[64];
};

/*
 * The @authority of a URL: lower case, without the scheme's own port (RFC 9421
 * 2.2.3).  False where it does not fit or the URL has none.
 */
bool http_signature_authority(
    const char *url, char *ret_authority, size_t size);

/* "sha-256=:...:" of a body's hash. */
void http_signature_digest(
    const uint8_t hash[static 32], char ret_value[static 64]);
bool http_signature_digest_parse(
    const char *value, uint8_t ret_hash[static 32]);

/*
 * Writes the values of the headers Signature-Input and Signature.  The nonce
 * is made here.
 */
void http_signature_make(const struct http_request_parts *request,
    const char *keyid, int64_t created,
    const uint8_t seed[static NOTE_SEED_BYTES], struct byte_writer *ret_input,
    struct byte_writer *ret_signature);

/*
 * Reads the two header values.  Refused: any other set or order of components
 * than those of docs/RELAY-API.md 5, a missing parameter, another algorithm.
 */
bool http_signature_parse(const char *input, const char *signature,
    struct http_signature *ret_signature);

/* Whether the signature is the key's over exactly these parts. */
bool http_signature_verify(const struct http_signature *s,
    const struct http_request_parts *request,
    const uint8_t public_key[static 32]);

#endif
