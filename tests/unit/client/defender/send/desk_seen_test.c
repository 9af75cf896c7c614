#include "tests/unit/unit.h"

#include <stdlib.h>

#include "client/defender/send/desk_seen.h"

static const char text[] = "a note";

/* A note with that many entries that did not open, the last of them `mark`. */
static bool
add(struct desk_seen *seen, size_t at, size_t n, uint8_t mark, bool may_be)
{
	struct bulletin b = {.n_unopenable = n};
	bool ok;

	b.unopenable = calloc(n, sizeof(*b.unopenable));
	assert_non_null(b.unopenable);
	memset(b.unopenable[n - 1], mark, sizeof(*b.unopenable));
	ok = desk_seen_add(seen, at, &b, text, strlen(text), may_be);
	bulletin_finish(&b);
	return ok;
}

static bool
is_marked(const struct desk_seen *seen, uint8_t mark)
{
	uint8_t entry[RECEIPT_ENTRY_BYTES];

	memset(entry, mark, sizeof(entry));
	return desk_seen_could_not_open(seen, entry);
}

static bool
is_not(void *context, size_t at)
{
	return at != *(const size_t *)context;
}

/* Of a note that turns out to be forged nothing stays, and it took no room. */
static void
a_forged_note_takes_no_room(void **unused)
{
	size_t forged = 0;
	struct desk_seen seen;

	(void)unused;
	desk_seen_init(&seen);
	for (size_t at = 0; at < 20; at++)
		assert_true(add(&seen, 0, DESK_SEEN_ENTRIES_MAX, 1, false));
	assert_true(add(&seen, 1, 1, 2, true));
	assert_true(is_marked(&seen, 1));
	desk_seen_believe(&seen, is_not, &forged);
	assert_false(is_marked(&seen, 1));
	assert_true(is_marked(&seen, 2));
	assert_int_equal(seen.n_unopenable, 1);
	assert_int_equal(seen.note.len, strlen(text));
	forged = 1;
	desk_seen_believe(&seen, is_not, &forged);
	assert_false(is_marked(&seen, 2));
	assert_int_equal(seen.note.len, 0);
	desk_seen_finish(&seen);
}

static void
what_a_note_says_is_bounded(void **unused)
{
	struct desk_seen seen;

	(void)unused;
	desk_seen_init(&seen);
	assert_true(add(&seen, 0, DESK_SEEN_ENTRIES_MAX + 1, 1, true));
	assert_false(is_marked(&seen, 1));
	assert_int_equal(seen.n_unopenable, DESK_SEEN_ENTRIES_MAX);
	desk_seen_finish(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_forged_note_takes_no_room),
	    cmocka_unit_test(what_a_note_says_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
