#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/defender/report/reply_code.h"
#include "common/bytes/secret.h"

/* Every single wrong digit and every swap of neighbours, in many codes. */
static void
slips_are_caught(void **state)
{
	char code[REPLY_CODE_DIGITS + 1], wrong[REPLY_CODE_DIGITS + 1];
	char out[REPLY_CODE_DIGITS + 1];

	(void)state;
	for (int n = 0; n < 2000; n++) {
		reply_code_make(code);
		assert_int_equal(reply_code_read(code, out), REPLY_CODE_OK);
		assert_string_equal(code, out);
		for (int i = 0; i < REPLY_CODE_DIGITS; i++) {
			for (char d = '0'; d <= '9'; d++) {
				(void)strcpy(wrong, code);
				wrong[i] = d;
				assert_int_equal(reply_code_read(wrong, out),
				    d == code[i] ? REPLY_CODE_OK
						 : REPLY_CODE_MISTYPED);
			}
			if (i == 0 || code[i] == code[i - 1])
				continue;
			(void)strcpy(wrong, code);
			wrong[i] = code[i - 1];
			wrong[i - 1] = code[i];
			assert_int_equal(
			    reply_code_read(wrong, out), REPLY_CODE_MISTYPED);
		}
	}
}

static void
codes_are_typed_freely(void **state)
{
	char code[REPLY_CODE_DIGITS + 1], out[REPLY_CODE_DIGITS + 1];
	char grouped[REPLY_CODE_TEXT_BYTES], arabic[200] = "";

	(void)state;
	reply_code_make(code);
	reply_code_group(code, grouped);
	assert_int_equal(strlen(grouped), 29);
	assert_int_equal(reply_code_read(grouped, out), REPLY_CODE_OK);
	for (int i = 0; i < REPLY_CODE_DIGITS; i++) {
		char one[4] = {(char)0xd9, (char)(0xa0 + code[i] - '0'),
		    i % 4 == 3 ? '-' : '\0', '\0'};

		(void)strcat(arabic, one);
	}
	assert_int_equal(reply_code_read(arabic, out), REPLY_CODE_OK);
	assert_string_equal(out, code);
	assert_int_equal(reply_code_read("", out), REPLY_CODE_MALFORMED);
	code[23] = '\0';
	assert_int_equal(reply_code_read(code, out), REPLY_CODE_MALFORMED);
}

/* Another machine, another intake: the same code, the same keys, or not. */
static void
keys_hang_on_code_and_intake(void **state)
{
	struct reply_keys *a = secret_alloc(sizeof(*a));
	struct reply_keys *b = secret_alloc(sizeof(*b));
	static const char code[] = "000000000000000000000001";

	(void)state;
	assert_true(reply_code_keys(code, "reprisals", a));
	assert_true(reply_code_keys(code, "reprisals", b));
	assert_memory_equal(a->identity.secret, b->identity.secret, 32);
	assert_memory_equal(a->voice_seed, b->voice_seed, 32);
	assert_true(reply_code_keys(code, "other", b));
	assert_memory_not_equal(a->identity.secret, b->identity.secret, 32);
	assert_memory_not_equal(a->identity.secret, a->voice_seed, 32);
	secret_free(a);
	secret_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(slips_are_caught),
	    cmocka_unit_test(codes_are_typed_freely),
	    cmocka_unit_test(keys_hang_on_code_and_intake),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
