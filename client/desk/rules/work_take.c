/*
 * What a report brings to the work on its case: its victims, acts, actors and
 * consents, numbered anew (docs/CASES.md 5).
 */
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json/json_text.h"

/* Of one report: each has ten answers, and a row its limit. */
#define CONSENTS_MAX 200

/* A row has whole numbers alone; a report of another program may have others.
 */
static void
drop_fractions(cJSON *value)
{
	cJSON *item = value == NULL ? NULL : value->child, *next;

	for (; item != NULL; item = next) {
		next = item->next;
		drop_fractions(item);
		if (cJSON_IsNumber(item) &&
		    !(item->valuedouble >= 0 &&
			item->valuedouble <= 9007199254740991.0 &&
			item->valuedouble ==
			    (double)(uint64_t)item->valuedouble))
			cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
	}
}

static bool
copy_members(cJSON *to, const cJSON *from, const char *const *members)
{
	bool ok = true;

	for (; *members != NULL && ok; members++) {
		const cJSON *value =
		    cJSON_GetObjectItemCaseSensitive(from, *members);

		if (value != NULL)
			ok = work_put_copy(to, *members, value);
	}
	return ok;
}

static const char *const victim_members[] = {"unit", "count", "name",
    "name_latin", "label", "gender", "age_band", "nationality", "residence",
    "profile", "organisation", "role", "protected_status", NULL};
static const char *const actor_members[] = {
    "code", "relation", "name", "rank", "unit", "accounts", NULL};
static const char *const act_members[] = {
    "type", "channel", "from", "to", "place", "how_known", "text", NULL};

/* Items of a list of the report behind those of the case. */
static bool
take_list(cJSON *work, const char *to, const cJSON *report, const char *from,
    const char *const *members, const char *id)
{
	const cJSON *item;
	uint64_t place = 0;
	bool ok = true;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, from)) {
		cJSON *own = ok ? work_add(work, to) : NULL;

		ok = own != NULL && copy_members(own, item, members);
		drop_fractions(own);
		ok = ok && work_put(own, "of", id) &&
		    work_put_number(own, "place", ++place);
	}
	return ok;
}

/*
 * A list of numbers of the report's items, as numbers of the case's: each once,
 * of those that there are.  Where it is absent, or has them all, it stays
 * absent and means all of that report: a thousand acts of a thousand victims
 * would be a million numbers.
 */
static bool
renumber(cJSON *act, const cJSON *told, const char *member, uint64_t before,
    uint64_t n)
{
	const cJSON *numbers = cJSON_GetObjectItemCaseSensitive(told, member);
	const cJSON *number;
	bool *there = numbers == NULL ? NULL : calloc((size_t)n + 1, 1);
	uint64_t found = 0;
	cJSON *own;
	bool ok;

	if (numbers == NULL)
		return true;
	if (there == NULL)
		return false;
	cJSON_ArrayForEach (number, numbers)
		if (cJSON_IsNumber(number) && number->valuedouble >= 1 &&
		    number->valuedouble <= (double)n) {
			bool *one = &there[(uint64_t)number->valuedouble];

			found += !*one;
			*one = true;
		}
	own = found == n && n > 0 ? NULL : cJSON_AddArrayToObject(act, member);
	ok = own != NULL || found == n;
	for (uint64_t i = 1; i <= n && own != NULL && ok; i++)
		if (there[i])
			ok = cJSON_AddItemToArray(
			    own, cJSON_CreateNumber((double)(before + i)));
	free(there);
	return ok;
}

static uint64_t
last_of(const cJSON *work, const char *name)
{
	const cJSON *list = work_look(work, name);

	return work_number(
	    cJSON_GetArrayItem(list, cJSON_GetArraySize(list) - 1));
}

static bool
take_acts(cJSON *work, const cJSON *report, const char *id, uint64_t people,
    uint64_t actors)
{
	const int first = cJSON_GetArraySize(work_look(work, WORK_ACTS));
	const cJSON *told = cJSON_GetObjectItemCaseSensitive(report, "acts");
	cJSON *own;
	bool ok = take_list(work, WORK_ACTS, report, "acts", act_members, id);

	told = told == NULL ? NULL : told->child;
	own = ok ? cJSON_GetArrayItem(work_look(work, WORK_ACTS), first) : NULL;
	for (; ok && told != NULL && own != NULL;
	     told = told->next, own = own->next)
		ok = renumber(own, told, "victims", people,
			 last_of(work, WORK_PEOPLE) - people) &&
		    renumber(own, told, "actors", actors,
			last_of(work, WORK_ACTORS) - actors);
	return ok;
}

/* Whether a text is what the report calls a victim. */
static bool
is_called(const cJSON *person, const char *text)
{
	static const char *const members[] = {"label", "name", "name_latin"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (*text != '\0' &&
		    strcmp(work_text(person, members[i]), text) == 0)
			return true;
	return false;
}

/*
 * Whose consent it is, of those whom this report brought.  One that nobody is
 * called by is a person whom the consent alone names.
 */
static cJSON *
person_of(cJSON *work, const char *called, const char *id, uint64_t first)
{
	cJSON *person = NULL;

	cJSON_ArrayForEach (person, work_look(work, WORK_PEOPLE))
		if (work_number(person) >= first && is_called(person, called))
			return person;
	person = work_add(work, WORK_PEOPLE);
	if (person == NULL || !work_put(person, "of", id) ||
	    !work_put(person, "name", called))
		return NULL;
	return person;
}

/*
 * What a report says that somebody else agreed to is a claim: to raise, publish
 * or pass it on that person is asked first, and told the risks.
 */
static const char *
value_of(uint64_t person, const char *use, const char *value)
{
	return person != WORK_SOURCE_PERSON && strcmp(value, "yes") == 0 &&
		!rule_code_is("C0 C7 C8", use)
	    ? "ask-first"
	    : value;
}

/* Whether it came before the case was withdrawn: what it agrees to is over,
 * whenever it is taken.  Of a withdrawal by staff that can't be told. */
static bool
is_old(const cJSON *work, const char *id)
{
	return work_look(work, "fresh_from") != NULL &&
	    (*work_text(work, "withdrawn_by") == '\0' ||
		strcmp(id, work_text(work, "withdrawn_by")) <= 0);
}

static bool
add_consent(cJSON *work, const char *id, const char *day, uint64_t person,
    const char *use, const cJSON *told)
{
	cJSON *own = work_add(work, WORK_CONSENTS);
	const char *how = work_text(told, "how");

	return own != NULL && work_put_number(own, "person", person) &&
	    work_put(own, "use", use) &&
	    work_put(
		own, "value", value_of(person, use, work_text(told, use))) &&
	    work_put(own, "how", *how == '\0' ? "report" : how) &&
	    work_put(own, "day", day) && work_put(own, "of", id) &&
	    work_put_number(
		own, "line", is_old(work, id) ? 0 : work_last(work));
}

/* Of one person, each use that was answered. */
static bool
take_consent(cJSON *work, const cJSON *told, const char *id, const char *day,
    uint64_t first)
{
	const char *called = work_text(told, "person");
	/* Who told it may be one of the others: that is held apart. */
	const bool self = *called == '\0' || strcmp(called, "self") == 0;
	const cJSON *person = self ? NULL : person_of(work, called, id, first);
	char use[] = "C0";
	bool ok = self || person != NULL;

	for (; use[1] <= '9' && ok; use[1]++)
		if (*work_text(told, use) != '\0')
			ok = add_consent(work, id, day,
			    self ? WORK_SOURCE_PERSON : work_number(person),
			    use, told);
	return ok;
}

static bool
take_consents(cJSON *work, const cJSON *report, const char *id, const char *day,
    uint64_t first)
{
	const cJSON *told;
	size_t n = 0;
	bool ok = true;

	cJSON_ArrayForEach (
	    told, cJSON_GetObjectItemCaseSensitive(report, "consent"))
		/* Who is not reached by it has consented to nothing. */
		if (++n <= CONSENTS_MAX)
			ok = ok && take_consent(work, told, id, day, first);
	return ok;
}

bool
work_take(cJSON *work, const char *id, const cJSON *report, const char *day)
{
	const uint64_t people = last_of(work, WORK_PEOPLE);
	const uint64_t actors = last_of(work, WORK_ACTORS);

	return take_list(
		   work, WORK_PEOPLE, report, "victims", victim_members, id) &&
	    take_list(work, WORK_ACTORS, report, "actors", actor_members, id) &&
	    take_acts(work, report, id, people, actors) &&
	    take_consents(work, report, id, day, people + 1);
}

cJSON *
work_create(const char *id, const cJSON *report, const char *day)
{
	cJSON *work = cJSON_CreateObject();

	if (work != NULL && work_set_state(work, STATE_OPENED) &&
	    work_put(work, "opened", day) &&
	    work_put(work, "class", "strictly-confidential") &&
	    work_take(work, id, report, day))
		return work;
	json_text_wipe(work);
	return NULL;
}
