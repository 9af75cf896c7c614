#include "json_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "json_scan.h"

cJSON *
json_text_read(const char *text, size_t len, struct reason *ret_reason)
{
	cJSON *value;

	if (!json_scan(text, len, ret_reason))
		return NULL;
	value = cJSON_ParseWithLength(text, len);
	if (value == NULL)
		reason_set(ret_reason, "JSON that can't be read");
	return value;
}

static void
write_string(struct byte_writer *w, const char *text)
{
	const char *run = text, *c = text;

	byte_writer_text(w, "\"");
	for (; *c != '\0'; c++) {
		if (*c != '"' && *c != '\\' && (unsigned char)*c >= 0x20)
			continue;
		byte_writer_put(w, run, (size_t)(c - run));
		run = c + 1;
		if (*c == '"' || *c == '\\')
			byte_writer_printf(w, "\\%c", *c);
		else
			byte_writer_printf(w, "\\u%04x", (unsigned)*c);
	}
	byte_writer_put(w, run, (size_t)(c - run));
	byte_writer_text(w, "\"");
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
			write_string(w, items[i]->string);
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
		write_string(w, value->valuestring);
	} else if (cJSON_IsNumber(value)) {
		byte_writer_printf(w, "%" PRId64, (int64_t)value->valuedouble);
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
	    item->valuedouble > (double)JSON_INTEGER_MAX)
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
