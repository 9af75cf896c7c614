/* client/ui: texts that are written, their characters and their history. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/ui/text/grapheme.h"
#include "client/ui/text/text_buffer.h"
#include "client/ui/text/text_layout.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"

static const char *const samples[] = {"ar", "en", "es", "fr", "ru", "zh"};

static uint8_t *
read_sample(const char *language, size_t *ret_len)
{
	const char *source = getenv("VALISE_SOURCE");
	uint8_t *bytes;
	char path[512];

	assert_non_null(source);
	(void)snprintf(
	    path, sizeof(path), "%s/tests/samples/%s.txt", source, language);
	assert_true(durable_file_read(path, 1 << 20, &bytes, ret_len));
	return bytes;
}

static void
type(struct text_buffer *buffer, const char *text)
{
	assert_int_equal(text_buffer_insert(buffer, text, strlen(text),
			     TEXT_BUFFER_TYPED, NULL),
	    TEXT_BUFFER_DONE);
}

static void
assert_text(const struct text_buffer *buffer, const char *expected)
{
	assert_int_equal(text_buffer_len(buffer), strlen(expected));
	assert_memory_equal(
	    text_buffer_text(buffer), expected, strlen(expected));
}

static void
clusters_are_what_readers_count(void **state)
{
	static const struct {
		const char *text;
		size_t clusters;
		unsigned columns; /* of the first */
		size_t points;
	} cases[] = {
	    {"a", 1, 1, 1},
	    {"e\xcc\x81", 1, 1, 2},                  /* e, combining acute */
	    {"中", 1, 2, 1},                         /* wide */
	    {"한", 1, 2, 1},                         /* Hangul, composed */
	    {"ᄒ\xe1\x85\xa1\xe1\x86\xab", 1, 2, 3}, /* and by jamo */
	    {"👩\xe2\x80\x8d💻", 1, 2, 1},             /* woman, ZWJ, laptop */
	    {"👨\xe2\x80\x8d👩\xe2\x80\x8d👧", 1, 2, 1},
	    {"👍🏽", 1, 2, 1},  /* with a colour of skin */
	    {"🇫🇷🇪🇹", 2, 2, 2},      /* two flags */
	    {"\xcc\x81x", 2, 1, 2}, /* a mark without a base */
	    {"بِ", 1, 1, 2},         /* with a kasra */
	    {"का", 1, 2, 2},        /* a sign with a column */
	    {"กำ", 1, 2, 2},
	};
	uint32_t points[GRAPHEME_POINTS];
	unsigned columns;
	size_t len, first;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		len = strlen(cases[i].text);
		first = grapheme_next(cases[i].text, len, 0);
		if (grapheme_count(cases[i].text, len) != cases[i].clusters)
			fail_msg("clusters of case %zu", i);
		if (grapheme_drawing(cases[i].text, first, points, &columns) !=
		    cases[i].points)
			fail_msg("code points of case %zu", i);
		if (columns != cases[i].columns)
			fail_msg("columns of case %zu: %u", i, columns);
	}
}

/* Forwards and backwards through six languages, the same boundaries. */
static void
samples_have_the_same_boundaries_both_ways(void **state)
{
	size_t len, at, next;
	uint8_t *bytes;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		bytes = read_sample(samples[i], &len);
		assert_true(len > 4000); /* of which so much is enough */
		len = 4000;
		while (!printable_text_valid(bytes, len))
			len--;
		for (at = 0; at < len; at = next) {
			next = grapheme_next((char *)bytes, len, at);
			assert_true(next > at);
			assert_int_equal(
			    grapheme_previous((char *)bytes, len, next), at);
			assert_int_equal(
			    grapheme_snap((char *)bytes, len, at), at);
			if (next > at + 1)
				assert_int_equal(
				    grapheme_snap((char *)bytes, len, at + 1),
				    next);
		}
		free(bytes);
	}
}

static void
what_comes_in_is_clean(void **state)
{
	struct text_buffer *buffer = text_buffer_create(100, TEXT_MANY_LINES);
	struct text_cleaned cleaned;
	static const char dirty[] = "a\r\nb\rc\x1b[31m\xff\xe2\x80\xae"
				    "d\t\xe2\x80\xa9\xc2\x85\xe2\x80\x8d";

	(void)state;
	assert_int_equal(text_buffer_insert(buffer, dirty, sizeof(dirty) - 1,
			     TEXT_BUFFER_PASTED, &cleaned),
	    TEXT_BUFFER_DONE);
	assert_text(buffer,
	    "a\nb\nc[31m\xef\xbf\xbd"
	    "d\t\n\n\xe2\x80\x8d");
	assert_int_equal(cleaned.left_out, 2);
	assert_int_equal(cleaned.replaced, 1);
	text_buffer_destroy(buffer);

	buffer = text_buffer_create(4, TEXT_ONE_LINE);
	type(buffer, "a\n\tb");
	assert_text(buffer, "a  b");
	assert_int_equal(
	    text_buffer_insert(buffer, "c", 1, TEXT_BUFFER_TYPED, NULL),
	    TEXT_BUFFER_FULL);
	assert_int_equal(
	    text_buffer_insert(buffer, "\x07", 1, TEXT_BUFFER_TYPED, NULL),
	    TEXT_BUFFER_NOTHING);
	text_buffer_destroy(buffer);
}

static void
the_cursor_goes_by_characters(void **state)
{
	struct text_buffer *buffer = text_buffer_create(200, TEXT_MANY_LINES);

	(void)state;
	type(buffer, "x👩\xe2\x80\x8d💻e\xcc\x81");
	text_buffer_backward(buffer);
	assert_int_equal(text_buffer_cursor(buffer), 12);
	text_buffer_backward(buffer);
	assert_int_equal(text_buffer_cursor(buffer), 1);
	text_buffer_move(buffer, 3); /* inside: to its end */
	assert_int_equal(text_buffer_cursor(buffer), 12);
	assert_int_equal(text_buffer_backspace(buffer), TEXT_BUFFER_DONE);
	assert_text(buffer, "xe\xcc\x81");
	assert_int_equal(text_buffer_delete(buffer), TEXT_BUFFER_DONE);
	assert_text(buffer, "x");
	assert_int_equal(text_buffer_delete(buffer), TEXT_BUFFER_NOTHING);
	/* A mark that loses its line joins what is before; so the cursor. */
	type(buffer, "\n\xcc\x81");
	text_buffer_move(buffer, 2);
	text_buffer_backward(buffer);
	text_buffer_move(buffer, 1);
	assert_int_equal(text_buffer_delete(buffer), TEXT_BUFFER_DONE);
	assert_int_equal(text_buffer_cursor(buffer), 3);
	text_buffer_destroy(buffer);
}

static void
a_word_or_a_paste_is_undone_at_once(void **state)
{
	struct text_buffer *buffer = text_buffer_create(200, TEXT_MANY_LINES);
	static const char *const typed[] = {"a", "b", " ", "c", "d", "\n", "e"};

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		type(buffer, typed[i]);
	(void)text_buffer_insert(buffer, "XY", 2, TEXT_BUFFER_PASTED, NULL);
	type(buffer, "z");
	(void)text_buffer_backspace(buffer);
	(void)text_buffer_backspace(buffer);
	(void)text_buffer_backspace(buffer);
	assert_text(buffer, "ab cd\ne");
	assert_int_equal(text_buffer_undo(buffer), TEXT_BUFFER_DONE);
	assert_text(buffer, "ab cd\neXYz");
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "ab cd\neXY");
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "ab cd\ne");
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "ab cd");
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "ab");
	(void)text_buffer_redo(buffer);
	assert_text(buffer, "ab cd");
	type(buffer, "!");
	assert_int_equal(text_buffer_redo(buffer), TEXT_BUFFER_NOTHING);
	assert_int_equal(text_buffer_clear(buffer), TEXT_BUFFER_DONE);
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "ab cd!");
	(void)text_buffer_undo(buffer);
	(void)text_buffer_undo(buffer);
	(void)text_buffer_undo(buffer);
	assert_text(buffer, "");
	assert_int_equal(text_buffer_undo(buffer), TEXT_BUFFER_NOTHING);
	text_buffer_destroy(buffer);
}

#define OPERATIONS 1500
#define NAIVE_BYTES 65536

/* The naive model: a plain copy of the text after each operation. */
struct naive {
	char *after[OPERATIONS + 1];
	size_t n;
};

static void
remember(struct naive *naive, const struct text_buffer *buffer)
{
	naive->after[naive->n++] =
	    strndup(text_buffer_text(buffer), text_buffer_len(buffer));
}

/* The text with a piece of it replaced, as the naive model would have it. */
static void
assert_replaced(const struct text_buffer *buffer, const char *before, size_t at,
    size_t removed, const char *added)
{
	size_t len = strlen(added), rest = strlen(before) - at - removed;
	const char *text = text_buffer_text(buffer);

	assert_int_equal(text_buffer_len(buffer), at + len + rest);
	assert_memory_equal(text, before, at);
	assert_memory_equal(text + at, added, len);
	assert_memory_equal(text + at + len, before + at + removed, rest);
}

static void
edit_once(struct text_buffer *buffer, const char *before)
{
	static const char *const pieces[] = {"a", "Z ", "\n", "ж", "سلام ",
	    "中", "e\xcc\x81", "\xcc\x81", "👩\xe2\x80\x8d💻", "🇫🇷", "123", "\t",
	    "한", "\xe2\x80\x8d", "(", "की"};
	size_t at = text_buffer_cursor(buffer), len = strlen(before), end;
	const char *piece = pieces[randombytes_uniform(16)];

	switch (randombytes_uniform(8)) {
	case 0:
		text_buffer_move(
		    buffer, randombytes_uniform((uint32_t)len + 1));
		break;
	case 1:
		end = grapheme_previous(before, len, at);
		(void)text_buffer_backspace(buffer);
		assert_replaced(buffer, before, end, at - end, "");
		break;
	case 2:
		end = grapheme_next(before, len, at);
		(void)text_buffer_delete(buffer);
		assert_replaced(buffer, before, at, end - at, "");
		break;
	case 3:
		text_buffer_backward(buffer);
		break;
	case 4:
		(void)text_buffer_insert(
		    buffer, piece, strlen(piece), TEXT_BUFFER_PASTED, NULL);
		assert_replaced(buffer, before, at, 0, piece);
		break;
	default:
		type(buffer, piece);
		assert_replaced(buffer, before, at, 0, piece);
	}
	assert_int_equal(
	    grapheme_snap(text_buffer_text(buffer), text_buffer_len(buffer),
		text_buffer_cursor(buffer)),
	    text_buffer_cursor(buffer));
}

static bool
is_now(const struct text_buffer *buffer, const char *text)
{
	return text_buffer_len(buffer) == strlen(text) &&
	    memcmp(text_buffer_text(buffer), text, strlen(text)) == 0;
}

static void
random_edits_agree_with_copies(void **state)
{
	struct text_buffer *buffer =
	    text_buffer_create(NAIVE_BYTES, TEXT_MANY_LINES);
	struct naive naive = {.n = 0};
	size_t at;

	(void)state;
	remember(&naive, buffer);
	for (size_t i = 0; i < OPERATIONS; i++) {
		edit_once(buffer, naive.after[i]);
		remember(&naive, buffer);
	}
	/* Undone, the text goes back through its copies to nothing. */
	at = OPERATIONS;
	while (text_buffer_undo(buffer) == TEXT_BUFFER_DONE) {
		while (at > 0 && !is_now(buffer, naive.after[at]))
			at--;
		assert_true(is_now(buffer, naive.after[at]));
	}
	assert_text(buffer, "");
	while (text_buffer_redo(buffer) == TEXT_BUFFER_DONE) {
		while (at < OPERATIONS && !is_now(buffer, naive.after[at]))
			at++;
		assert_true(is_now(buffer, naive.after[at]));
	}
	assert_text(buffer, naive.after[OPERATIONS]);
	for (size_t i = 0; i < naive.n; i++)
		free(naive.after[i]);
	text_buffer_destroy(buffer);
}

static void
the_oldest_changes_are_forgotten_first(void **state)
{
	struct text_buffer *buffer = text_buffer_create(8, TEXT_ONE_LINE);
	char one[2] = "a";

	(void)state;
	for (int i = 0; i < 100; i++) {
		one[0] = (char)('a' + i % 26);
		(void)text_buffer_insert(
		    buffer, one, 1, TEXT_BUFFER_PASTED, NULL);
		if (i % 8 == 7)
			(void)text_buffer_clear(buffer);
	}
	while (text_buffer_undo(buffer) == TEXT_BUFFER_DONE)
		assert_true(text_buffer_len(buffer) <= 8);
	while (text_buffer_redo(buffer) == TEXT_BUFFER_DONE)
		;
	assert_text(buffer, "stuv");
	text_buffer_destroy(buffer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clusters_are_what_readers_count),
	    cmocka_unit_test(samples_have_the_same_boundaries_both_ways),
	    cmocka_unit_test(what_comes_in_is_clean),
	    cmocka_unit_test(the_cursor_goes_by_characters),
	    cmocka_unit_test(a_word_or_a_paste_is_undone_at_once),
	    cmocka_unit_test(random_edits_agree_with_copies),
	    cmocka_unit_test(the_oldest_changes_are_forgotten_first),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
