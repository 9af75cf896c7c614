#include "tests/unit/unit.h"

#include "common/qr/qr_code.h"

/* A reader of another hand decodes them: tests/flows/directory_update.sh. */
#define DIGITS "06137315952997745430173183893944604523741324822815"
#define GROUPS "06137 31595 29977 45430 17318 38939 44604 52374 13248 22815"

static void
only_fifty_digits_are_taken(void **state)
{
	static const char *const bad[] = {"", "1", DIGITS "1", GROUPS " 1",
	    "0613731595299774543017318389394460452374132482281",
	    "0613731595299774543017318389394460452374132482281a",
	    "06137-31595-29977-45430-17318-38939-44604-52374-13248-22815",
	    "\331\2406137315952997745430173183893944604523741324822815"};
	struct qr_code code, again;

	(void)state;
	memset(&code, 1, sizeof(code));
	again = code;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(qr_code_make(bad[i], &code));
	assert_memory_equal(&code, &again, sizeof(code)); /* untouched */
	assert_true(qr_code_make(DIGITS, &code));
	assert_true(qr_code_make(GROUPS, &again));
	assert_memory_equal(&code, &again, sizeof(code));
}

/* The dark ring of seven with a core of three, at three of the corners. */
static void
the_corners_are_marked(void **state)
{
	static const unsigned corners[][2] = {
	    {0, 0}, {0, QR_CODE_SIDE - 7}, {QR_CODE_SIDE - 7, 0}};
	struct qr_code code;

	(void)state;
	assert_true(qr_code_make(DIGITS, &code));
	for (size_t i = 0; i < 3; i++)
		for (unsigned y = 0; y < 7; y++)
			for (unsigned x = 0; x < 7; x++) {
				bool ring =
				    y == 0 || y == 6 || x == 0 || x == 6;
				bool core = y > 1 && y < 5 && x > 1 && x < 5;

				assert_int_equal(code.dark[corners[i][0] + y]
							  [corners[i][1] + x],
				    ring || core);
			}
}

/* Blocks in a line; each must be one of the four. */
static size_t
blocks_in(const char *row)
{
	size_t n = 0;

	for (; *row != '\0'; n++) {
		bool space = *row == ' ';

		assert_true(space || strncmp(row, "▀", 3) == 0 ||
		    strncmp(row, "▄", 3) == 0 || strncmp(row, "█", 3) == 0);
		row += space ? 1 : 3;
	}
	return n;
}

static void
lines_hold_the_quiet_zone(void **state)
{
	char dark[QR_CODE_ROW_BYTES], light[QR_CODE_ROW_BYTES];
	struct qr_code code;

	(void)state;
	assert_true(qr_code_make(DIGITS, &code));
	assert_int_equal(qr_code_rows(0), 13);
	assert_int_equal(qr_code_rows(2), 15);
	assert_int_equal(qr_code_rows(4), 17);
	for (unsigned quiet = 0; quiet <= QR_CODE_QUIET; quiet++)
		for (unsigned row = 0; row < qr_code_rows(quiet); row++) {
			qr_code_row(&code, QR_DARK_INK, quiet, row, dark);
			qr_code_row(&code, QR_LIGHT_INK, quiet, row, light);
			assert_int_equal(blocks_in(dark), 25 + 2 * quiet);
			assert_int_equal(blocks_in(light), 25 + 2 * quiet);
			if (row < quiet / 2) {
				assert_int_equal(strspn(dark, " "),
				    25 + 2 * quiet); /* nothing printed */
				assert_null(strchr(light, ' '));
			}
		}
	/* The top of two corners, and light below an odd last row. */
	qr_code_row(&code, QR_DARK_INK, 0, 0, dark);
	assert_memory_equal(dark, "█▀▀▀▀▀█ ", 22);
	qr_code_row(&code, QR_DARK_INK, 0, 12, dark);
	assert_memory_equal(dark, "▀▀▀▀▀▀▀ ", 22);
	qr_code_row(&code, QR_LIGHT_INK, 0, 12, light);
	assert_memory_equal(light, "▄▄▄▄▄▄▄█", 24);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_fifty_digits_are_taken),
	    cmocka_unit_test(the_corners_are_marked),
	    cmocka_unit_test(lines_hold_the_quiet_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
