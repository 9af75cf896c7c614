#include "tests/unit/unit.h"

#include <sodium.h>

#include "tests/unit/columns.h"
#include "common/report/vocabulary.h"
#include "common/report/vocabulary_names.h"

#define LABEL_COLUMNS 60

static const struct vocabulary_list *
list_of(const char *name)
{
	const struct vocabulary_list *list = vocabulary_find(name);

	assert_non_null(list);
	return list;
}

static void
lists_have_their_items(void **state)
{
	static const struct {
		const char *name;
		size_t n;
	} sizes[] = {{"acts", 31}, {"actors", 19}, {"areas", 249},
	    {"consents", 10}, {"cooperation_times", 5}, {"kinds", 7},
	    {"mechanisms", 38}, {"members", 193}, {"observers", 2},
	    {"profiles", 23}, {"protected_status", 8}, {"regions", 29},
	    {"sender_roles", 8}};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_int_equal(list_of(sizes[i].name)->n, sizes[i].n);
	assert_null(vocabulary_find("nothing"));
	assert_null(vocabulary_item(list_of("acts"), "A98"));
	assert_null(vocabulary_item(list_of("acts"), ""));
	for (size_t i = 1; vocabulary_at(i) != NULL; i++)
		assert_true(strcmp(vocabulary_at(i - 1)->name,
				vocabulary_at(i)->name) < 0);
}

/* Names that Latin languages share, and one word. */
static bool
may_equal_english(const char *list, enum language l, const char *label)
{
	static const char *const names[] = {
	    "areas", "members", "observers", "regions"};

	if (l != LANGUAGE_FR && l != LANGUAGE_ES)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(list, names[i]) == 0)
			return true;
	return l == LANGUAGE_ES && strcmp(label, "No") == 0;
}

static void
labels_fit_and_differ(void **state)
{
	const struct vocabulary_list *list;
	size_t labels = 0;
	int widest = 0;

	(void)state;
	for (size_t i = 0; (list = vocabulary_at(i)) != NULL; i++)
		for (size_t k = 0; k < list->n; k++)
			for (int l = 0; l < LANGUAGES_N; l++) {
				const struct vocabulary_item *item =
				    &list->items[k];
				const char *label =
				    vocabulary_label(item, (enum language)l);
				int width = columns(label);

				labels++;
				widest = width > widest ? width : widest;
				if (width < 1 || width > LABEL_COLUMNS ||
				    (l != LANGUAGE_EN &&
					strcmp(label, item->labels[0]) == 0 &&
					!may_equal_english(list->name,
					    (enum language)l, label)))
					fail_msg("%s %s: %s (%d columns)",
					    list->name, item->code, label,
					    width);
			}
	print_message("%zu labels, at most %d columns\n", labels, widest);
}

/* Codes with known defects in the source, and the names that the UN uses. */
static void
names_are_those_of_the_un(void **state)
{
	static const struct {
		const char *code;
		enum language language;
		const char *name;
	} names[] = {
	    {"384", LANGUAGE_EN, "Côte d’Ivoire"},
	    {"384", LANGUAGE_AR, "كوت ديفوار"},
	    {"792", LANGUAGE_EN, "Türkiye"},
	    {"792", LANGUAGE_FR, "Türkiye"},
	    {"528", LANGUAGE_EN, "Netherlands (Kingdom of the)"},
	    {"528", LANGUAGE_AR, "هولندا (مملكة)"},
	    {"528", LANGUAGE_ZH, "荷兰王国"},
	    {"158", LANGUAGE_EN, "Taiwan Province of China"},
	    {"158", LANGUAGE_ZH, "中国台湾省"},
	    {"275", LANGUAGE_EN, "State of Palestine"},
	    {"748", LANGUAGE_EN, "Eswatini"},
	    {"807", LANGUAGE_EN, "North Macedonia"},
	    {"203", LANGUAGE_EN, "Czechia"},
	};
	static const char *const not_members[] = {
	    "158", "184", "275", "336", "344", "446", "570", "732"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct vocabulary_item *item =
		    vocabulary_item(list_of("areas"), names[i].code);

		assert_non_null(item);
		assert_string_equal(
		    vocabulary_label(item, names[i].language), names[i].name);
	}
	for (size_t i = 0; i < 8; i++) {
		assert_non_null(
		    vocabulary_item(list_of("areas"), not_members[i]));
		assert_null(
		    vocabulary_item(list_of("members"), not_members[i]));
	}
	assert_non_null(vocabulary_item(list_of("observers"), "275"));
	assert_non_null(vocabulary_item(list_of("observers"), "336"));
}

static void
states_are_called_as_areas(void **state)
{
	static const char *const lists[] = {"members", "observers"};

	(void)state;
	for (size_t s = 0; s < 2; s++) {
		const struct vocabulary_list *states = list_of(lists[s]);

		for (size_t i = 0; i < states->n; i++) {
			const struct vocabulary_item *area = vocabulary_item(
			    list_of("areas"), states->items[i].code);

			assert_non_null(area);
			for (int l = 0; l < LANGUAGES_N; l++)
				assert_string_equal(area->labels[l],
				    states->items[i].labels[l]);
		}
	}
}

/* Each is of a code that is in a list. */
static void
names_are_of_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < vocabulary_name_table_n; i++) {
		const char *code = vocabulary_name_table[i].code;
		bool listed = false;

		for (size_t l = 0; vocabulary_at(l) != NULL; l++)
			listed |=
			    vocabulary_item(vocabulary_at(l), code) != NULL;
		assert_true(listed);
		assert_ptr_equal(
		    vocabulary_names(code), vocabulary_name_table[i].names);
	}
	assert_true(strstr(vocabulary_names("840"), "USA") != NULL);
	assert_null(vocabulary_names("004"));
	assert_null(vocabulary_names(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_have_their_items),
	    cmocka_unit_test(labels_fit_and_differ),
	    cmocka_unit_test(names_are_those_of_the_un),
	    cmocka_unit_test(states_are_called_as_areas),
	    cmocka_unit_test(names_are_of_codes),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
