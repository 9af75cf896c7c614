#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_scan.h"
#include "common/json/json_text.h"
#include "report_fields.h"
#include "ustar.h"
#include "vocabulary.h"

struct check {
	enum report_stage stage;
	struct reason *reason;
};

/* Where a value stands, for the reason: "victims[2].name". */
struct place_in {
	const struct place_in *parent;
	const char *name;
	int index;
};

static void
put_place(const struct place_in *p, char *out, size_t size)
{
	size_t used;

	if (p->parent != NULL)
		put_place(p->parent, out, size);
	used = strlen(out);
	if (p->name != NULL)
		(void)snprintf(out + used, size - used, "%s%s",
		    used > 0 ? "." : "", p->name);
	else
		(void)snprintf(out + used, size - used, "[%d]", p->index + 1);
}

static bool
refuse(const struct place_in *at, const char *what, struct reason *reason)
{
	char where[160] = "";

	put_place(at, where, sizeof(where));
	reason_set(reason, "the member %s %s", where, what);
	return false;
}

/* Whether one of the lists, named with blanks between, has the code. */
static bool
in_lists(const char *lists, const char *code)
{
	const struct vocabulary_list *list;
	char name[32];
	size_t len;

	for (; *lists != '\0'; lists += len + (lists[len] == ' ')) {
		len = strcspn(lists, " ");
		(void)snprintf(name, sizeof(name), "%.*s", (int)len, lists);
		list = vocabulary_find(name);
		if (list != NULL && vocabulary_item(list, code) != NULL)
			return true;
	}
	return false;
}

/*
 * A listed code is looked up while a report is written.  One that stands in an
 * envelope may be of a newer list than ours, and is no reason to refuse it.
 */
static bool
check_listed(const struct report_field *f, const char *code,
    const struct place_in *at, const struct check *c)
{
	char what[REASON_BYTES];

	if (!vocabulary_code_wellformed(code))
		return refuse(at, "is not a code of a list", c->reason);
	if (c->stage != REPORT_DRAFT || in_lists(f->list, code))
		return true;
	(void)snprintf(what, sizeof(what),
	    "is not in its list: valise vocabulary %s shows it", f->list);
	return refuse(at, what, c->reason);
}

/* 2026, 2026-05 or 2026-05-17, in ASCII digits, and of the calendar. */
static bool
is_date(const char *text)
{
	static const char any[] = "0001-01-01", digits[] = "0123456789";
	static const unsigned days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	size_t len = strlen(text);
	unsigned year, month, day;
	char whole[sizeof(any)];

	if (len != 4 && len != 7 && len != 10)
		return false;
	for (size_t i = 0; i < len; i++)
		if (any[i] == '-' ? text[i] != '-'
				  : strchr(digits, text[i]) == NULL)
			return false;
	memcpy(whole, any, sizeof(any));
	memcpy(whole, text, len);
	year = (unsigned)strtoul(whole, NULL, 10);
	month = (unsigned)strtoul(whole + 5, NULL, 10);
	day = (unsigned)strtoul(whole + 8, NULL, 10);
	if (year == 0 || month < 1 || month > 12 || day < 1 ||
	    day > days[month - 1])
		return false;
	return month != 2 || day < 29 ||
	    (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static bool
check_text(const struct report_field *f, const char *text,
    const struct place_in *at, const struct check *c)
{
	switch (f->kind) {
	case FIELD_TEXT:
		return strlen(text) <= f->max ||
		    refuse(at, "is too long", c->reason);
	case FIELD_DATE:
		if (strlen(text) > f->max)
			return refuse(at, "is too long", c->reason);
		return c->stage != REPORT_DRAFT || is_date(text) ||
		    refuse(at,
			"is no date of the calendar, as 2026, 2026-05 or "
			"2026-05-17",
			c->reason);
	case FIELD_LISTED:
		return check_listed(f, text, at, c);
	case FIELD_EXACT:
		return strcmp(text, f->list) == 0 ||
		    refuse(at, "is not one of its codes", c->reason);
	default:
		return in_lists(f->list, text) ||
		    refuse(at, "is not one of its codes", c->reason);
	}
}

static bool check_object(const struct report_field *fields, const cJSON *object,
    const struct place_in *parent, const struct check *c);

static bool
check_value(const struct report_field *f, const cJSON *value,
    const struct place_in *at, const struct check *c)
{
	const cJSON *item;
	size_t n = 0;

	switch (f->kind) {
	case FIELD_INTEGER:
		return (cJSON_IsNumber(value) && value->valuedouble >= 0 &&
			   value->valuedouble == trunc(value->valuedouble) &&
			   value->valuedouble <= (double)JSON_INTEGER_MAX) ||
		    refuse(at, "must be a whole number from 0 up", c->reason);
	case FIELD_OBJECT:
		return cJSON_IsObject(value)
		    ? check_object(f->members, value, at, c)
		    : refuse(at, "must be an object", c->reason);
	case FIELD_ARRAY:
		if (!cJSON_IsArray(value))
			return refuse(at, "must be a list", c->reason);
		cJSON_ArrayForEach (item, value) {
			const struct place_in in = {at, NULL, (int)n};

			if (n++ >= f->max)
				return refuse(
				    at, "has too many items", c->reason);
			if (!check_value(f->members, item, &in, c))
				return false;
		}
		return true;
	default:
		return cJSON_IsString(value)
		    ? check_text(f, value->valuestring, at, c)
		    : refuse(at, "must be a text", c->reason);
	}
}

/* The member `name` of an object, where it is there. */
static bool
check_member(const struct report_field *f, const char *name,
    const cJSON *object, const struct place_in *parent, const struct check *c)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
	const struct place_in at = {parent, name, 0};

	return value == NULL || check_value(f, value, &at, c);
}

static bool
check_object(const struct report_field *fields, const cJSON *object,
    const struct place_in *parent, const struct check *c)
{
	const struct vocabulary_list *names;

	for (const struct report_field *f = fields; f->name != NULL; f++) {
		if (f->kind != FIELD_EACH) {
			if (!check_member(f, f->name, object, parent, c))
				return false;
			continue;
		}
		names = vocabulary_find(f->name);
		for (size_t i = 0; names != NULL && i < names->n; i++)
			if (!check_member(
				f, names->items[i].code, object, parent, c))
				return false;
	}
	return true;
}

static bool
has_items(const cJSON *report, const char *member)
{
	return cJSON_GetArraySize(
		   cJSON_GetObjectItemCaseSensitive(report, member)) > 0;
}

static bool
has_text(const cJSON *report, const char *member)
{
	const char *text = json_text_string(report, member);

	return text != NULL && *text != '\0';
}

/* C0, hold and read: someone must have said yes. */
static bool
has_consent(const cJSON *report)
{
	const cJSON *person;

	cJSON_ArrayForEach (
	    person, cJSON_GetObjectItemCaseSensitive(report, "consent")) {
		const char *c0 = json_text_string(person, "C0");

		if (c0 != NULL && strcmp(c0, "yes") == 0)
			return true;
	}
	return false;
}

/* The five answers that a report can't be sealed without. */
static bool
check_answers(const cJSON *report, struct reason *reason)
{
	const char *kind = json_text_string(report, "kind");
	bool long_form;

	if (kind == NULL) {
		reason_set(reason, "the member kind is missing");
		return false;
	}
	long_form = strcmp(kind, "new") == 0 || strcmp(kind, "risk") == 0;
	if (!has_consent(report)) {
		reason_set(
		    reason, "the member consent has no person whose C0 is yes");
		return false;
	}
	if (!has_text(report, "narrative") &&
	    cJSON_GetObjectItemCaseSensitive(report, "narrative_attachment") ==
		NULL) {
		reason_set(reason,
		    "what happened is missing: the member narrative, or "
		    "narrative_attachment");
		return false;
	}
	if (!long_form)
		return true;
	if (!has_items(report, "state_concerned")) {
		reason_set(reason,
		    "the member state_concerned is missing (\"unknown\" is an "
		    "answer)");
		return false;
	}
	if (!has_items(report, "un_bodies") &&
	    !has_text(report, "why_linked") &&
	    !has_items(report, "cooperation")) {
		reason_set(reason,
		    "the link to cooperation with the UN is missing: "
		    "un_bodies, cooperation or why_linked (\"unsure\" is an "
		    "answer)");
		return false;
	}
	return true;
}

/* Each number is one of the records of that name, and there once. */
static bool
check_numbers(const cJSON *report, const cJSON *act, int n_act,
    const char *member, const struct check *c)
{
	const int n = cJSON_GetArraySize(
	    cJSON_GetObjectItemCaseSensitive(report, member));
	const cJSON *numbers = cJSON_GetObjectItemCaseSensitive(act, member);
	const struct place_in acts = {NULL, "acts", 0};
	const struct place_in item = {&acts, NULL, n_act};
	const struct place_in list = {&item, member, 0};
	const cJSON *number, *other;
	int at = 0;

	cJSON_ArrayForEach (number, numbers) {
		const struct place_in in = {&list, NULL, at++};

		if (number->valuedouble < 1 || number->valuedouble > n)
			return refuse(&in,
			    "is the number of none of them in this report",
			    c->reason);
		for (other = numbers->child; other != number;
		     other = other->next)
			if (other->valuedouble == number->valuedouble)
				return refuse(
				    &in, "stands there twice", c->reason);
	}
	return true;
}

static bool
check_acts(const cJSON *report, const struct check *c)
{
	const cJSON *act;
	int n = 0;

	cJSON_ArrayForEach (
	    act, cJSON_GetObjectItemCaseSensitive(report, "acts")) {
		if (!check_numbers(report, act, n, "victims", c) ||
		    !check_numbers(report, act, n, "actors", c))
			return false;
		n++;
	}
	return true;
}

bool
report_check(
    const cJSON *report, enum report_stage stage, struct reason *ret_reason)
{
	const struct check check = {stage, ret_reason};
	const char *format;

	if (!cJSON_IsObject(report)) {
		reason_set(ret_reason, "the report is not a JSON object");
		return false;
	}
	if (!check_object(report_fields, report, NULL, &check))
		return false;
	format = json_text_string(report, "format");
	if (stage == REPORT_SEALED && format == NULL) {
		reason_set(ret_reason, "the member format is missing");
		return false;
	}
	return stage != REPORT_DRAFT ||
	    (check_acts(report, &check) && check_answers(report, ret_reason));
}

bool
report_attachments(const cJSON *report,
    struct report_attachment *ret_attachments, size_t *ret_n,
    struct reason *ret_reason)
{
	const cJSON *item;
	size_t n = 0;

	cJSON_ArrayForEach (
	    item, cJSON_GetObjectItemCaseSensitive(report, "attachments")) {
		struct report_attachment *a = &ret_attachments[n];
		const char *hash = json_text_string(item, "sha256");
		uint64_t number;

		if (n == REPORT_ATTACHMENTS_MAX ||
		    !json_text_integer(item, "number", &number) ||
		    number != n + 1 ||
		    !json_text_integer(item, "size", &a->size) ||
		    a->size > USTAR_SIZE_MAX || hash == NULL ||
		    !hex_decode(hash, strlen(hash), a->sha256, 32)) {
			reason_set(ret_reason,
			    "the member attachments[%zu] is incomplete", n + 1);
			return false;
		}
		a->number = (unsigned)number;
		n++;
	}
	*ret_n = n;
	return true;
}
