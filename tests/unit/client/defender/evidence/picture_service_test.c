/*
 * The process that looks into pictures: what it says of the corpus, what it has
 * of its parent's, and how it ends.
 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/defender/evidence/picture_service.h"

static int
open_picture(const char *name)
{
	char path[4096];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/picture/%s",
	    getenv("VALISE_SOURCE"), name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

/* The only child of this process. */
static pid_t
child(void)
{
	char path[64];
	FILE *file;
	int pid = 0;

	(void)snprintf(
	    path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "re");
	if (file != NULL) {
		if (fscanf(file, "%d", &pid) != 1)
			pid = 0;
		(void)fclose(file);
	}
	return pid;
}

static void
examine(struct picture_service *service, const char *name,
    enum picture_want want, struct picture_result *r)
{
	int fd = open_picture(name);

	picture_service_examine(service, fd, want, r);
	(void)close(fd);
}

static void
it_says_what_a_picture_carries(void **state)
{
	struct picture_service *service = picture_service_start();
	struct picture_result r;
	struct stat about;

	(void)state;
	assert_non_null(service);
	for (int i = 0; i < 3; i++) {
		examine(service, "jpeg-told", PICTURE_WANT_COPY, &r);
		assert_int_equal(r.status, PICTURE_LOOKED);
		assert_int_equal(r.found.kind, PICTURE_JPEG);
		assert_true(r.found.carries & PICTURE_PLACE);
		assert_true(r.found.make[0] != '\0');
		assert_int_equal(r.copy, PICTURE_COPY_CLEAN);
		assert_int_equal(fstat(r.copy_fd, &about), 0);
		assert_true(about.st_size > 0);
		assert_true(fcntl(r.copy_fd, F_GETFD) & FD_CLOEXEC);
		picture_copy_wipe(r.copy_fd);
		examine(service, "jpeg-told", PICTURE_LOOK_ONLY, &r);
		assert_int_equal(r.status, PICTURE_LOOKED);
		assert_int_equal(r.copy, PICTURE_COPY_NONE);
		assert_int_equal(r.copy_fd, -1);
	}
	examine(service, "png-moving", PICTURE_WANT_COPY, &r);
	assert_int_equal(r.copy, PICTURE_COPY_ANIMATED);
	assert_int_equal(r.copy_fd, -1);
	picture_service_stop(service);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
}

/* Descriptors of a process, and whether one leads to `path`. */
static int
descriptors(pid_t pid, const char *path, bool *ret_has)
{
	char folder[64], link[320], to[4096];
	struct dirent *entry;
	ssize_t len;
	DIR *dir;
	int n = 0;

	(void)snprintf(folder, sizeof(folder), "/proc/%d/fd", (int)pid);
	dir = opendir(folder);
	assert_non_null(dir);
	*ret_has = false;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    link, sizeof(link), "%s/%s", folder, entry->d_name);
		len = readlink(link, to, sizeof(to) - 1);
		to[len < 0 ? 0 : len] = '\0';
		*ret_has |= strcmp(to, path) == 0;
		n++;
	}
	(void)closedir(dir);
	return n;
}

/* The socket and /dev/null; no terminal, no signals of one. */
static void
it_has_nothing_of_its_parent(void **state)
{
	char path[] = "/tmp/valise-service-XXXXXX";
	int open_file = mkstemp(path);
	struct picture_service *service = picture_service_start();
	struct picture_result r;
	pid_t pid = child();
	bool has;

	(void)state;
	assert_true(open_file >= 0 && service != NULL && pid > 0);
	examine(service, "jpeg-plain", PICTURE_LOOK_ONLY, &r); /* it is up */
	assert_int_equal(r.status, PICTURE_LOOKED);
	assert_int_equal(descriptors(pid, path, &has), 4);
	assert_false(has);
	assert_int_equal(getsid(pid), pid);
	assert_int_equal(kill(pid, SIGINT), 0);
	assert_int_equal(kill(pid, SIGHUP), 0);
	examine(service, "jpeg-plain", PICTURE_LOOK_ONLY, &r);
	assert_int_equal(r.status, PICTURE_LOOKED);
	picture_service_stop(service);
	(void)close(open_file);
	(void)unlink(path);
}

static void
one_that_is_killed_looks_no_more(void **state)
{
	struct picture_service *service = picture_service_start();
	struct picture_result r;
	pid_t pid = child();

	(void)state;
	assert_true(service != NULL && pid > 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	for (int i = 0; i < 2; i++) {
		examine(service, "jpeg-told", PICTURE_WANT_COPY, &r);
		assert_int_equal(r.status, PICTURE_NO_CHILD);
		assert_int_equal(r.copy, PICTURE_COPY_NONE);
		assert_int_equal(r.copy_fd, -1);
	}
	picture_service_stop(service);
	picture_service_examine(NULL, 0, PICTURE_WANT_COPY, &r);
	assert_int_equal(r.status, PICTURE_NO_CHILD);
	assert_int_equal(r.copy_fd, -1);
	picture_service_stop(NULL);
}

/* It holds the pipe's end, by which its end is seen. */
static void
it_ends_with_its_parent(void **state)
{
	int held[2], to_service[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(held, O_CLOEXEC), 0);
	assert_int_equal(pipe2(to_service, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		struct picture_service *service = picture_service_start();
		pid_t one = child();

		(void)!write(to_service[1], &one, sizeof(one));
		(void)service;
		_exit(0); /* without a word to it */
	}
	(void)close(held[1]);
	(void)close(to_service[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(
	    read(to_service[0], &pid, sizeof(pid)), (ssize_t)sizeof(pid));
	assert_true(pid > 0);
	/* Its copy of the pipe went at once: this one does not wait. */
	assert_int_equal(read(held[0], &byte, 1), 0);
	while (kill(pid, 0) == 0) {
		char path[64];
		char line[256] = "";
		FILE *file;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
		file = fopen(path, "re");
		if (file == NULL)
			break;
		(void)!fgets(line, sizeof(line), file);
		(void)fclose(file);
		if (strstr(line, ") Z ") != NULL) /* nobody takes it up */
			break;
		(void)usleep(1000); /* between two looks */
	}
	(void)close(held[0]);
	(void)close(to_service[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_says_what_a_picture_carries),
	    cmocka_unit_test(it_has_nothing_of_its_parent),
	    cmocka_unit_test(one_that_is_killed_looks_no_more),
	    cmocka_unit_test(it_ends_with_its_parent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
