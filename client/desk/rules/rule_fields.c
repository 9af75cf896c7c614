/* What an act takes, as it is typed. */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/bytes/text_codec.h"
#include "common/notes/signed_note.h"
#include "common/report/vocabulary.h"
#include "rule_codes.h"
#include "rule_days.h"

void
rule_field_member(
    const struct rule_field *field, char ret_member[static RULE_MEMBER_BYTES])
{
	(void)snprintf(ret_member, RULE_MEMBER_BYTES, "%s", field->name);
	for (char *at = ret_member; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
}

/* Whether nothing in it moves a cursor, reorders or hides; by line or not. */
static bool
is_text(const char *text, bool lines)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t point;
		const size_t n = printable_text_decode(at, left, &point);
		const bool is_break = point == '\n' || point == '\t';

		if (n == 0 ||
		    (!printable_text_safe(point) && !(lines && is_break)))
			return false;
		at += n;
		left -= n;
	}
	return true;
}

static cJSON *
read_text(const struct rule_field *f, const char *typed, struct reason *why)
{
	const bool lines = f->kind == RULE_TEXT;
	const size_t most = lines ? RULE_TEXT_MAX : RULE_LINE_MAX;

	if (*typed == '\0')
		reason_set(why, "--%s: is empty", f->name);
	else if (strlen(typed) > most)
		reason_set(why, "--%s: takes at most %zu bytes", f->name, most);
	else if (!is_text(typed, lines))
		reason_set(why,
		    "--%s: has a character that is not shown, or is not UTF-8"
		    "%s",
		    f->name, lines ? "" : ", or more than a line");
	else
		return cJSON_CreateString(typed);
	return NULL;
}

static cJSON *
read_number(const char *text, size_t len)
{
	uint64_t number;

	return decimal_decode(text, len, 99999999, &number)
	    ? cJSON_CreateNumber((double)number)
	    : NULL;
}

/* Several, with commas between, each by `one`. */
static cJSON *
read_list(const struct rule_field *f, const char *typed,
    cJSON *(*one)(const struct rule_field *f, const char *text, size_t len))
{
	cJSON *list = cJSON_CreateArray(), *item;
	size_t n = 0;

	if (list == NULL || strcmp(typed, "none") == 0)
		return list;
	for (const char *at = typed;; at++) {
		const size_t len = strcspn(at, ",");

		item = ++n > RULE_NUMBERS_MAX ? NULL : one(f, at, len);
		if (item == NULL || !cJSON_AddItemToArray(list, item)) {
			cJSON_Delete(item);
			cJSON_Delete(list);
			return NULL;
		}
		at += len;
		if (*at == '\0')
			return list;
	}
}

static cJSON *
one_number(const struct rule_field *f, const char *text, size_t len)
{
	(void)f;
	return read_number(text, len);
}

static cJSON *
one_code(const struct rule_field *f, const char *text, size_t len)
{
	char copy[64];

	if (len >= sizeof(copy) || !rule_code_is_len(f->codes, text, len))
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return cJSON_CreateString(copy);
}

/* The codes themselves, where a list stands for them; as many as fit. */
static void
name_codes(const char *codes, char *ret, size_t size)
{
	const struct vocabulary_list *list =
	    *codes == '@' ? vocabulary_find(codes + 1) : NULL;
	size_t len = 0;

	if (list == NULL)
		len = (size_t)snprintf(ret, size, "%s", codes);
	for (size_t i = 0; list != NULL && i < list->n && len < size; i++)
		len += (size_t)snprintf(ret + len, size - len, "%s%s",
		    i == 0 ? "" : " ", list->items[i].code);
	/* Cut, and said so. */
	if (len >= size)
		memcpy(ret + size - 4, "...", 4);
}

cJSON *
rule_field_read(const struct rule_field *f, const char *typed,
    struct rule_refusal *ret_refusal)
{
	struct reason *why = &ret_refusal->reason;
	char codes[200];
	cJSON *value = NULL;

	ret_refusal->by = "field";
	switch (f->kind) {
	case RULE_LINE:
	case RULE_TEXT:
		return read_text(f, typed, why);
	case RULE_CODE:
		name_codes(f->codes, codes, sizeof(codes));
		reason_set(why, "--%s: is not one of: %s", f->name, codes);
		return rule_code_is(f->codes, typed) ? cJSON_CreateString(typed)
						     : NULL;
	case RULE_CODES:
		name_codes(f->codes, codes, sizeof(codes));
		reason_set(why, "--%s: each is one of: %s", f->name, codes);
		return read_list(f, typed, one_code);
	case RULE_DAY:
		reason_set(why, "--%s: is not a day like 2026-11-30", f->name);
		return rule_day_is(typed) ? cJSON_CreateString(typed) : NULL;
	case RULE_NUMBER:
		reason_set(why, "--%s: is not a number%s%s", f->name,
		    f->codes == NULL ? "" : " up to ",
		    f->codes == NULL ? "" : f->codes);
		value = read_number(typed, strlen(typed));
		if (value != NULL && f->codes != NULL &&
		    value->valuedouble > strtod(f->codes, NULL)) {
			cJSON_Delete(value);
			value = NULL;
		}
		return value;
	case RULE_NUMBERS:
		reason_set(why, "--%s: is not like 1,3 or none", f->name);
		return read_list(f, typed, one_number);
	case RULE_PERSON:
		reason_set(why, "--%s: is no name of a person", f->name);
		value = strlen(typed) <= NOTE_NAME_MAX && is_text(typed, false)
		    ? cJSON_CreateString(typed)
		    : NULL;
		break;
	case RULE_CASE:
		reason_set(why, "--%s: is no number of a case", f->name);
		/* As it is printed too: 00000007. */
		value = strlen(typed) > 8
		    ? NULL
		    : read_number(typed + strspn(typed, "0"),
			  strlen(typed + strspn(typed, "0")));
		break;
	}
	return value;
}
