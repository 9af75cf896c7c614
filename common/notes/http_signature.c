#include "http_signature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"

#define COMPONENTS "\"@method\" \"@authority\" \"@path\" \"@query\""
#define WITH_DIGEST COMPONENTS " \"content-digest\""

void
http_signature_digest(const uint8_t hash[static 32], char ret_value[static 64])
{
	char base64[48];

	base64_encode(BASE64_PADDED, hash, 32, base64);
	(void)snprintf(ret_value, 64, "sha-256=:%s:", base64);
}

bool
http_signature_digest_parse(const char *value, uint8_t ret_hash[static 32])
{
	size_t got;

	return strlen(value) == 9 + 44 + 1 &&
	    memcmp(value, "sha-256=:", 9) == 0 && value[53] == ':' &&
	    base64_decode(BASE64_PADDED, value + 9, 44, ret_hash, 32, &got) &&
	    got == 32;
}

bool
http_signature_authority(const char *url, char *ret_authority, size_t size)
{
	const char *start = url == NULL ? NULL : strstr(url, "://");
	const char *port;
	size_t len;

	if (start == NULL)
		return false;
	port = strncmp(url, "https:", 6) == 0 ? ":443" : ":80";
	start += 3;
	len = strcspn(start, "/");
	if (len > strlen(port) &&
	    strncmp(start + len - strlen(port), port, strlen(port)) == 0)
		len -= strlen(port);
	if (len == 0 || len >= size)
		return false;
	for (size_t i = 0; i < len; i++)
		ret_authority[i] = start[i] >= 'A' && start[i] <= 'Z'
		    ? (char)(start[i] - 'A' + 'a')
		    : start[i];
	ret_authority[len] = '\0';
	return true;
}

/* RFC 9421 2.5: a line a component, then the parameters. */
static void
put_base(struct byte_writer *w, const struct http_request_parts *request,
    const char *parameters)
{
	byte_writer_printf(w,
	    "\"@method\": %s\n\"@authority\": %s\n\"@path\": %s\n"
	    "\"@query\": %s\n",
	    request->method, request->authority, request->path, request->query);
	if (request->content_digest != NULL)
		byte_writer_printf(
		    w, "\"content-digest\": %s\n", request->content_digest);
	byte_writer_printf(w, "\"@signature-params\": %s", parameters);
}

void
http_signature_make(const struct http_request_parts *request, const char *keyid,
    int64_t created, const uint8_t seed[static NOTE_SEED_BYTES],
    struct byte_writer *ret_input, struct byte_writer *ret_signature)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	uint8_t signature[crypto_sign_BYTES], random[16];
	char nonce[33], parameters[HTTP_SIGNATURE_PARAMS_MAX], base64[128];
	struct byte_writer base;

	randombytes_buf(random, sizeof(random));
	hex_encode(random, sizeof(random), nonce);
	(void)snprintf(parameters, sizeof(parameters),
	    "(%s);created=%" PRId64 ";keyid=\"%s\";nonce=\"%s\""
	    ";alg=\"ed25519\"",
	    request->content_digest == NULL ? COMPONENTS : WITH_DIGEST, created,
	    keyid, nonce);
	byte_writer_init(&base, 1u << 16);
	put_base(&base, request, parameters);
	(void)crypto_sign_seed_keypair(public_key, secret, seed);
	(void)crypto_sign_detached(
	    signature, NULL, base.data, base.len, secret);
	sodium_memzero(secret, sizeof(secret));
	byte_writer_finish(&base);
	base64_encode(BASE64_PADDED, signature, sizeof(signature), base64);
	byte_writer_printf(ret_input, HTTP_SIGNATURE_LABEL "=%s", parameters);
	byte_writer_printf(ret_signature, HTTP_SIGNATURE_LABEL "=:%s:", base64);
}

static bool
skip(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0)
		return false;
	*at += len;
	return true;
}

/* "text" without escapes, into a buffer. */
static bool
read_quoted(const char **at, char *ret_text, size_t size)
{
	const char *end;
	size_t len;

	if (!skip(at, "\""))
		return false;
	end = strchr(*at, '"');
	if (end == NULL)
		return false;
	len = (size_t)(end - *at);
	if (len + 1 > size || memchr(*at, '\\', len) != NULL)
		return false;
	memcpy(ret_text, *at, len);
	ret_text[len] = '\0';
	*at = end + 1;
	return true;
}

/* The parameters behind the component list, in any order, each once. */
static bool
read_parameters(const char *at, struct http_signature *s)
{
	bool created = false, alg = false;
	char name[16];
	uint64_t number;
	size_t len;

	while (*at != '\0') {
		if (!skip(&at, ";"))
			return false;
		if (!created && skip(&at, "created=")) {
			len = strspn(at, "0123456789");
			if (!decimal_decode(at, len, INT64_MAX, &number))
				return false;
			s->created = (int64_t)number;
			at += len;
			created = true;
		} else if (s->keyid[0] == '\0' && skip(&at, "keyid=")) {
			if (!read_quoted(&at, s->keyid, sizeof(s->keyid)))
				return false;
		} else if (s->nonce[0] == '\0' && skip(&at, "nonce=")) {
			if (!read_quoted(&at, s->nonce, sizeof(s->nonce)))
				return false;
		} else if (!alg && skip(&at, "alg=")) {
			if (!read_quoted(&at, name, sizeof(name)) ||
			    strcmp(name, "ed25519") != 0)
				return false;
			alg = true;
		} else {
			return false;
		}
	}
	return created && alg && s->keyid[0] != '\0' && s->nonce[0] != '\0';
}

bool
http_signature_parse(const char *input, const char *signature,
    struct http_signature *ret_signature)
{
	struct http_signature s;
	const char *end;
	char label[32];
	size_t len, got;

	memset(&s, 0, sizeof(s));
	len = strcspn(input, "=");
	if (len == 0 || len >= sizeof(label) || input[len] != '=')
		return false;
	memcpy(label, input, len);
	label[len] = '\0';
	input += len + 1;
	if (strlen(input) >= sizeof(s.parameters) || !skip(&signature, label) ||
	    !skip(&signature, "=:"))
		return false;
	(void)strcpy(s.parameters, input);
	end = strchr(signature, ':');
	if (end == NULL || end[1] != '\0' ||
	    !base64_decode(BASE64_PADDED, signature, (size_t)(end - signature),
		s.signature, sizeof(s.signature), &got) ||
	    got != sizeof(s.signature))
		return false;
	if (skip(&input, "(" WITH_DIGEST ")"))
		s.covers_digest = true;
	else if (!skip(&input, "(" COMPONENTS ")"))
		return false;
	if (!read_parameters(input, &s))
		return false;
	*ret_signature = s;
	return true;
}

bool
http_signature_verify(const struct http_signature *s,
    const struct http_request_parts *request,
    const uint8_t public_key[static 32])
{
	struct byte_writer base;
	bool ok;

	if (s->covers_digest != (request->content_digest != NULL))
		return false;
	byte_writer_init(&base, 1u << 16);
	put_base(&base, request, s->parameters);
	ok = !base.failed &&
	    crypto_sign_verify_detached(
		s->signature, base.data, base.len, public_key) == 0;
	byte_writer_finish(&base);
	return ok;
}
