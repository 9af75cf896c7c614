#include "json_text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "json_scan.h"
#include "json_string.h"

cJSON *
json_text_read(const char *text, size_t len, struct reason *ret_reason)
{
	cJSON *value;

	if (!json_scan(text, len, ret_reason))
		return NULL;
	value = cJSON_ParseWithLength(text, len);
	/* What the scan lets pass it can read. */
	if (value == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		errno = ENOMEM;
	}
	return value;
}

cJSON *
json_text_read_received(
    const char *text, size_t len, bool *ret_exact, struct reason *ret_reason)
{
	char *copy = cJSON_malloc(len + 1);
	bool exact = false;
	cJSON *value = NULL;
	int failed;

	if (copy == NULL) {
		reason_set(ret_reason, "there is not enough memory");
		errno = ENOMEM;
		return NULL;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (json_scan_received(copy, len, &exact, ret_reason)) {
		value = cJSON_ParseWithLength(copy, len);
		/* What the scan lets pass it can read. */
		if (value == NULL) {
			reason_set(ret_reason, "there is not enough memory");
			errno = ENOMEM;
		}
	}
	failed = errno;
	sodium_memzero(copy, len);
	cJSON_free(copy);
	errno = failed;
	if (ret_exact != NULL)
		*ret_exact = exact;
	return value;
}

static void
write_indent(struct byte_writer *w, int depth)
{
	byte_writer_text(w, "\n");
	for (int i = 0; i < depth; i++)
		byte_writer_text(w, "  ");
}

static int
compare_keys(const void *a, const void *b)
{
	const cJSON *const *left = a, *const *right = b;

	return strcmp((*left)->string, (*right)->string);
}

/* What others wrote may be no whole number; then as exactly as it was read. */
static void
write_number(struct byte_writer *w, double number)
{
	if (number == trunc(number) && fabs(number) <= (double)JSON_INTEGER_MAX)
		byte_writer_printf(w, "%" PRId64, (int64_t)number);
	else
		byte_writer_printf(w, "%.17g", number);
}

static void write_value(struct byte_writer *w, const cJSON *value, int depth);

static void
write_members(struct byte_writer *w, const cJSON *value, int depth)
{
	size_t n = (size_t)cJSON_GetArraySize(value), i = 0;
	const cJSON **items, *item;

	items = calloc(n, sizeof(const cJSON *));
	if (items == NULL) {
		w->failed = true;
		return;
	}
	cJSON_ArrayForEach (item, value)
		items[i++] = item;
	n = i;
	if (cJSON_IsObject(value))
		qsort(items, n, sizeof(const cJSON *), compare_keys);
	for (i = 0; i < n; i++) {
		if (i > 0)
			byte_writer_text(w, ",");
		write_indent(w, depth + 1);
		if (cJSON_IsObject(value)) {
			json_string_write(w, items[i]->string);
			byte_writer_text(w, ": ");
		}
		write_value(w, items[i], depth + 1);
	}
	write_indent(w, depth);
	free(items);
}

static void
write_value(struct byte_writer *w, const cJSON *value, int depth)
{
	bool object = cJSON_IsObject(value);

	if (value == NULL) {
		w->failed = true; /* a tree that memory ran out for */
		return;
	}
	if (object || cJSON_IsArray(value)) {
		byte_writer_text(w, object ? "{" : "[");
		if (value->child != NULL)
			write_members(w, value, depth);
		byte_writer_text(w, object ? "}" : "]");
	} else if (cJSON_IsString(value)) {
		json_string_write(w, value->valuestring);
	} else if (cJSON_IsNumber(value)) {
		write_number(w, value->valuedouble);
	} else if (cJSON_IsBool(value)) {
		byte_writer_text(w, cJSON_IsTrue(value) ? "true" : "false");
	} else {
		byte_writer_text(w, "null");
	}
}

void
json_text_write(struct byte_writer *w, const cJSON *value)
{
	write_value(w, value, 0);
	byte_writer_text(w, "\n");
}

const char *
json_text_string(const cJSON *object, const char *member)
{
	return cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, member));
}

bool
json_text_integer(const cJSON *object, const char *member, uint64_t *ret_value)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

	if (!cJSON_IsNumber(item) || item->valuedouble < 0 ||
	    item->valuedouble > (double)JSON_INTEGER_MAX ||
	    item->valuedouble != trunc(item->valuedouble))
		return false;
	*ret_value = (uint64_t)item->valuedouble;
	return true;
}

static void
wipe_strings(cJSON *value)
{
	for (; value != NULL; value = value->next) {
		if (value->valuestring != NULL)
			sodium_memzero(
			    value->valuestring, strlen(value->valuestring));
		wipe_strings(value->child);
	}
}

void
json_text_wipe(cJSON *value)
{
	if (value != NULL)
		wipe_strings(value);
	cJSON_Delete(value);
}
