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

static bool
is_among(const struct release_keys *r, const struct minisign_key *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (memcmp(r->keys[i].key, key->key, sizeof(key->key)) == 0 ||
		    memcmp(r->keys[i].id, key->id, sizeof(key->id)) == 0)
			return true;
	return false;
}

bool
note_member_releases(const cJSON *body, struct release_keys *ret_keys)
{
	const cJSON *object =
	    cJSON_GetObjectItemCaseSensitive(body, "releases");
	const cJSON *item,
	    *list = cJSON_GetObjectItemCaseSensitive(object, "keys");
	struct release_keys keys = {.threshold = 0};
	uint64_t threshold = 0;

	*ret_keys = keys;
	if (object == NULL)
		return true;
	if (!cJSON_IsArray(list) || cJSON_GetArraySize(object) != 2 ||
	    cJSON_GetArraySize(list) > RELEASE_KEYS_MAX ||
	    !json_text_integer(object, "threshold", &threshold))
		return false;
	cJSON_ArrayForEach (item, list) {
		struct minisign_key key;

		if (!cJSON_IsString(item) ||
		    !minisign_key_parse(
			item->valuestring, strlen(item->valuestring), &key) ||
		    is_among(&keys, &key))
			return false;
		keys.keys[keys.n++] = key;
	}
	keys.threshold = (unsigned)threshold;
	if (threshold == 0 || threshold > keys.n)
		return false;
	*ret_keys = keys;
	return true;
}
