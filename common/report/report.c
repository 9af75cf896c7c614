#include "report.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"
#include "ustar.h"

enum kind {
	TEXT,    /* string of at most `max` bytes */
	CODE,    /* one of the words in `words` */
	LISTED,  /* a code of a vocabulary list: letters, digits, . - */
	INTEGER, /* 0 .. 2^53 - 1 */
	OBJECT,  /* `members` */
	ARRAY    /* at most `max` items like `item` */
};

struct field {
	const char *name;
	enum kind kind;
	size_t max;
	const char *words; /* |a|b|c| */
	const struct field *members;
};

#define ITEM "[]"
#define END_OF_FIELDS \
	{ \
		NULL, TEXT, 0, NULL, NULL \
	}
#define SHORT 1024
#define LONG 16384
#define ITEMS 1000

static const struct field listed_item[] = {
    {ITEM, LISTED, 32, NULL, NULL}, END_OF_FIELDS};

static const struct field fuzzy_date[] = {{"date", TEXT, 32, NULL, NULL},
    {"precision", CODE, 0, "|day|month|year|about|unknown|", NULL},
    {"calendar", TEXT, 64, NULL, NULL}, {"typed", TEXT, SHORT, NULL, NULL},
    END_OF_FIELDS};

static const struct field safe_contact[] = {
    {"channel", TEXT, SHORT, NULL, NULL}, {"hours", TEXT, SHORT, NULL, NULL},
    {"words", TEXT, SHORT, NULL, NULL},
    {"do_not_contact", TEXT, SHORT, NULL, NULL},
    {"staff_gender", TEXT, SHORT, NULL, NULL},
    {"language", TEXT, 64, NULL, NULL}, END_OF_FIELDS};

static const struct field sender[] = {
    {"role", CODE, 0,
	"|victim|relative|lawyer|own-organisation|other-organisation|witness|"
	"un-or-nhri|helper|",
	NULL},
    {"identity", TEXT, LONG, NULL, NULL},
    {"safe_contact", OBJECT, 0, NULL, safe_contact}, END_OF_FIELDS};

static const struct field count[] = {
    {"how", CODE, 0, "|exact|about|unknown|", NULL},
    {"number", INTEGER, 0, NULL, NULL}, END_OF_FIELDS};

static const struct field victim[] = {
    {"unit", CODE, 0, "|person|group|organisation|family|community|", NULL},
    {"count", OBJECT, 0, NULL, count}, {"name", TEXT, SHORT, NULL, NULL},
    {"name_latin", TEXT, SHORT, NULL, NULL}, {"label", TEXT, SHORT, NULL, NULL},
    {"gender", TEXT, SHORT, NULL, NULL}, {"age_band", TEXT, 64, NULL, NULL},
    {"nationality", LISTED, 32, NULL, NULL},
    {"residence", LISTED, 32, NULL, NULL},
    {"profile", ARRAY, ITEMS, NULL, listed_item},
    {"organisation", TEXT, SHORT, NULL, NULL},
    {"role", TEXT, SHORT, NULL, NULL},
    {"protected_status", ARRAY, ITEMS, NULL, listed_item}, END_OF_FIELDS};
static const struct field victim_item[] = {
    {ITEM, OBJECT, 0, NULL, victim}, END_OF_FIELDS};

static const struct field cooperation[] = {{"what", TEXT, LONG, NULL, NULL},
    {"time", CODE, 0, "|T1|T2|T3|T4|unsure|", NULL},
    {"date", OBJECT, 0, NULL, fuzzy_date},
    {"place", CODE, 0, "|premises|in-country|abroad|online|unsure|", NULL},
    END_OF_FIELDS};

static const struct field place[] = {{"m49", LISTED, 32, NULL, NULL},
    {"text", TEXT, SHORT, NULL, NULL}, {"kind", TEXT, SHORT, NULL, NULL},
    END_OF_FIELDS};

static const struct field act[] = {{"type", LISTED, 32, NULL, NULL},
    {"channel", CODE, 0, "|online|offline|both|unsure|", NULL},
    {"from", OBJECT, 0, NULL, fuzzy_date}, {"to", OBJECT, 0, NULL, fuzzy_date},
    {"place", OBJECT, 0, NULL, place},
    {"how_known", CODE, 0,
	"|saw-or-lived|told-by-victim|told-by-others|document|media|unsure|",
	NULL},
    {"text", TEXT, LONG, NULL, NULL}, END_OF_FIELDS};
static const struct field act_item[] = {
    {ITEM, OBJECT, 0, NULL, act}, END_OF_FIELDS};

static const struct field actor[] = {{"code", LISTED, 32, NULL, NULL},
    {"relation", CODE, 0, "|acted-for|tolerated|independent|unknown|", NULL},
    {"name", TEXT, SHORT, NULL, NULL}, {"rank", TEXT, SHORT, NULL, NULL},
    {"unit", TEXT, SHORT, NULL, NULL}, {"accounts", TEXT, SHORT, NULL, NULL},
    END_OF_FIELDS};
static const struct field actor_item[] = {
    {ITEM, OBJECT, 0, NULL, actor}, END_OF_FIELDS};

static const struct field answer_text[] = {
    {"answer", CODE, 0, "|yes|no|unsure|", NULL},
    {"text", TEXT, LONG, NULL, NULL}, END_OF_FIELDS};
static const struct field code_text[] = {{"code", LISTED, 32, NULL, NULL},
    {"text", TEXT, LONG, NULL, NULL}, END_OF_FIELDS};

static const struct field attachment[] = {{"number", INTEGER, 0, NULL, NULL},
    {"name", TEXT, REPORT_NAME_MAX, NULL, NULL},
    {"name_base64", TEXT, 2 * REPORT_NAME_MAX, NULL, NULL},
    {"type", TEXT, SHORT, NULL, NULL}, {"size", INTEGER, 0, NULL, NULL},
    {"sha256", TEXT, 64, NULL, NULL}, {"made_by", TEXT, SHORT, NULL, NULL},
    {"got_when", TEXT, SHORT, NULL, NULL},
    {"form", CODE, 0, "|original|cleaned|", NULL}, END_OF_FIELDS};
static const struct field attachment_item[] = {
    {ITEM, OBJECT, 0, NULL, attachment}, END_OF_FIELDS};

#define CONSENT(code) \
	{ \
		code, CODE, 0, "|yes|no|ask-first|not-asked|", NULL \
	}
static const struct field consent[] = {{"person", TEXT, SHORT, NULL, NULL},
    CONSENT("C0"), CONSENT("C1"), CONSENT("C2"), CONSENT("C3"), CONSENT("C4"),
    CONSENT("C5"), CONSENT("C6"), CONSENT("C7"), CONSENT("C8"), CONSENT("C9"),
    {"how", TEXT, SHORT, NULL, NULL}, END_OF_FIELDS};
static const struct field consent_item[] = {
    {ITEM, OBJECT, 0, NULL, consent}, END_OF_FIELDS};

static const struct field follows[] = {{"reference", TEXT, 64, NULL, NULL},
    {"signature", TEXT, 128, NULL, NULL}, END_OF_FIELDS};

static const struct field report_fields[] = {
    {"format", CODE, 0, "|" REPORT_FORMAT "|", NULL},
    {"lists_version", TEXT, 64, NULL, NULL},
    {"kind", CODE, 0, "|new|more|risk|law|trend|state-acted|withdraw|", NULL},
    {"earlier_reference", TEXT, SHORT, NULL, NULL},
    {"text_language", TEXT, 16, NULL, NULL},
    {"sender", OBJECT, 0, NULL, sender},
    {"victims", ARRAY, ITEMS, NULL, victim_item},
    {"un_bodies", ARRAY, ITEMS, NULL, listed_item},
    {"cooperation", OBJECT, 0, NULL, cooperation},
    {"why_linked", TEXT, LONG, NULL, NULL},
    {"nature", CODE, 0, "|intimidation|reprisal|both|unsure|", NULL},
    {"acts", ARRAY, ITEMS, NULL, act_item},
    {"narrative", TEXT, REPORT_NARRATIVE_MAX, NULL, NULL},
    {"narrative_attachment", INTEGER, 0, NULL, NULL},
    {"actors", ARRAY, ITEMS, NULL, actor_item},
    {"state_concerned", ARRAY, ITEMS, NULL, listed_item},
    {"law_cited", TEXT, LONG, NULL, NULL},
    {"detention", TEXT, LONG, NULL, NULL},
    {"gender_dimension", OBJECT, 0, NULL, answer_text},
    {"situation_now", LISTED, 32, NULL, NULL},
    {"danger_now", LISTED, 32, NULL, NULL},
    {"deadline", OBJECT, 0, NULL, fuzzy_date},
    {"effect_on_cooperation", CODE, 0,
	"|stopped|limited|anonymous-only|others-stopped|none|unsure|", NULL},
    {"domestic_steps", OBJECT, 0, NULL, code_text},
    {"other_bodies", OBJECT, 0, NULL, code_text},
    {"un_document", TEXT, SHORT, NULL, NULL},
    {"action_wanted", ARRAY, ITEMS, NULL, listed_item},
    {"risk_if_acted", TEXT, LONG, NULL, NULL},
    {"attachments", ARRAY, REPORT_ATTACHMENTS_MAX, NULL, attachment_item},
    {"consent", ARRAY, ITEMS, NULL, consent_item},
    {"reply_recipient", TEXT, 2000, NULL, NULL},
    {"voice_key", TEXT, 64, NULL, NULL}, {"follows", OBJECT, 0, NULL, follows},
    END_OF_FIELDS};

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

static bool
check_text(const struct field *f, const char *text, const struct place_in *at,
    struct reason *reason)
{
	size_t len = strlen(text);
	const char *found;

	switch (f->kind) {
	case TEXT:
		return len <= f->max || refuse(at, "is too long", reason);
	case LISTED:
		return (len >= 1 && len <= f->max &&
			   strspn(text,
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
			       "uvwxyz0123456789.-_") == len) ||
		    refuse(at, "is not a code of a list", reason);
	default:
		found = strstr(f->words, text);
		return (len > 0 && strchr(text, '|') == NULL && found != NULL &&
			   found[-1] == '|' && found[len] == '|') ||
		    refuse(at, "is not one of its codes", reason);
	}
}

static bool check_object(const struct field *fields, const cJSON *object,
    const struct place_in *parent, struct reason *reason);

static bool
check_value(const struct field *f, const cJSON *value,
    const struct place_in *at, struct reason *reason)
{
	const cJSON *item;
	size_t n = 0;

	switch (f->kind) {
	case TEXT:
	case CODE:
	case LISTED:
		return cJSON_IsString(value)
		    ? check_text(f, value->valuestring, at, reason)
		    : refuse(at, "must be a text", reason);
	case INTEGER:
		return (cJSON_IsNumber(value) && value->valuedouble >= 0) ||
		    refuse(at, "must be a whole number from 0 up", reason);
	case OBJECT:
		return cJSON_IsObject(value)
		    ? check_object(f->members, value, at, reason)
		    : refuse(at, "must be an object", reason);
	case ARRAY:
		if (!cJSON_IsArray(value))
			return refuse(at, "must be a list", reason);
		cJSON_ArrayForEach (item, value) {
			const struct place_in in = {at, NULL, (int)n};

			if (n++ >= f->max)
				return refuse(at, "has too many items", reason);
			if (!check_value(f->members, item, &in, reason))
				return false;
		}
		return true;
	}
	return false;
}

static bool
check_object(const struct field *fields, const cJSON *object,
    const struct place_in *parent, struct reason *reason)
{
	for (const struct field *f = fields; f->name != NULL; f++) {
		const cJSON *value =
		    cJSON_GetObjectItemCaseSensitive(object, f->name);
		const struct place_in at = {parent, f->name, 0};

		if (value != NULL && !check_value(f, value, &at, reason))
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
	bool short_form;

	if (kind == NULL) {
		reason_set(reason, "the member kind is missing");
		return false;
	}
	short_form =
	    strstr("|law|trend|state-acted|more|withdraw|", kind) != NULL;
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
	if (short_form)
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

bool
report_check(
    const cJSON *report, enum report_stage stage, struct reason *ret_reason)
{
	const char *format;

	if (!cJSON_IsObject(report)) {
		reason_set(ret_reason, "the report is not a JSON object");
		return false;
	}
	if (!check_object(report_fields, report, NULL, ret_reason))
		return false;
	format = json_text_string(report, "format");
	if (stage == REPORT_SEALED && format == NULL) {
		reason_set(ret_reason, "the member format is missing");
		return false;
	}
	return stage == REPORT_SEALED || check_answers(report, ret_reason);
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
