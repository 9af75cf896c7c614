/* The desk's side of the process that opens. */
#include "opening.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "opener_frames.h"
#include "opening_parts.h"

struct opening {
	pid_t pid;
	int socket;
	struct opening_page *page; /* no access but while keys are given */
	uint32_t last;             /* number of the job asked for last */
	bool gone;                 /* it answers no more */
	uint8_t *buffer;           /* guarded; see opening_buffer() */
	/* Of those that are asked for, what is known; guarded. */
	struct opening_known {
		uint32_t number; /* 0: free */
		struct opening_result result;
	} * known;
};

static const struct opening_plan own_plan = {opening_run_child, 0};

int64_t
opening_clock_ms(uint64_t size)
{
	/* A disk that takes a MiB a second, and what a slow machine needs. */
	return 300000 + (int64_t)(size >> 20) * 1000;
}

static struct opening_page *
map_page(void)
{
	struct opening_page *page = mmap(NULL, sizeof(*page),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return NULL;
	(void)mlock(page, sizeof(*page));
	(void)madvise(page, sizeof(*page), MADV_DONTDUMP);
	return page;
}

static _Noreturn void
serve(int socket, const struct opening_page *page,
    const struct opening_plan *plan, pid_t desk)
{
	sigset_t all;

	/* Keys of the terminal are the desk's; its end is by the socket. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	(void)mlock(page, sizeof(*page));
	/* What no child may have. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != desk ||
	    madvise((void *)page, sizeof(*page), MADV_DONTFORK) != 0)
		_exit(1);
	opening_serve(socket, page, plan);
}

struct opening *
opening_start(const struct opening_plan *plan, struct reason *ret_reason)
{
	struct opening *o = calloc(1, sizeof(*o));
	const pid_t desk = getpid();
	int sockets[2];

	reason_set(ret_reason, "the process that opens could not be started");
	if (o == NULL)
		return NULL;
	o->pid = -1;
	o->socket = -1;
	o->page = map_page();
	/* One more for what was waited for last. */
	o->known = secret_alloc((OPENING_JOBS + 1) * sizeof(*o->known));
	o->buffer = secret_alloc(FRAME_MAX + 1);
	if (o->page == NULL || o->known == NULL || o->buffer == NULL ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) !=
		0) {
		opening_end(o);
		return NULL;
	}
	o->socket = sockets[0];
	o->pid = fork();
	if (o->pid == 0)
		serve(
		    sockets[1], o->page, plan == NULL ? &own_plan : plan, desk);
	(void)close(sockets[1]);
	if (o->pid < 0 ||
	    madvise(o->page, sizeof(*o->page), MADV_DONTFORK) != 0 ||
	    mprotect(o->page, sizeof(*o->page), PROT_NONE) != 0) {
		opening_end(o);
		return NULL;
	}
	return o;
}

void
opening_end(struct opening *o)
{
	if (o == NULL)
		return;
	if (o->page != NULL) {
		opening_take_back(o);
		(void)munmap(o->page, sizeof(*o->page));
	}
	if (o->socket >= 0)
		(void)close(o->socket);
	if (o->pid > 0) {
		(void)kill(o->pid, SIGKILL);
		while (waitpid(o->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	secret_free(o->known);
	secret_free(o->buffer);
	free(o);
}

bool
opening_give(struct opening *o, const struct age_identity *const *keys,
    size_t n, struct reason *ret_reason)
{
	reason_set(ret_reason, "the epochs' keys can't be handed over");
	if (n > OPENING_KEYS_MAX ||
	    mprotect(o->page, sizeof(*o->page), PROT_READ | PROT_WRITE) != 0)
		return false;
	sodium_memzero(o->page, sizeof(*o->page));
	for (size_t i = 0; i < n; i++)
		memcpy(o->page->secrets[i], keys[i]->secret, AGE_SECRET_BYTES);
	o->page->n = n;
	(void)mprotect(o->page, sizeof(*o->page), PROT_NONE);
	return true;
}

void
opening_take_back(struct opening *o)
{
	/* Who can't be emptied ends. */
	if (mprotect(o->page, sizeof(*o->page), PROT_READ | PROT_WRITE) != 0) {
		o->gone = true;
		/* Of one that was never started there is nothing to end. */
		if (o->pid > 0)
			(void)kill(o->pid, SIGKILL);
		return;
	}
	sodium_memzero(o->page, sizeof(*o->page));
	(void)mprotect(o->page, sizeof(*o->page), PROT_NONE);
}

static struct opening_known *
known_of(struct opening *o, uint32_t number)
{
	for (size_t i = 0; i < OPENING_JOBS; i++)
		if (o->known[i].number == number)
			return &o->known[i];
	return NULL;
}

/* With two descriptors, or none where `fd` is -1. */
static bool
tell(struct opening *o, const struct opening_message *m, int fd, int pipe_end)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(2 * sizeof(int))];
	} control = {.bytes = {0}};
	struct iovec part = {(void *)m, sizeof(*m)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	const int fds[2] = {fd, pipe_end};
	ssize_t sent;

	if (fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(fds));
		memcpy(CMSG_DATA(&control.head), fds, sizeof(fds));
	}
	do
		sent = sendmsg(o->socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
		o->gone = true;
	return sent == (ssize_t)sizeof(*m);
}

bool
opening_is_gone(const struct opening *o)
{
	return o->gone;
}

uint32_t
opening_ask(struct opening *o, int fd, const uint8_t *file_key, int *ret_pipe)
{
	struct opening_known *k = known_of(o, 0);
	struct opening_message m = {
	    .word = file_key == NULL ? OPENING_BY_EPOCH : OPENING_BY_KEY};
	int ends[2];
	bool ok;

	if (k == NULL || pipe2(ends, O_CLOEXEC) != 0)
		return 0;
	/* The next envelope's words wait there while this one's are stored. */
	(void)fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
	if (++o->last == 0)
		o->last = 1;
	m.number = o->last;
	if (file_key != NULL)
		memcpy(m.file_key, file_key, AGE_FILE_KEY_BYTES);
	ok = tell(o, &m, fd, ends[1]);
	sodium_memzero(&m, sizeof(m));
	(void)close(ends[1]);
	if (!ok) {
		(void)close(ends[0]);
		return 0;
	}
	memset(k, 0, sizeof(*k));
	k->number = o->last;
	*ret_pipe = ends[0];
	return o->last;
}

void
opening_stop(struct opening *o, uint32_t number)
{
	const struct opening_message m = {
	    .word = OPENING_STOP, .number = number};

	(void)tell(o, &m, -1, -1);
}

/* What the process says; false where nobody is there, or by that moment nothing
 * came. */
static bool
hear(struct opening *o, int64_t until_ms)
{
	struct pollfd p = {.fd = o->socket, .events = POLLIN};
	struct opening_message m;
	struct opening_known *k;
	int64_t left;
	ssize_t got;
	int n;

	do {
		left = until_ms - steady_clock_ms();
		n = left <= 0 ? 0
			      : poll(&p, 1, left > 60000 ? 60000 : (int)left);
	} while ((n < 0 && errno == EINTR) || (n == 0 && left > 60000));
	if (n <= 0)
		return false;
	do
		got = recv(o->socket, &m, sizeof(m), 0);
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)sizeof(m)) {
		o->gone = true;
		return false;
	}
	k = m.number == 0 ? NULL : known_of(o, m.number);
	if (k != NULL && m.word == OPENING_FOUND) {
		k->result.found = true;
		k->result.epoch = m.epoch;
		memcpy(k->result.file_key, m.file_key, AGE_FILE_KEY_BYTES);
	} else if (k != NULL && m.word == OPENING_REFUSED) {
		k->result.ended = k->result.refused = true;
		k->result.status = (enum envelope_status)m.status;
	} else if (k != NULL && m.word == OPENING_ENDED) {
		k->result.ended = true;
		k->result.end = (enum opening_end_of)m.end;
	}
	sodium_memzero(&m, sizeof(m));
	return true;
}

const struct opening_result *
opening_wait(struct opening *o, uint32_t number, int64_t until_ms)
{
	struct opening_known *k = known_of(o, number);
	struct opening_result *last = &o->known[OPENING_JOBS].result;

	while (!k->result.ended && hear(o, until_ms))
		;
	*last = k->result;
	sodium_memzero(k, sizeof(*k));
	return last;
}

uint8_t *
opening_buffer(struct opening *o)
{
	return o->buffer;
}

pid_t
opening_pid(const struct opening *o)
{
	return o->pid;
}
