#include "json_canonical.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "json_scan.h"
#include "json_string.h"

/* One UTF-16 unit, the first of a pair; the second is `low`, else 0. */
static uint32_t
first_unit(uint32_t point, uint32_t *ret_low)
{
	*ret_low = point < 0x10000 ? 0 : 0xdc00 + (point & 0x3ff);
	return point < 0x10000 ? point : 0xd7c0 + (point >> 10);
}

/* RFC 8785 3.2.3; both are valid UTF-8. */
static int
compare_names(const char *a, const char *b)
{
	size_t left_len = strlen(a), right_len = strlen(b), step, other;
	uint32_t left, right, left_low, right_low;

	while (left_len > 0 && right_len > 0) {
		step =
		    printable_text_decode((const uint8_t *)a, left_len, &left);
		other = printable_text_decode(
		    (const uint8_t *)b, right_len, &right);
		if (step == 0 || other == 0)
			break; /* not UTF-8: none of ours */
		left = first_unit(left, &left_low);
		right = first_unit(right, &right_low);
		if (left != right)
			return left < right ? -1 : 1;
		if (left_low != right_low)
			return left_low < right_low ? -1 : 1;
		a += step;
		left_len -= step;
		b += other;
		right_len -= other;
	}
	return (left_len > right_len) - (left_len < right_len);
}

static int
compare_keys(const void *a, const void *b)
{
	const cJSON *const *left = a, *const *right = b;

	return compare_names((*left)->string, (*right)->string);
}

static bool write_value(struct byte_writer *w, const cJSON *value);

static bool
write_object(struct byte_writer *w, const cJSON *object)
{
	size_t n = (size_t)cJSON_GetArraySize(object), i = 0;
	const cJSON **items = calloc(n + 1, sizeof(const cJSON *)), *item;
	bool ok = true;

	if (items == NULL)
		return false;
	cJSON_ArrayForEach (item, object)
		items[i++] = item;
	qsort(items, n, sizeof(const cJSON *), compare_keys);
	byte_writer_u8(w, '{');
	for (i = 0; ok && i < n; i++) {
		if (i > 0)
			byte_writer_u8(w, ',');
		json_string_write(w, items[i]->string);
		byte_writer_u8(w, ':');
		ok = write_value(w, items[i]);
	}
	byte_writer_u8(w, '}');
	free(items);
	return ok;
}

static bool
write_array(struct byte_writer *w, const cJSON *array)
{
	const cJSON *item;

	byte_writer_u8(w, '[');
	cJSON_ArrayForEach (item, array) {
		if (item != array->child)
			byte_writer_u8(w, ',');
		if (!write_value(w, item))
			return false;
	}
	byte_writer_u8(w, ']');
	return true;
}

static bool
write_number(struct byte_writer *w, double number)
{
	if (number != trunc(number) ||
	    fabs(number) > (double)JSON_INTEGER_MAX ||
	    (number == 0 && signbit(number)))
		return false;
	byte_writer_printf(w, "%" PRId64, (int64_t)number);
	return true;
}

static bool
write_value(struct byte_writer *w, const cJSON *value)
{
	if (cJSON_IsObject(value))
		return write_object(w, value);
	if (cJSON_IsArray(value))
		return write_array(w, value);
	if (cJSON_IsNumber(value))
		return write_number(w, value->valuedouble);
	if (cJSON_IsString(value))
		json_string_write(w, value->valuestring);
	else if (cJSON_IsBool(value))
		byte_writer_text(w, cJSON_IsTrue(value) ? "true" : "false");
	else if (cJSON_IsNull(value))
		byte_writer_text(w, "null");
	else
		return false; /* a tree that memory ran out for */
	return true;
}

bool
json_canonical_write(struct byte_writer *w, const cJSON *value)
{
	return write_value(w, value) && !w->failed;
}
