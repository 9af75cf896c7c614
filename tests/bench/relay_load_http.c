/* Requests one after the other: idle connections, and a courier's reading. */
#include "relay_load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"
#include "common/cli/seed_file.h"
#include "common/notes/http_signature.h"

int
load_dial(uint64_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		load_fail("port %" PRIu64, port);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

bool
load_read_head(const char *text, struct answer *ret_answer)
{
	const char *end = strstr(text, "\r\n\r\n");
	const char *length = strcasestr(text, "\r\nContent-Length:");

	if (end == NULL)
		return false;
	ret_answer->head = (size_t)(end - text) + 4;
	ret_answer->status = strncmp(text, "HTTP/1.1 ", 9) == 0
	    ? (unsigned)strtoul(text + 9, NULL, 10)
	    : 0;
	ret_answer->body = length == NULL || length > end
	    ? 0
	    : strtoull(length + 17, NULL, 10);
	return true;
}

bool
load_ask(
    struct line *c, const char *head, size_t len, struct answer *ret_answer)
{
	size_t got = 0;
	bool headed = false;
	ssize_t n;

	if (send(c->fd, head, len, MSG_NOSIGNAL) != (ssize_t)len)
		return false;
	while (!headed || got < ret_answer->head + ret_answer->body) {
		n = recv(c->fd, c->bytes + got, c->room - 1 - got, 0);
		if (n <= 0)
			return false;
		got += (size_t)n;
		c->bytes[got] = '\0';
		headed = headed || load_read_head(c->bytes, ret_answer);
	}
	return true;
}

int
load_idle(const struct options *o)
{
	static const char get[] =
	    "GET /v1/relay HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	struct line c = {-1, load_need(ANSWER_MAX, 1), ANSWER_MAX};
	int *fds = load_need(o->connections, sizeof(*fds));
	uint64_t answered = 0, open = 0;
	struct answer a;
	char byte;

	for (uint64_t i = 0; i < o->connections; i++) {
		c.fd = fds[i] = load_dial(o->port);
		answered +=
		    load_ask(&c, get, sizeof(get) - 1, &a) && a.status == 200;
	}
	(void)printf("answered=%" PRIu64 "\n", answered);
	(void)fflush(stdout);
	if (read(STDIN_FILENO, &byte, 1) < 0)
		return 1;
	for (uint64_t i = 0; i < o->connections; i++)
		open +=
		    recv(fds[i], &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
	(void)printf("open=%" PRIu64 "\n", open);
	return 0;
}

/* --- a courier's requests --- */

struct signer {
	const struct options *o;
	uint8_t seed[NOTE_SEED_BYTES];
	char authority[32];
	struct line line;
	uint64_t refused;
};

/* Microseconds; the signature is made before the clock starts. */
static uint32_t
ask_signed(struct signer *s, const char *rest, const char *query,
    const char *extra, struct answer *ret_answer)
{
	char path[256], head[2048];
	struct byte_writer input, signature;
	struct http_request_parts parts = {.method = "GET",
	    .authority = s->authority,
	    .path = path,
	    .query = *query == '\0' ? "?" : query};
	double start;
	int len;

	(void)snprintf(path, sizeof(path), "/v1/intakes/%s/envelopes%s",
	    s->o->intake, rest);
	byte_writer_init(&input, 4096);
	byte_writer_init(&signature, 4096);
	http_signature_make(
	    &parts, s->o->keyid, utc_time_now(), s->seed, &input, &signature);
	len = snprintf(head, sizeof(head),
	    "GET %s%s HTTP/1.1\r\nHost: %s\r\n%sSignature-Input: %s\r\n"
	    "Signature: %s\r\n\r\n",
	    path, query, s->authority, extra, (const char *)input.data,
	    (const char *)signature.data);
	byte_writer_finish(&input);
	byte_writer_finish(&signature);
	start = load_now();
	if (!load_ask(&s->line, head, (size_t)len, ret_answer))
		ret_answer->status = 0;
	start = load_now() - start;
	if (ret_answer->status != 200 && ret_answer->status != 206) {
		s->refused++;
		(void)close(s->line.fd);
		s->line.fd = load_dial(s->o->port);
	}
	return (uint32_t)(start * 1e6);
}

/* Pages from places all over the list; keeps hashes to read later. */
static size_t
list_pages(struct signer *s, uint32_t *us, char (*hashes)[65], size_t room)
{
	size_t n = 0, n_us = 0, lines = 0;
	char query[160], after[129];
	uint8_t place[64];
	struct answer a;

	for (uint64_t i = 0; i < s->o->pages; i++) {
		const char *at;

		randombytes_buf(place, sizeof(place));
		place[0] &= 0x7f; /* so that the page is a full one */
		hex_encode(place, sizeof(place), after);
		(void)snprintf(query, sizeof(query), "?after=%s", after);
		us[n_us++] = ask_signed(s, "", query, "", &a);
		at = a.status == 200 ? s->line.bytes + a.head : NULL;
		for (; at != NULL && strchr(at, '\n') != NULL;
		     at = strchr(at, '\n') + 1, lines++)
			if (n < room && randombytes_uniform(4) == 0)
				(void)snprintf(hashes[n++], 65, "%.64s", at);
	}
	load_sort(us, n_us);
	(void)printf("list_us=%u list_max_us=%u lines=%zu ",
	    load_quantile(us, n_us, 0.5), load_quantile(us, n_us, 1),
	    s->o->pages == 0 ? 0 : lines / s->o->pages);
	return n;
}

static void
read_envelopes(
    struct signer *s, uint32_t *us, char (*hashes)[65], size_t n_hashes)
{
	uint64_t bytes = 0;
	double total = 0;
	size_t n_us = 0;
	char path[80];
	struct answer a;

	for (uint64_t i = 0; i < s->o->reads && n_hashes > 0; i++) {
		(void)snprintf(path, sizeof(path), "/%s",
		    hashes[randombytes_uniform((uint32_t)n_hashes)]);
		us[n_us] = ask_signed(s, path, "", "Range: bytes=1-\r\n", &a);
		total += (double)us[n_us++];
		if (a.status == 206)
			bytes += a.body;
	}
	load_sort(us, n_us);
	(void)printf("reads=%zu read_us=%u read_p99_us=%u read_mb_s=%.1f ",
	    n_us, load_quantile(us, n_us, 0.5), load_quantile(us, n_us, 0.99),
	    total > 0 ? (double)bytes / total : 0);
}

int
load_courier(const struct options *o)
{
	struct signer s = {.o = o};
	size_t most = o->pages + o->reads, room = 10000, n;
	uint32_t *us = load_need(most + 8, sizeof(*us));
	char(*hashes)[65] = load_need(room, sizeof(*hashes));
	struct reason reason;
	struct answer a;

	if (!seed_file_read(o->seed, s.seed, &reason))
		load_fail("%s", reason.text);
	(void)snprintf(
	    s.authority, sizeof(s.authority), "127.0.0.1:%" PRIu64, o->port);
	s.line.room = 4u << 20;
	s.line.bytes = load_need(s.line.room, 1);
	s.line.fd = load_dial(o->port);
	n = list_pages(&s, us, hashes, room);
	read_envelopes(&s, us, hashes, n);
	for (size_t i = 0; i < 5; i++)
		us[i] = ask_signed(&s, "", "?publication=2020-01-01", "", &a);
	load_sort(us, 5);
	(void)printf("none_us=%u refused=%" PRIu64 "\n", us[2], s.refused);
	return 0;
}
