/* client/ui: lists that are searched, and fields of one line. */
#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/ui/text/list_model.h"
#include "client/ui/text/amount.h"
#include "client/ui/text/text_field.h"
#include "client/ui/text/text_fold.h"

static const struct list_item countries[] = {
    {"Niger", "النيجر Níger Нигер 尼日尔"},
    {"Nigeria", "نيجيريا Nigéria Нигерия 尼日利亚"},
    {"Somalia", "الصومال Somalie Сомали 索马里"},
    {"Mali", "مالي Малі 马里"},
    {"Côte d'Ivoire", "كوت ديفوار Кот-д'Ивуар 科特迪瓦"},
    {"South Africa", "جنوب أفريقيا Südafrika ЮАР 南非"},
    {"Türkiye", NULL},
};

static void
assert_found(struct list_model *model, const char *search, const char *first,
    size_t shown)
{
	assert_true(list_model_filter(model, search, strlen(search)));
	if (list_model_shown(model) != shown)
		fail_msg("%s: %zu", search, list_model_shown(model));
	if (shown > 0)
		assert_string_equal(list_model_label(model, 0), first);
}

static void
lists_are_searched_in_any_script(void **state)
{
	struct list_model *model = list_model_create(countries, 7, LIST_ONE);

	(void)state;
	assert_non_null(model);
	assert_found(model, "", "Niger", 7);
	assert_found(model, "mali", "Mali", 2); /* words before insides */
	assert_found(model, "nigeria", "Nigeria", 1);
	assert_found(model, "so", "Somalia", 2); /* the label's start first */
	assert_found(model, "COTE", "Côte d'Ivoire", 1);
	assert_found(model, "so af", "South Africa", 1);
	assert_found(model, "turkiye", "Türkiye", 1);
	assert_found(model, "НИГЕРИЯ", "Nigeria", 1);
	assert_found(model, "尼日", "Niger", 2);
	assert_found(model, "南", "South Africa", 1);
	assert_found(model, "افريقيا", "South Africa", 1); /* no hamza */
	assert_found(model, "مـالـي", "Mali", 1);          /* tatweel */
	assert_found(model, "مالى", "Mali", 1);            /* alef maksura */
	assert_found(model, "xyz", NULL, 0);
	assert_false(list_model_choose(model));
	list_model_move(model, 1);
	assert_false(list_model_filter(model, "\xff", 1));
	list_model_destroy(model);
}

static void
the_view_follows_the_cursor(void **state)
{
	struct list_model *model = list_model_create(countries, 7, LIST_ONE);

	(void)state;
	assert_int_equal(list_model_view(model, 3), 0);
	list_model_move(model, 2);
	assert_int_equal(list_model_view(model, 3), 0);
	list_model_move(model, 1);
	assert_int_equal(list_model_view(model, 3), 1);
	list_model_move(model, 100);
	assert_int_equal(list_model_cursor(model), 6);
	assert_int_equal(list_model_view(model, 3), 4);
	list_model_move(model, -100);
	assert_int_equal(list_model_view(model, 3), 0);
	list_model_move_to(model, 6);
	assert_int_equal(list_model_view(model, 3), 4);
	assert_int_equal(list_model_view(model, 20), 0); /* a larger screen */
	list_model_destroy(model);
}

static void
number_keys_choose_what_is_in_view(void **state)
{
	struct list_model *model = list_model_create(countries, 7, LIST_ONE);

	(void)state;
	(void)list_model_view(model, 3);
	list_model_move_to(model, 6);
	(void)list_model_view(model, 3);
	assert_true(list_model_choose_number(model, 1));
	assert_true(list_model_chosen(model, 4));
	assert_false(list_model_choose_number(model, 4)); /* not in view */
	assert_true(list_model_choose_number(model, 2));
	assert_false(list_model_chosen(model, 4));
	assert_int_equal(list_model_chosen_count(model), 1);
	list_model_destroy(model);

	model = list_model_create(countries, 7, LIST_SEVERAL);
	assert_true(list_model_choose_number(model, 1));
	assert_true(list_model_choose_number(model, 3));
	assert_int_equal(list_model_chosen_count(model), 2);
	assert_found(model, "somalia", "Somalia", 1); /* stays chosen */
	assert_true(list_model_choose(model));
	assert_int_equal(list_model_chosen_count(model), 1);
	assert_true(list_model_chosen(model, 0));
	list_model_destroy(model);
}

static void
put(struct text_field *field, const char *text,
    enum text_buffer_result expected)
{
	assert_int_equal(text_field_insert(field, text, strlen(text),
			     TEXT_BUFFER_TYPED, NULL),
	    expected);
}

static void
assert_field(struct text_field *field, const char *expected)
{
	struct text_buffer *buffer = text_field_buffer(field);

	assert_int_equal(text_buffer_len(buffer), strlen(expected));
	assert_memory_equal(
	    text_buffer_text(buffer), expected, strlen(expected));
}

static void
fields_take_so_many_characters(void **state)
{
	const struct text_field_options three = {.clusters = 3};
	const struct text_field_options digits = {
	    .clusters = 6, .accept = TEXT_FIELD_DIGITS};
	struct text_field *field = text_field_create(&three);

	(void)state;
	put(field, "e\xcc\x81👩\xe2\x80\x8d💻", TEXT_BUFFER_DONE);
	put(field, "ab", TEXT_BUFFER_FULL);
	put(field, "\n", TEXT_BUFFER_DONE);
	put(field, "b", TEXT_BUFFER_FULL);
	assert_field(field, "e\xcc\x81👩\xe2\x80\x8d💻 ");
	text_field_destroy(field);

	field = text_field_create(&digits);
	put(field, "12-٣٤ ५", TEXT_BUFFER_DONE);
	put(field, "x", TEXT_BUFFER_NOTHING);
	put(field, "６７", TEXT_BUFFER_FULL);
	assert_field(field, "12345");
	text_field_destroy(field);
}

static void
fields_show_what_is_around_the_cursor(void **state)
{
	const struct text_field_options options = {.clusters = 40};
	const struct text_field_options hidden = {
	    .clusters = 40, .show = TEXT_FIELD_HIDDEN};
	struct text_field *field = text_field_create(&options);
	struct text_field_view view;

	(void)state;
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.cursor, 0);
	put(field, "abcdefghijklmnop", TEXT_BUFFER_DONE);
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.cursor, 9);
	assert_int_equal(view.shift, -7);
	text_buffer_move(text_field_buffer(field), 0);
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.cursor, 0);
	assert_int_equal(view.shift, 0);
	(void)text_buffer_clear(text_field_buffer(field));
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_RIGHT_TO_LEFT, &view));
	assert_int_equal(view.cursor, 9); /* an empty one in Arabic */
	put(field, "אבג", TEXT_BUFFER_DONE);
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.direction, TEXT_RIGHT_TO_LEFT);
	assert_int_equal(view.cursor, 6);
	assert_int_equal((int)view.cells[0].column + view.shift, 7);
	put(field, "אבגדהוזחטיכל", TEXT_BUFFER_DONE);
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.cursor, 0);
	text_field_destroy(field);

	field = text_field_create(&hidden);
	put(field, "中e\xcc\x81س", TEXT_BUFFER_DONE);
	assert_true(text_field_look(
	    field, 10, TEXT_ORDER_OURS, TEXT_LEFT_TO_RIGHT, &view));
	assert_int_equal(view.n, 3);
	for (size_t i = 0; i < view.n; i++)
		assert_int_equal(view.cells[i].points[0], '*');
	assert_int_equal(view.cursor, 3);
	text_field_destroy(field);
}

static void
assert_progress(uint64_t done, uint64_t total, uint64_t resumed, double seconds,
    const char *expected)
{
	const struct amount progress = {done, total, resumed, seconds};
	char text[128];

	amount_text(&progress, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void
progress_says_bytes_rate_and_time_left(void **state)
{
	(void)state;
	assert_progress(0, 999, 0, 0, "0 B / 999 B");
	assert_progress(
	    12000000, 40000000, 0, 10, "12.0 MB / 40.0 MB   1.2 MB/s   0:23");
	/* What went before does not count as fast. */
	assert_progress(12000000, 40000000, 11000000, 10,
	    "12.0 MB / 40.0 MB   100.0 kB/s   4:40");
	assert_progress(
	    1000, 999950, 0, 1, "1.0 kB / 1.0 MB   1.0 kB/s   16:38");
	assert_progress(
	    100, 40000000000, 0, 100, "100 B / 40.0 GB   1 B/s   99:59:59");
	assert_progress(7, 7, 0, 1, "7 B / 7 B   7 B/s   0:00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_are_searched_in_any_script),
	    cmocka_unit_test(the_view_follows_the_cursor),
	    cmocka_unit_test(number_keys_choose_what_is_in_view),
	    cmocka_unit_test(fields_take_so_many_characters),
	    cmocka_unit_test(fields_show_what_is_around_the_cursor),
	    cmocka_unit_test(progress_says_bytes_rate_and_time_left),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
