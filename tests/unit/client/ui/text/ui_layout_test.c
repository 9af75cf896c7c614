/* client/ui: rows, columns and the order in which a line is seen. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/ui/text/text_layout.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"

static void
build(struct text_layout *layout, const char *text, unsigned columns,
    enum text_order order)
{
	text_layout_init(layout, columns, order);
	assert_true(text_layout_build(layout, text, strlen(text)));
}

/* UTF-8 of the base of each cell from the left, '_' for a blank one. */
static void
seen(struct text_layout *layout, const char *text, size_t row, char *ret)
{
	size_t n, len = 0;
	const struct text_cell *cells =
	    text_layout_cells(layout, text, row, &n);
	uint32_t p;

	for (size_t i = 0; i < n; i++) {
		p = cells[i].n == 0 ? '_' : cells[i].points[0];
		if (p >= 0x800) {
			ret[len++] = (char)(0xe0 | p >> 12);
			ret[len++] = (char)(0x80 | (p >> 6 & 63));
			ret[len++] = (char)(0x80 | (p & 63));
		} else if (p >= 0x80) {
			ret[len++] = (char)(0xc0 | p >> 6);
			ret[len++] = (char)(0x80 | (p & 63));
		} else {
			ret[len++] = (char)p;
		}
	}
	ret[len] = '\0';
}

static void
assert_rows(const char *text, unsigned columns, const char *const *expected)
{
	struct text_layout layout;
	char row[400];
	size_t n = 0;

	build(&layout, text, columns, TEXT_ORDER_OURS);
	for (; expected[n] != NULL; n++) {
		assert_true(n < layout.rows);
		seen(&layout, text, n, row);
		assert_string_equal(row, expected[n]);
	}
	assert_int_equal(layout.rows, n);
	text_layout_finish(&layout);
}

static void
rows_break_where_readers_expect(void **state)
{
	(void)state;
	assert_rows("", 10, (const char *[]){"", NULL});
	assert_rows(
	    "one\n\ntwo\n", 10, (const char *[]){"one", "", "two", "", NULL});
	assert_rows("the quick brown fox", 10,
	    (const char *[]){"the_quick_", "brown_fox", NULL});
	/* The space that does not fit hangs over. */
	assert_rows("the quickly brown", 11,
	    (const char *[]){"the_quickly_", "brown", NULL});
	assert_rows("incomprehensible", 10,
	    (const char *[]){"incomprehe", "nsible", NULL});
	/* A wide character is not cut at the edge. */
	assert_rows(
	    "中文中文中文", 9, (const char *[]){"中文中文", "中文", NULL});
	assert_rows(
	    "a中文中文中文", 9, (const char *[]){"a中文中文", "中文", NULL});
	/* A closing mark does not begin a row. */
	assert_rows(
	    "中文中文。中文", 8, (const char *[]){"中文中", "文。中文", NULL});
	assert_rows("a\tb", 12, (const char *[]){"a_b", NULL});
}

static void
right_to_left_lines_are_reordered(void **state)
{
	(void)state;
	/* Hebrew has no shapes; digits keep their order. */
	assert_rows("אבג 123 דה", 20, (const char *[]){"הד_123_גבא", NULL});
	assert_rows("abc אבג def", 20, (const char *[]){"abc_גבא_def", NULL});
	assert_rows("אב abc 12 גד", 20, (const char *[]){"דג_abc_12_בא", NULL});
	/* Brackets are mirrored where they go right to left. */
	assert_rows("א(ב)ג", 20, (const char *[]){"ג(ב)א", NULL});
	/* Arabic letters are joined: seen meem, alef, lam medial, seen initial.
	 */
	assert_rows("سلام", 20,
	    (const char *[]){
		"\xef\xbb\xa1\xef\xba\x8e\xef\xbb\xa0\xef\xba\xb3", NULL});
	/* The first strong character of each paragraph says the way. */
	assert_rows(
	    "12 אב\nab אב", 20, (const char *[]){"בא_12", "ab_בא", NULL});
}

static void
the_cursor_is_where_the_character_is(void **state)
{
	const char *text = "אבג 123 דה";
	struct text_layout layout;

	(void)state;
	build(&layout, text, 20, TEXT_ORDER_OURS);
	/* Aligned right in 21 cells; the first letter is rightmost. */
	assert_int_equal(text_layout_column(&layout, text, 0), 20);
	assert_int_equal(text_layout_column(&layout, text, 2), 19);
	assert_int_equal(text_layout_column(&layout, text, 7), 14); /* 1 */
	assert_int_equal(text_layout_column(&layout, text, 8), 15); /* 2 */
	assert_int_equal(text_layout_column(&layout, text, strlen(text)), 10);
	assert_int_equal(text_layout_offset(&layout, text, 0, 20), 0);
	assert_int_equal(text_layout_offset(&layout, text, 0, 15), 8);
	assert_int_equal(text_layout_offset(&layout, text, 0, 0), strlen(text));
	text_layout_finish(&layout);
	/* A terminal that reorders gets the logical order, from the left. */
	build(&layout, text, 20, TEXT_ORDER_TERMINAL);
	assert_int_equal(text_layout_column(&layout, text, 0), 0);
	assert_int_equal(text_layout_column(&layout, text, 8), 5);
	assert_int_equal(text_layout_column(&layout, text, strlen(text)), 10);
	text_layout_finish(&layout);

	text = "the quick brown fox";
	build(&layout, text, 10, TEXT_ORDER_OURS);
	assert_int_equal(text_layout_row_of(&layout, 9), 0);
	assert_int_equal(text_layout_row_of(&layout, 10), 1);
	assert_int_equal(text_layout_row_last(&layout, text, 0), 9);
	assert_int_equal(text_layout_row_last(&layout, text, 1), 19);
	assert_int_equal(text_layout_offset(&layout, text, 0, 99), 9);
	assert_int_equal(text_layout_offset(&layout, text, 1, 99), 19);
	assert_int_equal(text_layout_offset(&layout, text, 1, 2), 12);
	text_layout_finish(&layout);
}

/* Every cluster stands on one row once, inside it, and is found again. */
static void
check_layout(
    const char *text, size_t len, unsigned columns, enum text_order order)
{
	struct text_layout layout;
	const struct text_cell *cells;
	const struct text_row *row;
	size_t n, at = 0, bytes;
	unsigned column;

	text_layout_init(&layout, columns, order);
	assert_true(text_layout_build(&layout, text, len));
	for (size_t r = 0; r < layout.rows; r++) {
		row = text_layout_row(&layout, r);
		assert_int_equal(row->start, at);
		at = row->end + (row->soft ? 0 : 1);
		cells = text_layout_cells(&layout, text, r, &n);
		bytes = 0;
		column = n > 0 ? cells[0].column : 0;
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(cells[i].column, column);
			column += cells[i].columns;
			bytes += cells[i].len;
			assert_true(column <= layout.columns + 1);
		}
		assert_int_equal(bytes, row->end - row->start);
		if (n > 0 && cells[n / 2].columns > 0 && r % 7 == 0) {
			bytes = cells[n / 2].at;
			column = cells[n / 2].column;
			assert_int_equal(
			    text_layout_column(&layout, text, bytes), column);
			assert_int_equal(
			    text_layout_offset(&layout, text, r, column),
			    bytes);
		}
	}
	assert_int_equal(at, len + 1);
	text_layout_finish(&layout);
}

static void
samples_are_laid_out_whole(void **state)
{
	static const char *const samples[] = {
	    "ar", "en", "es", "fr", "ru", "zh"};
	const char *source = getenv("VALISE_SOURCE");
	uint8_t *bytes;
	char path[512];
	size_t len;

	(void)state;
	assert_non_null(source);
	for (size_t i = 0; i < 6; i++) {
		(void)snprintf(path, sizeof(path), "%s/tests/samples/%s.txt",
		    source, samples[i]);
		assert_true(durable_file_read(path, 1 << 20, &bytes, &len));
		assert_true(len > 4000);
		check_layout((char *)bytes, len, 78, TEXT_ORDER_OURS);
		check_layout((char *)bytes, len, 9, TEXT_ORDER_OURS);
		check_layout((char *)bytes, len, 118, TEXT_ORDER_TERMINAL);
		free(bytes);
	}
}

static void
odd_texts_are_laid_out_whole(void **state)
{
	static const char *const texts[] = {"\t\t\t\t\t\t\t", "        \n   ",
	    "ᄀᄀᄀᄀᄀᄀᄀᄀᄀᄀᄀᄀ", "🇫🇷🇫🇷🇫🇷🇫🇷🇫🇷🇫🇷🇫🇷", "سلام \t abc \t",
	    "क\xe0\xa4\xbe\xe0\xa4\xbe\xe0\xa4\xbe\xe0\xa4\xbe\xe0\xa4\xbe\xe0"
	    "\xa4"
	    "\xbe\xe0\xa4\xbe\xe0\xa4\xbe",
	    "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	    "א                 ב"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (unsigned columns = 2; columns < 20; columns++)
			check_layout(texts[i], strlen(texts[i]), columns,
			    TEXT_ORDER_OURS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_break_where_readers_expect),
	    cmocka_unit_test(right_to_left_lines_are_reordered),
	    cmocka_unit_test(the_cursor_is_where_the_character_is),
	    cmocka_unit_test(samples_are_laid_out_whole),
	    cmocka_unit_test(odd_texts_are_laid_out_whole),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
