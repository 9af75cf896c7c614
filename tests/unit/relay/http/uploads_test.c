/* Which unfinished upload gives way (docs/RELAY-API.md 6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/bytes/steady_clock.h"
#include "relay/http/uploads.h"

#define SIZE 10000000u

static struct upload_open *
add(struct uploads *u, const char *id, uint64_t offset)
{
	struct upload_row row = {.size = SIZE, .offset = offset};
	struct upload_open *upload;

	(void)snprintf(row.id, sizeof(row.id), "%s", id);
	upload = uploads_add(u, &row);
	assert_non_null(upload);
	return upload;
}

static void
gives_way(const struct uploads *u, int64_t now, const char *id)
{
	const struct upload_open *weakest = uploads_weakest(u, now, 65536);

	if (id == NULL)
		assert_null(weakest);
	else
		assert_string_equal(weakest->row.id, id);
}

static void
who_brings_nothing_goes_first(void **state)
{
	int64_t now = steady_clock_seconds();
	struct uploads u = {0};
	struct upload_open *none, *some, *busy;

	(void)state;
	some = add(&u, "some", 5000);
	none = add(&u, "none", 0);
	busy = add(&u, "busy", 0);
	busy->busy = true;
	gives_way(&u, now, NULL);
	/* Ten seconds without a first byte; never one at work. */
	gives_way(&u, now + 11, "none");
	none->moved = now + 11;
	gives_way(&u, now + 12, NULL);
	/* A minute without another one. */
	none->moved = some->moved = now;
	gives_way(&u, now + 61, "none");
	uploads_remove(&u, none);
	some->moved = now + 61;
	gives_way(&u, now + 59, NULL);
	some->moved = now;
	gives_way(&u, now + 59, NULL);
	gives_way(&u, now + 61, "some");
	uploads_finish(&u);
}

/* Asking again and again is no progress; bytes are. */
static void
an_idle_minute_is_seen(void **state)
{
	int64_t now = steady_clock_seconds();
	struct uploads u = {0};
	struct upload_open *drips, *goes;

	(void)state;
	drips = add(&u, "drips", 900000);
	goes = add(&u, "goes", 1000);
	for (int64_t s = 1; s <= 61; s++) {
		drips->row.offset++;
		drips->moved = now + s;
		goes->row.offset += 2000;
		goes->moved = now + s;
		uploads_look(&u, now + s, 65536);
	}
	assert_true(drips->idle);
	assert_false(goes->idle);
	gives_way(&u, now + 61, "drips");
	assert_int_equal(uploads_idle_bytes(&u, now + 61), drips->row.offset);
	assert_ptr_equal(uploads_idlest(&u, now + 61), drips);
	/* A part that is on its way counts. */
	drips->busy = true;
	for (int64_t s = 62; s <= 122; s++) {
		drips->arriving += 5000;
		uploads_look(&u, now + s, 65536);
	}
	assert_false(drips->idle);
	/* Whoever goes on is not idle from then on, nor only a minute later. */
	drips->idle = true;
	drips->arriving += 70000;
	uploads_look(&u, now + 123, 65536);
	assert_false(drips->idle);
	uploads_finish(&u);
}

/*
 * Where all bring enough, the slowest of those that are slow; none that goes on
 * well, or a stamp a place would end every honest upload.
 */
static void
then_the_slowest_goes(void **state)
{
	int64_t now = steady_clock_seconds();
	struct uploads u = {0};
	struct upload_open *slow, *slower, *quick, *fresh;

	(void)state;
	slow = add(&u, "slow", 1700000);     /* 17,000 bytes a second */
	slower = add(&u, "slower", 1600000); /* 16,000 */
	quick = add(&u, "quick", 1800000);   /* 18,000 */
	fresh = add(&u, "fresh", 10);
	slow->begun = slower->begun = quick->begun = now - 100;
	slow->moved = slower->moved = quick->moved = fresh->moved = now;
	gives_way(&u, now, "slower");
	assert_int_equal(uploads_idle_bytes(&u, now), 0);
	assert_null(uploads_idlest(&u, now));
	uploads_remove(&u, slower);
	gives_way(&u, now, "slow");
	uploads_remove(&u, slow);
	/* Sixteen times 64 KiB a minute are 17,476 bytes a second. */
	gives_way(&u, now, NULL);
	uploads_finish(&u);
}

/* A whole one waits for its commit, and holds what it brought. */
static void
a_whole_one_stays(void **state)
{
	int64_t now = steady_clock_seconds();
	struct uploads u = {0};

	(void)state;
	(void)add(&u, "whole", SIZE);
	gives_way(&u, now + 1000, NULL);
	assert_null(uploads_idlest(&u, now + 1000));
	uploads_finish(&u);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_brings_nothing_goes_first),
	    cmocka_unit_test(an_idle_minute_is_seen),
	    cmocka_unit_test(then_the_slowest_goes),
	    cmocka_unit_test(a_whole_one_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
