/*
 * A service that was taken over answers what it likes.  picture_service.c is
 * compiled here with a look of the test's own, and a second to wait.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/defender/evidence/picture_service.h"
#include "common/bytes/stream.h"

/* What the service, which is forked after it is set, will say. */
static struct picture_result said;
static enum { NO_FD, MEMORY, EMPTY, NAMED, FOLDER } copy_of;
static bool hangs;

void
picture_examine(int fd, enum picture_want want,
    const struct picture_forget *forget, struct picture_result *ret_result)
{
	(void)fd;
	(void)want;
	(void)forget;
	*ret_result = said;
	ret_result->copy_fd = -1;
	if (copy_of == MEMORY || copy_of == EMPTY)
		ret_result->copy_fd = memfd_create("", MFD_CLOEXEC);
	else if (copy_of == NAMED)
		ret_result->copy_fd = open("/proc/self/exe", O_RDONLY);
	else if (copy_of == FOLDER)
		ret_result->copy_fd = open("/", O_RDONLY | O_DIRECTORY);
	if (copy_of == MEMORY)
		(void)stream_write_all(ret_result->copy_fd, "copy", 4);
	while (hangs)
		(void)pause();
}

void
picture_copy_wipe(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

static void
good_answer(void)
{
	memset(&said, 0, sizeof(said));
	said.status = PICTURE_LOOKED;
	said.found.kind = PICTURE_JPEG;
	said.found.carries = PICTURE_PLACE;
	said.copy = PICTURE_COPY_CLEAN;
	copy_of = MEMORY;
	hangs = false;
}

/* Twice, as one that said nonsense is not asked again. */
static void
ask(enum picture_want want, struct picture_result *r)
{
	struct picture_service *service = picture_service_start();
	struct picture_result again;

	assert_non_null(service);
	picture_service_examine(service, 0, want, r);
	picture_service_examine(service, 0, want, &again);
	assert_int_equal(again.status, r->status);
	assert_int_equal(again.copy, r->copy);
	assert_int_equal(again.copy_fd >= 0, r->copy_fd >= 0);
	assert_int_equal(r->copy_fd >= 0, r->copy == PICTURE_COPY_CLEAN);
	picture_copy_wipe(again.copy_fd);
	picture_copy_wipe(r->copy_fd);
	picture_service_stop(service);
}

static void
what_makes_sense_is_taken(void **state)
{
	struct picture_result r;

	(void)state;
	good_answer();
	ask(PICTURE_WANT_COPY, &r);
	assert_int_equal(r.status, PICTURE_LOOKED);
	assert_int_equal(r.copy, PICTURE_COPY_CLEAN);
	good_answer();
	said.copy = PICTURE_COPY_LARGE;
	copy_of = NO_FD;
	ask(PICTURE_WANT_COPY, &r);
	assert_int_equal(r.status, PICTURE_LOOKED);
	assert_int_equal(r.copy, PICTURE_COPY_LARGE);
	said.status = PICTURE_BROKE;
	said.copy = PICTURE_COPY_NONE;
	ask(PICTURE_WANT_COPY, &r);
	assert_int_equal(r.status, PICTURE_BROKE);
}

static void
spoil(int way)
{
	switch (way) {
	case 0:
		said.status = (enum picture_status)(PICTURE_NO_CHILD + 1);
		break;
	case 1:
		said.copy = PICTURE_COPIES;
		break;
	case 2:
		said.found.kind = PICTURE_KINDS;
		break;
	case 3:
		said.found.carries = 1u << 31;
		break;
	case 4:
		memset(said.found.make, 'x', sizeof(said.found.make));
		break;
	case 5:
		memset(said.found.time, 'x', sizeof(said.found.time));
		break;
	case 6: /* a copy of what can't be cleaned */
		said.found.kind = PICTURE_PDF;
		break;
	case 7: /* of what was not looked into */
		said.status = PICTURE_BROKE;
		break;
	case 8: /* a copy that is none */
		copy_of = NO_FD;
		break;
	case 9:
		copy_of = EMPTY;
		break;
	case 10:
		copy_of = NAMED;
		break;
	case 11:
		copy_of = FOLDER;
		break;
	default: /* no copy, and yet one */
		said.copy = PICTURE_COPY_BAD;
		break;
	}
}

static void
nonsense_is_no_answer(void **state)
{
	struct picture_result r;

	(void)state;
	for (int way = 0; way < 13; way++) {
		good_answer();
		spoil(way);
		ask(PICTURE_WANT_COPY, &r);
		assert_int_equal(r.status, PICTURE_NO_CHILD);
		assert_int_equal(r.copy, PICTURE_COPY_NONE);
		assert_int_equal(r.found.carries, 0);
	}
	/* A copy that was not asked for. */
	good_answer();
	ask(PICTURE_LOOK_ONLY, &r);
	assert_int_equal(r.status, PICTURE_NO_CHILD);
}

static void
one_that_hangs_is_ended(void **state)
{
	struct picture_result r;

	(void)state;
	good_answer();
	hangs = true;
	ask(PICTURE_WANT_COPY, &r);
	assert_int_equal(r.status, PICTURE_NO_CHILD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_makes_sense_is_taken),
	    cmocka_unit_test(nonsense_is_no_answer),
	    cmocka_unit_test(one_that_hangs_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
