/* Keep-alive connections that send one body after the other. */
#include "relay_load.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"

#define HEAD_MAX 1024u
#define DRAIN_SECONDS 20.0
#define EVENTS 512
#define PROMISE "c2sp.org/tlog-proof@v1\n"

static const struct pool_head *
map_pool(const char *path, uint64_t *ret_count)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct pool_head *head;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		load_fail("%s", path);
	head = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (head == MAP_FAILED)
		load_fail("%s", path);
	(void)close(fd);
	*ret_count =
	    ((uint64_t)st.st_size - sizeof(*head)) / sizeof(struct stamped);
	return head;
}

struct sender {
	int fd;
	bool busy;
	bool watched; /* for room to write, too */
	double since;
	size_t head_len;
	size_t sent;
	size_t got;
	char head[HEAD_MAX];
	uint8_t number[NUMBER_BYTES];
	char answer[ANSWER_MAX];
};

struct load {
	const struct options *o;
	const struct pool_head *pool;
	const struct stamped *stamps;
	uint8_t *block;
	uint64_t next; /* body */
	uint64_t end;
	int epoll;
	size_t n_busy;
	double start; /* of what is counted */
	double stop;
	double last; /* answer that was counted */
	double gap;  /* longest between two */
	uint64_t answers;
	uint64_t errors;
	uint32_t *us;
	size_t n_us;
	char said[128]; /* by the first failure */
};

static void
note_error(struct load *l, const char *what)
{
	if (l->errors++ == 0)
		(void)snprintf(l->said, sizeof(l->said), "%.*s",
		    (int)strcspn(what, "\r\n"), what);
}

static void
format_head(struct load *l, struct sender *s, uint64_t i)
{
	char hash[48], nonce[32], day[24];
	int n;

	if (strcmp(l->o->to, "nginx") == 0) {
		n = snprintf(s->head, sizeof(s->head),
		    "PUT /%s/%" PRIu64 "/%" PRIu64 " HTTP/1.1\r\n"
		    "Host: 127.0.0.1\r\nContent-Length: %" PRIu64 "\r\n\r\n",
		    l->o->name, i / 1000, i, l->o->size);
	} else {
		base64_encode(BASE64_PADDED, l->stamps[i].sha256, 32, hash);
		base64_encode(BASE64_PADDED, l->stamps[i].nonce,
		    WORK_STAMP_NONCE_BYTES, nonce);
		base64_encode(
		    BASE64_PADDED, l->pool->day, UTC_DAY_BYTES - 1, day);
		n = snprintf(s->head, sizeof(s->head),
		    "POST /v1/intakes/%s/envelopes HTTP/1.1\r\n"
		    "Host: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
		    "Upload-Length: %" PRIu64 "\r\n"
		    "Upload-Metadata: sha256 %s,nonce %s,day %s\r\n"
		    "Content-Type: application/offset+octet-stream\r\n"
		    "Content-Length: %" PRIu64 "\r\n\r\n",
		    l->o->intake, l->o->size, hash, nonce, day, l->o->size);
	}
	s->head_len = (size_t)n;
}

static void
watch(struct load *l, struct sender *s, int how, bool out)
{
	struct epoll_event e = {
	    .events = EPOLLIN | (out ? EPOLLOUT : 0u), .data = {.ptr = s}};

	if (epoll_ctl(l->epoll, how, s->fd, &e) != 0)
		load_fail("epoll");
	s->watched = out;
}

/* False when the connection is lost. */
static bool
push(struct load *l, struct sender *s)
{
	size_t total = s->head_len + l->o->size;

	while (s->sent < total) {
		struct iovec iov[3] = {{s->head, s->head_len},
		    {s->number, NUMBER_BYTES},
		    {l->block + NUMBER_BYTES, l->o->size - NUMBER_BYTES}};
		struct msghdr m = {.msg_iov = iov, .msg_iovlen = 3};
		size_t skip = s->sent;
		ssize_t put;

		while (m.msg_iovlen > 1 && skip >= m.msg_iov->iov_len) {
			skip -= m.msg_iov->iov_len;
			m.msg_iov++;
			m.msg_iovlen--;
		}
		m.msg_iov->iov_base = (char *)m.msg_iov->iov_base + skip;
		m.msg_iov->iov_len -= skip;
		put = sendmsg(s->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (put < 0 && errno == EAGAIN) {
			if (!s->watched)
				watch(l, s, EPOLL_CTL_MOD, true);
			return true;
		}
		if (put < 0)
			return false;
		s->sent += (size_t)put;
	}
	if (s->watched)
		watch(l, s, EPOLL_CTL_MOD, false);
	return true;
}

static void redial(struct load *l, struct sender *s);

/* The next body, unless there is none or the time is over. */
static void
begin(struct load *l, struct sender *s)
{
	s->busy = false;
	s->got = s->sent = 0;
	s->since = load_now();
	if (l->next == l->end || s->since >= l->stop)
		return;
	load_number(l->next, s->number);
	format_head(l, s, l->next++);
	s->busy = true;
	l->n_busy++;
	if (!push(l, s)) {
		note_error(l, "closed while sending");
		redial(l, s);
	}
}

/* A new connection for one that was closed; its request is given up. */
static void
redial(struct load *l, struct sender *s)
{
	if (s->busy)
		l->n_busy--;
	s->busy = false;
	(void)close(s->fd);
	s->fd = load_dial(l->o->port);
	watch(l, s, EPOLL_CTL_ADD, false);
}

static bool
is_right(const struct load *l, const struct sender *s, const struct answer *a)
{
	return a->status == 201 &&
	    (strcmp(l->o->to, "nginx") == 0 ||
		(a->body > sizeof(PROMISE) - 1 &&
		    memcmp(s->answer + a->head, PROMISE, sizeof(PROMISE) - 1) ==
			0));
}

static void
count(struct load *l, const struct sender *s)
{
	double at = load_now();

	if (at < l->start || at >= l->stop)
		return;
	if (at - l->last > l->gap)
		l->gap = at - l->last;
	l->last = at;
	l->answers++;
	l->us[l->n_us++] = (uint32_t)((at - s->since) * 1e6);
}

static void
take(struct load *l, struct sender *s)
{
	struct answer a;
	ssize_t got = recv(
	    s->fd, s->answer + s->got, ANSWER_MAX - 1 - s->got, MSG_DONTWAIT);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0) {
		if (s->busy)
			note_error(l, "closed without an answer");
		redial(l, s);
		begin(l, s);
		return;
	}
	s->got += (size_t)got;
	s->answer[s->got] = '\0';
	if (!load_read_head(s->answer, &a) || s->got < a.head + a.body)
		return;
	if (is_right(l, s, &a) && s->busy) {
		l->n_busy--;
		count(l, s);
		begin(l, s);
		return;
	}
	note_error(l, s->answer);
	redial(l, s);
	begin(l, s);
}

static void
run_load(struct load *l)
{
	struct epoll_event events[EVENTS];

	while (load_now() < l->stop + DRAIN_SECONDS &&
	    (l->n_busy > 0 || (l->next < l->end && load_now() < l->stop))) {
		int n = epoll_wait(l->epoll, events, EVENTS, 100);

		for (int i = 0; i < n; i++) {
			struct sender *s = events[i].data.ptr;

			if ((events[i].events & EPOLLOUT) != 0 && s->busy &&
			    !push(l, s)) {
				note_error(l, "closed while sending");
				redial(l, s);
				begin(l, s);
			} else if ((events[i].events & ~EPOLLOUT) != 0) {
				take(l, s);
			}
		}
	}
}

int
load_put(const struct options *o)
{
	struct load l = {.o = o, .next = o->from};
	struct sender *senders = load_need(o->connections, sizeof(*senders));
	double seconds;
	uint64_t held;

	l.pool = map_pool(o->file, &held);
	l.stamps = (const struct stamped *)(l.pool + 1);
	l.end = o->from + o->count < held ? o->from + o->count : held;
	l.block = load_block(o->size);
	l.us = load_need(l.end, sizeof(*l.us));
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	for (uint64_t i = 0; i < o->connections; i++) {
		senders[i].fd = load_dial(o->port);
		watch(&l, &senders[i], EPOLL_CTL_ADD, false);
	}
	l.start = l.last = load_now() + (double)o->warm / 1e3;
	l.stop = l.start + (double)o->ms / 1e3;
	for (uint64_t i = 0; i < o->connections; i++)
		begin(&l, &senders[i]);
	run_load(&l);
	/* All bodies were sent before the time was over: less time. */
	seconds = l.next < l.end ? l.stop - l.start : l.last - l.start;
	if (l.next < l.end && l.stop - l.last > l.gap)
		l.gap = l.stop - l.last;
	load_sort(l.us, l.n_us);
	(void)printf(
	    "answers=%" PRIu64 " seconds=%.4f errors=%" PRIu64
	    " unanswered=%zu p50=%u p99=%u max=%u gap=%.0f next=%" PRIu64
	    " said=%s\n",
	    l.answers, seconds, l.errors, l.n_busy,
	    load_quantile(l.us, l.n_us, 0.5), load_quantile(l.us, l.n_us, 0.99),
	    load_quantile(l.us, l.n_us, 1), l.gap * 1e6, l.next, l.said);
	return 0;
}
