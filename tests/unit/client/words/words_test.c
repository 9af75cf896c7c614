#include "tests/unit/unit.h"

#include "client/defender/commands/paragraph.h"
#include "client/words/defender_words.h"
#include "client/words/shared_words.h"
#include "tests/unit/columns.h"

#define BYTES 1024

/* At most so many columns, by the first part of a key. */
static const struct {
	const char *prefix;
	int columns;
} widths[] = {
    {"key_", 10},
    {"title_", 60},
    {"review_", 60},
    {"need_", 60},
    {"label_", 60},
    {"ask_", 76},
    {"help_", 76},
    {"progress_", 76},
    {"error_", 152},
    {"text_", 700},
    {"warn_", 400},
    {"risk_", 400},
};

static int
widest_allowed(const char *key)
{
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (strncmp(key, widths[i].prefix, strlen(widths[i].prefix)) ==
		    0)
			return widths[i].columns;
	fail_msg("%s begins with no known prefix", key);
	return 0;
}

#define N (WORDS_SHARED_N + WORDS_DEFENDER_N)

/* Of both tables. */
static const struct word *
word_at(int k)
{
	return k < WORDS_SHARED_N ? &words_shared[k]
				  : &words_defender[k - WORDS_SHARED_N];
}

/* None is missing, too wide, or the English one again. */
static void
sentences_fit_and_differ(void **state)
{
	size_t missing = 0, wide = 0, same = 0;

	(void)state;
	for (int k = 0; k < N; k++) {
		const char *key = word_at(k)->key;

		for (int l = 0; l < LANGUAGES_N; l++) {
			const char *text =
			    words_get(word_at(k), (enum language)l);
			int width = text == NULL ? 0 : columns(text);
			bool is_english = l != LANGUAGE_EN && width > 0 &&
			    strcmp(text, words_get(word_at(k), LANGUAGE_EN)) ==
				0;

			missing += width < 1;
			wide += width > widest_allowed(key);
			same += is_english;
			if (width < 1 || width > widest_allowed(key) ||
			    is_english)
				print_message("%s %s: %d columns\n", key,
				    language_code((enum language)l), width);
		}
	}
	print_message("%d keys; missing %zu, too wide %zu, English %zu\n",
	    (int)N, missing, wide, same);
	assert_int_equal(missing + wide + same, 0);
}

/* A key means one sentence, whatever table has it. */
static void
keys_differ(void **state)
{
	(void)state;
	for (int k = 0; k < N; k++)
		for (int other = 0; other < k; other++)
			if (strcmp(word_at(k)->key, word_at(other)->key) == 0)
				fail_msg("%s twice", word_at(k)->key);
}

/* The letters behind each %, in their order; "?" for one that is none. */
static void
placeholders(const char *text, char ret_letters[static 8])
{
	size_t n = 0;

	for (; (text = strchr(text, '%')) != NULL; text += text[1] != '\0') {
		assert_true(n < 7);
		ret_letters[n++] =
		    strchr("su", text[1]) != NULL ? text[1] : '?';
		text++;
	}
	ret_letters[n] = '\0';
}

static void
placeholders_agree(void **state)
{
	char wanted[8], got[8];
	size_t with = 0;

	(void)state;
	for (int k = 0; k < N; k++) {
		placeholders(words_get(word_at(k), LANGUAGE_EN), wanted);
		assert_null(strchr(wanted, '?'));
		with += wanted[0] != '\0';
		for (int l = 0; l < LANGUAGES_N; l++) {
			placeholders(
			    words_get(word_at(k), (enum language)l), got);
			if (strcmp(got, wanted) != 0)
				fail_msg("%s %s: %s, not %s", word_at(k)->key,
				    language_code((enum language)l), got,
				    wanted);
		}
	}
	assert_true(with > 10);
}

static void
placeholders_are_filled(void **state)
{
	static const char *const values[] = {"7", "%s", "x"};
	char text[BYTES];

	(void)state;
	assert_true(words_fill(
	    WORD_LABEL_READ_AS, LANGUAGE_EN, values, 2, text, sizeof(text)));
	assert_string_equal(text, "Read as 7 (%s)");
	assert_true(words_fill(WORD_LABEL_READ_AS, LANGUAGE_ZH, values, 2, text,
	    sizeof("理解为 7（%s）")));
	assert_string_equal(text, "理解为 7（%s）");
	assert_false(words_fill(WORD_LABEL_READ_AS, LANGUAGE_ZH, values, 2,
	    text, sizeof("理解为 7（%s）") - 1));
	assert_string_equal(text, "");
	assert_false(words_fill(
	    WORD_LABEL_READ_AS, LANGUAGE_EN, values, 1, text, sizeof(text)));
	assert_false(words_fill(
	    WORD_LABEL_READ_AS, LANGUAGE_EN, values, 3, text, sizeof(text)));
	assert_true(words_fill(
	    WORD_KEY_NEXT, LANGUAGE_RU, NULL, 0, text, sizeof(text)));
	assert_string_equal(text, "Далее");
	assert_false(words_fill(WORD_KEY_NEXT, LANGUAGE_RU, NULL, 0, text, 0));
}

/* No line is too wide, none is empty, and the words come out in order. */
static void
paragraphs_fold(void **state)
{
	(void)state;
	for (int k = 0; k < N; k++)
		for (int l = 0; l < LANGUAGES_N; l++) {
			const char *text =
			    words_get(word_at(k), (enum language)l);
			char *shown = NULL, *line, *save = NULL;
			size_t len = 0;
			FILE *out = open_memstream(&shown, &len);

			assert_non_null(out);
			paragraph_write(out, "- ", text);
			assert_int_equal(fclose(out), 0);
			assert_int_equal(shown[len - 1], '\n');
			for (line = strtok_r(shown, "\n", &save); line != NULL;
			     line = strtok_r(NULL, "\n", &save)) {
				assert_true(columns(line) <= PARAGRAPH_COLUMNS);
				line += 2;
				len = strlen(line);
				assert_true(len > 0);
				text += *text == ' ';
				assert_memory_equal(line, text, len);
				text += len;
			}
			assert_string_equal(text, "");
			free(shown);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sentences_fit_and_differ),
	    cmocka_unit_test(keys_differ),
	    cmocka_unit_test(placeholders_agree),
	    cmocka_unit_test(placeholders_are_filled),
	    cmocka_unit_test(paragraphs_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
