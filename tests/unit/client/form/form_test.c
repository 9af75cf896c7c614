#include "client/defender/screens/questions.h"
#include "tests/unit/unit.h"

#include <sodium.h>

#include "client/form/tree.h"
#include "client/form/choices.h"
#include "client/defender/screens/needs.h"
#include "client/words/defender_words.h"
#include "common/json/json_memory.h"
#include "common/json/json_text.h"
#include "common/report/report.h"
#include "common/report/report_fields.h"

/* Set by the sealing program, or by a screen that has them as its own. */
static bool
is_set_elsewhere(const char *path)
{
	static const char *const names[] = {"format", "lists_version",
	    "narrative_attachment", "attachments", "reply_recipient",
	    "voice_key", "follows"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

static const struct question *
find(const struct question *table, const char *member)
{
	for (; table->member != NULL; table++)
		if (strcmp(table->member, member) == 0)
			return table;
	return NULL;
}

/* Every name in `some` is one in `all`; both with blanks between. */
static bool
are_among(const char *some, const char *all)
{
	char name[64], padded[256];
	size_t len;

	(void)snprintf(padded, sizeof(padded), " %s ", all);
	for (; *some != '\0'; some += len + (some[len] == ' ')) {
		len = strcspn(some, " ");
		(void)snprintf(name, sizeof(name), " %.*s ", (int)len, some);
		if (strstr(padded, name) == NULL)
			return false;
	}
	return true;
}

static void
same_lists(const struct question *q, const struct report_field *f)
{
	const struct report_field *item =
	    f->kind == FIELD_ARRAY ? f->members : f;

	if (item->kind != FIELD_CODE && item->kind != FIELD_LISTED)
		return;
	assert_non_null(q->lists);
	if (!are_among(q->lists, item->list) ||
	    !are_among(item->list, q->lists))
		fail_msg(
		    "%s: lists %s, not %s", q->member, q->lists, item->list);
}

static size_t asked;

static void walk(const struct report_field *fields,
    const struct question *table, const char *before);

/* The field has a question that asks for what the format takes. */
static void
is_asked(const struct report_field *f, const struct question *table,
    const char *path)
{
	const struct question *q = find(table, path);

	if (q == NULL && f->kind == FIELD_OBJECT) {
		walk(f->members, table, path); /* as "sender.role" */
		return;
	}
	if (q == NULL)
		fail_msg("no question asks for %s", path);
	asked++;
	same_lists(q, f);
	if (f->kind == FIELD_TEXT)
		assert_int_equal(q->max, f->max);
	if (f->kind == FIELD_INTEGER)
		assert_int_equal(q->kind, QUESTION_NUMBER);
	if (q->kind == QUESTION_RECORD)
		walk(f->members, q->members, "");
	if (q->kind == QUESTION_RECORDS)
		walk(f->members->members, q->members, "");
}

static void
walk(const struct report_field *fields, const struct question *table,
    const char *before)
{
	const struct vocabulary_list *each;
	char path[128];

	for (const struct report_field *f = fields; f->name != NULL; f++) {
		(void)snprintf(path, sizeof(path), "%s%s%s", before,
		    before[0] == '\0' ? "" : ".", f->name);
		if (is_set_elsewhere(path))
			continue;
		if (f->kind != FIELD_EACH) {
			is_asked(f, table, path);
			continue;
		}
		each = vocabulary_find(f->name);
		for (size_t i = 0; i < each->n; i++) {
			const struct question *q =
			    find(table, each->items[i].code);

			assert_non_null(q);
			assert_string_equal(q->consent, each->items[i].code);
			asked++;
		}
	}
}

/* docs/REPORT.md 3: every field of the form can be answered on the screen. */
static void
every_member_is_asked(void **state)
{
	(void)state;
	asked = 0;
	walk(report_fields, question_form, "");
	print_message("%zu members are asked for\n", asked);
	assert_true(asked > 80);
}

static void
answers_are_put_and_removed(void **state)
{
	cJSON *report = cJSON_CreateObject();

	(void)state;
	assert_true(tree_put_text(report, "sender.role", "helper", 6));
	assert_true(tree_put_text(report, "sender.identity", "a", 1));
	assert_string_equal(tree_text(report, "sender.role"), "helper");
	assert_true(tree_put_text(report, "sender.role", "witness", 7));
	assert_string_equal(tree_text(report, "sender.role"), "witness");
	assert_int_equal(cJSON_GetArraySize(tree_find(report, "sender")), 2);
	assert_true(tree_put_text(report, "sender.role", "", 0));
	assert_null(tree_find(report, "sender.role"));
	assert_true(tree_put(report, "sender.identity", NULL));
	assert_true(tree_put(report, "nothing.at.all", NULL));
	assert_non_null(tree_open(report, "victims.deep"));
	tree_prune(report);
	assert_null(report->child);
	cJSON_Delete(report);
}

static char *
shown(const char *json, const char *member, enum tree_show how)
{
	struct reason reason = {""};
	cJSON *report = json_text_read(json, strlen(json), &reason);
	struct byte_writer out;
	char *copy;

	assert_non_null(report);
	byte_writer_init(&out, 65536);
	tree_show(question_of(member), report, LANGUAGE_EN, how, 0, &out);
	copy = strdup(out.len == 0 ? "" : (const char *)out.data);
	assert_non_null(copy);
	byte_writer_finish(&out);
	json_text_wipe(report);
	return copy;
}

static void
looks(const char *json, const char *member, enum tree_show how,
    const char *wanted)
{
	char *text = shown(json, member, how);

	assert_string_equal(text, wanted);
	free(text);
}

static void
answers_are_shown_in_words(void **state)
{
	static const char victims[] =
	    "{\"victims\":[{\"unit\":\"person\",\"label\":\"lawyer 1\","
	    "\"profile\":[\"R15\"]},{\"name\":\"Z\"}]}";

	(void)state;
	looks("{}", "kind", TREE_SHORT, "");
	looks("{\"kind\":\"law\"}", "kind", TREE_SHORT,
	    "A law, policy or practice");
	/* What would move the cursor or reorder the line is shown as such. */
	looks("{\"narrative\":\"a\\u001b[2Jb\xe2\x80\xae\"}", "narrative",
	    TREE_WHOLE, "a<U+001B>[2Jb<U+202E>\n");
	/* A code that no list has is shown as it is. */
	looks("{\"kind\":\"later\"}", "kind", TREE_SHORT, "later");
	looks("{\"state_concerned\":[\"unknown\",\"004\"]}", "state_concerned",
	    TREE_SHORT, "Unknown; Afghanistan");
	looks("{\"narrative\":\"one\\ntwo\"}", "narrative", TREE_SHORT, "one");
	looks("{\"narrative\":\"one\\ntwo\"}", "narrative", TREE_WHOLE,
	    "one\ntwo\n");
	looks("{\"deadline\":{\"calendar\":\"persian\",\"date\":\"2026-05\","
	      "\"precision\":\"about\",\"typed\":\"1405-2\"}}",
	    "deadline", TREE_SHORT,
	    "1405-2 (Persian (solar Hijri)), 2026-05, About then");
	looks(victims, "victims", TREE_WHOLE,
	    "1.\n"
	    "    Person or group\n        One person\n"
	    "    Label in place of a name\n        lawyer 1\n"
	    "    About the victim\n        Member or staff of a civil society "
	    "organisation\n"
	    "2.\n"
	    "    Name of the victim\n        Z\n");
}

static void
needs_are_those_of_the_check(void **state)
{
	/* What report_check() refuses, and nothing else. */
	static const char *const reports[] = {"{}", "{\"kind\":\"new\"}",
	    "{\"kind\":\"law\",\"narrative\":\"x\","
	    "\"consent\":[{\"C0\":\"yes\"}]}",
	    "{\"kind\":\"new\",\"narrative\":\"x\","
	    "\"consent\":[{\"C0\":\"yes\"}]}",
	    "{\"kind\":\"risk\",\"narrative\":\"x\","
	    "\"state_concerned\":[\"unknown\"],"
	    "\"consent\":[{\"C0\":\"yes\"}]}",
	    "{\"kind\":\"risk\",\"narrative\":\"x\",\"why_linked\":\"unsure\","
	    "\"state_concerned\":[\"unknown\"],"
	    "\"consent\":[{\"C0\":\"no\"},{\"C0\":\"yes\"}]}",
	    "{\"kind\":\"risk\",\"narrative\":\"x\",\"why_linked\":\"unsure\","
	    "\"state_concerned\":[\"unknown\"],"
	    "\"consent\":[{\"C0\":\"ask-first\"}]}"};
	static const size_t wanted[] = {5, 4, 0, 2, 1, 0, 1};
	const struct word *needs[NEEDS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		struct reason reason = {""};
		cJSON *report =
		    json_text_read(reports[i], strlen(reports[i]), &reason);

		assert_non_null(report);
		assert_int_equal(needs_of(report, needs), wanted[i]);
		assert_int_equal(report_check(report, REPORT_DRAFT, &reason),
		    wanted[i] == 0);
		json_text_wipe(report);
	}
}

static void
choices_are_found_in_any_language(void **state)
{
	struct choices c;

	(void)state;
	assert_true(choices_make(&c, "state_unknown members observers",
	    LANGUAGE_ZH, "more", CHOICES_EXTRA_LAST));
	assert_int_equal(c.n, 2 + 193 + 2 + 1);
	assert_int_equal(choices_index(&c, "004"), 2);
	assert_string_equal(c.items[2].label, "阿富汗");
	assert_non_null(strstr(c.items[2].also, "Afghanistan"));
	assert_non_null(strstr(c.items[2].also, "أفغانستان"));
	assert_int_equal(choices_index(&c, "nowhere"), c.n);
	assert_int_equal(choices_index(&c, NULL), c.n);
	assert_null(c.codes[c.n - 1]);
	choices_finish(&c);
	assert_true(choices_make(
	    &c, "natures", LANGUAGE_EN, "first", CHOICES_EXTRA_FIRST));
	assert_null(c.codes[0]);
	assert_string_equal(c.items[0].label, "first");
	choices_finish(&c);
}

/* By what people call a State, which is in no label. */
static void
states_are_found_by_everyday_names(void **state)
{
	static const struct {
		const char *typed, *code;
	} names[] = {{"سوريا", "760"}, {"روسيا", "643"}, {"المجر", "348"},
	    {"تشيلي", "152"}, {"الدنمارك", "208"}, {"Corea del Norte", "408"},
	    {"Vietnam", "704"}, {"Kenia", "404"}, {"Nueva Zelanda", "554"},
	    {"Turquía", "792"}, {"Costa de Marfil", "384"}, {"美国", "840"},
	    {"英国", "826"}, {"韩国", "410"}, {"阿联酋", "784"},
	    {"梵蒂冈", "336"}, {"Сирия", "760"}};
	struct list_model *model;
	struct choices c;

	(void)state;
	assert_true(choices_make(
	    &c, "members observers", LANGUAGE_EN, NULL, CHOICES_EXTRA_LAST));
	model = list_model_create(c.items, c.n, LIST_ONE);
	assert_non_null(model);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t found;

		assert_true(list_model_filter(
		    model, names[i].typed, strlen(names[i].typed)));
		assert_int_equal(list_model_shown(model), 1);
		found = list_model_item(model, 0);
		assert_string_equal(c.codes[found], names[i].code);
		assert_null(strstr(list_model_label(model, 0), names[i].typed));
	}
	list_model_destroy(model);
	choices_finish(&c);
}

/* Whoever is taken out takes no one else's number. */
static void
numbers_move_up(void **state)
{
	static const struct {
		const char *before;
		size_t gone;
		const char *after;
	} cases[] = {{"[1,2,3]", 2, "[1,2]"}, {"[3]", 1, "[2]"},
	    {"[2]", 2, "[]"}, {"[1]", 2, "[1]"}, {"[5,1,4]", 4, "[4,1]"}};
	struct reason reason;
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cJSON *numbers = json_text_read(
		    cases[i].before, strlen(cases[i].before), &reason);

		assert_non_null(numbers);
		assert_int_equal(tree_renumber(numbers, cases[i].gone),
		    strcmp(cases[i].after, "[]") == 0);
		text = cJSON_PrintUnformatted(numbers);
		assert_string_equal(text, cases[i].after);
		cJSON_free(text);
		cJSON_Delete(numbers);
	}
	assert_false(tree_renumber(NULL, 1));
}

/* Naming someone can't be taken back, and is asked for with that said. */
static void
naming_is_warned_of(void **state)
{
	const struct question *consents = question_of("consent");
	size_t n = 0;

	(void)state;
	assert_non_null(consents);
	for (const struct question *q = consents->members; q->member != NULL;
	     q++) {
		bool names = q->consent != NULL &&
		    (strcmp(q->consent, "C3") == 0 ||
			strcmp(q->consent, "C5") == 0);

		assert_int_equal(names, q->help == WORD_WARN_NAMED);
		n += names;
	}
	assert_int_equal(n, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(naming_is_warned_of),
	    cmocka_unit_test(numbers_move_up),
	    cmocka_unit_test(every_member_is_asked),
	    cmocka_unit_test(answers_are_put_and_removed),
	    cmocka_unit_test(answers_are_shown_in_words),
	    cmocka_unit_test(needs_are_those_of_the_check),
	    cmocka_unit_test(choices_are_found_in_any_language),
	    cmocka_unit_test(states_are_found_by_everyday_names),
	};

	if (sodium_init() < 0)
		return 1;
	json_memory_wipe_freed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
