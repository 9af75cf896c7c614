#include "request.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "answer.h"
#include "checksum.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/crypto/sha256.h"
#include "connections.h"
#include "courier_requests.h"
#include "public_requests.h"
#include "upload_requests.h"

#define COURIER_FLIGHT_MAX (24u << 20) /* of signed bodies in memory */
#define SWALLOW_MAX (16u << 20)        /* of a body that was refused */

const char *
request_header(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(
	    r->connection, MHD_HEADER_KIND, name);
}

const char *
request_query(const struct request *r, const char *name)
{
	return MHD_lookup_connection_value(
	    r->connection, MHD_GET_ARGUMENT_KIND, name);
}

bool
request_number(const struct request *r, const char *name, uint64_t *ret)
{
	const char *text = request_header(r, name);

	return text != NULL &&
	    decimal_decode(text, strlen(text), INT64_MAX, ret);
}

enum answer_result
request_problem(struct request *r, unsigned status, const char *detail,
    unsigned retry_seconds)
{
	r->answered = true;
	return answer_problem(r->connection, status, detail, retry_seconds);
}

void *
request_on_uri(
    void *context, const char *uri, struct MHD_Connection *connection)
{
	struct request *r = calloc(1, sizeof(*r));
	struct connection *c;

	if (r == NULL)
		return NULL;
	r->server = context;
	r->connection = connection;
	r->fd = -1;
	r->started = steady_clock_seconds();
	r->server->counters.requests++;
	c = connections_of(connection);
	if (c != NULL)
		c->request = r;
	if (strlen(uri) <= REQUEST_PATH_MAX)
		(void)strcpy(r->uri, uri);
	return r;
}

/* "/v1/a/b" into "v1", "a", "b"; none of it escaped, none of it empty. */
static bool
split_path(struct request *r)
{
	size_t len = strcspn(r->uri, "?");
	char *at;

	if (len < 2 || r->uri[0] != '/' || memchr(r->uri, '%', len) != NULL)
		return false;
	memcpy(r->path, r->uri, len);
	r->path[len] = '\0';
	at = r->path;
	while (at != NULL) {
		*at++ = '\0';
		if (r->n_segments == REQUEST_SEGMENTS_MAX || *at == '\0' ||
		    *at == '/')
			return false;
		r->segments[r->n_segments++] = at;
		at = strchr(at, '/');
	}
	return true;
}

static bool
matches(const struct request *r, const struct request_handler *h,
    const char *method)
{
	const char *pattern = h->pattern;
	size_t len;

	if (strcmp(h->method, method) != 0)
		return false;
	for (size_t i = 0; i < r->n_segments; i++) {
		if (*pattern != '/')
			return false;
		pattern++;
		len = strcspn(pattern, "/");
		if (len == 2 && memcmp(pattern, "**", 2) == 0)
			return true;
		if ((len != 1 || *pattern != '*') &&
		    (strlen(r->segments[i]) != len ||
			memcmp(r->segments[i], pattern, len) != 0))
			return false;
		pattern += len;
	}
	return *pattern == '\0';
}

static bool
find_handler(struct request *r, const char *method)
{
	const struct request_handler *const tables[] = {
	    public_requests, upload_requests, courier_requests};

	if (!split_path(r))
		return false;
	for (size_t t = 0; t < 3; t++)
		for (const struct request_handler *h = tables[t];
		     h->method != NULL; h++)
			if (matches(r, h, method)) {
				r->handler = h;
				break;
			}
	if (r->handler == NULL)
		return false;
	if (r->n_segments > 2 && strcmp(r->segments[1], "intakes") == 0) {
		r->directory = directory_box_get(&r->server->site->directories);
		r->intake = relay_intake(r->directory->directory,
		    r->server->site->config->name, r->segments[2]);
		return r->intake != NULL;
	}
	return true;
}

static enum auth_result
is_signed(struct request *r, const char *method)
{
	const char *query = strchr(r->uri, '?');
	char path[REQUEST_PATH_MAX + 1];
	struct auth_request a;
	size_t len = strcspn(r->uri, "?");
	int64_t now = utc_time_now();

	memcpy(path, r->uri, len);
	path[len] = '\0';
	a.parts.method = method;
	a.parts.authority = request_header(r, "Host");
	a.parts.path = path;
	a.parts.query = query == NULL ? "?" : query;
	a.parts.content_digest = request_header(r, "Content-Digest");
	a.signature_input = request_header(r, "Signature-Input");
	a.signature = request_header(r, "Signature");
	return auth_signed(&r->server->auth, r->directory->persons,
	    directory_relay_near(r->intake, r->server->site->config->name, now),
	    r->intake, r->handler->signer == SIGNER_COURIER_OR_RELAY, &a, now);
}

/* A body in memory is paid for before its first byte. */
static enum answer_result
charge(struct request *r)
{
	uint64_t length = 0;

	if (r->handler->limit == 0)
		return ANSWER_OK;
	if (!request_number(r, "Content-Length", &length))
		return request_problem(r, 411, "the length is missing", 0);
	if (length > r->handler->limit)
		return request_problem(r, 413, "it is too long", 0);
	if (length > r->server->site->config->max_flight_bytes ||
	    r->server->flight_bytes >
		r->server->site->config->max_flight_bytes - length)
		return request_problem(r, 503, "busy; try again", 5);
	r->charged = length;
	r->server->flight_bytes += length;
	byte_writer_init(&r->body, (size_t)length);
	return ANSWER_OK;
}

static enum answer_result
begin(struct request *r, const char *method)
{
	enum answer_result result;

	enum auth_result signer = AUTH_NO;

	if (find_handler(r, method))
		signer = r->handler->signer == SIGNER_NONE
		    ? AUTH_YES
		    : is_signed(r, method);
	if (signer == AUTH_LATER)
		return request_problem(r, 503, "busy; try again", 5);
	if (signer == AUTH_NO) {
		r->answered = true;
		return answer_none(r->connection);
	}
	if (r->server->closing)
		return request_problem(r, 503, "closing; try again", 30);
	result = charge(r);
	if (result == ANSWER_OK && !r->answered && r->handler->begin != NULL)
		result = r->handler->begin(r);
	return result;
}

static void
take_data(struct request *r, const char *data, size_t len)
{
	if (r->answered || r->failed)
		return;
	if (steady_clock_seconds() - r->started >
	    (int64_t)r->server->site->config->request_seconds) {
		r->failed = true;
		r->failure = 408;
	} else if (r->handler->data != NULL) {
		if (!r->handler->data(r, data, len)) {
			r->failed = true;
			if (r->failure == 0)
				r->failure = 500;
		}
	} else {
		byte_writer_put(&r->body, data, len);
		if (r->body.failed) {
			r->failed = true;
			r->failure = 413;
		}
	}
}

/* What the signature covered by its digest must be what came. */
static bool
digest_matches(const struct request *r)
{
	const char *header = request_header(r, "Content-Digest");
	uint8_t wanted[32], got[32];

	if (r->handler->signer == SIGNER_NONE || r->handler->limit == 0)
		return true;
	sha256_hash(r->body.data == NULL ? (const uint8_t *)"" : r->body.data,
	    r->body.len, got);
	return header != NULL && http_signature_digest_parse(header, wanted) &&
	    memcmp(wanted, got, sizeof(got)) == 0;
}

static enum MHD_Result
result_of(enum answer_result result)
{
	return result == ANSWER_OK ? MHD_YES : MHD_NO;
}

enum MHD_Result
request_on_access(void *context, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version, const char *data,
    size_t *data_size, void **request)
{
	struct request *r = *request;

	(void)context;
	(void)connection;
	(void)url;
	(void)version;
	if (r == NULL)
		return MHD_NO;
	if (!r->begun) {
		const char *other = request_header(r, "X-HTTP-Method-Override");
		struct connection *c = connections_of(connection);

		r->begun = true;
		/* A body's time begins here, whatever was done before. */
		if (c != NULL)
			c->since = steady_clock_ms();
		/* tus 1.0: for clients that can send no other method. */
		if (other != NULL && strcmp(method, "POST") == 0)
			method = other;
		return result_of(begin(r, method));
	}
	if (*data_size > 0) {
		r->received += *data_size;
		take_data(r, data, *data_size);
		/* Read to its end, so that the answer is heard; but not more.
		 */
		if (r->failed)
			r->swallowed += *data_size;
		*data_size = 0;
		return r->swallowed > SWALLOW_MAX ? MHD_NO : MHD_YES;
	}
	r->whole = true;
	if (r->answered || r->waiting)
		return MHD_YES;
	r->answered = true;
	if (r->failed)
		return result_of(answer_problem(
		    connection, r->failure, "it could not be taken", 0));
	if (r->job != NULL)
		return result_of(r->handler->done(r));
	if (!digest_matches(r))
		return result_of(answer_none(connection));
	return result_of(r->handler->end(r));
}

void
request_on_completed(void *context, struct MHD_Connection *connection,
    void **request, enum MHD_RequestTerminationCode code)
{
	struct request *r = *request;
	struct connection *c;

	(void)context;
	(void)code;
	if (r == NULL)
		return;
	c = connections_of(connection);
	if (c != NULL) {
		c->request = NULL;
		c->since = steady_clock_ms();
	}
	if (r->handler != NULL && r->handler->gone != NULL)
		r->handler->gone(r);
	room_let_go(r);
	r->server->flight_bytes -= r->charged;
	r->server->courier_bytes -= r->courier_charged;
	if (r->fd >= 0)
		(void)close(r->fd);
	byte_writer_finish(&r->body);
	checksum_destroy(r->checksum);
	directory_ref_put(r->directory);
	job_destroy(r->job);
	free(r);
	*request = NULL;
}

enum answer_result
request_wait(struct request *r, struct job *job)
{
	if (r->server->committer == NULL) {
		job_destroy(job);
		return answer_problem(
		    r->connection, 503, "closing; try again", 30);
	}
	r->answered = false; /* it will be, when the job is back */
	r->waiting = true;
	job->owner = r;
	MHD_suspend_connection(r->connection);
	committer_put(r->server->committer, job);
	return ANSWER_OK;
}

void
request_resume(struct request *r, struct job *job)
{
	r->waiting = false;
	r->job = job;
	MHD_resume_connection(r->connection);
}
