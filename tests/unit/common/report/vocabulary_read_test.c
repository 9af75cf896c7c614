#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/bytes/durable_file.h"
#include "common/report/vocabulary.h"

static const struct vocabulary_list *
list_of(const char *name)
{
	const struct vocabulary_list *list = vocabulary_find(name);

	assert_non_null(list);
	return list;
}

static char *
read_source(const char *name, size_t *ret_len)
{
	char path[1024];
	uint8_t *bytes;

	(void)snprintf(path, sizeof(path), "%s/common/report/lists/%s.tsv",
	    getenv("VALISE_SOURCE"), name);
	assert_true(
	    durable_file_read(path, VOCABULARY_FILE_MAX, &bytes, ret_len));
	return (char *)bytes;
}

/* The build's generator and the reader at run time agree on every list. */
static void
files_read_as_compiled(void **state)
{
	const struct vocabulary_list *compiled;
	struct reason reason;

	(void)state;
	for (size_t i = 0; (compiled = vocabulary_at(i)) != NULL; i++) {
		size_t len;
		char *text = read_source(compiled->name, &len);
		struct vocabulary_list *list =
		    vocabulary_read(compiled, text, len, &reason);

		free(text); /* the list keeps nothing of it */
		if (list == NULL)
			fail_msg("%s: %s", compiled->name, reason.text);
		assert_int_equal(list->n, compiled->n);
		assert_ptr_equal(list->name, compiled->name);
		for (size_t k = 0; k < list->n; k++) {
			assert_string_equal(
			    list->items[k].code, compiled->items[k].code);
			for (int l = 0; l < LANGUAGES_N; l++)
				assert_string_equal(list->items[k].labels[l],
				    compiled->items[k].labels[l]);
		}
		vocabulary_destroy(list);
	}
	vocabulary_destroy(NULL);
}

#define HEAD "code\ten\tfr\tes\tar\tru\tzh\n"
#define WORD "word\ten\tfr\tes\tar\tru\tzh\n"
#define ROW(code) code "\ta\tb\tc\td\te\tf\n"

static void
odd_files_are_refused(void **state)
{
	static const struct {
		const char *list, *text, *why;
	} cases[] = {
	    {"acts", "", "line 1 is missing: there are no items"},
	    {"acts", HEAD, "line 2 is missing: there are no items"},
	    {"acts", WORD ROW("A01"), "line 1 is not the header of this list"},
	    {"kinds", HEAD ROW("new"), "line 1 is not the header of this list"},
	    {"acts", "code\ten\tes\tfr\tar\tru\tzh\n" ROW("A01"),
		"line 1 is not the header of this list"},
	    {"acts", HEAD ROW("A01") "A02\ta", "line 3 is cut short"},
	    {"acts", HEAD ROW("A02") ROW("A01"),
		"line 3 has a code that does not ascend"},
	    {"acts", HEAD ROW("A01") ROW("A01"),
		"line 3 has a code that does not ascend"},
	    {"kinds", WORD ROW("new") ROW("more") ROW("new"),
		"line 4 has a code for the second time"},
	    {"acts", HEAD ROW("A 1"), "line 2 has a code that is none"},
	    {"acts", HEAD ROW("A1234567890123456789012345678901234"),
		"line 2 has a code that is none"},
	    {"acts", HEAD "A01\ta\tb\tc\td\te\n",
		"line 2 is not a code and six labels"},
	    {"acts", HEAD "A01\ta\tb\tc\td\te\tf\tg\n",
		"line 2 is not a code and six labels"},
	    {"acts", HEAD "A01\ta\t\tc\td\te\tf\n",
		"line 2 is not a code and six labels"},
	    {"acts", HEAD "A01\ta\t b\tc\td\te\tf\n",
		"line 2 is not a code and six labels"},
	    {"acts", HEAD "\n", "line 2 is not a code and six labels"},
	    {"acts", HEAD "A01\ta\tb\tc\td\te\tf\r\n",
		"line 2 has a character that a list may not have"},
	    {"acts",
		HEAD "A01\ta\tb\tc\td\te\t\xe2\x80\xae"
		     "f\n",
		"line 2 has a character that a list may not have"},
	    {"acts", HEAD "A01\ta\tb\tc\td\te\t\xff\n",
		"line 2 has a character that a list may not have"},
	    {"acts", HEAD "A01\ta\tb\tc\td\te\t\x1b[31mf\n",
		"line 2 has a character that a list may not have"},
	};
	struct reason reason;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(vocabulary_read(list_of(cases[i].list),
		    cases[i].text, strlen(cases[i].text), &reason));
		assert_string_equal(reason.text, cases[i].why);
	}
	assert_null(vocabulary_read(list_of("acts"), HEAD "A01\ta\tb\0",
	    sizeof(HEAD "A01\ta\tb\0"), &reason));
	assert_string_equal(reason.text, "line 2 is cut short");
}

/* A thousand items more than we have, the most words, and one byte too many. */
static void
sizes_are_bounded(void **state)
{
	char *text = malloc(VOCABULARY_FILE_MAX + 2);
	struct vocabulary_list *list;
	struct reason reason;
	size_t len;

	(void)state;
	assert_non_null(text);
	len = (size_t)sprintf(text, "%s", HEAD);
	for (unsigned i = 0; i < 1031; i++)
		len +=
		    (size_t)sprintf(text + len, "A%04u\ta\tb\tc\td\te\tf\n", i);
	list = vocabulary_read(list_of("acts"), text, len, &reason);
	assert_non_null(list);
	assert_int_equal(list->n, 1031);
	vocabulary_destroy(list);
	for (unsigned n = 64; n <= 65; n++) {
		len = (size_t)sprintf(text, "%s", WORD);
		for (unsigned i = 0; i < n; i++)
			len += (size_t)sprintf(
			    text + len, "w%u\ta\tb\tc\td\te\tf\n", i);
		list = vocabulary_read(list_of("kinds"), text, len, &reason);
		assert_int_equal(list != NULL, n == 64);
		vocabulary_destroy(list);
	}
	assert_string_equal(
	    reason.text, "line 66 is more than a list of words may have");
	memset(text, '\n', VOCABULARY_FILE_MAX + 1);
	assert_null(vocabulary_read(
	    list_of("acts"), text, VOCABULARY_FILE_MAX + 1, &reason));
	assert_string_equal(reason.text, "the list is longer than 1 MiB");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_read_as_compiled),
	    cmocka_unit_test(odd_files_are_refused),
	    cmocka_unit_test(sizes_are_bounded),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
