#include "picture_service.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/bytes/steady_clock.h"
#include "picture_child.h"

/* The look, the look at the copy, and what is between them. */
#define ANSWER_SECONDS (2 * PICTURE_WALL_SECONDS + 10)
#define SERVICE_FD 3

struct picture_service {
	pid_t pid; /* of the process; 0 once it is ended */
	int fd;
};

/* What is asked, with the picture's descriptor. */
struct request {
	uint32_t want;
};

/* What is answered; where the copy is clean, with its descriptor. */
struct answer {
	uint32_t status;
	uint32_t copy;
	struct picture_found found;
};

/* A message of fixed size, and a descriptor where `fd` is not -1. */
static bool
send_with(int socket, const void *bytes, size_t len, int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = {(void *)bytes, len};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t sent;

	if (fd >= 0) {
		memset(&control, 0, sizeof(control));
		message.msg_control = control.room;
		message.msg_controllen = sizeof(control.room);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)len;
}

/* The descriptor that came along, or -1. */
static int
descriptor_of(struct msghdr *message)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (header != NULL && header->cmsg_level == SOL_SOCKET &&
	    header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* The same, read: false where it is not of that size, or at the end. */
static bool
receive_with(int socket, void *ret_bytes, size_t len, int *ret_fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = {ret_bytes, len};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = CMSG_LEN(sizeof(int))};
	ssize_t got;

	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	*ret_fd = got < 0 ? -1 : descriptor_of(&message);
	if (got == (ssize_t)len &&
	    (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return true;
	if (*ret_fd >= 0)
		(void)close(*ret_fd);
	*ret_fd = -1;
	return false;
}

/* False where the parent is gone. */
static bool
serve_one(void)
{
	const struct picture_forget nothing = {NULL, NULL};
	struct picture_result result;
	struct request request = {0};
	struct answer answer;
	bool ok;
	int fd;

	if (!receive_with(SERVICE_FD, &request, sizeof(request), &fd))
		return false;
	picture_examine(fd, (enum picture_want)request.want, &nothing, &result);
	if (fd >= 0)
		(void)close(fd);
	memset(&answer, 0, sizeof(answer));
	answer.status = result.status;
	answer.copy = result.copy;
	answer.found = result.found;
	ok = send_with(SERVICE_FD, &answer, sizeof(answer), result.copy_fd);
	/* The parent wipes it, once it has it. */
	if (ok && result.copy_fd >= 0)
		(void)close(result.copy_fd);
	else
		picture_copy_wipe(result.copy_fd);
	return ok;
}

/*
 * Leaves the terminal, its signals and every descriptor but the socket, and
 * ends with the parent.
 */
static bool
stand_apart(int socket, pid_t parent)
{
	const struct rlimit none = {0, 0};
	int nothing;

	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    getppid() != parent)
		return false;
	nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nothing < 0)
		return false;
	for (int fd = 0; fd <= 2; fd++)
		if (fd != socket && dup2(nothing, fd) != fd)
			return false;
	if (socket != SERVICE_FD && dup2(socket, SERVICE_FD) != SERVICE_FD)
		return false;
	return close_range(SERVICE_FD + 1, ~0U, 0) == 0;
}

struct picture_service *
picture_service_start(void)
{
	struct picture_service *service = calloc(1, sizeof(*service));
	pid_t parent = getpid();
	int ends[2];

	if (service == NULL ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		free(service);
		return NULL;
	}
	service->pid = fork();
	if (service->pid == 0) {
		if (!stand_apart(ends[1], parent))
			_exit(1);
		while (serve_one())
			;
		_exit(0);
	}
	(void)close(ends[1]);
	service->fd = ends[0];
	if (service->pid > 0)
		return service;
	(void)close(service->fd);
	free(service);
	return NULL;
}

/* It is not asked again: what it says later would be of another picture. */
static void
end(struct picture_service *service)
{
	if (service->pid == 0)
		return;
	(void)close(service->fd);
	(void)kill(service->pid, SIGKILL);
	while (waitpid(service->pid, NULL, 0) < 0 && errno == EINTR)
		;
	service->fd = -1;
	service->pid = 0;
}

void
picture_service_stop(struct picture_service *service)
{
	if (service == NULL)
		return;
	end(service);
	free(service);
}

static bool
wait_for_answer(int socket)
{
	int64_t deadline = steady_clock_ms() + ANSWER_SECONDS * 1000;
	struct pollfd waited = {.fd = socket, .events = POLLIN};
	int64_t left;

	while ((left = deadline - steady_clock_ms()) > 0)
		if (poll(&waited, 1, (int)left) > 0)
			return true;
	return false;
}

static bool
ends_within(const char text[static PICTURE_VALUE_BYTES])
{
	return memchr(text, '\0', PICTURE_VALUE_BYTES) != NULL;
}

/* A copy is a file in memory, which has no name. */
static bool
is_copy(int fd)
{
	struct stat about;

	return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
	    about.st_nlink == 0 && about.st_size > 0 &&
	    about.st_size <= PICTURE_COPY_MAX;
}

/* Whether it is an answer to that at all. */
static bool
makes_sense(const struct answer *a, enum picture_want want, int fd)
{
	const struct picture_found *f = &a->found;
	bool looked = a->status == PICTURE_LOOKED;

	if (a->status > PICTURE_NO_CHILD || a->copy >= PICTURE_COPIES ||
	    f->kind >= PICTURE_KINDS ||
	    (f->carries & ~(uint32_t)PICTURE_CARRIES_ALL) != 0 ||
	    !ends_within(f->make) || !ends_within(f->model) ||
	    !ends_within(f->software) || !ends_within(f->time))
		return false;
	if (a->copy != PICTURE_COPY_NONE &&
	    (want != PICTURE_WANT_COPY || !looked ||
		(f->kind != PICTURE_JPEG && f->kind != PICTURE_PNG)))
		return false;
	return a->copy == PICTURE_COPY_CLEAN ? fd >= 0 && is_copy(fd) : fd < 0;
}

void
picture_service_examine(struct picture_service *service, int fd,
    enum picture_want want, struct picture_result *ret_result)
{
	struct request request = {.want = want};
	struct answer answer = {0};
	int copy = -1;

	memset(ret_result, 0, sizeof(*ret_result));
	ret_result->status = PICTURE_NO_CHILD;
	ret_result->copy_fd = -1;
	if (service == NULL || service->pid == 0)
		return;
	if (!send_with(service->fd, &request, sizeof(request), fd) ||
	    !wait_for_answer(service->fd) ||
	    !receive_with(service->fd, &answer, sizeof(answer), &copy) ||
	    !makes_sense(&answer, want, copy)) {
		if (copy >= 0)
			(void)close(copy);
		end(service);
		return;
	}
	ret_result->status = (enum picture_status)answer.status;
	ret_result->copy = (enum picture_copy)answer.copy;
	ret_result->found = answer.found;
	ret_result->copy_fd = copy;
}
