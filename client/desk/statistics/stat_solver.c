#include "stat_solver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/bytes/byte_writer.h"
#include "common/bytes/steady_clock.h"
#include "common/bytes/stream.h"

#define ANSWER_MAX (1u << 20)

/* A file without a name, from its beginning; -1. */
static int
make_input(const char *script, size_t len)
{
	const int fd = memfd_create("script", MFD_CLOEXEC);

	if (fd >= 0 && stream_write_all(fd, script, len) &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

/* It gets three descriptors and no environment. */
static bool
start(int in, int out, pid_t *ret_pid)
{
	char path[] = VALISE_SOLVER, stdin_word[] = "-in", smt[] = "-smt2",
	     memory[] = "-memory:" STAT_SOLVER_MEMORY,
	     seconds[] = "-T:" STAT_SOLVER_SECONDS;
	char *argv[] = {path, stdin_word, smt, memory, seconds, NULL};
	char *env[] = {NULL};
	posix_spawn_file_actions_t actions;
	bool ok;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	ok = posix_spawn_file_actions_adddup2(&actions, in, 0) == 0 &&
	    posix_spawn_file_actions_adddup2(&actions, out, 1) == 0 &&
	    posix_spawn_file_actions_addopen(
		&actions, 2, "/dev/null", O_WRONLY, 0) == 0;
	if (ok) {
		const int error =
		    posix_spawn(ret_pid, path, &actions, NULL, argv, env);

		ok = error == 0;
		errno = error;
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return ok;
}

/* All that it says until it ends; false: too long, too much, or memory. */
static bool
hear(int fd, int64_t until, struct byte_writer *ret)
{
	char block[4096];

	for (;;) {
		struct pollfd wait = {fd, POLLIN, 0};
		const int64_t left = until - steady_clock_ms();
		ssize_t n;

		if (left <= 0)
			return false;
		if (poll(&wait, 1, (int)left) < 0 && errno != EINTR)
			return false;
		if ((wait.revents & (POLLIN | POLLHUP)) == 0)
			continue;
		n = read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 && !ret->failed;
		byte_writer_put(ret, block, (size_t)n);
		if (ret->failed)
			return false;
	}
}

/* One that has shut its output and lives on is waited for no longer either. */
static bool
ended_well(pid_t pid, int64_t until)
{
	struct pollfd wait = {pidfd_open(pid, 0), POLLIN, 0};
	const int64_t left = until - steady_clock_ms();
	int status = 0;

	if (wait.fd < 0 || left <= 0 || poll(&wait, 1, (int)left) != 1)
		(void)kill(pid, SIGKILL);
	if (wait.fd >= 0)
		(void)close(wait.fd);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

char *
stat_solver_ask(
    const char *script, size_t len, int64_t until, struct reason *ret_reason)
{
	struct byte_writer answer;
	int ends[2] = {-1, -1}, in;
	bool started = false, heard = false, ended = false;
	pid_t pid = -1;
	char *text = NULL;

	byte_writer_init(&answer, ANSWER_MAX);
	in = make_input(script, len);
	if (in >= 0 && pipe2(ends, O_CLOEXEC) == 0)
		started = start(in, ends[1], &pid);
	reason_set(
	    ret_reason, "%s can't be run: %s", VALISE_SOLVER, strerror(errno));
	if (in >= 0)
		(void)close(in);
	if (ends[1] >= 0)
		(void)close(ends[1]);
	if (started) {
		reason_set(ret_reason,
		    "%s took too long, or more than " STAT_SOLVER_MEMORY
		    " MiB, or failed",
		    VALISE_SOLVER);
		heard = hear(ends[0], until, &answer);
		if (!heard)
			(void)kill(pid, SIGKILL);
		ended = ended_well(pid, until);
	}
	if (ends[0] >= 0)
		(void)close(ends[0]);
	byte_writer_put(&answer, "", 1); /* also of nothing at all */
	if (heard && ended && !answer.failed) {
		text = (char *)answer.data;
		answer.data = NULL;
	}
	byte_writer_finish(&answer);
	return text;
}
