#include "field_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk/pages/rule_words.h"
#include "client/desk/rules/work.h"
#include "client/sitting/ask_line.h"
#include "client/sitting/face.h"
#include "client/words/casework_words.h"
#include "client/words/shared_words.h"
#include "common/bytes/secret.h"
#include "common/report/vocabulary.h"

#define CODES_MAX 256
#define LINE_BYTES 1100

struct asking {
	struct seat *s;
	const struct rule_field *field;
	cJSON *given;
	char member[RULE_MEMBER_BYTES];
	size_t n; /* of a list */
	struct list_item items[CODES_MAX];
	char codes[CODES_MAX][VOCABULARY_CODE_MAX + 1];
	bool chosen[CODES_MAX];
};

static const char *
title(const struct asking *a)
{
	return rule_words_field(a->field->name, a->s->sitting.language);
}

/* As it was typed, through the rules' own reader. */
static bool
put_typed(struct asking *a, const char *typed)
{
	struct rule_refusal refusal = {.by = "field"};
	cJSON *value = rule_field_read(a->field, typed, &refusal);

	if (value == NULL) {
		sitting_tell(&a->s->sitting, "%s", refusal.reason.text);
		return false;
	}
	cJSON_DeleteItemFromObjectCaseSensitive(a->given, a->member);
	return cJSON_AddItemToObject(a->given, a->member, value);
}

static const cJSON *
now(const struct asking *a)
{
	return cJSON_GetObjectItemCaseSensitive(a->given, a->member);
}

/* --- one of a list, or several --- */

static bool
is_now(const struct asking *a, const char *code)
{
	const cJSON *value = now(a), *item;
	const char *one = cJSON_GetStringValue(value);

	if (one != NULL)
		return strcmp(one, code) == 0;
	cJSON_ArrayForEach (item, value)
		if (strcmp(cJSON_GetStringValue(item), code) == 0)
			return true;
	return false;
}

static void
add_code(struct asking *a, const char *code, size_t len, const char *label)
{
	if (a->n == CODES_MAX || len > VOCABULARY_CODE_MAX)
		return;
	memcpy(a->codes[a->n], code, len);
	a->codes[a->n][len] = '\0';
	a->items[a->n].label = label != NULL
	    ? label
	    : rule_words_code(a->codes[a->n], a->s->sitting.language);
	a->items[a->n].also = a->codes[a->n];
	a->chosen[a->n] = is_now(a, a->codes[a->n]);
	a->n++;
}

static void
add_vocabulary(struct asking *a, const char *name, size_t len)
{
	char copy[VOCABULARY_CODE_MAX + 1];
	const struct vocabulary_list *list;

	(void)snprintf(copy, sizeof(copy), "%.*s", (int)len, name);
	list = vocabulary_find(copy);
	for (size_t i = 0; list != NULL && i < list->n; i++)
		add_code(a, list->items[i].code, strlen(list->items[i].code),
		    vocabulary_label(&list->items[i], a->s->sitting.language));
}

/* Of the words of a table, and lists of the vocabulary. */
static void
add_codes(struct asking *a)
{
	for (const char *at = a->field->codes; *at != '\0';) {
		const size_t len = strcspn(at, " ");

		if (*at == '@')
			add_vocabulary(a, at + 1, len - 1);
		else
			add_code(a, at, len, NULL);
		at += len;
		at += strspn(at, " ");
	}
}

static void
add_staff(struct asking *a)
{
	const struct rule_now *n = &a->s->desk.now;

	for (size_t i = 0; i < n->n_staff; i++)
		add_code(
		    a, n->staff[i].id, strlen(n->staff[i].id), n->staff[i].id);
}

static bool
put_chosen(struct asking *a)
{
	cJSON *list = cJSON_CreateArray();
	bool ok = list != NULL;

	for (size_t i = 0; i < a->n && ok; i++)
		if (a->chosen[i])
			ok = cJSON_AddItemToArray(
			    list, cJSON_CreateString(a->codes[i]));
	cJSON_DeleteItemFromObjectCaseSensitive(a->given, a->member);
	if (ok && cJSON_AddItemToObject(a->given, a->member, list))
		return true;
	cJSON_Delete(list);
	sitting_say(&a->s->sitting, WORD_ERROR_NO_MEMORY);
	return false;
}

static enum way
ask_list(struct asking *a)
{
	struct sitting *s = &a->s->sitting;
	const bool several = a->field->kind == RULE_CODES;
	struct face_list list = {
	    .ask = {.title = title(a),
		.ask = title(a),
		.more = sitting_word(s, WORD_TEXT_HELP_LIST),
		.offers = OFFERS_LANGUAGE | OFFERS_SKIP |
		    (several ? 0 : OFFERS_NO_NEXT),
		.apart = true},
	    .items = a->items,
	    .n = a->n,
	    .chosen = several ? a->chosen : NULL,
	    .marked = a->n};
	size_t at = 0;
	enum way way;

	for (size_t i = 0; i < a->n && !several; i++)
		if (a->chosen[i])
			list.start = list.marked = i;
	way = s->face->list(s, &list, &at);
	if (way != WAY_NEXT)
		return way;
	if (several)
		return put_chosen(a) ? WAY_NEXT : WAY_STAY;
	return at < a->n && put_typed(a, a->codes[at]) ? WAY_NEXT : WAY_STAY;
}

/* --- what is typed --- */

/* What is there already, as it would be typed. */
static void
to_typed(const cJSON *value, char *to, size_t size)
{
	const cJSON *item;
	size_t n = 0;

	*to = '\0';
	if (cJSON_IsNumber(value))
		(void)snprintf(to, size, "%.0f", value->valuedouble);
	else if (cJSON_IsString(value))
		(void)snprintf(to, size, "%s", value->valuestring);
	else if (cJSON_IsArray(value) && cJSON_GetArraySize(value) == 0)
		(void)snprintf(to, size, "none");
	cJSON_ArrayForEach (item, value)
		if (n + 1 < size)
			n += (size_t)snprintf(to + n, size - n, "%s%.0f",
			    n > 0 ? "," : "", item->valuedouble);
}

static enum way
ask_one_line(struct asking *a)
{
	struct sitting *s = &a->s->sitting;
	const bool numbers = a->field->kind == RULE_NUMBERS;
	struct ask_line ask = {.title = WORD_DESK_TITLE_START,
	    .own_title = title(a),
	    .ask = title(a),
	    .clusters = LINE_BYTES / 4,
	    .offers = OFFERS_LANGUAGE | OFFERS_SKIP};
	char *text = secret_alloc(LINE_BYTES);
	enum way way = WAY_BACK;

	if (text == NULL) {
		sitting_say(s, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	if (numbers)
		ask.help = sitting_word(s, WORD_DESK_ASK_NUMBERS);
	else if (a->field->kind == RULE_DAY)
		ask.help = sitting_word(s, WORD_DESK_ASK_DAY);
	else if (a->field->need == RULE_MAY)
		ask.help = sitting_word(s, WORD_DESK_HELP_OPTIONAL);
	to_typed(now(a), text, LINE_BYTES);
	way = ask_line(s, &ask, text, LINE_BYTES);
	if (way == WAY_NEXT && !put_typed(a, text))
		way = WAY_STAY;
	secret_free(text);
	return way;
}

static enum way
ask_text(struct asking *a)
{
	struct sitting *s = &a->s->sitting;
	struct text_buffer *text =
	    text_buffer_create(RULE_TEXT_MAX, TEXT_MANY_LINES);
	const char *before = cJSON_GetStringValue(now(a));
	const struct face_ask ask = {.title = title(a),
	    .ask = title(a),
	    .more = sitting_word(s, WORD_TEXT_HELP_EDITOR),
	    .offers = OFFERS_LANGUAGE | OFFERS_SKIP,
	    .apart = true};
	enum way way = WAY_BACK;
	char *copy;

	if (text == NULL ||
	    (before != NULL &&
		text_buffer_insert(text, before, strlen(before),
		    TEXT_BUFFER_PASTED, NULL) != TEXT_BUFFER_DONE)) {
		text_buffer_destroy(text);
		sitting_say(s, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	way = s->face->text(s, &ask, text);
	copy = way == WAY_NEXT ? secret_alloc(text_buffer_len(text) + 1) : NULL;
	if (copy != NULL) {
		memcpy(copy, text_buffer_text(text), text_buffer_len(text));
		if (!put_typed(a, copy))
			way = WAY_STAY;
	}
	secret_free(copy);
	text_buffer_destroy(text);
	return way;
}

static enum way
ask_once(struct asking *a)
{
	a->n = 0;
	switch (a->field->kind) {
	case RULE_CODE:
	case RULE_CODES:
		add_codes(a);
		return ask_list(a);
	case RULE_PERSON:
		add_staff(a);
		return ask_list(a);
	case RULE_TEXT:
		return ask_text(a);
	default:
		return ask_one_line(a);
	}
}

enum way
field_ask(struct seat *s, const struct rule_field *field, cJSON *given)
{
	struct asking *a = secret_alloc(sizeof(*a));
	enum way way;

	if (a == NULL) {
		sitting_say(&s->sitting, WORD_ERROR_NO_MEMORY);
		return WAY_BACK;
	}
	a->s = s;
	a->field = field;
	a->given = given;
	rule_field_member(field, a->member);
	do
		way = sitting_aside(&s->sitting, ask_once(a));
	while (way == WAY_STAY);
	if (way == WAY_SKIP) {
		cJSON_DeleteItemFromObjectCaseSensitive(given, a->member);
		way = WAY_NEXT;
	}
	secret_free(a);
	return way;
}
