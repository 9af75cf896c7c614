#include "page_lines.h"

#include <stdio.h>
#include <string.h>

#include "client/desk/rules/work.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"

#define TOLD_COLUMNS 200

void
page_text(const char *name, const cJSON *object, const char *member)
{
	const char *text = work_text(object, member);

	if (*text == '\0')
		return;
	(void)printf("  %s:\n", name);
	outside_write(stdout, text, strlen(text));
}

/* One line of it, behind the mark, after so much of ours. */
static void
told(const char *name, const char *text)
{
	(void)printf("  %s: ", name);
	outside_cell(stdout, text, (unsigned)strlen(name) + 4, TOLD_COLUMNS);
	(void)printf("\n");
}

void
page_told(const char *name, const cJSON *object, const char *member)
{
	const char *text = work_text(object, member);

	if (*text != '\0')
		told(name, text);
}

void
page_told_list(const char *name, const cJSON *object, const char *member)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(object, member)) {
		const char *text = cJSON_GetStringValue(item);

		if (text != NULL)
			told(name, text);
	}
}

void
page_code(const char *name, const cJSON *object, const char *member)
{
	const char *text = work_text(object, member);

	if (*text == '\0')
		return;
	(void)printf("  %s: ", name);
	(void)printable_text_write(
	    stdout, text, strlen(text), PRINTABLE_ONE_LINE);
	(void)printf("\n");
}

void
page_numbers(
    const char *name, const cJSON *object, const char *member, const char *all)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, member);
	const cJSON *item;
	const char *between = "";

	(void)printf("  %s: ", name);
	if (list == NULL)
		(void)printf("%s", all);
	else if (cJSON_GetArraySize(list) == 0)
		(void)printf("none");
	cJSON_ArrayForEach (item, list) {
		(void)printf("%s%.0f", between, item->valuedouble);
		between = ", ";
	}
	(void)printf("\n");
}

void
page_codes(const char *name, const cJSON *object, const char *member)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, member);
	const cJSON *item;
	const char *between = "";

	if (list == NULL)
		return;
	(void)printf("  %s: ", name);
	cJSON_ArrayForEach (item, list) {
		const char *code = cJSON_GetStringValue(item);

		(void)printf("%s", between);
		if (code != NULL)
			(void)printable_text_write(
			    stdout, code, strlen(code), PRINTABLE_ONE_LINE);
		between = ", ";
	}
	(void)printf("\n");
}
