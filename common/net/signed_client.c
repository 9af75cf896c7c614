#include "signed_client.h"

#include <stdio.h>

#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "common/notes/http_signature.h"

bool
signed_client_send(struct http_client *http, const struct http_signer *signer,
    const struct signed_request *q, struct http_answer *ret_answer,
    struct reason *ret_reason)
{
	char url[2048], digest[64], digest_header[96];
	struct byte_writer input, signature;
	struct http_request_parts parts = {.method = q->method,
	    .authority = signer->authority,
	    .path = q->path,
	    .query = q->query == NULL ? "?" : q->query};
	struct http_request r = {.method = q->method,
	    .url = url,
	    .fd = -1,
	    .bytes = q->bytes,
	    .len = q->len,
	    .sink = q->sink,
	    .sink_limit = q->sink_limit};
	uint8_t hash[32];
	size_t n = 2;
	bool ok;

	(void)snprintf(url, sizeof(url), "%s%s%s", signer->base, q->path,
	    q->query == NULL ? "" : q->query);
	byte_writer_init(&input, 4096);
	byte_writer_init(&signature, 4096);
	byte_writer_text(&input, "Signature-Input: ");
	byte_writer_text(&signature, "Signature: ");
	if (q->bytes != NULL) {
		sha256_hash(q->bytes, q->len, hash);
		http_signature_digest(hash, digest);
		(void)snprintf(digest_header, sizeof(digest_header),
		    "Content-Digest: %s", digest);
		parts.content_digest = digest;
	}
	http_signature_make(&parts, signer->keyid, utc_time_now(), signer->seed,
	    &input, &signature);
	r.headers[0] = (const char *)input.data;
	r.headers[1] = (const char *)signature.data;
	if (q->bytes != NULL)
		r.headers[n++] = digest_header;
	if (q->extra != NULL)
		r.headers[n++] = q->extra;
	ok = !input.failed && !signature.failed &&
	    http_client_send(http, &r, ret_answer, ret_reason);
	byte_writer_finish(&input);
	byte_writer_finish(&signature);
	return ok;
}

bool
signed_client_get(struct http_client *http, const struct http_signer *signer,
    const char *path, size_t limit, struct byte_writer *ret_body,
    struct reason *ret_reason)
{
	struct signed_request q = {
	    .method = "GET", .path = path, .sink_limit = limit};
	struct http_answer answer = {0};
	struct byte_sink sink;

	byte_writer_init(ret_body, limit);
	sink = byte_sink_writer(ret_body);
	q.sink = &sink;
	if (signed_client_send(http, signer, &q, &answer, ret_reason) &&
	    answer.status == 200)
		return true;
	if (answer.status != 0)
		reason_set(ret_reason, "the relay answered %ld", answer.status);
	byte_writer_finish(ret_body);
	return false;
}
