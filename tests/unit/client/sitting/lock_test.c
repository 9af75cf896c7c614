#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/sitting/face.h"
#include "client/sitting/sitting.h"

/* A person who types what is listed, at a face that only counts. */
static const char *const *typing;
static size_t typed, covered, left, told;

static enum way
line(struct sitting *s, const struct face_line *asked, struct text_field *field)
{
	const char *word = typing[typed++];

	(void)s;
	assert_int_equal(asked->ask.offers & OFFERS_NO_BACK, OFFERS_NO_BACK);
	if (word == NULL)
		return WAY_BACK; /* there was no memory to ask in */
	(void)text_field_insert(
	    field, word, strlen(word), TEXT_BUFFER_PASTED, NULL);
	return WAY_NEXT;
}

static enum way
cover(struct sitting *s, const char *text)
{
	(void)s;
	(void)text;
	covered++;
	return WAY_NEXT;
}

static void
say(const char *text)
{
	told += text != NULL;
}

static void
leave(void)
{
	left++;
}

static enum way
unlock(const char *const *words)
{
	static const struct face face = {
	    .line = line, .cover = cover, .say = say, .leave = leave};
	static const struct sitting_ways ways = {.save = NULL};
	struct sitting s;
	enum way way;

	typing = words;
	typed = covered = left = told = 0;
	assert_true(sitting_init(&s, &face, &ways));
	(void)strcpy(s.lock_word, "sesame");
	way = sitting_lock(&s);
	assert_false(s.locked);
	sitting_finish(&s);
	return way;
}

static void
the_word_opens(void **state)
{
	static const char *const words[] = {"no", "sesame"};

	(void)state;
	assert_int_equal(unlock(words), WAY_NEXT);
	assert_int_equal(typed, 2);
	assert_int_equal(told, 1);
	assert_int_equal(covered, 0);
}

static void
ten_wrong_words_leave(void **state)
{
	static const char *const words[] = {
	    "1", "2", "3", "4", "5", "6", "7", "8", "", "sesam"};

	(void)state;
	assert_int_equal(unlock(words), WAY_QUICK_EXIT);
	assert_int_equal(typed, 10);
	assert_int_equal(left, 1);
}

/* Short memory opens nothing, and is not counted as a wrong word. */
static void
short_memory_opens_nothing(void **state)
{
	static const char *const words[] = {NULL, NULL, NULL, NULL, NULL, NULL,
	    NULL, NULL, NULL, NULL, NULL, NULL, "no", "sesame"};

	(void)state;
	assert_int_equal(unlock(words), WAY_NEXT);
	assert_int_equal(typed, 14);
	assert_int_equal(covered, 12);
	assert_int_equal(told, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_word_opens),
	    cmocka_unit_test(ten_wrong_words_leave),
	    cmocka_unit_test(short_memory_opens_nothing),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
