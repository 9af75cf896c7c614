/* HTTP by libcurl: one relay, one way out, limits on everything. */
#ifndef VALISE_NET_HTTP_CLIENT_H
#define VALISE_NET_HTTP_CLIENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/reason.h"
#include "common/bytes/stream.h"

#define HTTP_HEADERS_MAX 12
#define HTTP_DEFAULT_SOCKS "127.0.0.1:9050"

enum http_way {
	HTTP_BY_SOCKS, /* SOCKS5, and names are resolved behind it */
	HTTP_DIRECT
};

struct http_options {
	enum http_way way;
	const char *socks;    /* ADDRESS:PORT, see http_socks_valid() */
	const char *advice;   /* where to set that, for an error; or NULL */
	long connect_seconds; /* 0: 60, through SOCKS 150 */
	long stall_seconds;   /* give up after so long without a byte; 0: 60 */
	long least_bytes;     /* a second, over stall_seconds; 0: 64 */
	long whole_seconds;   /* for one exchange, all of it; 0: no end */
	const char *peer;     /* who answers, for an error; NULL: the relay */
	const char
	    *unix_socket; /* its path, whatever the URL's host; or NULL */
	const atomic_bool *stop; /* gives up within a second of it; or NULL */
};

struct http_request {
	const char *method;
	const char *url;
	const char *headers[HTTP_HEADERS_MAX]; /* "Name: value", then NULL */
	/* The body: `len` bytes of memory, or of `fd` from `offset`. */
	const void *bytes;
	int fd;
	uint64_t offset;
	uint64_t len;
	/* Where the answer's body goes; NULL: it is read and dropped. */
	const struct byte_sink *sink;
	uint64_t sink_limit; /* longer answers fail */
	bool sink_refusals;  /* also of answers 300 and above */
	/* Told the bytes of the body sent so far; may be NULL. */
	void (*progress)(void *context, uint64_t sent);
	void *progress_context;
};

struct http_answer {
	long status; /* 0 where none came */
	char location[1024];
	bool has_offset;
	uint64_t offset;   /* Upload-Offset */
	long retry_after;  /* seconds, 0 where not given */
	char problem[256]; /* detail of a problem+json, neutralised */
};

struct http_client;

/* Once a process. */
bool http_client_global(void);

/*
 * An IP address (IPv6 in brackets) or localhost, a colon and a port: any other
 * name would have to be looked up, outside SOCKS.
 */
bool http_socks_valid(const char *socks);

struct http_client *http_client_create(const struct http_options *options);
void http_client_destroy(struct http_client *client); /* takes NULL */

/*
 * False, with a reason, where no whole answer came: no connection, a stall, an
 * answer over the limit, a body that could not be read.
 */
bool http_client_send(struct http_client *client,
    const struct http_request *request, struct http_answer *ret_answer,
    struct reason *ret_reason);

/*
 * Whether the last failure was that nothing listens where it was to go, or that
 * its name is not known: trying again at once is in vain.
 */
bool http_client_refused(const struct http_client *client);
/* Whether the last exchange had an answer, of whatever kind. */
bool http_client_answered(const struct http_client *client);

/* GET into memory; only status 200 is true. */
bool http_client_get(struct http_client *client, const char *url, size_t limit,
    struct byte_writer *ret_body, struct reason *ret_reason);

/*
 * Whether a base URL may be used: https, or http to loopback or an onion name;
 * an onion name only through SOCKS.
 */
bool http_url_allowed(
    const char *url, enum http_way way, struct reason *ret_reason);

#endif
