#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "common/bytes/byte_reader.h"
#include "common/bytes/byte_writer.h"
#include "common/bytes/decimal_digits.h"
#include "common/bytes/durable_batch.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/file_wipe.h"
#include "common/bytes/printable_text.h"
#include "common/bytes/unicode.h"
#include "common/bytes/text_codec.h"
#include "common/bytes/utc_time.h"

static void
base64_is_strict(void **state)
{
	uint8_t out[8];
	size_t len;

	(void)state;
	assert_true(base64_decode(BASE64_UNPADDED, "Zm8", 3, out, 8, &len));
	assert_int_equal(len, 2);
	assert_false(base64_decode(BASE64_UNPADDED, "Zm8=", 4, out, 8, &len));
	assert_false(base64_decode(BASE64_PADDED, "Zm8", 3, out, 8, &len));
	assert_true(base64_decode(BASE64_PADDED, "Zm8=", 4, out, 8, &len));
	/* Bits that canonical text leaves zero. */
	assert_false(base64_decode(BASE64_UNPADDED, "Zm9", 3, out, 8, &len));
	assert_false(base64_decode(BASE64_UNPADDED, "Zm8\n", 4, out, 8, &len));
	assert_false(base64_decode(BASE64_UNPADDED, "Zm 8", 4, out, 8, &len));
	assert_false(base64_decode(BASE64_UNPADDED, "Z-8_", 4, out, 8, &len));
	assert_false(base64_decode(BASE64_UNPADDED, "AAAA", 4, out, 2, &len));
	assert_true(base64_decode(BASE64_UNPADDED, "", 0, out, 8, &len));
	assert_int_equal(len, 0);
}

static void
numbers_have_one_spelling(void **state)
{
	uint64_t n = 7;

	(void)state;
	assert_true(decimal_decode("0", 1, 9, &n));
	assert_int_equal(n, 0);
	assert_true(decimal_decode("18446744073709551615", 20, UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
	assert_false(
	    decimal_decode("18446744073709551616", 20, UINT64_MAX, &n));
	assert_false(decimal_decode("00", 2, 99, &n));
	assert_false(decimal_decode("01", 2, 99, &n));
	assert_false(decimal_decode("+1", 2, 99, &n));
	assert_false(decimal_decode("-1", 2, 99, &n));
	assert_false(decimal_decode(" 1", 2, 99, &n));
	assert_false(decimal_decode("", 0, 99, &n));
	assert_false(decimal_decode("10", 2, 9, &n));
	assert_false(decimal_decode("8", 1, 7, &n));
	assert_true(decimal_decode("7", 1, 7, &n));
	for (uint64_t limit = 0; limit < 300; limit++)
		for (uint64_t v = 0; v < 310; v++) {
			char text[8];
			int len = snprintf(text, sizeof(text), "%d", (int)v);

			assert_int_equal(
			    decimal_decode(text, (size_t)len, limit, &n),
			    v <= limit);
		}
}

/* Each byte value in each place of a group: only the alphabet is taken. */
static void
text_codecs_take_their_alphabet_alone(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char digits[] = "0123456789abcdef";
	uint8_t out[8];
	uint64_t value;
	char text[9];
	size_t len;

	(void)state;
	for (int c = 0; c < 256; c++)
		for (size_t at = 0; at < 8; at++) {
			memset(text, 'A', 8);
			text[at] = (char)c;
			for (int form = 0; form < 2; form++)
				assert_int_equal(
				    base64_decode((enum base64_form)form, text,
					8, out, sizeof(out), &len),
				    (c != 0 && strchr(alphabet, c)) ||
					(c == '=' && at == 7 &&
					    form == BASE64_PADDED));
			memset(text, '1', 8);
			text[at] = (char)c;
			assert_int_equal(hex_decode(text, 8, out, 4),
			    c != 0 && strchr(digits, c) != NULL);
			assert_int_equal(
			    decimal_decode(text, 8, 99999999, &value),
			    c >= (at == 0 ? '1' : '0') && c <= '9');
		}
}

static void
hexadecimal_is_lower_case(void **state)
{
	uint8_t out[2];

	(void)state;
	assert_true(hex_decode("0aff", 4, out, 2));
	assert_false(hex_decode("0aFf", 4, out, 2));
	assert_false(hex_decode("0af", 3, out, 2));
	assert_false(hex_decode("0ag0", 4, out, 2));
}

static void
text_is_neutralised(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"plain \xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a",
		"plain \xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a"},
	    {"a\x1b[31mb", "a<U+001B>[31mb"},
	    {"a\xe2\x80\xae"
	     "gpj.exe",
		"a<U+202E>gpj.exe"},
	    {"\xe2\x81\xa6x\xe2\x81\xa9", "<U+2066>x<U+2069>"},
	    {"line\nbreak\ttab", "line<U+000A>break<U+0009>tab"},
	    {"\xff\xfe", "<0xFF><0xFE>"},
	    {"\xc0\xaf", "<0xC0><0xAF>"},           /* overlong */
	    {"\xed\xa0\x80", "<0xED><0xA0><0x80>"}, /* surrogate */
	    {"\xf4\x90\x80\x80", "<0xF4><0x90><0x80><0x80>"},
	    {"\xc2\x9b", "<U+009B>"}, /* C1 control sequence introducer */
	    {"\xf3\xa0\x81\x81", "<U+E0041>"},
	    {"\xe4\xbd\xa0\xe5\xa5\xbd", "\xe4\xbd\xa0\xe5\xa5\xbd"},
	};
	char line[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		printable_text_line(
		    cases[i].in, strlen(cases[i].in), line, sizeof(line));
		assert_string_equal(line, cases[i].out);
	}
	/* Cut between characters, never within one or an escape. */
	printable_text_line("ab\xe4\xbd\xa0", 5, line, 5);
	assert_string_equal(line, "ab");
	printable_text_line("ab\x1b", 3, line, 8);
	assert_string_equal(line, "ab");
}

static void
digits_of_every_script_are_read(void **state)
{
	char out[16];

	(void)state;
	assert_true(decimal_digits_read("12-34 5", 7, 5, out));
	assert_string_equal(out, "12345");
	assert_true(decimal_digits_read("\xd9\xa1\xd9\xa2\xdb\xb3", 6, 3, out));
	assert_string_equal(out, "123");
	assert_true(decimal_digits_read(
	    "\xef\xbc\x91\xe3\x80\x80\xe0\xa5\xa8", 9, 2, out));
	assert_string_equal(out, "12");
	assert_false(decimal_digits_read("1234", 4, 5, out));
	assert_false(decimal_digits_read("123456", 6, 5, out));
	assert_false(decimal_digits_read("12a45", 5, 5, out));
	assert_false(decimal_digits_read("\xc2\xbd", 2, 1, out)); /* a half */
}

static void
times_have_one_spelling(void **state)
{
	char text[UTC_TIME_BYTES], week[UTC_WEEK_BYTES];
	int64_t t;

	(void)state;
	assert_true(utc_time_parse("2026-11-25T10:00:00Z", 20, &t));
	utc_time_format(t, text);
	assert_string_equal(text, "2026-11-25T10:00:00Z");
	utc_time_week(t, week);
	assert_string_equal(week, "2026-W48");
	/* ISO 8601: the first of January may be in the year before. */
	assert_true(utc_time_parse("2027-01-01T00:00:00Z", 20, &t));
	utc_time_week(t, week);
	assert_string_equal(week, "2026-W53");
	assert_false(utc_time_parse("2026-02-30T10:00:00Z", 20, &t));
	assert_false(utc_time_parse("2026-11-25T24:00:00Z", 20, &t));
	assert_false(utc_time_parse("2026-11-25 10:00:00Z", 20, &t));
	assert_false(utc_time_parse("2026-11-25T10:00:00+", 20, &t));
	assert_false(utc_time_parse("2026-1-25T10:00:00Z", 19, &t));
}

static void
readers_stop_at_the_end(void **state)
{
	struct byte_reader r;
	const char *line;
	uint64_t wide;
	uint16_t two;
	size_t len;

	(void)state;
	byte_reader_init(&r, "\x01\x02\x03", 3);
	assert_true(byte_reader_u16be(&r, &two));
	assert_int_equal(two, 0x0102);
	assert_false(byte_reader_u16be(&r, &two));
	assert_false(byte_reader_u64be(&r, &wide));
	assert_int_equal(r.left, 1);
	byte_reader_init(&r, "one\n\ntwo", 8);
	assert_true(byte_reader_line(&r, &line, &len));
	assert_int_equal(len, 3);
	assert_true(byte_reader_line(&r, &line, &len));
	assert_int_equal(len, 0);
	assert_false(byte_reader_line(&r, &line, &len));
}

static void
writers_keep_their_limit(void **state)
{
	struct byte_writer w;

	(void)state;
	byte_writer_init(&w, 10);
	byte_writer_text(&w, "0123456789");
	assert_false(w.failed);
	byte_writer_u8(&w, 1);
	assert_true(w.failed);
	assert_int_equal(w.len, 10);
	byte_writer_finish(&w);
}

static void
files_are_whole_or_absent(void **state)
{
	char folder[] = "/tmp/durable-XXXXXX", path[64];
	struct durable_file file;
	uint8_t *bytes;
	size_t len;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	assert_true(durable_file_begin(&file, path, 0600));
	assert_int_equal(write(file.fd, "half", 4), 4);
	assert_int_not_equal(access(path, F_OK), 0);
	durable_file_abandon(&file);
	assert_int_equal(rmdir(folder), 0); /* nothing is left */

	assert_non_null(mkdtemp(strcpy(folder, "/tmp/durable-XXXXXX")));
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	assert_true(
	    durable_file_write(path, "one", 3, 0600, DURABLE_KEEP_EXISTING));
	assert_false(
	    durable_file_write(path, "two", 3, 0600, DURABLE_KEEP_EXISTING));
	assert_int_equal(errno, EEXIST);
	assert_true(durable_file_read(path, 3, &bytes, &len));
	assert_memory_equal(bytes, "one", 4);
	free(bytes);
	assert_true(
	    durable_file_write(path, "three", 5, 0600, DURABLE_REPLACE));
	assert_false(durable_file_read(path, 4, &bytes, &len));
	assert_int_equal(errno, EFBIG);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void
assert_shown(const char *text, const char *wanted)
{
	char line[256];

	printable_text_line(text, strlen(text), line, sizeof(line));
	assert_string_equal(line, wanted);
}

/* What has no ink is named, unless writing needs it where it stands. */
static void
hidden_characters_are_named(void **state)
{
	(void)state;
	/* Hangul fillers, a blank Braille cell, private use, a noncharacter. */
	assert_shown("[\xe1\x85\x9f]", "[<U+115F>]");
	assert_shown("[\xe3\x85\xa4]", "[<U+3164>]");
	assert_shown("[\xe2\xa0\x80]", "[<U+2800>]");
	assert_shown("[\xee\x80\x80]", "[<U+E000>]");
	assert_shown("[\xef\xbf\xbe]", "[<U+FFFE>]");
	assert_shown("[\xef\xb7\x90]", "[<U+FDD0>]");
	assert_shown("[\xcd\x8f]", "[<U+034F>]");
	assert_shown("[\xc2\x85\xe2\x80\xa8]", "[<U+0085><U+2028>]");
	assert_shown("[\xf0\x9b\xb2\xa0]", "[<U+1BCA0>]");
	/* ZWNJ in Persian, ZWJ in Sinhala; not alone, nor twice, nor first. */
	assert_shown("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae",
	    "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae");
	assert_shown("\xe0\xb7\x8a\xe2\x80\x8d\xe0\xb6\xbb",
	    "\xe0\xb7\x8a\xe2\x80\x8d\xe0\xb6\xbb");
	assert_shown("\xe2\x80\x8cx", "<U+200C>x");
	assert_shown(" \xe2\x80\x8d", " <U+200D>");
	assert_shown("a\xe2\x80\x8d\xe2\x80\x8d", "a\xe2\x80\x8d<U+200D>");
	/* A heart with its colours, a name's own form; not behind a bracket. */
	assert_shown("\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f");
	assert_shown(
	    "\xe8\xbe\xbb\xf3\xa0\x84\x80", "\xe8\xbe\xbb\xf3\xa0\x84\x80");
	assert_shown("[\xef\xb8\x8f]", "[<U+FE0F>]");
	assert_shown("a\xef\xb8\x8f\xef\xb8\x8f", "a\xef\xb8\x8f<U+FE0F>");
	/* What reorders is named; marks of direction go, and are counted. */
	assert_shown("a\xe2\x80\xae"
		     "b",
	    "a<U+202E>b");
	assert_shown("a\xe2\x80\x8f\xd8\x9c"
		     "b",
	    "ab");
	assert_int_equal(
	    printable_text_direction_marks("a\xe2\x80\x8f\xd8\x9c\xff", 7), 2);
	/* What is typed keeps the blank of Braille. */
	assert_true(printable_text_safe(0x2800));
	assert_false(printable_text_safe(0x3164));
	/* The sign of an Arabic year is seen. */
	assert_shown("\xd8\x81"
		     "5",
	    "\xd8\x81"
	    "5");
	assert_int_equal(unicode_columns(0x4e2d), 2);
	assert_int_equal(unicode_columns('a'), 1);
	assert_int_equal(unicode_columns(0x301), 0);
	assert_int_equal(unicode_columns(0x3164), 0);
	assert_int_equal(unicode_columns(0x10ffff), 0);
}

/* One of them has a folder in the place of its name; the others go on. */
/* Its bytes are gone before its name: seen by a second name of the same file.
 */
static void
a_wiped_file_has_other_bytes_and_no_name(void **state)
{
	static char folder[] = "/tmp/valise-wipe-XXXXXX";
	char path[64], other[64], aim[64];
	uint8_t *bytes;
	size_t len;

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/one", folder);
	(void)snprintf(other, sizeof(other), "%s/two", folder);
	(void)snprintf(aim, sizeof(aim), "%s/aim", folder);
	assert_true(file_wipe(path)); /* nothing is there */
	assert_true(durable_file_write(
	    path, "a secret that is long enough", 28, 0600, DURABLE_REPLACE));
	assert_int_equal(link(path, other), 0);
	assert_true(file_wipe(path));
	assert_int_equal(access(path, F_OK), -1);
	assert_true(durable_file_read(other, 100, &bytes, &len));
	assert_int_equal(len, 28);
	assert_memory_not_equal(bytes, "a secret that is long enough", 28);
	free(bytes);
	/* What a link leads to stays. */
	assert_true(
	    durable_file_write(aim, "it stays", 8, 0600, DURABLE_REPLACE));
	assert_int_equal(symlink(aim, path), 0);
	assert_true(file_wipe(path));
	assert_int_equal(access(path, F_OK), -1);
	assert_true(durable_file_read(aim, 100, &bytes, &len));
	assert_memory_equal(bytes, "it stays", 8);
	free(bytes);
	/* Nor is a pipe waited for. */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(file_wipe(path));
	assert_false(file_wipe(folder)); /* a folder is none */
	assert_int_equal(unlink(other) | unlink(aim) | rmdir(folder), 0);
}

static void
files_of_a_batch_have_their_own_results(void **state)
{
	char folder[] = "/tmp/batch-XXXXXX", path[64], taken[64];
	struct durable_batch *b = durable_batch_create();
	struct durable_file file;
	uint8_t *bytes;
	size_t len;

	(void)state;
	assert_non_null(b);
	assert_non_null(mkdtemp(folder));
	(void)snprintf(taken, sizeof(taken), "%s/1", folder);
	assert_int_equal(mkdir(taken, 0700), 0);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s/%zu", folder, i);
		assert_true(durable_file_begin(&file, path, 0600));
		assert_int_equal(write(file.fd, "abc", i + 1), i + 1);
		assert_int_equal(durable_batch_add(b, &file), i);
		assert_int_equal(file.fd, -1);
		/* It has no name before all are synced. */
		assert_int_equal(access(path, F_OK) == 0, i == 1);
	}
	assert_int_equal(durable_batch_count(b), 3);
	durable_batch_commit(b);
	assert_int_equal(durable_batch_error(b, 0), 0);
	assert_int_not_equal(durable_batch_error(b, 1), 0);
	assert_int_equal(durable_batch_error(b, 2), 0);
	(void)snprintf(path, sizeof(path), "%s/2", folder);
	assert_true(durable_file_read(path, 3, &bytes, &len));
	assert_int_equal(len, 3);
	free(bytes);
	durable_batch_destroy(b);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/0", folder);
	assert_int_equal(unlink(path), 0);
	/* One that is not committed leaves nothing. */
	b = durable_batch_create();
	assert_non_null(b);
	assert_true(durable_file_begin(&file, path, 0600));
	assert_int_equal(durable_batch_add(b, &file), 0);
	durable_batch_destroy(b);
	assert_int_equal(rmdir(taken), 0);
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hidden_characters_are_named),
	    cmocka_unit_test(base64_is_strict),
	    cmocka_unit_test(text_codecs_take_their_alphabet_alone),
	    cmocka_unit_test(numbers_have_one_spelling),
	    cmocka_unit_test(hexadecimal_is_lower_case),
	    cmocka_unit_test(text_is_neutralised),
	    cmocka_unit_test(digits_of_every_script_are_read),
	    cmocka_unit_test(times_have_one_spelling),
	    cmocka_unit_test(readers_stop_at_the_end),
	    cmocka_unit_test(writers_keep_their_limit),
	    cmocka_unit_test(files_are_whole_or_absent),
	    cmocka_unit_test(a_wiped_file_has_other_bytes_and_no_name),
	    cmocka_unit_test(files_of_a_batch_have_their_own_results),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
