#include "picture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/bytes/steady_clock.h"
#include "common/bytes/stream.h"
#include "picture_child.h"

/* False at the end of the pipe, and where it takes too long. */
static bool
read_until(int fd, void *buffer, size_t len, int64_t deadline)
{
	struct pollfd waited = {.fd = fd, .events = POLLIN};
	uint8_t *at = buffer;
	ssize_t got;

	while (len > 0) {
		int64_t left = deadline - steady_clock_ms();

		if (left <= 0)
			return false;
		if (poll(&waited, 1, (int)left) <= 0)
			continue;
		got = read(fd, at, len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		len -= (size_t)got;
	}
	return true;
}

bool
picture_copy_due(const struct picture_answer *a, enum picture_want want)
{
	return want == PICTURE_WANT_COPY && a->status == PICTURE_LOOKED &&
	    (a->found.kind == PICTURE_JPEG || a->found.kind == PICTURE_PNG);
}

static bool
ends(const char text[static PICTURE_VALUE_BYTES])
{
	return memchr(text, '\0', PICTURE_VALUE_BYTES) != NULL;
}

/* Whether it is an answer at all: the child may have been taken over. */
static bool
makes_sense(const struct picture_answer *a)
{
	const struct picture_found *f = &a->found;

	return (a->status == PICTURE_LOOKED ||
		   a->status == PICTURE_TOO_LARGE) &&
	    f->kind < PICTURE_KINDS &&
	    (f->carries & ~(uint32_t)PICTURE_CARRIES_ALL) == 0 &&
	    ends(f->make) && ends(f->model) && ends(f->software) &&
	    ends(f->time);
}

/* False where the child said nothing that makes sense. */
static bool
listen_to(int fd, enum picture_want want, struct picture_result *result)
{
	int64_t deadline = steady_clock_ms() + PICTURE_WALL_SECONDS * 1000;
	struct picture_answer a;
	uint32_t copy;

	if (!read_until(fd, &a, sizeof(a), deadline) || !makes_sense(&a))
		return false;
	result->status = (enum picture_status)a.status;
	result->found = a.found;
	if (!picture_copy_due(&a, want))
		return true;
	result->copy = PICTURE_COPY_BROKE;
	if (read_until(fd, &copy, sizeof(copy), deadline) &&
	    copy > PICTURE_COPY_NONE && copy < PICTURE_COPY_BROKE)
		result->copy = (enum picture_copy)copy;
	return true;
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* In a child; `copy` is where its copy goes, or -1. */
static void
look(int fd, int copy, const struct picture_forget *forget,
    struct picture_result *result)
{
	enum picture_want want =
	    copy < 0 ? PICTURE_LOOK_ONLY : PICTURE_WANT_COPY;
	int pipe_fds[2], status;
	bool heard;
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC) != 0)
		return;
	pid = fork();
	if (pid == 0)
		picture_child_run(fd, copy, pipe_fds[1], forget);
	(void)close(pipe_fds[1]);
	if (pid > 0) {
		heard = listen_to(pipe_fds[0], want, result);
		/* It has nothing left to do, or can't be waited for. */
		(void)kill(pid, SIGKILL);
		status = wait_for(pid);
		if (!heard &&
		    !(WIFEXITED(status) &&
			WEXITSTATUS(status) == PICTURE_CHILD_LOCAL))
			result->status = PICTURE_BROKE;
	}
	(void)close(pipe_fds[0]);
}

/*
 * Looked at by another child: the one that made the copy has read what the
 * picture's maker wrote, and is not believed about it.
 */
static bool
is_clean(int copy, uint32_t kind)
{
	const struct picture_forget nothing = {NULL, NULL};
	struct picture_result again;

	memset(&again, 0, sizeof(again));
	again.status = PICTURE_NO_CHILD;
	look(copy, -1, &nothing, &again);
	return again.status == PICTURE_LOOKED && again.found.kind == kind &&
	    again.found.carries == 0;
}

void
picture_examine(int fd, enum picture_want want,
    const struct picture_forget *forget, struct picture_result *ret_result)
{
	int copy = -1;

	memset(ret_result, 0, sizeof(*ret_result));
	ret_result->status = PICTURE_NO_CHILD;
	ret_result->copy_fd = -1;
	if (want == PICTURE_WANT_COPY) {
		copy = memfd_create("copy", MFD_CLOEXEC);
		if (copy < 0)
			return;
	}
	look(fd, copy, forget, ret_result);
	if (ret_result->copy == PICTURE_COPY_CLEAN &&
	    !is_clean(copy, ret_result->found.kind))
		ret_result->copy = PICTURE_COPY_BROKE;
	if (ret_result->copy == PICTURE_COPY_CLEAN)
		ret_result->copy_fd = copy;
	else
		picture_copy_wipe(copy);
}

void
picture_copy_wipe(int fd)
{
	static const uint8_t zeroes[4096];
	struct stat found;

	if (fd < 0)
		return;
	if (fstat(fd, &found) == 0)
		for (off_t at = 0; at < found.st_size;
		     at += (off_t)sizeof(zeroes))
			if (!stream_pwrite_all(fd, zeroes, sizeof(zeroes), at))
				break;
	(void)close(fd);
}
