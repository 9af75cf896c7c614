/* The persons and groups of one case, as they are counted (docs/STATISTICS.md
 * 1).
 */
#include <stdlib.h>
#include <string.h>

#include "client/desk/rules/consent.h"
#include "client/desk/rules/work.h"
#include "common/json/json_text.h"
#include "stat_parts.h"

static bool
has_profile(const cJSON *person, const char *code)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(person, "profile"))
		if (cJSON_IsString(item) &&
		    strcmp(item->valuestring, code) == 0)
			return true;
	return false;
}

#define NAMES 3

/* By what a person may be called; "" where it is not. */
static void
names_of(const cJSON *person, const char *ret_names[static NAMES])
{
	ret_names[0] = work_text(person, "label");
	ret_names[1] = work_text(person, "name");
	ret_names[2] = work_text(person, "name_latin");
}

static bool
shares_name(
    const char *const a[static NAMES], const char *const b[static NAMES])
{
	for (size_t i = 0; i < NAMES; i++)
		for (size_t k = 0; k < NAMES; k++)
			if (*a[i] != '\0' && strcmp(a[i], b[k]) == 0)
				return true;
	return false;
}

/* Those of a case who are not to be counted. */
struct refusing {
	size_t n;
	struct refusal {
		uint64_t number;
		const char *names[NAMES];
	} * list;
};

/* Who said anything of being counted that is no yes today.  False: memory. */
static bool
find_refusing(const struct stat_telling *t, struct refusing *ret)
{
	const cJSON *work = t->one->work, *record;
	const cJSON *consents = work_look(work, WORK_CONSENTS);

	ret->n = 0;
	ret->list = calloc(
	    (size_t)cJSON_GetArraySize(consents) + 1, sizeof(*ret->list));
	if (ret->list == NULL)
		return false;
	cJSON_ArrayForEach (record, consents) {
		struct refusal *one = &ret->list[ret->n];
		enum consent_state state;

		if (strcmp(work_text(record, "use"), "C7") != 0 ||
		    !json_text_integer(record, "person", &one->number) ||
		    one->number == WORK_SOURCE_PERSON)
			continue;
		state = consent_of(work, one->number, "C7", t->today);
		if (state == CONSENT_GIVEN || state == CONSENT_NEVER)
			continue;
		names_of(work_item(work, WORK_PEOPLE, one->number), one->names);
		ret->n++;
	}
	return true;
}

/* Who said no to being counted is not, under whatever number it was said. */
static bool
is_counted(const struct refusing *refusing, const cJSON *person)
{
	const uint64_t number = work_number(person);
	const char *names[NAMES];

	names_of(person, names);
	for (size_t i = 0; i < refusing->n; i++)
		if (refusing->list[i].number == number ||
		    shares_name(refusing->list[i].names, names))
			return false;
	return true;
}

static void
put_person(struct stat_telling *t, const cJSON *person)
{
	const char *age = work_text(person, "age_band");
	bool had[STAT_CELLS_MAX] = {false};
	const cJSON *item;

	stat_put(t, "persons", "all");
	if (has_profile(person, "R02") || has_profile(person, "R03"))
		stat_put(t, "persons", "women");
	if (strcmp(age, "0-11") == 0 || strcmp(age, "12-17") == 0)
		stat_put(t, "persons", "minors");
	if (has_profile(person, "R12"))
		stat_put(t, "persons", "indigenous");
	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(person, "profile")) {
		const size_t cell =
		    stat_cell_find("profiles", cJSON_GetStringValue(item));

		/* Once a person, however often it stands there. */
		if (cell != STAT_NONE && !had[cell])
			stat_put(t, "profiles", cJSON_GetStringValue(item));
		if (cell != STAT_NONE)
			had[cell] = true;
	}
}

/* Whom a consent alone names is no victim; staff wrote those without `of`. */
static bool
is_victim(const cJSON *person)
{
	return *work_text(person, "of") == '\0' ||
	    cJSON_GetObjectItemCaseSensitive(person, "place") != NULL;
}

/* Whether a report before it, of the same case, has the same one: those of one
 * report stand together. */
static bool
is_again(const cJSON *people, const cJSON *person)
{
	const char *label = work_person_label(person);
	const char *of = work_text(person, "of");
	const cJSON *earlier;

	cJSON_ArrayForEach (earlier, people) {
		if (earlier == person || *label == '\0' ||
		    (*of != '\0' && strcmp(work_text(earlier, "of"), of) == 0))
			break;
		/* Two that staff wrote are two. */
		if (is_victim(earlier) &&
		    strcmp(work_text(earlier, "of"), of) != 0 &&
		    strcmp(work_person_label(earlier), label) == 0)
			return true;
	}
	return false;
}

bool
stat_put_people(struct stat_telling *t)
{
	const cJSON *people = work_look(t->one->work, WORK_PEOPLE), *person;
	struct refusing refusing;

	if (!find_refusing(t, &refusing))
		return false;
	cJSON_ArrayForEach (person, people) {
		const char *unit = work_text(person, "unit");

		if (!is_counted(&refusing, person) || !is_victim(person) ||
		    is_again(people, person))
			continue;
		if (*unit == '\0' || strcmp(unit, "person") == 0)
			put_person(t, person);
		else if (strcmp(unit, "organisation") == 0)
			stat_put(t, "groups", "organisations");
		else
			stat_put(t, "groups", "groups");
	}
	free(refusing.list);
	return true;
}
