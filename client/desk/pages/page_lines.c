#include "page_lines.h"

#include <string.h>

#include "client/desk/rules/work.h"
#include "client/words/casework_words.h"
#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"
#include "rule_words.h"

#define TOLD_COLUMNS 200
#define LINE_BYTES 512

static const char *
say(const struct page *p, const struct word *word)
{
	return words_get(word, p->language);
}

void
page_heading(const struct page *p, const struct word *word)
{
	(void)fprintf(p->out, "%s:\n", say(p, word));
}

void
page_line(const struct page *p, const char *indent, const struct word *word,
    const char *one, const char *two, const char *three)
{
	const char *values[] = {one, two, three};
	const size_t n = one == NULL ? 0
	    : two == NULL            ? 1
	    : three == NULL          ? 2
				     : 3;
	char text[LINE_BYTES];

	(void)words_fill(word, p->language, values, n, text, sizeof(text));
	(void)fprintf(p->out, "%s", indent);
	(void)printable_text_write(
	    p->out, text, strlen(text), PRINTABLE_ONE_LINE);
	(void)fprintf(p->out, "\n");
}

void
page_text(const struct page *p, const struct word *name, const cJSON *object,
    const char *member)
{
	const char *text = work_text(object, member);

	if (*text == '\0')
		return;
	(void)fprintf(p->out, "  %s:\n", say(p, name));
	outside_write(p->out, text, strlen(text));
}

/* One line of it, behind the mark, after so much of ours. */
static void
told(const struct page *p, const struct word *name, const char *text)
{
	(void)fprintf(p->out, "  %s: ", say(p, name));
	outside_cell(
	    p->out, text, (unsigned)strlen(say(p, name)) + 4, TOLD_COLUMNS);
	(void)fprintf(p->out, "\n");
}

void
page_told(const struct page *p, const struct word *name, const cJSON *object,
    const char *member)
{
	const char *text = work_text(object, member);

	if (*text != '\0')
		told(p, name, text);
}

void
page_told_list(const struct page *p, const struct word *name,
    const cJSON *object, const char *member)
{
	const cJSON *item;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(object, member)) {
		const char *text = cJSON_GetStringValue(item);

		if (text != NULL)
			told(p, name, text);
	}
}

void
page_own(const struct page *p, const struct word *name, const char *text)
{
	if (*text == '\0')
		return;
	(void)fprintf(p->out, "  %s: ", say(p, name));
	(void)printable_text_write(
	    p->out, text, strlen(text), PRINTABLE_ONE_LINE);
	(void)fprintf(p->out, "\n");
}

void
page_code(const struct page *p, const struct word *name, const cJSON *object,
    const char *member)
{
	page_own(
	    p, name, rule_words_code(work_text(object, member), p->language));
}

void
page_numbers(const struct page *p, const struct word *name, const cJSON *object,
    const char *member, bool all)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, member);
	const cJSON *item;
	const char *between = "";

	(void)fprintf(p->out, "  %s: ", say(p, name));
	if (list == NULL && all)
		(void)fprintf(p->out, "%s", say(p, WORD_PAGE_ALL));
	else if (cJSON_GetArraySize(list) == 0)
		(void)fprintf(p->out, "%s", say(p, WORD_PAGE_NONE));
	cJSON_ArrayForEach (item, list) {
		(void)fprintf(p->out, "%s%.0f", between, item->valuedouble);
		between = ", ";
	}
	(void)fprintf(p->out, "\n");
}

void
page_codes(const struct page *p, const struct word *name, const cJSON *object,
    const char *member)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, member);
	const cJSON *item;
	const char *between = "";

	if (list == NULL)
		return;
	(void)fprintf(p->out, "  %s: ", say(p, name));
	cJSON_ArrayForEach (item, list) {
		const char *code = cJSON_GetStringValue(item);

		if (code == NULL || !rule_words_has_code(code))
			continue;
		(void)fprintf(p->out, "%s%s", between,
		    rule_words_code(code, p->language));
		between = ", ";
	}
	(void)fprintf(p->out, "\n");
}
