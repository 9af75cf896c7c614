/* A member that is one line, or a number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"
#include "client/sitting/ask_line.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "form.h"

#define NUMBER_DIGITS 9

static bool
store(cJSON *object, const struct question *q, const char *text)
{
	if (q->kind == QUESTION_NUMBER && text[0] != '\0')
		return tree_put(object, q->member,
		    cJSON_CreateNumber((double)strtoul(text, NULL, 10)));
	return tree_put_text(object, q->member, text, strlen(text));
}

/* What is there already. */
static void
load(const cJSON *object, const struct question *q, char *ret_text, size_t size)
{
	const cJSON *value = tree_find(object, q->member);

	if (cJSON_IsNumber(value))
		(void)snprintf(ret_text, size, "%.0f", value->valuedouble);
	else if (cJSON_IsString(value) &&
	    tree_item(q->lists, value->valuestring) == NULL)
		(void)snprintf(ret_text, size, "%s", value->valuestring);
}

enum way
form_line(struct form *f, cJSON *object, const struct question *q)
{
	size_t size = q->max > 0 ? q->max + 1 : NUMBER_DIGITS + 1;
	const struct ask_line ask = {
	    .own_title = question_title(q, f->sitting->language),
	    .title = q->title,
	    .ask = question_ask(q, f->sitting->language),
	    .help = q->help == NULL ? NULL : sitting_word(f->sitting, q->help),
	    .clusters = size - 1,
	    .accept =
		q->kind == QUESTION_NUMBER ? TEXT_FIELD_DIGITS : TEXT_FIELD_ANY,
	    .offers = FORM_OFFERS};
	char *text = secret_alloc(size);
	enum way result = WAY_BACK;

	if (text != NULL) {
		load(object, q, text, size);
		result = ask_line(f->sitting, &ask, text, size);
	}
	/* Nothing was typed in the place of a code that is chosen. */
	if (text != NULL && text[0] == '\0' && result != WAY_NEXT &&
	    result != WAY_SKIP && q->kind == QUESTION_CHOICE) {
		secret_free(text);
		return result;
	}
	if (text == NULL ||
	    (!sitting_left(result) &&
		!(result == WAY_SKIP ? tree_put(object, q->member, NULL)
				     : store(object, q, text))))
		sitting_say(f->sitting, WORD_ERROR_NO_MEMORY);
	secret_free(text);
	return result;
}
