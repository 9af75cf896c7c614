/* What the process that opens may not do, on any of its threads. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/sanitized.h"
#include "common/work/worker_team.h"
#include "common/sandbox/sandbox.h"

static void
nothing(void)
{
}

static void
map_memory(void)
{
	void *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || munmap(p, 65536) != 0)
		_exit(9);
}

static void
map_code(void)
{
	(void)mmap(NULL, 65536, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
turn_into_code(void)
{
	void *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)mprotect(p, 65536, PROT_READ | PROT_EXEC);
}

static void
make_socket(void)
{
	(void)socket(AF_INET, SOCK_STREAM, 0);
}

static void
open_file(void)
{
	(void)open("/etc/passwd", O_RDONLY);
}

static void
start_process(void)
{
	(void)fork();
}

static void
start_program(void)
{
	static char *const none[] = {NULL};

	(void)execve("/bin/true", none, none);
}

/* Beyond the 64 MiB that it is given. */
static void
map_too_much(void)
{
	if (mmap(NULL, 256u << 20, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		_exit(9);
}

/* One that it was not told to keep; before it there was one. */
static int other_fd;

static void
use_another_descriptor(void)
{
	if (write(other_fd, "x", 1) >= 0)
		_exit(9);
}

static void
compute_for_ever(void)
{
	for (volatile unsigned n = 0;; n++)
		;
}

static int file_fd;

/* Ten bytes are let through, then it is a signal. */
static void
write_much(void)
{
	static const char bytes[100];

	if (write(file_fd, bytes, 10) != 10)
		_exit(9);
	(void)!write(file_fd, bytes, sizeof(bytes));
}

static void (*act)(void);

static void
act_and_end(struct team_piece *work)
{
	(void)work;
	act();
	_exit(0);
}

enum who { OWNER, WORKER };

/* How a child ends in which one of its threads did that, once shut in. */
static int
shut_in(void (*what)(void), enum who who)
{
	struct team_piece work = {.run = act_and_end};
	const struct rlimit few = {64, 64};
	struct sandbox_limits limits = {
	    .cpu_seconds = 60, .memory = 64u << 20, .file_bytes = 0};
	struct worker_team *team;
	int status, fds[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		/* Few to close: no time for what is not over yet. */
		(void)setrlimit(RLIMIT_NOFILE, &few);
		act = what;
		limits.fds[0] = fds[0];
		limits.fds[1] = fds[1];
		team = worker_team_create(1);
		if (team == NULL || !sandbox_enter(&limits))
			_exit(8);
		if (who == OWNER)
			act_and_end(&work);
		worker_team_submit(team, &work);
		(void)!read(fds[0], &byte, 1); /* nothing comes */
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* How a child ends that did that with these limits. */
static int
limited(void (*what)(void), unsigned cpu_seconds, uint64_t file_bytes)
{
	struct sandbox_limits limits = {.cpu_seconds = cpu_seconds,
	    .memory = 64u << 20,
	    .file_bytes = file_bytes};
	const struct rlimit few = {64, 64};
	int status;
	pid_t pid;

	file_fd = memfd_create("", MFD_CLOEXEC);
	other_fd = memfd_create("", MFD_CLOEXEC);
	assert_true(file_fd >= 0 && other_fd >= 0);
	pid = fork();
	if (pid == 0) {
		(void)setrlimit(RLIMIT_NOFILE, &few);
		for (size_t i = 0; i < SANDBOX_FDS; i++)
			limits.fds[i] = file_fd;
		(void)alarm(60); /* where no limit ends it */
		if (!sandbox_enter(&limits))
			_exit(8);
		what();
		_exit(0);
	}
	(void)close(file_fd);
	(void)close(other_fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
what_is_left_is_bounded(void **state)
{
	int status;

	(void)state;
	if (SANITIZED)
		skip(); /* it has neither limits nor a filter then */
	status = limited(map_too_much, 60, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	status = limited(use_another_descriptor, 60, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	status = limited(write_much, 60, 10);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
	/* The limit that can't be put off kills it. */
	status = limited(compute_for_ever, 1, 0);
	assert_true(WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU));
}

static void
only_computing_is_let_through(void **state)
{
	static const struct {
		void (*what)(void);
		bool allowed;
	} cases[] = {{nothing, true}, {map_memory, true}, {map_code, false},
	    {turn_into_code, false}, {make_socket, false}, {open_file, false},
	    {start_process, false}, {start_program, false}};
	const size_t n = sizeof(cases) / sizeof(cases[0]);

	(void)state;
	if (SANITIZED)
		skip(); /* it has neither limits nor a filter then */
	for (size_t i = 0; i < 20 * n; i++)
		for (int who = OWNER; who <= WORKER; who++) {
			int status = shut_in(cases[i % n].what, (enum who)who);

			if (cases[i % n].allowed)
				assert_true(WIFEXITED(status) &&
				    WEXITSTATUS(status) == 0);
			else
				assert_true(WIFSIGNALED(status) &&
				    WTERMSIG(status) == SIGSYS);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_left_is_bounded),
	    cmocka_unit_test(only_computing_is_let_through),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
