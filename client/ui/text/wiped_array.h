/*
 * A growing array of plain bytes in guarded memory (common/bytes/secret.h):
 * locked where the system allows, wiped when it grows and when it goes.
 */
#ifndef VALISE_UI_WIPED_ARRAY_H
#define VALISE_UI_WIPED_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/* All zeroes is an empty one. */
struct wiped_array {
	void *data;      /* owned; aligned for any type */
	size_t capacity; /* bytes */
};

/*
 * Room for `need` bytes, of which the first `used` are kept.  It at least
 * doubles, so that appending is linear.  False when out of memory: unchanged.
 */
bool wiped_array_reserve(struct wiped_array *array, size_t used, size_t need);
void wiped_array_finish(struct wiped_array *array); /* wipes and frees */

#endif
