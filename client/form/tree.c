#include "tree.h"
#include "client/words/shared_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/json/json_text.h"

#define PATH_BYTES 64

/* The first part of a path, and what follows it; NULL where it is the last. */
static const char *
split(const char *path, char ret_first[static PATH_BYTES])
{
	size_t len = strcspn(path, ".");

	(void)snprintf(ret_first, PATH_BYTES, "%.*s", (int)len, path);
	return path[len] == '\0' ? NULL : path + len + 1;
}

cJSON *
tree_find(const cJSON *object, const char *path)
{
	char first[PATH_BYTES];

	while (object != NULL && path != NULL) {
		path = split(path, first);
		object = cJSON_GetObjectItemCaseSensitive(object, first);
	}
	return (cJSON *)object;
}

const char *
tree_text(const cJSON *object, const char *path)
{
	const cJSON *value = tree_find(object, path);

	return cJSON_IsString(value) ? value->valuestring : NULL;
}

static void
remove_member(cJSON *object, const char *name)
{
	json_text_wipe(cJSON_DetachItemFromObjectCaseSensitive(object, name));
}

/* What is freed is wiped by json_memory.h. */
static bool
put_here(cJSON *object, const char *name, cJSON *value)
{
	bool ok;

	if (cJSON_GetObjectItemCaseSensitive(object, name) == NULL)
		ok = cJSON_AddItemToObject(object, name, value);
	else
		ok =
		    cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);
	if (!ok)
		json_text_wipe(value);
	return ok;
}

cJSON *
tree_open(cJSON *object, const char *path)
{
	char first[PATH_BYTES];
	cJSON *next;

	while (object != NULL && path != NULL) {
		path = split(path, first);
		next = cJSON_GetObjectItemCaseSensitive(object, first);
		if (!cJSON_IsObject(next)) {
			remove_member(object, first);
			next = cJSON_AddObjectToObject(object, first);
		}
		object = next;
	}
	return object;
}

bool
tree_put(cJSON *object, const char *path, cJSON *value)
{
	const char *last = strrchr(path, '.');
	char parent[PATH_BYTES];

	if (value == NULL) {
		if (last != NULL) {
			(void)snprintf(parent, sizeof(parent), "%.*s",
			    (int)(last - path), path);
			object = tree_find(object, parent);
			path = last + 1;
		}
		if (object != NULL)
			remove_member(object, path);
		return true;
	}
	if (last != NULL) {
		(void)snprintf(
		    parent, sizeof(parent), "%.*s", (int)(last - path), path);
		object = tree_open(object, parent);
		path = last + 1;
	}
	if (object != NULL)
		return put_here(object, path, value);
	json_text_wipe(value);
	return false;
}

bool
tree_put_text(cJSON *object, const char *path, const char *text, size_t len)
{
	cJSON *value;
	char *copy;

	if (len == 0)
		return tree_put(object, path, NULL);
	copy = cJSON_malloc(len + 1);
	if (copy == NULL)
		return false;
	(void)memcpy(copy, text, len);
	copy[len] = '\0';
	value = cJSON_CreateNull();
	if (value == NULL) {
		cJSON_free(copy);
		return false;
	}
	value->type = cJSON_String;
	value->valuestring = copy;
	return tree_put(object, path, value);
}

static bool
is_empty(const cJSON *value)
{
	if (cJSON_IsString(value))
		return value->valuestring[0] == '\0';
	return (cJSON_IsObject(value) || cJSON_IsArray(value)) &&
	    value->child == NULL;
}

void
tree_prune(cJSON *value)
{
	cJSON *item = value == NULL ? NULL : value->child, *next;

	for (; item != NULL; item = next) {
		next = item->next;
		tree_prune(item);
		if (is_empty(item))
			json_text_wipe(cJSON_DetachItemViaPointer(value, item));
	}
}

const struct vocabulary_item *
tree_item(const char *lists, const char *code)
{
	const struct vocabulary_item *item = NULL;
	const struct vocabulary_list *list;
	char name[32];
	size_t len;

	for (; lists != NULL && item == NULL && *lists != '\0';
	     lists += len + (lists[len] == ' ')) {
		len = strcspn(lists, " ");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, lists);
		list = vocabulary_find(name);
		if (list != NULL)
			item = vocabulary_item(list, code);
	}
	return item;
}

const char *
tree_label(const char *lists, const char *code, enum language language)
{
	const struct vocabulary_item *item = tree_item(lists, code);

	return item == NULL ? code : vocabulary_label(item, language);
}

struct showing {
	enum language language;
	enum tree_show how;
	unsigned indent;
	struct byte_writer *out;
};

static void
put_indent(const struct showing *w)
{
	for (unsigned i = 0; i < w->indent; i++)
		byte_writer_u8(w->out, ' ');
}

/* A value of our own or theirs; its lines are indented like the first. */
static void
put_value(const struct showing *w, const char *text)
{
	if (w->how == TREE_SHORT) {
		printable_text_put(
		    w->out, text, strcspn(text, "\n"), PRINTABLE_KEEP_LINES);
		return;
	}
	for (;;) {
		size_t len = strcspn(text, "\n");

		put_indent(w);
		printable_text_put(w->out, text, len, PRINTABLE_KEEP_LINES);
		byte_writer_u8(w->out, '\n');
		if (text[len] == '\0')
			return;
		text += len + 1;
	}
}

static void
put_between(const struct showing *w, size_t before)
{
	if (w->how == TREE_SHORT && w->out->len > before)
		byte_writer_text(w->out, "; ");
}

static void
show_codes(
    const struct question *q, const cJSON *array, const struct showing *w)
{
	size_t before = w->out->len;
	const cJSON *item;

	cJSON_ArrayForEach (item, array) {
		if (!cJSON_IsString(item))
			continue;
		put_between(w, before);
		put_value(
		    w, tree_label(q->lists, item->valuestring, w->language));
	}
}

static void
show_date(const cJSON *date, const struct showing *w)
{
	static const char *const members[] = {"typed", "date", "precision"};
	const char *text, *calendar = tree_text(date, "calendar");
	char line[1200] = "";
	size_t used = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		text = tree_text(date, members[i]);
		if (text == NULL)
			continue;
		if (i == 2)
			text = tree_label("precisions", text, w->language);
		used += (size_t)snprintf(line + used, sizeof(line) - used,
		    "%s%s", used > 0 ? ", " : "", text);
		if (i == 0 && calendar != NULL && used < sizeof(line))
			used += (size_t)snprintf(line + used,
			    sizeof(line) - used, " (%s)",
			    tree_label("calendars", calendar, w->language));
		if (used >= sizeof(line))
			break;
	}
	if (line[0] != '\0')
		put_value(w, line);
}

static void show(
    const struct question *q, const cJSON *value, const struct showing *w);

/* Its members, each under its title where they are shown whole. */
static void
show_record(
    const struct question *q, const cJSON *object, const struct showing *w)
{
	size_t before = w->out->len;
	struct showing inner = *w;

	for (const struct question *m = q->members; m->member != NULL; m++) {
		if (!tree_has(m, object))
			continue;
		put_between(w, before);
		if (w->how == TREE_WHOLE) {
			put_value(w, question_title(m, w->language));
			inner.indent = w->indent + 4;
		}
		show(m, tree_find(object, m->member), &inner);
	}
}

static void
show_records(
    const struct question *q, const cJSON *array, const struct showing *w)
{
	size_t before = w->out->len;
	struct showing inner = *w;
	const cJSON *item;
	char number[32];
	int n = 0;

	inner.indent = w->indent + 4;
	cJSON_ArrayForEach (item, array) {
		put_between(w, before);
		if (w->how == TREE_WHOLE) {
			(void)snprintf(number, sizeof(number), "%d.", ++n);
			put_value(w, number);
		}
		show_record(q, item, &inner);
	}
}

/*
 * Texts that the form itself puts where a person may write: the person who
 * reports, and not being sure of the link.
 */
static bool
show_own(const struct question *q, const char *text, const struct showing *w)
{
	static const struct {
		const char *member;
		const char *text;
		const struct word *word;
	} own[] = {{"person", "self", WORD_LABEL_SELF},
	    {"why_linked", "unsure", WORD_LABEL_UNSURE}};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(q->member, own[i].member) == 0 &&
		    strcmp(text, own[i].text) == 0) {
			put_value(w, words_get(own[i].word, w->language));
			return true;
		}
	return false;
}

/* "1, 3" */
static void
show_numbers(const cJSON *array, const struct showing *w)
{
	char line[512] = "";
	const cJSON *item;
	size_t used = 0;

	cJSON_ArrayForEach (item, array)
		if (cJSON_IsNumber(item) && used < sizeof(line))
			used += (size_t)snprintf(line + used,
			    sizeof(line) - used, "%s%.0f", used > 0 ? ", " : "",
			    item->valuedouble);
	if (used > 0)
		put_value(w, line);
}

static void
show(const struct question *q, const cJSON *value, const struct showing *w)
{
	char number[32];

	if (cJSON_IsString(value) && show_own(q, value->valuestring, w))
		return;
	if (cJSON_IsString(value))
		put_value(w,
		    q->lists == NULL ? value->valuestring
				     : tree_label(q->lists, value->valuestring,
					   w->language));
	else if (cJSON_IsNumber(value)) {
		(void)snprintf(
		    number, sizeof(number), "%.0f", value->valuedouble);
		put_value(w, number);
	} else if (q->kind == QUESTION_DATE)
		show_date(value, w);
	else if (q->kind == QUESTION_NUMBERS)
		show_numbers(value, w);
	else if (cJSON_IsArray(value) && q->members != NULL)
		show_records(q, value, w);
	else if (cJSON_IsArray(value))
		show_codes(q, value, w);
	else if (cJSON_IsObject(value) && q->members != NULL)
		show_record(q, value, w);
}

void
tree_show(const struct question *q, const cJSON *object, enum language language,
    enum tree_show how, unsigned indent, struct byte_writer *out)
{
	const struct showing w = {language, how, indent, out};

	show(q, tree_find(object, q->member), &w);
}

void
tree_show_record(const struct question *q, const cJSON *record,
    enum language language, enum tree_show how, unsigned indent,
    struct byte_writer *out)
{
	const struct showing w = {language, how, indent, out};

	show_record(q, record, &w);
}

bool
tree_has(const struct question *q, const cJSON *object)
{
	const cJSON *value = tree_find(object, q->member);

	return value != NULL && !is_empty(value);
}

bool
tree_renumber(cJSON *numbers, size_t gone)
{
	cJSON *item = numbers == NULL ? NULL : numbers->child, *next;
	bool any = item != NULL;

	for (; item != NULL; item = next) {
		next = item->next;
		if (!cJSON_IsNumber(item) || item->valuedouble < (double)gone)
			continue;
		if (item->valuedouble > (double)gone)
			cJSON_SetNumberValue(item, item->valuedouble - 1);
		else
			cJSON_Delete(cJSON_DetachItemViaPointer(numbers, item));
	}
	return any && numbers->child == NULL;
}
