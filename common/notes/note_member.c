#include "note_member.h"

#include <stdlib.h>
#include <string.h>

#include "common/bytes/utc_time.h"
#include "common/json/json_text.h"

#define ITEMS_MAX 4096

bool
note_member_time(const cJSON *object, const char *member, int64_t *ret_seconds)
{
	const char *text = json_text_string(object, member);

	return text != NULL && utc_time_parse(text, strlen(text), ret_seconds);
}

bool
note_member_span(const cJSON *object, int64_t *ret_from, int64_t *ret_until)
{
	return note_member_time(object, "from", ret_from) &&
	    note_member_time(object, "until", ret_until) &&
	    *ret_from < *ret_until;
}

bool
note_member_key(const cJSON *object, const char *member, struct vkey *ret_key)
{
	const char *text = json_text_string(object, member);

	return text != NULL && vkey_parse(text, strlen(text), ret_key);
}

bool
note_member_key_set(const cJSON *object, struct key_set *ret_set)
{
	const cJSON *keys = cJSON_GetObjectItemCaseSensitive(object, "keys");
	const cJSON *key;
	uint64_t threshold;

	memset(ret_set, 0, sizeof(*ret_set));
	if (!json_text_integer(object, "threshold", &threshold) ||
	    threshold > KEY_SET_MAX || !cJSON_IsArray(keys))
		return false;
	cJSON_ArrayForEach (key, keys) {
		const char *text = cJSON_GetStringValue(key);

		if (ret_set->n == KEY_SET_MAX || text == NULL ||
		    !vkey_parse(
			text, strlen(text), &ret_set->keys[ret_set->n++]))
			return false;
	}
	ret_set->threshold = (unsigned)threshold;
	return key_set_valid(ret_set);
}

void *
note_member_array(const cJSON *parent, const char *member, size_t item_size,
    const cJSON **ret_array, size_t *ret_n)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(parent, member);
	int n;

	if (!cJSON_IsArray(array))
		return NULL;
	n = cJSON_GetArraySize(array);
	if (n > ITEMS_MAX)
		return NULL;
	*ret_array = array;
	*ret_n = (size_t)n;
	return calloc((size_t)n + 1, item_size);
}
