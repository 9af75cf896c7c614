#include "vocabulary.h"

#include <string.h>

#include "vocabulary_lists.h"
#include "vocabulary_names.h"

const struct vocabulary_list *
vocabulary_at(size_t index)
{
	return index < vocabulary_lists_n ? &vocabulary_lists[index] : NULL;
}

const struct vocabulary_list *
vocabulary_find(const char *name)
{
	for (size_t i = 0; i < vocabulary_lists_n; i++)
		if (strcmp(vocabulary_lists[i].name, name) == 0)
			return &vocabulary_lists[i];
	return NULL;
}

const struct vocabulary_item *
vocabulary_item(const struct vocabulary_list *list, const char *code)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i].code, code) == 0)
			return &list->items[i];
	return NULL;
}

const char *
vocabulary_label(const struct vocabulary_item *item, enum language language)
{
	return item->labels[language];
}

const char *
vocabulary_names(const char *code)
{
	for (size_t i = 0; i < vocabulary_name_table_n; i++)
		if (strcmp(vocabulary_name_table[i].code, code) == 0)
			return vocabulary_name_table[i].names;
	return NULL;
}

bool
vocabulary_code_wellformed(const char *code)
{
	size_t len = strlen(code);

	return len >= 1 && len <= VOCABULARY_CODE_MAX &&
	    strspn(code,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789.-_") == len;
}
