#include "wiped_array.h"

#include <stdint.h>
#include <string.h>

#include "common/bytes/secret.h"

bool
wiped_array_reserve(struct wiped_array *array, size_t used, size_t need)
{
	size_t capacity;
	void *grown;

	if (need <= array->capacity)
		return true;
	if (need > SIZE_MAX / 4)
		return false;
	capacity = array->capacity == 0 ? 1024 : array->capacity * 2;
	if (capacity < need)
		capacity = need;
	capacity = (capacity + 63) / 64 * 64; /* secret_alloc aligns by it */
	grown = secret_alloc(capacity);
	if (grown == NULL)
		return false;
	if (used > 0)
		memcpy(grown, array->data, used);
	secret_free(array->data);
	array->data = grown;
	array->capacity = capacity;
	return true;
}

void
wiped_array_finish(struct wiped_array *array)
{
	secret_free(array->data);
	array->data = NULL;
	array->capacity = 0;
}
