/*
 * The process that opens.  It has the epochs' keys and reads headers; it parses
 * nothing else of a stranger's, and no child of it ever has a key but its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/secret.h"
#include "common/bytes/steady_clock.h"
#include "common/envelope/open.h"
#include "opening_parts.h"

#define WAIT_MS 10000 /* then it is looked at again whether the desk reads */

struct job {
	uint32_t number; /* 0: free */
	pid_t pid;
	int pidfd;
	int out; /* the pipe's end: whether the desk reads */
	int64_t until_ms;
	bool late, stopped;
};

struct service {
	int socket;
	const struct opening_page *page;
	const struct opening_plan *plan;
	bool alone;  /* the header was sealed to one recipient, and no more */
	size_t last; /* the key that fitted last: the next is likely the same */
	struct sandbox_filter filter;
	struct job jobs[OPENING_JOBS];
	/* Guarded; wiped as soon as it was used. */
	struct service_secrets {
		struct age_identity identity;
		uint8_t file_key[AGE_FILE_KEY_BYTES];
	} * secrets;
};

static void
say(const struct service *s, const struct opening_message *m)
{
	ssize_t sent;

	do
		sent = send(s->socket, m, sizeof(*m), MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent != (ssize_t)sizeof(*m))
		_exit(0); /* the desk is gone */
}

/* One key after the other, the one that fitted last first. */
static enum envelope_status
find_key(struct service *s, const uint8_t *head, size_t len, bool whole)
{
	struct age_identity *identity = &s->secrets->identity;
	const struct age_identity *const one[] = {identity};
	const struct open_keys keys = {.identities = one, .n = 1};
	enum envelope_status status = ENVELOPE_NO_MATCH;
	const size_t n = (size_t)s->page->n;

	/* Without a key the form is looked at all the same. */
	if (n == 0)
		return open_header(&(struct open_keys){.n = 0}, head, len,
		    whole, s->secrets->file_key);
	identity->type = AGE_HYBRID;
	for (size_t i = 0; i < n && status == ENVELOPE_NO_MATCH; i++) {
		const size_t at = (s->last + i) % n;

		memcpy(
		    identity->secret, s->page->secrets[at], AGE_SECRET_BYTES);
		status =
		    open_header(&keys, head, len, whole, s->secrets->file_key);
		if (status == ENVELOPE_OK)
			s->last = at;
	}
	sodium_memzero(identity, sizeof(*identity));
	return status;
}

/* Whoever sealed it to several may open it by each: of a header that is good.
 */
static size_t
count_stanzas(const uint8_t *head, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i + 4 <= len && memcmp(head + i, "\n---", 4) != 0;
	     i++)
		n += memcmp(head + i, "\n-> ", 4) == 0;
	return n;
}

static enum envelope_status
look_at_header(struct service *s, int fd)
{
	uint8_t head[OPENING_HEADER_MAX];
	size_t len = 0;
	ssize_t got;

	do {
		got = pread(fd, head + len, sizeof(head) - len, (off_t)len);
		if (got < 0 && errno != EINTR)
			return ENVELOPE_READ_FAILED;
		len += got > 0 ? (size_t)got : 0;
	} while (got != 0 && len < sizeof(head));
	s->alone = count_stanzas(head, len) == 1;
	return find_key(s, head, len, got == 0);
}

static _Noreturn void
become_child(const struct service *s, int in, int out, uint64_t size)
{
	const struct opening_child child = {
	    in, out, size, s->secrets->file_key, &s->filter};

	/* With the process that started it it ends. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		_exit(OPENING_CHILD_LOCAL);
	(void)close(s->socket);
	for (size_t i = 0; i < OPENING_JOBS; i++)
		if (s->jobs[i].number != 0)
			(void)close(s->jobs[i].out);
	s->plan->run(&child);
	_exit(OPENING_CHILD_LOCAL);
}

static bool
start_child(struct service *s, struct job *j, int in, int out)
{
	struct stat st;

	/* It may have been memory that was short. */
	if (s->filter.len == 0)
		(void)sandbox_filter_make(&s->filter);
	if (fstat(in, &st) != 0 || lseek(in, 0, SEEK_SET) != 0)
		return false;
	j->pid = fork();
	if (j->pid == 0)
		become_child(s, in, out, (uint64_t)st.st_size);
	if (j->pid < 0)
		return false;
	j->pidfd = (int)syscall(SYS_pidfd_open, j->pid, 0);
	if (j->pidfd < 0) {
		(void)kill(j->pid, SIGKILL);
		while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
			;
		return false;
	}
	j->out = fcntl(out, F_DUPFD_CLOEXEC, 0);
	j->until_ms = steady_clock_ms() +
	    (s->plan->clock_ms > 0 ? s->plan->clock_ms
				   : opening_clock_ms((uint64_t)st.st_size));
	return true;
}

static void
begin(struct service *s, struct opening_message *m, int in, int out)
{
	struct opening_message answer = {
	    .word = OPENING_FOUND, .number = m->number};
	struct job *j = NULL;

	for (size_t i = 0; i < OPENING_JOBS; i++)
		if (s->jobs[i].number == 0)
			j = &s->jobs[i];
	answer.status = ENVELOPE_OK;
	if (j == NULL || in < 0 || out < 0)
		answer.status = ENVELOPE_OUT_OF_MEMORY;
	else if (m->word == OPENING_BY_KEY)
		memcpy(s->secrets->file_key, m->file_key, AGE_FILE_KEY_BYTES);
	else
		answer.status = look_at_header(s, in);
	if (answer.status == ENVELOPE_OK) {
		memset(j, 0, sizeof(*j));
		if (start_child(s, j, in, out))
			j->number = m->number;
		else
			answer.status = ENVELOPE_OUT_OF_MEMORY;
	}
	answer.epoch = m->word == OPENING_BY_EPOCH && s->page->n > 0 && s->alone
	    ? (uint32_t)s->last
	    : OPENING_NO_EPOCH;
	if (answer.status == ENVELOPE_OK)
		memcpy(
		    answer.file_key, s->secrets->file_key, AGE_FILE_KEY_BYTES);
	else
		answer.word = OPENING_REFUSED;
	sodium_memzero(s->secrets, sizeof(*s->secrets));
	say(s, &answer);
	sodium_memzero(&answer, sizeof(answer));
}

/* The descriptors that came with it, or -1; none is left over. */
static void
take_fds(struct msghdr *message, int ret_fds[static 2])
{
	struct cmsghdr *c = CMSG_FIRSTHDR(message);

	ret_fds[0] = ret_fds[1] = -1;
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(2 * sizeof(int)))
		memcpy(ret_fds, CMSG_DATA(c), 2 * sizeof(int));
}

static void
take_message(struct service *s)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(2 * sizeof(int))];
	} control;
	struct opening_message m;
	struct iovec part = {&m, sizeof(m)};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes)};
	ssize_t got = recvmsg(s->socket, &message, MSG_CMSG_CLOEXEC);
	int fds[2];

	if (got < 0 && errno == EINTR)
		return;
	if (got != (ssize_t)sizeof(m))
		_exit(0); /* the desk is gone; with this its children */
	take_fds(&message, fds);
	switch ((enum opening_word)m.word) {
	case OPENING_BY_EPOCH:
	case OPENING_BY_KEY:
		begin(s, &m, fds[0], fds[1]);
		break;
	case OPENING_STOP:
		for (size_t i = 0; i < OPENING_JOBS; i++)
			if (s->jobs[i].number == m.number) {
				s->jobs[i].stopped = true;
				(void)kill(s->jobs[i].pid, SIGKILL);
			}
		break;
	default:
		_exit(1);
	}
	for (size_t i = 0; i < 2; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	sodium_memzero(&m, sizeof(m));
}

/*
 * How it ended.  Not the file's fault: before it was shut in, for want of
 * memory, or killed by someone else than its own limits, as a machine without
 * memory does.
 */
static enum opening_end_of
end_of(const struct job *j, int status, const struct rusage *used)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return OPENING_WELL;
	if (j->late)
		return OPENING_LATE;
	if ((WIFEXITED(status) && WEXITSTATUS(status) == OPENING_CHILD_LOCAL) ||
	    (!j->stopped && WIFSIGNALED(status) &&
		WTERMSIG(status) == SIGKILL &&
		used->ru_utime.tv_sec + used->ru_stime.tv_sec <
		    OPENING_CPU_SECONDS - 1))
		return OPENING_LOCAL;
	return OPENING_BADLY;
}

static void
bury(struct service *s, struct job *j)
{
	struct opening_message m = {.word = OPENING_ENDED, .number = j->number};
	struct rusage used;
	int status = 0;

	while (wait4(j->pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			_exit(1);
	m.end = end_of(j, status, &used);
	(void)close(j->pidfd);
	(void)close(j->out);
	j->number = 0;
	say(s, &m);
}

/* Whether the child waits for the desk, whose disk is slow: that is no time of
 * its own. */
static bool
waits_for_desk(const struct job *j)
{
	struct pollfd p = {.fd = j->out, .events = POLLOUT};

	return j->out >= 0 && poll(&p, 1, 0) == 0;
}

/* Ends those whose clock ran out; how long nothing needs to be done, or -1. */
static int
look_at_clocks(struct service *s)
{
	const int64_t now = steady_clock_ms();
	int64_t least = -1;

	for (size_t i = 0; i < OPENING_JOBS; i++) {
		struct job *j = &s->jobs[i];

		if (j->number == 0 || j->late)
			continue;
		if (j->until_ms <= now && waits_for_desk(j))
			j->until_ms = now + WAIT_MS;
		if (j->until_ms <= now) {
			j->late = true;
			(void)kill(j->pid, SIGKILL);
		} else if (least < 0 || j->until_ms - now < least) {
			least = j->until_ms - now;
		}
	}
	return least > 60000 ? 60000 : (int)least;
}

/* What a library says of its own goes nowhere, and into no pipe. */
static void
take_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd < STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

void
opening_serve(int socket, const struct opening_page *page,
    const struct opening_plan *plan)
{
	struct service s = {.socket = socket, .page = page, .plan = plan};
	const struct sandbox_limits none = {{socket, -1}, 0, 0, 0};
	struct pollfd p[1 + OPENING_JOBS];

	/* A filter that can't be made shuts no child in: each says so. */
	(void)sandbox_filter_make(&s.filter);
	s.secrets = secret_alloc(sizeof(*s.secrets));
	if (s.secrets == NULL || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		_exit(1);
	sandbox_close_others(&none);
	take_standard_streams();
	for (;;) {
		int wait_ms = look_at_clocks(&s);

		p[0] = (struct pollfd){.fd = socket, .events = POLLIN};
		for (size_t i = 0; i < OPENING_JOBS; i++)
			p[1 + i] = (struct pollfd){
			    .fd = s.jobs[i].number == 0 ? -1 : s.jobs[i].pidfd,
			    .events = POLLIN};
		if (poll(p, 1 + OPENING_JOBS, wait_ms) < 0 && errno != EINTR)
			_exit(1);
		/* Those that ended first: their places are free again. */
		for (size_t i = 0; i < OPENING_JOBS; i++)
			if (p[1 + i].fd >= 0 && p[1 + i].revents != 0)
				bury(&s, &s.jobs[i]);
		if (p[0].revents != 0)
			take_message(&s);
	}
}
