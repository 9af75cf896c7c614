#include "tests/unit/unit.h"

#include <sodium.h>

#include "common/report/report.h"
#include "common/report/report_fields.h"
#include "common/report/vocabulary.h"

#define LISTS_MAX 64

/* Marks each list that a member names; fails where there is none. */
static void
mark(const struct report_field *fields, bool *used)
{
	char names[128], *save, *name;

	for (const struct report_field *f = fields; f->name != NULL; f++) {
		if (f->members != NULL)
			mark(f->members, used);
		(void)snprintf(names, sizeof(names), "%s %s",
		    f->kind == FIELD_EACH ? f->name : "",
		    f->list == NULL || f->kind == FIELD_EXACT ? "" : f->list);
		for (name = strtok_r(names, " ", &save); name != NULL;
		     name = strtok_r(NULL, " ", &save))
			for (size_t i = 0;; i++) {
				assert_non_null(vocabulary_at(i));
				if (strcmp(vocabulary_at(i)->name, name) == 0) {
					used[i] = true;
					break;
				}
			}
	}
}

static void
every_list_is_of_a_member(void **state)
{
	bool used[LISTS_MAX] = {false};

	(void)state;
	mark(report_fields, used);
	for (size_t i = 0; vocabulary_at(i) != NULL; i++)
		if (!used[i])
			fail_msg("no member uses %s", vocabulary_at(i)->name);
}

/* A draft that could be sealed, with one member more or another one. */
static cJSON *
draft_with(const char *before, const char *code, const char *after)
{
	cJSON *json = cJSON_Parse(
	    "{\"format\":\"valise-report/1\",\"kind\":\"new\","
	    "\"consent\":[{\"C0\":\"yes\"}],\"narrative\":\"x\","
	    "\"why_linked\":\"unsure\",\"state_concerned\":[\"unknown\"]}");
	cJSON *part, *item;
	char text[256];

	(void)snprintf(text, sizeof(text), "{%s%s%s}", before, code, after);
	part = cJSON_Parse(text);
	item = cJSON_DetachItemFromArray(part, 0);
	assert_non_null(item);
	cJSON_DeleteItemFromObjectCaseSensitive(json, item->string);
	assert_true(cJSON_AddItemToObject(json, item->string, item));
	cJSON_Delete(part);
	return json;
}

/* Every code of every list passes; one that is none does not, in a draft. */
static void
codes_come_from_the_lists(void **state)
{
	static const struct {
		const char *list, *before, *after;
		bool format; /* a part of the format: refused sealed, too */
	} members[] = {
	    {"kinds", "\"kind\":\"", "\"", true},
	    {"sender_roles", "\"sender\":{\"role\":\"", "\"}", true},
	    {"victim_units", "\"victims\":[{\"unit\":\"", "\"}]", true},
	    {"acts", "\"acts\":[{\"type\":\"", "\"}]", false},
	    {"channels", "\"acts\":[{\"channel\":\"", "\"}]", true},
	    {"how_known", "\"acts\":[{\"how_known\":\"", "\"}]", true},
	    {"areas", "\"acts\":[{\"place\":{\"m49\":\"", "\"}}]", false},
	    {"regions", "\"acts\":[{\"place\":{\"m49\":\"", "\"}}]", false},
	    {"mechanisms", "\"un_bodies\":[\"", "\"]", false},
	    {"actors", "\"actors\":[{\"code\":\"", "\"}]", false},
	    {"relations", "\"actors\":[{\"relation\":\"", "\"}]", true},
	    {"members", "\"state_concerned\":[\"", "\"]", false},
	    {"observers", "\"state_concerned\":[\"", "\"]", false},
	    {"state_unknown", "\"state_concerned\":[\"", "\"]", false},
	    {"consent_answers", "\"consent\":[{\"C0\":\"yes\",\"C9\":\"",
		"\"}]", true},
	    {"precisions", "\"deadline\":{\"precision\":\"", "\"}", true},
	    {"gender_answers", "\"gender_dimension\":{\"answer\":\"", "\"}",
		true},
	    {"domestic_steps", "\"domestic_steps\":{\"code\":\"", "\"}", false},
	    {"actions_wanted", "\"action_wanted\":[\"", "\"]", false},
	};
	const struct vocabulary_list *list;
	struct reason reason;

	(void)state;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		list = vocabulary_find(members[i].list);
		assert_non_null(list);
		for (size_t k = 0; k <= list->n; k++) {
			cJSON *json = draft_with(members[i].before,
			    k < list->n ? list->items[k].code : "zz9",
			    members[i].after);

			assert_int_equal(
			    report_check(json, REPORT_DRAFT, &reason),
			    k < list->n);
			if (k == list->n)
				assert_non_null(
				    strstr(reason.text, "the member "));
			assert_int_equal(
			    report_check(json, REPORT_SEALED, &reason),
			    k < list->n || !members[i].format);
			cJSON_Delete(json);
		}
	}
}

/* A sentence that says where the codes can be seen. */
static void
the_list_is_named(void **state)
{
	struct reason reason;
	cJSON *json = draft_with("\"state_concerned\":[\"", "999", "\"]");

	(void)state;
	assert_false(report_check(json, REPORT_DRAFT, &reason));
	assert_string_equal(reason.text,
	    "the member state_concerned[1] is not in its list: valise "
	    "vocabulary members observers state_unknown shows it");
	cJSON_Delete(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_list_is_of_a_member),
	    cmocka_unit_test(codes_come_from_the_lists),
	    cmocka_unit_test(the_list_is_named),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
