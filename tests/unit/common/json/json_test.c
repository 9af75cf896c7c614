#include "tests/unit/unit.h"

#include "common/json/json_canonical.h"
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
the_layout_for_people_is_one(void **state)
{
	static const char in[] =
	    "{\"b\":[],\"a\":{\"z\":1,\"\xc3\xa9\":\"q\\\"\\n\\u00e9\"},"
	    "\"c\":[true,null,-5]}";
	static const char out[] =
	    "{\n  \"a\": {\n    \"z\": 1,\n    \"\xc3\xa9\": "
	    "\"q\\\"\\n\xc3\xa9\"\n  },\n  \"b\": [],\n  \"c\": [\n"
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
assert_canonical(const char *in, const char *wanted)
{
	struct reason reason;
	struct byte_writer w;
	cJSON *value = json_text_read(in, strlen(in), &reason);

	if (value == NULL)
		fail_msg("%s: %s", in, reason.text);
	byte_writer_init(&w, 4096);
	assert_true(json_canonical_write(&w, value));
	assert_int_equal(w.len, strlen(wanted));
	assert_memory_equal(w.data, wanted, w.len);
	cJSON_Delete(value);
	byte_writer_finish(&w);
}

/* RFC 8785 3.2.2 (its strings and literals) and 3.2.3, and the edges. */
static void
the_canonical_form_is_of_the_rfc(void **state)
{
	(void)state;
	assert_canonical("{ \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042"
			 "\\u0022\\u005c\\\\\\\"\\/\",\n"
			 "  \"literals\": [null, true, false] }",
	    "{\"literals\":[null,true,false],\"string\":"
	    "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
	assert_canonical(
	    "{\"\\u20ac\": \"Euro Sign\","
	    "\"\\r\": \"Carriage Return\","
	    "\"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\","
	    "\"1\": \"One\","
	    "\"\\ud83d\\ude00\": \"Emoji: Grinning Face\","
	    "\"\\u0080\": \"Control\","
	    "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
	    "{\"\\r\":\"Carriage Return\",\"1\":\"One\","
	    "\"\xc2\x80\":\"Control\","
	    "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	    "\"\xe2\x82\xac\":\"Euro Sign\","
	    "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	    "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
	assert_canonical(" { } ", "{}");
	assert_canonical("[ [ ] , 9007199254740991 , -9007199254740991 , 0 ]",
	    "[[],9007199254740991,-9007199254740991,0]");
	assert_canonical("\"\\b\\t\\n\\f\\r\\u001F\\u007f\"",
	    "\"\\b\\t\\n\\f\\r\\u001f\x7f\"");
	/* A name before those that it begins; pairs by both of their halves. */
	assert_canonical(
	    "{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}");
	assert_canonical("{\"\\ud83d\\ude01\":1,\"\\ud83d\\ude00\":2}",
	    "{\"\xf0\x9f\x98\x80\":2,\"\xf0\x9f\x98\x81\":1}");
}

/* What others may write: read, and not to be signed. */
static void
what_is_not_exact_is_received(void **state)
{
	static const struct {
		const char *in;
		const char *out; /* for people */
	} inexact[] = {{"[0.5]", "[\n  0.5\n]\n"},
	    {"[9007199254740993]", "[\n  9007199254740992\n]\n"},
	    {"[1.0]", "[\n  1\n]\n"}, {"[-0]", "[\n  0\n]\n"},
	    {"[1E+2]", "[\n  100\n]\n"},
	    {"[\"\\ud800\"]", "[\n  \"\xef\xbf\xbd\"\n]\n"},
	    {"[\"\\uDC00x\"]", "[\n  \"\xef\xbf\xbdx\"\n]\n"},
	    {"[\"\\ud800\\u0041\"]",
		("[\n  \"\xef\xbf\xbd"
		 "A\"\n]\n")},
	    {"[\"\\ud800\\ud83d\\ude00\"]",
		"[\n  \"\xef\xbf\xbd\xf0\x9f\x98\x80\"\n]\n"}};
	static const char *const exact[] = {
	    "[0,-1,9007199254740991]", "[\"\\ud83d\\ude00\"]", "{}"};
	static const char *const bad[] = {"[01]", "[1.]", "[.5]", "[1e]",
	    "[+1]", "[-]", "[\"\\u0000\"]", "{\"a\":1,\"a\":2}", "[NaN]",
	    "{\"\\ud800\":1,\"\\udbff\":2}", /* the same name, then */
	    /* of 64 digits */
	    ("[11111111111111111111111111111111"
	     "11111111111111111111111111111111]")};
	struct reason reason;
	struct byte_writer w;
	cJSON *value;
	bool is_exact;

	(void)state;
	for (size_t i = 0; i < sizeof(inexact) / sizeof(inexact[0]); i++) {
		is_exact = true;
		value = json_text_read_received(
		    inexact[i].in, strlen(inexact[i].in), &is_exact, &reason);
		if (value == NULL || is_exact)
			fail_msg("%s: %s", inexact[i].in, reason.text);
		byte_writer_init(&w, 4096);
		json_text_write(&w, value);
		assert_string_equal((char *)w.data, inexact[i].out);
		cJSON_Delete(value);
		byte_writer_finish(&w);
	}
	for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++) {
		value = json_text_read_received(
		    exact[i], strlen(exact[i]), &is_exact, &reason);
		assert_non_null(value);
		assert_true(is_exact);
		cJSON_Delete(value);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (json_text_read_received(
			bad[i], strlen(bad[i]), NULL, &reason) != NULL)
			fail_msg("taken: %s", bad[i]);
	/* A tree with such a number has no canonical form either. */
	for (size_t i = 0; i < 4; i++) {
		static const double numbers[] = {
		    0.5, 9007199254740992.0, -0.0, 1e300};

		value = cJSON_CreateNumber(numbers[i]);
		byte_writer_init(&w, 4096);
		assert_false(json_canonical_write(&w, value));
		cJSON_Delete(value);
		byte_writer_finish(&w);
	}
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
	    cmocka_unit_test(the_layout_for_people_is_one),
	    cmocka_unit_test(the_canonical_form_is_of_the_rfc),
	    cmocka_unit_test(what_is_not_exact_is_received),
	    cmocka_unit_test(reasons_name_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
