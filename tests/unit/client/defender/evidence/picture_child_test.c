/*
 * A child that was taken over says and does what it likes.  picture.c is
 * compiled here with a child of the test's own, and a second to wait.
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "client/defender/evidence/picture_child.h"
#include "common/bytes/stream.h"

static struct picture_answer said; /* what the child begins with */
static size_t said_len;
static uint32_t said_of_copy;
static uint32_t second_carries;
static enum { END, WAIT, KILLED, LOCAL } then;

_Noreturn void
picture_child_run(
    int in, int copy, int out, const struct picture_forget *forget)
{
	(void)in;
	(void)forget;
	if (copy < 0 && then != KILLED) {
		/* The second look, at the copy. */
		said.found.carries = second_carries;
		said_of_copy = UINT32_MAX;
	}
	(void)stream_write_all(out, &said, said_len);
	if (said_of_copy != UINT32_MAX)
		(void)stream_write_all(
		    out, &said_of_copy, sizeof(said_of_copy));
	if (then == KILLED)
		(void)raise(SIGKILL);
	while (then == WAIT)
		(void)pause();
	_exit(then == LOCAL ? PICTURE_CHILD_LOCAL : 0);
}

static void
examine(struct picture_result *r)
{
	const struct picture_forget nothing = {NULL, NULL};

	picture_examine(-1, PICTURE_WANT_COPY, &nothing, r);
	assert_int_equal(r->copy_fd >= 0, r->copy == PICTURE_COPY_CLEAN);
	picture_copy_wipe(r->copy_fd);
}

static void
good_answer(void)
{
	memset(&said, 0, sizeof(said));
	said.found.kind = PICTURE_JPEG;
	said.found.carries = PICTURE_PLACE;
	said_len = sizeof(said);
	said_of_copy = PICTURE_COPY_CLEAN;
	then = END;
}

static void
what_makes_sense_is_taken(void **state)
{
	struct picture_result r;

	(void)state;
	good_answer();
	examine(&r);
	assert_int_equal(r.status, PICTURE_LOOKED);
	assert_int_equal(r.copy, PICTURE_COPY_CLEAN);
	/* It is not waited for once all is said. */
	then = WAIT;
	examine(&r);
	assert_int_equal(r.copy, PICTURE_COPY_CLEAN);
	/* Another child is asked about the copy. */
	second_carries = PICTURE_TIME;
	examine(&r);
	assert_int_equal(r.copy, PICTURE_COPY_BROKE);
	second_carries = 0;
}

static void
nonsense_is_a_broken_look(void **state)
{
	struct picture_result r;

	(void)state;
	for (int i = 0; i < 9; i++) {
		good_answer();
		if (i == 0)
			said.status = PICTURE_BROKE;
		else if (i == 1)
			said.status = UINT32_MAX;
		else if (i == 2)
			said.found.kind = PICTURE_KINDS;
		else if (i == 3)
			said.found.carries = 1u << 31;
		else if (i == 4)
			memset(said.found.make, 'x', sizeof(said.found.make));
		else if (i == 5)
			memset(said.found.time, 'x', sizeof(said.found.time));
		else {
			said_len = i == 6 ? sizeof(said) - 1 : 0;
			said_of_copy = UINT32_MAX;
		}
		if (i == 8)
			then = KILLED;
		examine(&r);
		assert_int_equal(r.status, PICTURE_BROKE);
		assert_int_equal(r.copy, PICTURE_COPY_NONE);
	}
	good_answer();
	said_len = 0;
	said_of_copy = UINT32_MAX;
	then = LOCAL;
	examine(&r);
	assert_int_equal(r.status, PICTURE_NO_CHILD);
}

/* What was found stands, even where the cleaning breaks. */
static void
nonsense_of_a_copy_is_a_broken_copy(void **state)
{
	const uint32_t words[] = {PICTURE_COPY_NONE, PICTURE_COPY_BROKE,
	    PICTURE_COPIES, UINT32_MAX - 1, UINT32_MAX};
	struct picture_result r;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		good_answer();
		said_of_copy = words[i];
		if (i % 2 == 1)
			then = KILLED;
		examine(&r);
		assert_int_equal(r.status, PICTURE_LOOKED);
		assert_int_equal(r.found.carries, PICTURE_PLACE);
		assert_int_equal(r.copy, PICTURE_COPY_BROKE);
	}
}

static void
one_that_hangs_is_ended(void **state)
{
	struct picture_result r;
	time_t start = time(NULL);

	(void)state;
	good_answer();
	said_len = 10;
	said_of_copy = UINT32_MAX;
	then = WAIT;
	examine(&r);
	assert_int_equal(r.status, PICTURE_BROKE);
	good_answer();
	said_of_copy = UINT32_MAX;
	then = WAIT;
	examine(&r);
	assert_int_equal(r.copy, PICTURE_COPY_BROKE);
	assert_true(time(NULL) - start < 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_makes_sense_is_taken),
	    cmocka_unit_test(nonsense_is_a_broken_look),
	    cmocka_unit_test(nonsense_of_a_copy_is_a_broken_copy),
	    cmocka_unit_test(one_that_hangs_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
