/* Requests that a courier or a relay signs (docs/RELAY-API.md 5). */
#ifndef VALISE_NET_SIGNED_CLIENT_H
#define VALISE_NET_SIGNED_CLIENT_H

#include "http_client.h"

/* Who signs, and to which relay. */
struct http_signer {
	const char *base;      /* https://relay.example */
	const char *authority; /* of it: http_signature_authority() */
	const char *keyid;     /* as in the directory */
	const uint8_t *seed;   /* NOTE_SEED_BYTES */
};

struct signed_request {
	const char *method;
	const char *path;
	const char *query; /* with its "?", or NULL */
	const char *extra; /* one more header, not signed, or NULL */
	const void *bytes;
	size_t len;
	const struct byte_sink *sink;
	uint64_t sink_limit;
};

/* False where no answer came; see http_client_send(). */
bool signed_client_send(struct http_client *http,
    const struct http_signer *signer, const struct signed_request *q,
    struct http_answer *ret_answer, struct reason *ret_reason);

/* GET into memory; only status 200 is true. */
bool signed_client_get(struct http_client *http,
    const struct http_signer *signer, const char *path, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason);

#endif
