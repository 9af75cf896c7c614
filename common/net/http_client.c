#include "http_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <sodium.h>

#include "common/bytes/text_codec.h"

#define PROBLEM_MAX 4096
/* Descriptor, rendezvous and the client's own proof of work, on a bad line. */
#define SOCKS_CONNECT_SECONDS 150L
#define ANSWER_HEADERS_MAX (64L << 10)
#define READ_BYTES (256L << 10) /* at once; libcurl's own is 16 KiB */

struct http_client {
	CURL *curl;
	struct http_options options;
	char proxy[300];
	char credentials[80];
	bool refused;
	bool answered;
	bool worn; /* its handle had no memory */
};

/* One exchange under way. */
struct exchange {
	const struct http_request *request;
	struct http_answer *answer;
	struct reason *reason;
	CURL *curl;
	uint64_t sent;
	uint64_t received;
	struct byte_writer problem;
	size_t header_bytes;
};

bool
http_client_global(void)
{
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct http_client *
http_client_create(const struct http_options *options)
{
	struct http_client *client = calloc(1, sizeof(*client));
	uint8_t random[16];
	char name[33];

	if (client == NULL)
		return NULL;
	client->options = *options;
	client->curl = curl_easy_init();
	if (client->curl == NULL) {
		free(client);
		return NULL;
	}
	(void)snprintf(client->proxy, sizeof(client->proxy), "socks5h://%s",
	    options->socks == NULL ? HTTP_DEFAULT_SOCKS : options->socks);
	/* Tor keeps streams of other credentials on other circuits. */
	randombytes_buf(random, sizeof(random));
	hex_encode(random, sizeof(random), name);
	(void)snprintf(client->credentials, sizeof(client->credentials),
	    "valise:%s", name);
	return client;
}

void
http_client_destroy(struct http_client *client)
{
	if (client == NULL)
		return;
	curl_easy_cleanup(client->curl);
	free(client);
}

static size_t
on_read(char *buffer, size_t size, size_t n, void *context)
{
	struct exchange *x = context;
	const struct http_request *r = x->request;
	uint64_t left = r->len - x->sent;
	size_t take = size * n < left ? size * n : (size_t)left;
	ssize_t got;

	if (take == 0)
		return 0;
	if (r->bytes != NULL) {
		memcpy(buffer, (const char *)r->bytes + x->sent, take);
		got = (ssize_t)take;
	} else {
		got = pread(r->fd, buffer, take, (off_t)(r->offset + x->sent));
		if (got <= 0) {
			reason_set(x->reason, "the file could not be read");
			return CURL_READFUNC_ABORT;
		}
	}
	x->sent += (uint64_t)got;
	if (r->progress != NULL)
		r->progress(r->progress_context, x->sent);
	return (size_t)got;
}

static int
on_seek(void *context, curl_off_t offset, int origin)
{
	struct exchange *x = context;

	if (origin != SEEK_SET || offset < 0 ||
	    (uint64_t)offset > x->request->len)
		return CURL_SEEKFUNC_CANTSEEK;
	x->sent = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

static size_t
on_write(char *bytes, size_t size, size_t n, void *context)
{
	struct exchange *x = context;
	const struct http_request *r = x->request;
	size_t len = size * n;
	long status = 0;

	x->received += len;
	(void)curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	if ((status >= 300 && !r->sink_refusals) || r->sink == NULL) {
		if (x->received <= PROBLEM_MAX)
			byte_writer_put(&x->problem, bytes, len);
		return x->received <= 1u << 20 ? len : 0;
	}
	if (x->received > r->sink_limit) {
		reason_set(x->reason, "the answer is too long");
		return 0;
	}
	return r->sink->write(r->sink->context, bytes, len) ? len : 0;
}

/* The value of a header line, where its name is this one. */
static bool
header_value(const char *line, size_t len, const char *name, char *ret_value,
    size_t size)
{
	size_t name_len = strlen(name), from = name_len + 1;

	if (len <= name_len || line[name_len] != ':' ||
	    strncasecmp(line, name, name_len) != 0)
		return false;
	while (from < len && line[from] == ' ')
		from++;
	while (len > from && strchr("\r\n ", line[len - 1]) != NULL)
		len--;
	if (len - from >= size)
		return false;
	memcpy(ret_value, line + from, len - from);
	ret_value[len - from] = '\0';
	return true;
}

static size_t
on_header(char *line, size_t size, size_t n, void *context)
{
	struct exchange *x = context;
	size_t len = size * n;
	uint64_t number;
	char value[32];

	x->header_bytes += len;
	if (x->header_bytes > (size_t)ANSWER_HEADERS_MAX)
		return 0;
	(void)header_value(line, len, "Location", x->answer->location,
	    sizeof(x->answer->location));
	if (header_value(line, len, "Upload-Offset", value, sizeof(value)))
		x->answer->has_offset = decimal_decode(
		    value, strlen(value), INT64_MAX, &x->answer->offset);
	if (header_value(line, len, "Retry-After", value, sizeof(value)) &&
	    decimal_decode(value, strlen(value), 86400, &number))
		x->answer->retry_after = (long)number;
	return len;
}

static void
read_problem(struct exchange *x)
{
	cJSON *json = NULL;
	const char *detail;
	struct reason said;

	if (x->problem.len > 0)
		json = cJSON_ParseWithLength(
		    (const char *)x->problem.data, x->problem.len);
	detail = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(json, "detail"));
	if (detail != NULL) {
		reason_set(&said, "%s", detail);
		(void)snprintf(x->answer->problem, sizeof(x->answer->problem),
		    "%s", said.text);
	}
	cJSON_Delete(json);
}

/* Asked about once a second, whatever the line does. */
static int
on_while(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const atomic_bool *stop = context;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return stop != NULL && atomic_load(stop);
}

/*
 * One that was not taken is as good as unsaid: without its proxy a request goes
 * past Tor.  So each is asked about, and with one that failed nothing is sent.
 */
#define SET(ok, curl, option, value) \
	(ok) = curl_easy_setopt((curl), (option), (value)) == CURLE_OK && (ok)

static bool
set_way(const struct http_client *client)
{
	const struct http_options *o = &client->options;
	CURL *curl = client->curl;
	bool ok = true;

	SET(ok, curl, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(ok, curl, CURLOPT_FOLLOWLOCATION, 0L);
	SET(ok, curl, CURLOPT_NOSIGNAL, 1L);
	SET(ok, curl, CURLOPT_BUFFERSIZE, READ_BYTES);
	SET(ok, curl, CURLOPT_NOPROGRESS, 0L);
	SET(ok, curl, CURLOPT_XFERINFOFUNCTION, on_while);
	SET(ok, curl, CURLOPT_XFERINFODATA, (void *)o->stop);
	SET(ok, curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(ok, curl, CURLOPT_CONNECTTIMEOUT,
	    o->connect_seconds > 0        ? o->connect_seconds
		: o->way == HTTP_BY_SOCKS ? SOCKS_CONNECT_SECONDS
					  : 60L);
	SET(ok, curl, CURLOPT_LOW_SPEED_LIMIT,
	    o->least_bytes > 0 ? o->least_bytes : 64L);
	SET(ok, curl, CURLOPT_LOW_SPEED_TIME,
	    o->stall_seconds > 0 ? o->stall_seconds : 60L);
	SET(ok, curl, CURLOPT_TIMEOUT, o->whole_seconds);
	SET(ok, curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	/* An empty name also keeps *_proxy of the environment out. */
	SET(ok, curl, CURLOPT_PROXY,
	    o->way == HTTP_DIRECT ? "" : client->proxy);
	SET(ok, curl, CURLOPT_NOPROXY, "");
	if (o->unix_socket != NULL)
		SET(ok, curl, CURLOPT_UNIX_SOCKET_PATH, o->unix_socket);
	if (o->way == HTTP_BY_SOCKS)
		SET(ok, curl, CURLOPT_PROXYUSERPWD, client->credentials);
	return ok;
}

static bool
set_body(CURL *curl, struct exchange *x)
{
	const struct http_request *r = x->request;
	bool ok = true;

	if (strcmp(r->method, "HEAD") == 0) {
		SET(ok, curl, CURLOPT_NOBODY, 1L);
		return ok;
	}
	if (r->len > 0) {
		SET(ok, curl, CURLOPT_UPLOAD, 1L);
		SET(ok, curl, CURLOPT_READFUNCTION, on_read);
		SET(ok, curl, CURLOPT_READDATA, x);
		SET(ok, curl, CURLOPT_SEEKFUNCTION, on_seek);
		SET(ok, curl, CURLOPT_SEEKDATA, x);
		SET(ok, curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)r->len);
	} else if (strcmp(r->method, "GET") != 0) {
		SET(ok, curl, CURLOPT_POSTFIELDS, "");
		SET(ok, curl, CURLOPT_POSTFIELDSIZE, 0L);
	}
	SET(ok, curl, CURLOPT_CUSTOMREQUEST, r->method);
	return ok;
}

/* What the SOCKS server said (RFC 1928 6), in terms of Tor. */
static void
explain_proxy(
    CURL *curl, const char *peer, const char *at, struct reason *reason)
{
	long said = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_PROXY_ERROR, &said);
	switch (said) {
	case CURLPX_REPLY_HOST_UNREACHABLE:
	case CURLPX_REPLY_NETWORK_UNREACHABLE:
	case CURLPX_REPLY_TTL_EXPIRED:
		reason_set(reason,
		    "Tor could not reach %s: it is down, or Tor is not "
		    "connected yet (SOCKS at %s)",
		    peer, at);
		break;
	case CURLPX_REPLY_CONNECTION_REFUSED:
		reason_set(reason,
		    "Tor reached the host of %s, which did not answer (SOCKS "
		    "at %s)",
		    peer, at);
		break;
	case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
		reason_set(reason,
		    "Tor found no way to %s: its onion address may be wrong or "
		    "not published, or Tor is not connected yet (SOCKS at %s)",
		    peer, at);
		break;
	default:
		reason_set(reason,
		    "what answers there is not Tor, or refuses to connect "
		    "(SOCKS at %s)",
		    at);
	}
}

/* What to look at next, where libcurl only says that it could not. */
static void
explain(const struct http_client *client, const struct http_request *request,
    CURLcode code, struct reason *reason)
{
	const bool socks = client->options.way == HTTP_BY_SOCKS;
	const char *at = client->proxy + strlen("socks5h://");
	const char *peer =
	    client->options.peer == NULL ? "the relay" : client->options.peer;
	double connected = 0;

	if (reason->text[0] != '\0')
		return;
	(void)curl_easy_getinfo(
	    client->curl, CURLINFO_PRETRANSFER_TIME, &connected);
	if (code == CURLE_COULDNT_CONNECT && socks)
		reason_set(reason, "nothing answers at %s: is Tor running?%s%s",
		    at, client->options.advice != NULL ? " " : "",
		    client->options.advice != NULL ? client->options.advice
						   : "");
	else if (code == CURLE_COULDNT_CONNECT)
		reason_set(reason, "nothing answers at %s", request->url);
	else if (code == CURLE_PROXY)
		explain_proxy(client->curl, peer, at, reason);
	else if (code == CURLE_OPERATION_TIMEDOUT && socks && connected == 0)
		reason_set(reason,
		    "Tor gave no connection to %s in time (SOCKS at %s)", peer,
		    at);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		reason_set(reason, "%s did not answer in time", peer);
	else
		reason_set(reason, "%s", curl_easy_strerror(code));
}

/* A handle that once had no memory gives that answer for ever: a new one. */
static bool
renew(struct http_client *client)
{
	CURL *fresh;

	if (!client->worn)
		return true;
	fresh = curl_easy_init();
	if (fresh == NULL)
		return false;
	curl_easy_cleanup(client->curl);
	client->curl = fresh;
	client->worn = false;
	return true;
}

bool
http_client_send(struct http_client *client, const struct http_request *request,
    struct http_answer *ret_answer, struct reason *ret_reason)
{
	bool ok = renew(client);
	struct exchange x = {.request = request,
	    .answer = ret_answer,
	    .reason = ret_reason,
	    .curl = client->curl};
	struct curl_slist *headers = NULL, *grown;
	CURL *curl = client->curl;
	CURLcode code = CURLE_OUT_OF_MEMORY;

	memset(ret_answer, 0, sizeof(*ret_answer));
	ret_reason->text[0] = '\0';
	client->refused = false;
	client->answered = false;
	byte_writer_init(&x.problem, PROBLEM_MAX);
	curl_easy_reset(curl); /* keeps the connection */
	ok = ok && set_way(client) && set_body(curl, &x);
	/* Nothing that libcurl would tell of itself. */
	for (size_t i = 0; i < HTTP_HEADERS_MAX + 3; i++) {
		static const char *const drop[] = {
		    "User-Agent:", "Expect:", "Accept:"};
		const char *header = i < 3 ? drop[i] : request->headers[i - 3];

		if (header == NULL)
			break;
		grown = curl_slist_append(headers, header);
		if (grown == NULL)
			goto out;
		headers = grown;
	}
	SET(ok, curl, CURLOPT_HTTPHEADER, headers);
	SET(ok, curl, CURLOPT_URL, request->url);
	SET(ok, curl, CURLOPT_WRITEFUNCTION, on_write);
	SET(ok, curl, CURLOPT_WRITEDATA, &x);
	SET(ok, curl, CURLOPT_HEADERFUNCTION, on_header);
	SET(ok, curl, CURLOPT_HEADERDATA, &x);
	if (!ok)
		goto out;
	code = curl_easy_perform(curl);
	client->refused = code == CURLE_COULDNT_CONNECT ||
	    code == CURLE_COULDNT_RESOLVE_HOST ||
	    code == CURLE_COULDNT_RESOLVE_PROXY;
	client->answered = code == CURLE_OK;
	(void)curl_easy_getinfo(
	    curl, CURLINFO_RESPONSE_CODE, &ret_answer->status);
	read_problem(&x);
out:
	if (code != CURLE_OK) {
		explain(client, request, code, ret_reason);
		ret_answer->status = 0;
	}
	client->worn = code == CURLE_OUT_OF_MEMORY;
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	byte_writer_finish(&x.problem);
	return code == CURLE_OK;
}

bool
http_client_refused(const struct http_client *client)
{
	return client->refused;
}

bool
http_client_answered(const struct http_client *client)
{
	return client->answered;
}

bool
http_client_get(struct http_client *client, const char *url, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason)
{
	struct http_request request = {
	    .method = "GET", .url = url, .fd = -1, .sink_limit = limit};
	struct http_answer answer;
	struct byte_sink sink;

	byte_writer_init(ret_body, limit);
	sink = byte_sink_writer(ret_body);
	request.sink = &sink;
	if (http_client_send(client, &request, &answer, ret_reason) &&
	    answer.status == 200)
		return true;
	if (answer.status != 0)
		reason_set(ret_reason, "the relay answered %ld%s%s",
		    answer.status, answer.problem[0] != '\0' ? ": " : "",
		    answer.problem);
	byte_writer_finish(ret_body);
	return false;
}
