#include "work.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_text.h"

enum rule_state
work_state(const cJSON *work)
{
	enum rule_state state;

	return rule_state_find(json_text_string(work, "state"), &state)
	    ? state
	    : STATE_OPENED;
}

bool
work_set_state(cJSON *work, enum rule_state state)
{
	return work_put(work, "state", rule_state_word(state));
}

enum rule_status
work_status(const cJSON *action)
{
	enum rule_status status;

	return rule_status_find(json_text_string(action, "status"), &status)
	    ? status
	    : STATUS_DROPPED;
}

bool
work_set_status(cJSON *action, enum rule_status status)
{
	return work_put(action, "status", rule_status_word(status));
}

const cJSON *
work_look(const cJSON *work, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(work, name);
}

cJSON *
work_list(cJSON *work, const char *name)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(work, name);

	return list != NULL ? list : cJSON_AddArrayToObject(work, name);
}

uint64_t
work_number(const cJSON *item)
{
	uint64_t number = 0;

	(void)json_text_integer(item, "number", &number);
	return number;
}

cJSON *
work_item(const cJSON *work, const char *name, uint64_t number)
{
	cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(work, name)) {
		uint64_t own;

		if (json_text_integer(item, "number", &own) && own == number)
			return item;
	}
	return NULL;
}

cJSON *
work_add(cJSON *work, const char *name)
{
	cJSON *list = work_list(work, name), *item, *last;
	uint64_t number = 0;

	if (list == NULL)
		return NULL;
	last = cJSON_GetArrayItem(list, cJSON_GetArraySize(list) - 1);
	number = last == NULL ? 0 : work_number(last);
	item = cJSON_CreateObject();
	if (item == NULL || !cJSON_AddItemToArray(list, item)) {
		cJSON_Delete(item);
		return NULL;
	}
	return work_put_number(item, "number", number + 1) ? item : NULL;
}

cJSON *
work_element(cJSON *work, const char *element)
{
	cJSON *all = cJSON_GetObjectItemCaseSensitive(work, WORK_ELEMENTS);
	cJSON *one;

	if (!rule_code_is(RULE_ELEMENTS, element))
		return NULL;
	if (all == NULL)
		all = cJSON_AddObjectToObject(work, WORK_ELEMENTS);
	one = cJSON_GetObjectItemCaseSensitive(all, element);
	return one != NULL ? one : cJSON_AddObjectToObject(all, element);
}

static bool
put(cJSON *object, const char *member, cJSON *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, member);
	if (value != NULL && cJSON_AddItemToObject(object, member, value))
		return true;
	cJSON_Delete(value);
	return false;
}

bool
work_put(cJSON *object, const char *member, const char *text)
{
	return put(object, member, cJSON_CreateString(text));
}

bool
work_put_number(cJSON *object, const char *member, uint64_t number)
{
	return put(object, member, cJSON_CreateNumber((double)number));
}

bool
work_put_copy(cJSON *object, const char *member, const cJSON *value)
{
	if (value != NULL)
		return put(object, member, cJSON_Duplicate(value, true));
	cJSON_DeleteItemFromObjectCaseSensitive(object, member);
	return true;
}

const char *
work_text(const cJSON *object, const char *member)
{
	const char *text = json_text_string(object, member);

	return text == NULL ? "" : text;
}

bool
work_has_number(const cJSON *numbers, uint64_t number)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, numbers)
		if (cJSON_IsNumber(item) && item->valuedouble == (double)number)
			return true;
	return false;
}

uint64_t
work_last(const cJSON *work)
{
	const cJSON *log = work_look(work, WORK_LOG);
	const int n = cJSON_GetArraySize(log);

	return n == 0 ? 0 : work_number(cJSON_GetArrayItem(log, n - 1));
}

const char *
work_person_label(const cJSON *person)
{
	static const char *const members[] = {
	    "label", "name_latin", "name", "organisation"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (*work_text(person, members[i]) != '\0')
			return work_text(person, members[i]);
	return "";
}
