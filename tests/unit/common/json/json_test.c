#include "tests/unit/unit.h"

#include "common/json/json_scan.h"
#include "common/json/json_text.h"

static void
strict_scan_refuses(void **state)
{
	static const char *const bad[] = {"", " ", "{", "}", "[1,]", "{\"a\":}",
	    "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "-0", "1.0", "1e3", "+1",
	    "9007199254740992", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\u0000\"",
	    "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"open", "tru",
	    "nul", "1 2", "[1] x", "'a'", "{\"a\":1,\"a\":2}",
	    "{\"a\":1,\"\\u0061\":2}", "\"\xff\"", "\xef\xbb\xbf{}", "NaN",
	    "[1 2]", "// x\n1", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"};
	static const char *const good[] = {"{}", "[]", "0", "-1", "\"\"",
	    "true", "null",
	    " { \"a\" : [ 1 , { \"b\" : \"\\ud83d\\ude00\" } ] } ",
	    "9007199254740991", "{\"a\":{\"a\":1}}", "\"\\\"\\\\\\/\\b\\f\""};
	struct reason reason;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (json_scan(bad[i], strlen(bad[i]), &reason))
			fail_msg("taken: %s", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!json_scan(good[i], strlen(good[i]), &reason))
			fail_msg("refused: %s: %s", good[i], reason.text);
}

static void
the_canonical_form_is_one(void **state)
{
	static const char in[] =
	    "{\"b\":[],\"a\":{\"z\":1,\"\xc3\xa9\":\"q\\\"\\n\\u00e9\"},"
	    "\"c\":[true,null,-5]}";
	static const char out[] =
	    "{\n  \"a\": {\n    \"z\": 1,\n    \"\xc3\xa9\": "
	    "\"q\\\"\\u000a\xc3\xa9\"\n  },\n  \"b\": [],\n  \"c\": [\n"
	    "    true,\n    null,\n    -5\n  ]\n}\n";
	struct reason reason;
	struct byte_writer w;
	cJSON *value = json_text_read(in, strlen(in), &reason), *again;

	(void)state;
	assert_non_null(value);
	byte_writer_init(&w, 4096);
	json_text_write(&w, value);
	assert_string_equal((char *)w.data, out);
	again = json_text_read((char *)w.data, w.len, &reason);
	assert_true(cJSON_Compare(value, again, 1));
	cJSON_Delete(value);
	cJSON_Delete(again);
	byte_writer_finish(&w);
}

static void
reasons_name_the_line(void **state)
{
	struct reason reason;

	(void)state;
	assert_false(json_scan("{\n\"a\": 1,\n\"a\": 2}", 17, &reason));
	assert_string_equal(
	    reason.text, "JSON line 3: the same key twice in an object");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(strict_scan_refuses),
	    cmocka_unit_test(the_canonical_form_is_one),
	    cmocka_unit_test(reasons_name_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
